// node scripts/evaluation/frechet.mjs [N] [WIDTH] [THREADS]: how long a Fréchet distance of so many random features takes, whole:
// both covariances, their factors and the singular values; with the products of matrices that `duel eval` takes
import { frechetDistance } from '../../dist/metrics/features/frechet.js';
import { productsOn } from '../../dist/metrics/linear/engineProducts.js';
import { momentsOf } from '../../dist/metrics/linear/moments.js';
import { RandomStream } from '../../dist/random/stream.js';
import { openHere } from '../../dist/runtime/node/open.js';

const [n, width, threads] = [10_000, 2048, 2].map((usual, i) => Number(process.argv[2 + i] ?? usual));

/** Features as a ReLU leaves them, more alike in one set than in the other. */
function features(name, shift) {
  const data = new RandomStream(0, name).fillNormal(new Float32Array(n * width));
  for (let i = 0; i < data.length; i++) data[i] = Math.max(0, data[i] + shift);
  return { n, width, data };
}
const [samples, real] = [features('samples', 0.1), features('real', 0)];
const engine = await openHere('cpu', { threads });
const products = await productsOn(engine);
const began = performance.now();
const [a, b] = [await momentsOf(samples, products), await momentsOf(real, products)];
const covariances = performance.now();
const distance = await frechetDistance(a, b, products);
const ended = performance.now();
const seconds = (from, to) => ((to - from) / 1000).toFixed(1);
console.log(
  `${n} beside ${n}, ${width} features, ${threads} threads: distance ${distance.toPrecision(8)} in ${seconds(began, ended)} s, ` +
    `of which covariances took ${seconds(began, covariances)} s`,
);
await products.close();
await engine.close();
