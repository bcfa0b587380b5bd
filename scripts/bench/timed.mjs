import { compile, trainingPlan } from '../../dist/compile/compile.js';
import { folded, operationsOf } from '../../dist/compile/operations.js';
import { initialState, runSteps } from '../../dist/gan/index.js';
import { openDevice } from '../../dist/runtime/node/worker.js';
import { median } from './median.mjs';

/**
 * Runs a step for so many seconds, and prints one JSON line: {msPerStep (median), msPerStepMin, steps, peakRssMiB,
 * flopPerStep, adapter}. What is timed is what a user waits for: batches and noise prepared, the step run in its worker,
 * its metrics read.
 */
export async function timed({ outputs, description, feeder, seconds, threads, device }) {
  const engine = await openDevice(device, { threads });
  const program = await engine.loadStateful(compile(outputs, trainingPlan).bytes, initialState(description, 0));
  const times = [];
  let steps = 0;
  const start = performance.now();
  let warm = start;
  await runSteps({
    program,
    feeder,
    from: 0,
    to: 1e9,
    signal: {
      get aborted() {
        return performance.now() - warm > seconds * 1000 && times.length >= 3;
      },
    },
    onStep: (_, __, stepSeconds) => {
      // memory is being laid out, and the number of steps in a call found
      if (steps++ < 2 || performance.now() - start < 500) warm = performance.now();
      else times.push(stepSeconds * 1000);
    },
  });
  const peakRssMiB = Math.round(process.resourceUsage().maxRSS / 1024);
  const round = (x) => Math.round(x * 100) / 100;
  console.log(
    JSON.stringify({
      msPerStep: round(median(times)),
      msPerStepMin: round(Math.min(...times)),
      steps: times.length,
      peakRssMiB,
      flopPerStep: operationsOf(folded(outputs)).total,
      adapter: engine.device.adapter,
    }),
  );
  await engine.close();
}
