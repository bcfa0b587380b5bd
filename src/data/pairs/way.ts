import type { z } from 'zod';
import type { RandomStream } from '../../random/stream.ts';
import type { PictureShape } from '../pictures/taps.ts';
import { dataError } from '../problems.ts';
import type { ValueRange } from '../scaling.ts';

/** What an input is made with. */
export interface MakingScope {
  /** Black and white in the picture's values. */
  readonly range: ValueRange;
  /** Random numbers of this example. */
  readonly random: RandomStream;
}

/** Makes the inputs that belong to pictures of one shape. It keeps room for its work: one picture at a time. */
export interface InputMaker {
  /** Shape of the inputs. */
  readonly shape: PictureShape;
  /** Writes the input that belongs to `picture`, both with the values of `scope.range`. */
  make(picture: Float32Array, input: Float32Array, scope: MakingScope): void;
}

/** A way of making inputs: its JSON, how a command writes it, and the making itself. */
export interface WayDefinition<S extends z.ZodType> {
  readonly schema: S;
  /** The number behind its word in a command, as in `down:4`: its key in the JSON, and what it may be. */
  readonly number?: { readonly key: string; readonly means: string };
  /** What the input is, for people, such as `each picture in grey`. */
  says(config: z.output<S>): string;
  /** Throws a `DuelError` of kind `data` where pictures of this shape have no such input. */
  maker(config: z.output<S>, shape: PictureShape): InputMaker;
}

/** Defines a way of making inputs. */
export const defineWay = <S extends z.ZodType>(definition: WayDefinition<S>): WayDefinition<S> => definition;

/** Throws unless pictures are grey or RGB. */
export function assertColours(word: string, [, , channels]: PictureShape): void {
  if (channels === 1 || channels === 3) return;
  throw dataError('pairs-channels', `'${word}' is made of grey or RGB pictures, and these have ${channels} channels`, {
    where: `pairs ${word}`,
    fix: 'choose another way of making pairs, or pictures in grey or RGB',
  });
}
