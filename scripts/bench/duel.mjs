// One system's training in Duel, timed: node scripts/bench/duel.mjs SYSTEM SECONDS [THREADS]
// Prints one JSON line: {system, msPerStep (median), msPerStepMin, steps, threads, peakRssMiB}.
// What is timed is what a user waits for: batches and noise prepared, the step run in its worker, its metrics read.
import { compile, trainingPlan } from '../../dist/compile/compile.js';
import { buildStep, Feeder, gameOf, initialState, runSteps } from '../../dist/gan/index.js';
import { findPreset } from '../../dist/presets/registry.js';
import { openDevice } from '../../dist/runtime/node/worker.js';

const [name, seconds = '8', threads = '2'] = process.argv.slice(2);
const preset = findPreset(name ?? '');
if (!preset) {
  console.error('usage: node scripts/bench/duel.mjs SYSTEM SECONDS [THREADS]');
  process.exit(2);
}
const shape = preset.data.resolution ? [64, 64, 3] : [28, 28, 1];
const size = shape.reduce((a, b) => a * b, 1);
const count = size > 3000 ? 256 : 2048;
const pixels = Uint8Array.from({ length: count * size }, () => Math.random() * 256);
const source = {
  count,
  shape,
  read: async (indices, out) => {
    for (let k = 0; k < indices.length; k++)
      for (let i = 0; i < size; i++) out[k * size + i] = pixels[indices[k] * size + i] / 127.5 - 1;
  },
};

const { outputs, description } = buildStep(gameOf(preset.game({ shape, classCount: 0 })), { shape, classCount: 0 });
const engine = await openDevice('cpu', { threads: Number(threads) });
const program = await engine.loadStateful(compile(outputs, trainingPlan).bytes, initialState(description, 0));
const feeder = new Feeder(description, source, { seed: 0, totalSteps: 1e9, draw: 'replacement', range: [-1, 1] });

const times = [];
const begin = performance.now();
const warmUp = 2;
await runSteps({
  program,
  feeder,
  from: 0,
  to: 1e9,
  signal: {
    get aborted() {
      return performance.now() - begin > Number(seconds) * 1000 && times.length >= 3 + warmUp;
    },
  },
  onStep: (_, __, seconds) => {
    times.push(seconds * 1000);
  },
});
times.splice(0, warmUp);
times.sort((a, b) => a - b);
const round = (x) => Math.round(x * 100) / 100;
console.log(
  JSON.stringify({
    system: name,
    msPerStep: round(times[times.length >> 1]),
    msPerStepMin: round(times[0]),
    steps: times.length,
    threads: Number(threads),
    peakRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
await engine.close();
