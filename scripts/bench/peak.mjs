// What the machine can do at best: node scripts/bench/peak.mjs '{"threads", "device"}'
// Prints one JSON line: {gflops, size}, the best of square matrix products from 1024 to 2048, on a GPU to 4096.
import { compile, trainingPlan } from '../../dist/compile/compile.js';
import { openDevice } from '../../dist/runtime/node/worker.js';
import { input, matmul, sum } from '../../dist/tensor/index.js';

const { threads, device } = JSON.parse(process.argv[2]);
const sizes = device === 'cpu' ? [1024, 1536, 2048] : [1024, 2048, 4096];
const msPerCall = 100;
const msPerSize = 400;

/** A matrix of that variance. */
function matrix(n, variance) {
  const data = Float32Array.from({ length: n * n }, () => (Math.random() * 2 - 1) * Math.sqrt(3 * variance));
  return { shape: [n, n], data };
}

/** Calls a ← a · b · b · …, and returns the fastest call's milliseconds per product. */
async function fastest(engine, n, products, ms) {
  const [a, b] = [input('a', [n, n]), input('b', [n, n])];
  let y = a;
  for (let i = 0; i < products; i++) y = matmul(y, b);
  const { bytes } = compile({ 'next/a': y, 'next/b': b, sum: sum(y) }, trainingPlan);
  // with a variance of 1 / n in b, a stays as large as it is
  const program = await engine.loadStateful(bytes, { a: matrix(n, 1), b: matrix(n, 1 / n) });
  await program.step({});
  const begin = performance.now();
  let best = Number.POSITIVE_INFINITY;
  for (let calls = 0; calls < 2 || performance.now() - begin < ms; calls++) {
    const start = performance.now();
    await program.step({});
    best = Math.min(best, performance.now() - start);
  }
  await program.close();
  return best / products;
}

const engine = await openDevice(device, { threads });
const single = await fastest(engine, sizes[0], 1, 0);
let best = { gflops: 0, size: 0 };
for (const n of sizes) {
  const ms = single * (n / sizes[0]) ** 3;
  // a device in software would take minutes for the larger ones
  if (n > sizes[0] && single >= msPerSize) break;
  // many products in a call, so that what the call costs beside them does not count
  const products = Math.min(100, Math.ceil(msPerCall / (device === 'cpu' ? single : ms)));
  const gflops = (2 * n ** 3) / (await fastest(engine, n, products, msPerSize)) / 1e6;
  if (gflops > best.gflops) best = { gflops: Number(gflops.toPrecision(4)), size: n };
}
console.log(JSON.stringify(best));
await engine.close();
