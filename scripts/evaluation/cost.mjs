// node scripts/evaluation/cost.mjs PRESET STEPS EVERY [THREADS] [DATA]: what share of a training's time its measurements take
// (--eval-every). The first is left out: judge and features of real examples are made by it once, and kept in the cache.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { train } from '../../dist/index.js';

const [preset = 'quickstart', steps = '500', every = '100', threads = '2', data] = process.argv.slice(2);
const out = mkdtempSync(join(tmpdir(), 'duel-cost-'));
const measured = [];
let [last, begun] = [0, 0];
await train(preset, {
  steps: Number(steps),
  evalEvery: Number(every),
  snapshotEvery: Number(every),
  threads: Number(threads),
  ...(data && { data }),
  out,
  on(event) {
    if (event.type === 'checkpoint') last = performance.now();
    if (event.type !== 'eval') return;
    const now = performance.now();
    if (begun > 0) measured.push({ took: now - last, since: now - begun });
    begun = now;
  },
});
rmSync(out, { recursive: true });
const sum = (name) => measured.reduce((total, one) => total + one[name], 0) / 1000;
const [took, since] = [sum('took'), sum('since')];
const each = took / measured.length;
const step = (since - took) / measured.length / Number(every);
console.log(
  `${preset}, ${threads} threads: ${each.toFixed(2)} s a measurement, ${(1000 * step).toFixed(1)} ms a step: ` +
    `${((100 * took) / (since - took)).toFixed(1)} % more at --eval-every ${every}, 5 % at ${Math.ceil(each / step / 0.05)}`,
);
