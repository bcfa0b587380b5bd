import { DuelError } from '../../../errors.ts';
import type { RandomStream } from '../../../random/stream.ts';
import type { PictureShape } from '../../pictures/taps.ts';
import type { ValueRange } from '../../scaling.ts';
import type { MadePairs } from '../registry.ts';

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

/** How the inputs of a way are made, for pictures of a shape. Throws a `DuelError` of kind `data` where these have no such input. */
export type MakerOf<T extends MadePairs['type']> = (
  pairs: Omit<Extract<MadePairs, { readonly type: T }>, 'type'>,
  shape: PictureShape,
) => InputMaker;

/** An error of pictures that have no such input. */
export const noInput = (code: string, message: string, details: { where: string; fix: string }): DuelError =>
  new DuelError('data', `data/${code}`, message, details);

/** Throws unless pictures are grey or RGB. */
export function assertColours(word: string, [, , channels]: PictureShape): void {
  if (channels === 1 || channels === 3) return;
  throw noInput('pairs-channels', `'${word}' is made of grey or RGB pictures, and these have ${channels} channels`, {
    where: `pairs ${word}`,
    fix: 'choose another way of making pairs, or pictures in grey or RGB',
  });
}
