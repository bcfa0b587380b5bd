import { type MadePairs, madePairsSchema } from './registry.ts';

/** The schema of pairs in a configuration. */
export const pairsSchema = madePairsSchema;

/** How an input belongs to each picture: plain JSON, kept in a run's configuration. */
export type Pairs = MadePairs;

export type { MadePairs } from './registry.ts';
export { pairsText, parsePairs } from './short.ts';
