import { parentPort } from 'node:worker_threads';
import { answering } from '../answers.ts';
import { openHere } from './open.ts';

// The worker's side.
parentPort!.on(
  'message',
  answering(openHere, (reply, transfer) => parentPort!.postMessage(reply, transfer)),
);
