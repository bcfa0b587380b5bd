// node scripts/evaluation/cost.mjs PRESET STEPS EVERY [THREADS] [DATA]: what share of a training's time its measurements take,
// with the checkpoint and the picture that each has, at --eval-every EVERY and at --eval-every auto of the preset's whole length.
// The first is left out: judge and features of real examples are made by it once, and kept in the cache.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { train } from '../../dist/index.js';
import { findPreset } from '../../dist/presets/registry.js';
import { resolveConfig } from '../../dist/run/training/resolve.js';

const [preset = 'quickstart', steps = '500', every = '100', threads = '2', data] = process.argv.slice(2);
const given = data ? { data } : {};
const { evaluation, steps: whole } = await resolveConfig(findPreset(preset), { ...given, evalEvery: 'auto' });
const out = mkdtempSync(join(tmpdir(), 'duel-cost-'));
const measured = [];
let [last, begun] = [0, 0];
await train(preset, {
  steps: Number(steps),
  evalEvery: Number(every),
  snapshotEvery: Number(every),
  threads: Number(threads),
  ...given,
  out,
  on(event) {
    const now = performance.now();
    if (event.type === 'step') last = now;
    if (event.type !== 'eval') return;
    if (begun > 0) measured.push({ took: now - last, since: now - begun });
    begun = now;
  },
});
rmSync(out, { recursive: true });
// of times that other work lengthens, the middle one
const middle = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const took = middle(measured.map((one) => one.took)) / 1000;
const step = middle(measured.map((one) => one.since - one.took)) / 1000 / Number(every);
const shareAt = (n) => `${((100 * took) / step / n).toFixed(1)} % more at --eval-every ${n}`;
console.log(
  `${preset}, ${threads} threads: ${took.toFixed(2)} s a measurement, ${(1000 * step).toFixed(2)} ms a step: ${shareAt(Number(every))}, ` +
    `${shareAt(evaluation.every)}, which is auto of ${whole.toLocaleString('en-US')} steps`,
);
