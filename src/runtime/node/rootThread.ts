import { parentPort, Worker, workerData } from 'node:worker_threads';
import { sessionFlush } from './flushToZero.ts';
import { InferenceSession } from './ort.ts';
import type { FromRoot, RootData, ToRoot } from './root.ts';

// The first session of the process is made here (`flushToZero.ts`), and nothing else: what is asked of this thread is to
// start others, at any moment.
const { model, script, options } = workerData as RootData;
const session = await InferenceSession.create(model, { ...sessionFlush(true), intraOpNumThreads: 1 });
await session.release();

const say = (message: FromRoot) => parentPort!.postMessage(message);

function start({ id, port }: ToRoot): void {
  const worker = new Worker(new URL(script), { ...options, workerData: { port }, transferList: [port] });
  worker.on('error', (cause: Error) => say({ id, why: `it failed: ${cause.message}`, cause }));
  worker.on('exit', (code) => say({ id, why: `exit code ${code}`, isOver: true }));
}

parentPort!.on('message', start);
say('ready');
