import { classes } from './classes.ts';
import type { Metric } from './metric.ts';
import { modes } from './modes.ts';

/** Every metric, in the order in which they are listed. */
export const metrics: readonly Metric[] = [modes, classes];
