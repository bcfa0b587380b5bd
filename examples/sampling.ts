// What a run has learned, from code: samples in memory, a walk, a network to ship, its losses, its checkpoints.
//
//   node --experimental-strip-types examples/sampling.ts      (Node 22 or newer)
import {
  exportNetwork,
  findRun,
  listCheckpoints,
  listRuns,
  readMetrics,
  sample,
  train,
  walk,
  writeSamples,
} from 'duel-gan';

const steps = Number(process.env.STEPS ?? 200);
const out = process.env.OUT ?? 'runs';

await train('quickstart', { out, name: 'sampled', steps, batch: 16 });
for (const { id, status, step } of listRuns(out)) console.log(`${id}: ${status} after ${step} steps`);
const run = findRun('last', out);

// arrays: sample i follows from seed i alone
const { shape, data, range } = await sample(run, { seeds: [0, 1, 2, 3], truncation: 0.8 });
console.log(`samples [${shape.join(', ')}], ${data.length} values in [${range?.join(', ')}]`);

// the content of files, written where `out` says, or nowhere
const film = await walk(run, { seeds: [0, 1], frames: 8 });
const { net, bytes } = await exportNetwork(run, { to: 'onnx' });
console.log(`a ${film.format} of ${film.bytes.length} bytes, the ${net} in ${bytes.length} bytes`);
const { files } = await writeSamples(run, `${out}/samples.png`, { n: 16 });
console.log(`written: ${files.join(', ')}`);

for (const { step, metrics } of readMetrics(run, { from: steps })) console.log(`step ${step}:`, metrics);
for (const { step, isLast } of listCheckpoints(run)) console.log(`checkpoint ${step}${isLast ? ', the last' : ''}`);
