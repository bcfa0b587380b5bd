import type { z } from 'zod';
import { featureMatching } from './featureMatching.ts';
import { fading } from './growing/fading.ts';
import { growing } from './growing/growing.ts';
import { historicalAveraging } from './historicalAveraging.ts';
import { instanceNoise } from './instanceNoise.ts';
import { packing } from './packing.ts';
import { pathLength } from './pathLength.ts';
import { pullingAway } from './pullingAway.ts';
import type { Technique, TechniqueDefinition } from './technique.ts';
import { topK } from './topK.ts';
import { unrolling } from './unrolling.ts';

/** Techniques by the option that sets each. */
export type Techniques = Readonly<Record<string, TechniqueDefinition<z.ZodType>>>;

/** Duel's own techniques, in the order in which they enter a step. */
export const techniques = {
  /** Examples that D judges at once; its network takes `packed(shape, packing)`. Default 1. */
  packing,
  /** Standard deviation of the noise on all that D sees: a number or a schedule, and a dial. Default: none. */
  instanceNoise,
  /** G learns from those of its examples alone that D likes best. */
  topK,
  /** G learns from D as it will be some updates from now. */
  unrolling,
  /** G gives a layer of D the mean features of real examples. */
  featureMatching,
  /** G's examples give a layer of D features in directions of their own. */
  pullingAway,
  /** Equal steps of a latent change what G makes by equal amounts. */
  pathLength,
  /** Both players stay near the mean of what they have been. */
  historicalAveraging,
  /** The training begins with small pictures, and the networks grow. */
  growing,
  /** A size that is new is faded in. */
  fading,
} as const;

/** The schemas of their options, as `gan()` has them. */
export const optionsOf = <T extends Techniques>(known: T) =>
  Object.fromEntries(Object.entries(known).map(([name, { option }]) => [name, option])) as {
    readonly [K in keyof T]: T[K]['option'];
  };

/** The techniques that a configuration turns on, by name. */
export const techniquesOf = (spec: object, known: Techniques = techniques): ReadonlyMap<string, Technique> =>
  new Map(
    Object.entries(known).flatMap(([name, definition]) => {
      const config = (spec as Record<string, unknown>)[name];
      const technique = config === undefined ? undefined : definition.of(config as NonNullable<unknown>);
      return technique ? [[name, technique]] : [];
    }),
  );
