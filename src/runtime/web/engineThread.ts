import { answering } from '../answers.ts';
import type { Call } from '../messages.ts';
import { openHere } from './open.ts';

// The worker's side.
const scope = globalThis as unknown as DedicatedWorkerLike;
interface DedicatedWorkerLike {
  onmessage: ((event: MessageEvent<Call>) => void) | null;
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
}
const answer = answering(openHere, (reply, transfer) => scope.postMessage(reply, transfer));
scope.onmessage = ({ data }) => void answer(data);
