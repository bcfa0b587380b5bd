// Where the time of a step goes in WebAssembly, by operator, and the most that its vectors of four give here:
//
//     node scripts/bench/browser/profile.mjs [ring] [--runs 150]
//
// ONNX Runtime's WebAssembly in Node, whose profile goes to its process' output, one thread, one step in each call, the fastest third of the runs. The same of
// Node's own kernels: npm run bench -- --profile ring --threads 1
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { compile, trainingPlan } from '../../../dist/compile/compile.js';
import { ring } from '../../../dist/data/embedded.js';
import { buildStep, Feeder, gameOf, initialState } from '../../../dist/gan/index.js';
import { findPreset } from '../../../dist/presets/registry.js';
import { sessionOptions } from '../../../dist/runtime/web/open.js';
import { loadOrt } from '../../../dist/runtime/web/ort.js';
import { runsOf, timeByOperator } from '../kernelEvents.mjs';
import { digits, percent, table } from '../table.mjs';
import { most } from './mostOfVectors.mjs';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '150' }, inner: { type: 'boolean', default: false } },
});
if (values.inner) await profiled();
else await told();

/** Runs the step; what is printed then is the profile alone. */
async function profiled() {
  const data = { shape: [2], classCount: 0 };
  const { outputs, description } = buildStep(gameOf(findPreset('ring').game(data)), data);
  const feeder = new Feeder(description, ring(), {
    ...{ seed: 0, totalSteps: 1e9, draw: 'replacement', range: [-1, 1] },
  });
  const state = initialState(description, 0);
  const { ort } = await loadOrt('cpu', 1);
  const session = await ort.InferenceSession.create(compile(outputs, trainingPlan).bytes, {
    ...sessionOptions({ kind: 'cpu', threads: 1 }),
    enableProfiling: true,
  });
  const tensor = ({ data, shape }) =>
    new ort.Tensor(data instanceof Float32Array ? 'float32' : 'int32', data, [...shape]);
  for (let k = 0; k < Number(values.runs); k++) {
    const feeds = { ...state, ...(await feeder.at(k)) };
    await session.run(Object.fromEntries(session.inputNames.map((name) => [name, tensor(feeds[name])])));
  }
  session.endProfiling();
}

async function told() {
  const inner = [import.meta.filename, '--inner', '--runs', values.runs];
  const { stdout: text } = spawnSync(process.execPath, inner, { encoding: 'utf8', maxBuffer: 1e9 });
  const runs = runsOf(JSON.parse(text.slice(text.indexOf('['), text.lastIndexOf(']') + 1)));
  const fastest = runs.slice(runs.length / 3).sort((a, b) => a.ms - b.ms);
  fastest.length = Math.ceil(fastest.length / 3);
  const rows = timeByOperator(fastest);
  const whole = fastest.reduce((sum, { ms }) => sum + ms, 0) / fastest.length;
  console.log(`${digits(whole)} ms a step`);
  console.log(
    table(
      ['<operator', 'count', 'ms/step', 'share', 'GFLOP/s'],
      rows.map((r) => [
        r.op,
        String(Math.round(r.count)),
        digits(r.msPerStep),
        percent(r.share),
        digits(r.gflops) ?? '',
      ]),
    ),
  );
  console.log(`sums of products in vectors of four: ${digits(await most())} GFLOP/s at the most`);
}
