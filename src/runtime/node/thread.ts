import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { answering } from '../answers.ts';
import type { Call } from '../messages.ts';
import { endThread } from './endThread.ts';
import { openHere } from './open.ts';

// The worker's side. Started by the root thread it has a port of its own to who asked for it.
const port = (workerData as { port?: MessagePort } | null)?.port ?? parentPort!;
const answer = answering(openHere, (reply, transfer) => port.postMessage(reply, transfer));
port.on('message', (message: Call | typeof endThread) => {
  if (message === endThread) process.exit();
  void answer(message);
});
