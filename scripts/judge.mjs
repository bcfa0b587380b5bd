// Lets a trained classifier read a generator's samples: node scripts/judge.mjs CLASSIFIER-RUN GENERATOR-RUN [N]
import { judge } from '../dist/run/judge.js';

const [classifier, generator, n] = process.argv.slice(2);
if (!generator) {
  console.error('usage: node scripts/judge.mjs CLASSIFIER-RUN GENERATOR-RUN [N]');
  process.exit(2);
}
const { shares, covered, confidence } = await judge({ classifier, generator, ...(n && { n: Number(n) }) });
console.log(`classes ${covered} of ${shares.length}, mean confidence ${confidence.toFixed(3)}`);
console.log(shares.map((s, k) => `${k}: ${(100 * s).toFixed(1)} %`).join('  '));
