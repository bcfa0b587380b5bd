import { z } from 'zod';
import { blur } from './blur.ts';
import { down } from './down.ts';
import { edges } from './edges.ts';
import { grey } from './grey.ts';
import { mask } from './mask.ts';
import { noise } from './noise.ts';
import type { WayDefinition } from './way.ts';

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

const wayOf = ({ type }: MadePairs): WayDefinition<z.ZodType> => ways.get(type)!;

/** What the inputs are, for people: `each picture in grey`. */
export const saysOf = (pairs: MadePairs): string => wayOf(pairs).says(pairs);
