import type { Diagnosis } from './evidence.ts';
import { deadStart } from './kinds/deadStart.ts';
import { discriminatorAhead } from './kinds/discriminatorAhead.ts';
import { divergence } from './kinds/divergence.ts';
import { generatorAhead } from './kinds/generatorAhead.ts';
import { modeCollapse } from './kinds/modeCollapse.ts';
import { oscillation } from './kinds/oscillation.ts';
import { memorisation, overfitting } from './kinds/overfitting.ts';

/** Everything that the doctor knows, what explains the rest first. */
export const diagnoses: readonly Diagnosis[] = [
  divergence,
  deadStart,
  memorisation,
  overfitting,
  discriminatorAhead,
  generatorAhead,
  modeCollapse,
  oscillation,
];
