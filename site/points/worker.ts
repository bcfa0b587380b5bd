import { DuelError } from '../../src/errors.ts';
import type { Engine } from '../../src/runtime/engine.ts';
import { openHere } from '../../src/runtime/web/open.ts';
import type { News, Order } from './messages.ts';
import type { Settings } from './settings.ts';
import { Trainer } from './trainer.ts';

/** What a call of the compiled step may take, so that orders are heard in between, in milliseconds. */
const callTime = 24;
const mostPerCall = 50;
/** On a GPU, whose state is brought home after each call: that takes as long as some updates. */
const leastOnGpu = 8;
/** Between two updates in slow motion, in milliseconds. */
const slow = 350;

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(news: News): void;
};
const say = (news: News) => scope.postMessage(news);

let game = 0;
let trainer: Trainer | undefined;
const engines = new Map<Settings['device'], Promise<Engine>>();
interface Running {
  readonly slowly: boolean;
  readonly until?: number | undefined;
}
let run: Running | undefined;
/** Whether the page has drawn what it was shown last. */
let isDrawn = true;
let pace: number | undefined;
/** Milliseconds that it took to show a state last, and that training has had since: it is to have as many. */
let [toShow, sinceShown] = [0, 0];

/** Orders that change the game, one after the other. */
let last: Promise<void> = Promise.resolve();
const inTurn = (work: () => Promise<void>) => {
  last = last.then(work).catch(failed);
};

function failed(cause: unknown): void {
  run = undefined;
  const { message } = cause instanceof Error ? cause : { message: String(cause) };
  say({ type: 'failed', message, fix: cause instanceof DuelError ? cause.fix : undefined });
}

scope.onmessage = ({ data: order }) => {
  switch (order.type) {
    case 'begin':
      run = undefined;
      inTurn(() => begin(order.settings, order.wasm));
      return;
    case 'dials':
      inTurn(async () => {
        if (trainer?.turnDials(order.dials) && !run) await show();
      });
      return;
    case 'play':
      run = undefined;
      inTurn(async () => {
        await trainer?.play(order.turn, order.count);
        await show();
      });
      return;
    case 'run': {
      const own = { slowly: order.slowly, until: order.until };
      run = own;
      inTurn(() => goOn(own));
      return;
    }
    case 'pause':
      run = undefined;
      inTurn(show);
      return;
    case 'undo':
      run = undefined;
      inTurn(async () => {
        await trainer?.undo(order.count);
        await show();
      });
      return;
    case 'watch':
      run = undefined;
      inTurn(watch);
      return;
    case 'drawn':
      isDrawn = true;
      return;
    default:
      order satisfies never;
  }
};

async function begin(settings: Settings, wasm: string): Promise<void> {
  game++;
  say({ type: 'opening', game });
  const before = trainer;
  trainer = undefined;
  await before?.close();
  const { device } = settings;
  let engine = engines.get(device);
  if (!engine) {
    // products of these networks are too small to be shared: two threads take longer than one
    engine = openHere(device, { wasm, threads: 1 });
    engines.set(device, engine);
    engine.catch(() => engines.delete(device));
  }
  const opened = await engine;
  trainer = await Trainer.open(opened, settings);
  pace = undefined;
  const { kind, adapter, threads } = opened.device;
  const words =
    kind === 'cpu' ? `WebAssembly, ${threads === 1 ? 'one thread' : `${threads} threads`}` : `WebGPU, ${adapter}`;
  say({ type: 'ready', game, device: words, weights: trainer.weights });
  await show();
}

async function show(): Promise<void> {
  if (!trainer) return;
  isDrawn = false;
  const began = performance.now();
  say({ type: 'seen', view: { ...(await trainer.view()), game, pace } });
  [toShow, sinceShown] = [performance.now() - began, 0];
}

async function watch(): Promise<void> {
  if (!trainer) return;
  const { watched, between } = await trainer.watch();
  say({ type: 'watched', watched, between: { ...between, game, pace } });
}

/** One call of updates, and the next after it, as long as it is to run. */
async function goOn(own: Running): Promise<void> {
  if (run !== own || !trainer) return;
  const { slowly, until = Number.POSITIVE_INFINITY } = own;
  const left = until - trainer.done;
  if (left <= 0) {
    run = undefined;
    say({ type: 'arrived' });
    return show();
  }
  const least = trainer.device === 'cpu' ? 1 : leastOnGpu;
  const fitting = Math.max(least, Math.floor(callTime / (pace ?? callTime)));
  const count = slowly ? 1 : Math.min(mostPerCall, left, fitting);
  const began = performance.now();
  await trainer.play('both', count);
  const took = performance.now() - began;
  pace = took / count;
  sinceShown += took;
  if (slowly || (isDrawn && sinceShown >= toShow)) await show();
  setTimeout(() => inTurn(() => goOn(own)), slowly ? slow : 0);
}
