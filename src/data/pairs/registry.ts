import { z } from 'zod';
import type { PictureShape } from '../pictures/taps.ts';
import { blur } from './blur.ts';
import { down } from './down.ts';
import { edges } from './edges.ts';
import { grey } from './grey.ts';
import { mask } from './mask.ts';
import { noise } from './noise.ts';
import type { InputMaker, WayDefinition } from './way.ts';

const definitions = [grey, down, mask, noise, blur, edges] as const;

type Schemas<T extends readonly { readonly schema: z.ZodType }[]> = { -readonly [K in keyof T]: T[K]['schema'] };

/** The schema of a way of making inputs in JSON. */
export const madePairsSchema = z.discriminatedUnion(
  'type',
  definitions.map((d) => d.schema) as unknown as Schemas<typeof definitions>,
);

/** How inputs are made of pictures, `{ type: 'down', factor: 4 }`: plain JSON. */
export type MadePairs = z.output<typeof madePairsSchema>;

/** Every way of making inputs, by the type that its JSON carries. */
export const ways: ReadonlyMap<string, WayDefinition<z.ZodType>> = new Map(
  definitions.map((d) => [d.schema.shape.type.value, d as unknown as WayDefinition<z.ZodType>]),
);

/** Whether inputs are made, of all ways to have pairs. */
export const isMade = (pairs: { readonly type: string }): pairs is MadePairs => ways.has(pairs.type);

const wayOf = ({ type }: MadePairs): WayDefinition<z.ZodType> => ways.get(type)!;

/**
 * What makes the inputs of pictures of a shape, such as those that `translate` is given.
 *
 * @throws DuelError of kind `data` where pictures of this shape have no such input
 */
export const inputMaker = (pairs: MadePairs, shape: PictureShape): InputMaker => wayOf(pairs).maker(pairs, shape);

/** What the inputs are, for people: `each picture in grey`. */
export const saysOf = (pairs: MadePairs): string => wayOf(pairs).says(pairs);
