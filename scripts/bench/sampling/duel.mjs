// A run's generator as a program uses it, timed: node scripts/bench/sampling/duel.mjs '{"run", "threads"}'
// Answers lines; see clock.mjs. Latents are drawn from seeds, others for each call.
import { openGenerator } from '../../../dist/index.js';
import { answerTurns } from './clock.mjs';

const { run, threads } = JSON.parse(process.argv[2]);
const generator = await openGenerator(run, { threads });
let seed = 0;
await answerTurns((batch) => async () => {
  const seeds = Array.from({ length: batch }, () => seed++);
  await generator.generate(generator.latents(seeds));
});
