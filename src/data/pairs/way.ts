import type { z } from 'zod';

/** A way of making inputs in JSON, and how a command writes it; how it is done is in `makers/`, which needs no schema. */
export interface WayDefinition<S extends z.ZodType> {
  readonly schema: S;
  /** The number behind its word in a command, as in `down:4`: its key in the JSON, and what it may be. */
  readonly number?: { readonly key: string; readonly means: string };
  /** What the input is, for people, such as `each picture in grey`. */
  says(config: z.output<S>): string;
}

/** Defines a way of making inputs. */
export const defineWay = <S extends z.ZodType>(definition: WayDefinition<S>): WayDefinition<S> => definition;
