import { z } from 'zod';
import { foldersSchema, sideBySideSchema } from './real.ts';
import { madePairsSchema } from './registry.ts';

/** The schema of pairs in a configuration: made of pictures, or real ones. */
export const pairsSchema = z.discriminatedUnion('type', [...madePairsSchema.options, sideBySideSchema, foldersSchema]);

/** How an input belongs to each picture: plain JSON, kept in a run's configuration. */
export type Pairs = z.output<typeof pairsSchema>;
