// A step of a preset for pictures into pictures, timed: node scripts/bench/translation/duel.mjs '{"system", "batch", …}'
// Prints one JSON line: {msPerStep (median), msPerStepMin, steps, flopPerStep}. Pictures are noise.
import { Feeder, withBatch } from '../../../dist/gan/index.js';
import { findPreset } from '../../../dist/presets/registry.js';
import { trainingStep } from '../../../dist/run/training/microbatch.js';
import { timed } from '../timed.mjs';

const { system, batch, size, seconds, threads, device = 'cpu' } = JSON.parse(process.argv[2]);
const shape = [size, size, 3];
const one = { shape, classCount: 0 };
const data = { ...one, parts: { input: shape, target: shape }, domains: { a: one, b: one } };
const { outputs, description } = trainingStep({ game: withBatch(findPreset(system).game(data), batch) }, data);

const noise = Float32Array.from({ length: 2 ** 20 }, () => Math.random() * 2 - 1);
const read = async (_, out) => {
  for (let at = 0; at < out.length; at += noise.length) out.set(noise.subarray(0, out.length - at), at);
};
const source = { count: 1000, shape, read };
const feeder = new Feeder(
  description,
  { ...source, domains: { a: source, b: source } },
  { seed: 0, totalSteps: 1e9, draw: 'replacement', range: [-1, 1] },
);
await timed({ outputs, description, feeder, seconds, threads, device });
