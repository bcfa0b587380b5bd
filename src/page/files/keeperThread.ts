import { Keeper } from './keeper.ts';
import type { FromKeeper, ToKeeper } from './messages.ts';

// The worker that keeps a page's files: only workers may write in place.
const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<ToKeeper>) => void) | null;
  postMessage(message: FromKeeper): void;
};

let keeper: Promise<Keeper> | undefined;
let last: Promise<void> = Promise.resolve();
let failed = false;

async function open(folder: string): Promise<Keeper> {
  const root = await navigator.storage.getDirectory();
  return new Keeper(await root.getDirectoryHandle(folder, { create: true }));
}

async function take(message: ToKeeper): Promise<void> {
  switch (message.type) {
    case 'begin':
      keeper = open(message.folder);
      return;
    case 'changes': {
      // what comes after a change that was lost would make no sense
      const to = await keeper!;
      for (const change of message.changes) if (!failed) await to.apply(change);
      return;
    }
    case 'flush':
      (await keeper!).settle();
      scope.postMessage({ type: 'flushed', id: message.id });
      return;
    default:
      return message satisfies never;
  }
}

scope.onmessage = ({ data }) => {
  last = last
    .then(() => take(data))
    .catch((cause: Error) => {
      failed = true;
      scope.postMessage({ type: 'failed', full: cause.name === 'QuotaExceededError', message: cause.message });
    });
};
