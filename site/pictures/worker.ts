import { openStorage, packRun, remove, type Storage, unpackRun, useWasm } from 'duel-gan/page';
import { adapterName } from '../../src/runtime/web/adapter.ts';
import { mostThreads } from './device.ts';
import type { Doing, News, Order } from './messages.ts';
import { problemOf } from './problem.ts';
import { cardOf, dataFolder, dataNow, pathOf, runsNow, trialFolder } from './shelf.ts';

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(news: News): void;
};
const say = (news: News) => scope.postMessage(news);
const doing = (what: Doing) => say({ type: 'doing', doing: what });

let storage: Storage | undefined;
let stop: AbortController | undefined;

/** What trains is loaded when it is asked for: a page that only shows runs needs none of it. */
const training = () => import('./training.ts');

/** Orders that change files follow one another. */
let last: Promise<unknown> = Promise.resolve();
const inTurn = (work: () => Promise<unknown> | unknown) => {
  last = last.then(work).catch((cause) => say({ type: 'failed', problem: problemOf(cause) }));
  last = last.then(() => doing('nothing'));
};

const shelf = () => say({ type: 'shelf', runs: runsNow(), data: dataNow() });
/** What was written is in the browser's files, or it is said why not. */
const keep = () => storage?.flush().catch((cause) => say({ type: 'failed', problem: problemOf(cause) }));

/** Work that a person may end, with what it needs. */
const stoppable = (work: (signal: AbortSignal) => Promise<unknown>) =>
  inTurn(async () => {
    stop = new AbortController();
    const { signal } = stop;
    try {
      await work(signal);
    } catch (cause) {
      if (!signal.aborted) throw cause;
    } finally {
      stop = undefined;
      await keep();
      shelf();
    }
  });

scope.onmessage = ({ data: order }) => {
  switch (order.type) {
    case 'open':
      return inTurn(() => open(order.wasm));
    case 'begin':
      return stoppable(async (signal) => (await training()).begin(order.choices, order.subject, { signal, say }));
    case 'measure':
      return stoppable(async (signal) => (await training()).measure(order.choices, order.subject, { signal, say }));
    case 'goOn':
      return stoppable(async (signal) => (await training()).goOn(order, { signal, say }));
    case 'pause':
      if (stop) doing('saving');
      stop?.abort();
      return;
    case 'look':
      return inTurn(async () => (await import('./look.ts')).look(pathOf(order.run), say));
    case 'download':
      return inTurn(() =>
        say({ type: 'archive', name: `${order.run}.zip`, archive: new Blob([packRun(pathOf(order.run))]) }),
      );
    case 'upload':
      return inTurn(async () => {
        const path = unpackRun(new Uint8Array(await order.file.arrayBuffer()));
        await keep();
        shelf();
        await (await import('./look.ts')).look(path, say);
      });
    case 'removeRun':
    case 'removeData':
      return inTurn(async () => {
        remove(order.type === 'removeRun' ? pathOf(order.run) : `${dataFolder}/${order.data}`);
        await keep();
        shelf();
      });
    case 'bring':
      return inTurn(async () => {
        doing('reading');
        const { bring } = await import('./bring.ts');
        const { card, passedOver } = await bring(order.files, order.subject, (done, total) =>
          say({ type: 'read', done, total }),
        );
        await keep();
        shelf();
        say({ type: 'brought', data: cardOf(card.name) ?? card, passedOver });
      });
    default:
      order satisfies never;
  }
};

async function open(wasm: string): Promise<void> {
  useWasm(wasm);
  let notKept: ReturnType<typeof problemOf> | undefined;
  storage = await openStorage().catch((cause) => {
    notKept = problemOf(cause);
    return undefined;
  });
  // of one that was ended
  remove(trialFolder);
  say({ type: 'opened', threads: mostThreads(), notKept });
  void adapterName().then((gpu) => say({ type: 'adapter', gpu }));
  shelf();
}
