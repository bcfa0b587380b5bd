import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sessionOptions } from '../../dist/runtime/node/open.js';
import * as ort from '../../dist/runtime/node/ort.js';
import { runsOf } from './kernelEvents.mjs';

/** A profile holds at most a million events, and takes its time to read. */
const mostRuns = 200;

const toTensor = ({ shape, data }) =>
  new ort.Tensor(data instanceof Float32Array ? 'float32' : 'int32', data, [...shape]);

/**
 * A model under ONNX Runtime's profiler: `run` gives its outputs, `end` what `runsOf` makes of all runs but the first. It
 * must be ended, or closed.
 */
export async function openProfiled(model, { threads }) {
  const folder = await mkdtemp(join(tmpdir(), 'duel-profile-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const session = await ort.InferenceSession.create(model, {
      ...sessionOptions({ kind: 'cpu', threads }),
      enableProfiling: true,
      profileFilePrefix: join(folder, 'run'),
    });
    return {
      run: (feeds) => session.run(Object.fromEntries(session.inputNames.map((name) => [name, toTensor(feeds[name])]))),
      async end() {
        session.endProfiling();
        await session.release();
        const [file] = await readdir(folder);
        return runsOf(JSON.parse(await readFile(join(folder, file), 'utf8'))).slice(1);
      },
      close: remove,
    };
  } catch (e) {
    await remove();
    throw e;
  }
}

/**
 * Runs a model with ONNX Runtime's profiler for some seconds, at least three times, and returns the runs as `runsOf`
 * does, without the first.
 *
 * @param feedsOf the inputs of run i, as arrays by name
 */
export async function kernelTimes(model, feedsOf, { threads, seconds }) {
  const profiled = await openProfiled(model, { threads });
  try {
    const begin = performance.now();
    for (let i = 0; i < 4 || (i <= mostRuns && performance.now() - begin < seconds * 1000); i++)
      await profiled.run(await feedsOf(i));
    return await profiled.end();
  } finally {
    await profiled.close();
  }
}
