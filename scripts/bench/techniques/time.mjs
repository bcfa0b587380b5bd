// A technique's training step and the base's, in turns:
//   node scripts/bench/techniques/time.mjs '{"name", "rounds", "seconds", "threads", "device"}'
// Prints one JSON line: {ms, baseMs (of each round, per step), flop, baseFlop, peakRssMiB, adapter}.
import { compile, trainingPlan } from '../../../dist/compile/compile.js';
import { initialState, runSteps } from '../../../dist/gan/index.js';
import { openDevice } from '../../../dist/runtime/node/worker.js';
import { noiseFeeder } from '../step.mjs';
import { flopPerStep, stepOfSpec } from './flop.mjs';
import { data } from './system.mjs';
import { base, intervalOf, specOf, variants } from './variants.mjs';

const { name, rounds, seconds, threads, device } = JSON.parse(process.argv[2]);
const engine = await openDevice(device, { threads });

/** A training that goes on whenever it is called, for so many steps, and returns the milliseconds of one. */
async function trainingOf(spec) {
  const { outputs, description } = stepOfSpec(spec);
  const program = await engine.loadStateful(compile(outputs, trainingPlan).bytes, initialState(description, 0));
  const feeder = noiseFeeder(description, data);
  let done = 0;
  return async (steps) => {
    let sum = 0;
    const onStep = (_, __, stepSeconds) => {
      sum += stepSeconds;
    };
    done = await runSteps({ program, feeder, from: done, to: done + steps, onStep });
    return (1000 * sum) / steps;
  };
}

/** Warms a training up, and returns it in portions of about `seconds`, whole intervals of what is lazy in it. */
async function portionsOf(spec) {
  const train = await trainingOf(spec);
  await train(2);
  const interval = intervalOf(spec);
  const steps = interval * Math.ceil((1000 * seconds) / (await train(2)) / interval);
  return () => train(steps);
}

const [spec, baseSpec] = [variants.find((v) => v.name === name) ?? base, base].map(specOf);
const technique = await portionsOf(spec);
// before the base takes memory of its own
const peakRssMiB = Math.round(process.resourceUsage().maxRSS / 1024);
const plain = await portionsOf(baseSpec);
const [ms, baseMs] = [[], []];
for (let round = 0; round < rounds; round++) {
  baseMs.push(await plain());
  ms.push(await technique());
}
const { adapter } = engine.device;
console.log(
  JSON.stringify({ ms, baseMs, flop: flopPerStep(spec), baseFlop: flopPerStep(baseSpec), peakRssMiB, adapter }),
);
await engine.close();
