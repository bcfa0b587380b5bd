import { cpus } from 'node:os';
import { compile, trainingPlan } from '../../dist/compile/compile.js';
import { folded, operationsOf } from '../../dist/compile/operations.js';
import { initialState, runSteps } from '../../dist/gan/index.js';
import { openDevice } from '../../dist/runtime/node/worker.js';
import { median } from './median.mjs';

/** Milliseconds for which the machine's processors have worked, and for which this process has had them. */
function worked() {
  const { user, system } = process.cpuUsage();
  const all = cpus().map(({ times }) => times.user + times.nice + times.sys + times.irq);
  return { all: all.reduce((a, b) => a + b, 0), own: (user + system) / 1000, at: performance.now() };
}

/** The share of the processors' time since then that other programs have had. */
function besideSince(then) {
  const now = worked();
  const others = now.all - then.all - (now.own - then.own);
  return Math.max(0, others) / ((now.at - then.at) * cpus().length);
}

/**
 * Runs a step for so many seconds, and prints one JSON line: {msPerStep (median), msPerStepMin, steps, peakRssMiB,
 * flopPerStep, adapter, beside (the share of the processors' time that other programs had)}. What is timed is what a user
 * waits for: batches and noise prepared, the step run in its worker, its metrics read.
 */
export async function timed({ outputs, description, feeder, seconds, threads, device }) {
  const engine = await openDevice(device, { threads });
  const program = await engine.loadStateful(compile(outputs, trainingPlan).bytes, initialState(description, 0));
  const times = [];
  let steps = 0;
  const start = performance.now();
  let warm = start;
  let before = worked();
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
      if (steps++ < 2 || performance.now() - start < 500) {
        warm = performance.now();
        before = worked();
      } else times.push(stepSeconds * 1000);
    },
  });
  const beside = besideSince(before);
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
      beside: Number(beside.toFixed(3)),
    }),
  );
  await engine.close();
}
