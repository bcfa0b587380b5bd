// node scripts/course/figures.mjs [--seed N] [LESSON …]: what the tries of lessons come to, at the updates at which they may be stopped:
// the figures that the lessons' texts say. Seed 0 unless another is named, on Node, one thread.
import { parseArgs } from 'node:util';
import { loadCourse, playTo } from './load.mjs';

const course = await loadCourse();
const engine = await course.openHere('cpu', { threads: 1 });
const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '0' } },
});

for (const { name, load } of course.lessons) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const block of (await load()).blocks) {
    if (block.kind !== 'try' || !block.until) continue;
    console.log(`${name}: ${block.label}`);
    const trainer = await course.Trainer.open(engine, { ...block.settings, seed: Number(values.seed) });
    for (const until of block.until) {
      await playTo(trainer, until);
      const view = await trainer.view();
      const beside = block.settings.told === 'half' ? `, ${besideReal(view)}` : '';
      console.log(`  ${until}: ${inWords(view)}${beside}`);
    }
    await trainer.close();
  }
}
await engine.close();

function inWords({ coverage, dLoss, gLoss, pushes, samples }) {
  const lengths = Array.from({ length: pushes.length / 2 }, (_, k) => Math.hypot(pushes[2 * k], pushes[2 * k + 1]));
  const push = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const covered =
    coverage.type === 'modes'
      ? `${coverage.modes} of ${coverage.of} modes, ${(100 * coverage.highQuality).toFixed(1)} % in them, KL ${coverage.kl.toFixed(2)}`
      : `W1 ${coverage.wasserstein.toFixed(3)}, middle ${middle(samples)}, ${right(samples)} % right of 0`;
  return `${covered}, losses D ${dLoss?.toPrecision(3)} G ${gLoss?.toPrecision(3)}, mean arrow ${push.toPrecision(2)}`;
}

/** Where halves are told: how far samples lie from the points that these are of. */
function besideReal({ samples, real }) {
  const far = samples.reduce((sum, v, i) => sum + Math.abs(v - real[i]), 0) / (samples.length / 2);
  return `mean distance in y ${far.toFixed(2)}`;
}

function middle(points) {
  const mean = (axis) => points.reduce((sum, v, i) => (i % 2 === axis ? sum + v : sum), 0) / (points.length / 2);
  return `${mean(0).toFixed(2)}, ${mean(1).toFixed(2)}`;
}

function right(points) {
  const there = points.filter((v, i) => i % 2 === 0 && v > 0).length;
  return ((100 * there) / (points.length / 2)).toFixed(1);
}
