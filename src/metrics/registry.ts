import { c2st } from './c2st.ts';
import { cas } from './cas.ts';
import { classes } from './classes.ts';
import { classFid } from './classFid.ts';
import { copies } from './copies.ts';
import { discrepancy, wassersteinDistance } from './distances.ts';
import { diversity } from './diversity.ts';
import { fid } from './fid.ts';
import { inception } from './inception.ts';
import { kid } from './kid.ts';
import type { Metric } from './metric.ts';
import { modes } from './modes.ts';
import { pathLengthInW, pathLengthInZ } from './ppl.ts';
import { prdc } from './prdc.ts';
import { swd } from './swd.ts';

/** Every metric, in the order in which they are listed. */
export const metrics: readonly Metric[] = [
  modes,
  wassersteinDistance,
  discrepancy,
  classes,
  fid,
  classFid,
  kid,
  prdc,
  c2st,
  inception,
  swd,
  diversity,
  copies,
  cas,
  pathLengthInZ,
  pathLengthInW,
];
