// Duel as a library: train a preset with changes, watch it, and go on with it later.
//
//   node --experimental-strip-types examples/library.ts      (Node 22 or newer)
import { resume, train } from 'duel-gan';

const steps = Number(process.env.STEPS ?? 200);
const out = process.env.OUT ?? 'runs';

const first = await train('quickstart', {
  out,
  name: 'from-code',
  steps,
  batch: 16,
  set: ['generator.optimizer.learningRate=1e-3'],
  on: (event) => {
    if (event.type === 'snapshot') console.log(`step ${event.step}: ${event.path}`);
  },
});

const second = await resume(first.directory, { steps: 2 * steps });
console.log(`${second.status} after ${second.step} steps in ${second.directory}`);
