import { type RunEvent, resume, type TrainOptions, train } from 'duel-gan';
import { remove } from 'duel-gan/page';
import { type Choices, type Subject, stepsOf } from './choices.ts';
import { usualThreads } from './device.ts';
import { presetOf } from './game.ts';
import { pictureAt, pointOf, viewOf } from './look.ts';
import type { News, Order, RunCard } from './messages.ts';
import { tellNetwork } from './network.ts';
import { cardOf, dataFolder, dataNow, pathOf, runsFolder, runsNow, trialFolder } from './shelf.ts';

interface Surroundings {
  readonly signal: AbortSignal;
  say(news: News): void;
}

/** What the page is told of steps, at most so often, in milliseconds. */
const often = 200;

const deviceOf = ({ device, threads }: Choices): Pick<TrainOptions, 'device' | 'threads'> =>
  device === 'webgpu' ? { device } : { device, threads: threads === 0 ? usualThreads() : threads };

/** Begins a run, and trains it to its end or until it is stopped. */
export async function begin(choices: Choices, subject: Subject, { signal, say }: Surroundings): Promise<void> {
  say({ type: 'doing', doing: 'starting' });
  await train(presetOf(choices, subject, cardOf(choices.data)), {
    ...{ out: runsFolder, name: choices.data, seed: choices.seed, keep: 2, signal },
    ...deviceOf(choices),
    dataContext: { dataFolder },
    on: new Teller(say).hear,
  });
}

/** Goes on with a run from its last checkpoint, on the device that is chosen. */
export async function goOn(order: Order & { type: 'goOn' }, { signal, say }: Surroundings): Promise<void> {
  say({ type: 'doing', doing: 'starting' });
  const { run, steps, choices } = order;
  const options = { steps, signal, dataContext: { dataFolder }, on: new Teller(say).hear };
  await resume(pathOf(run), { ...options, ...deviceOf(choices) });
}

const trialSteps = 12;
/** The first steps set things up: where they are short, they do not count. */
const settled = 4;
/** Milliseconds after which a trial says what it knows, where it knows a step. */
const longTrial = 20_000;

/** Trains some steps on the side, and tells how long all will take. */
export async function measure(choices: Choices, subject: Subject, { signal, say }: Surroundings): Promise<void> {
  say({ type: 'doing', doing: 'measuring' });
  const enough = new AbortController();
  const started = performance.now();
  let [began, from, pace, device] = [0, 0, 0, ''];
  const heard = (step: number) => {
    say({ type: 'tried', steps: step });
    const now = performance.now();
    if (step === 1 || step === settled) [began, from] = [now, step];
    else pace = (now - began) / (step - from);
    if (pace > 0 && now - started > longTrial) enough.abort();
  };
  try {
    await train(presetOf(choices, subject, cardOf(choices.data)), {
      ...{ out: trialFolder, name: 'trial', steps: trialSteps, snapshotEvery: trialSteps },
      signal: AbortSignal.any([signal, enough.signal]),
      ...deviceOf(choices),
      dataContext: { dataFolder },
      on: (event) => {
        if (event.type === 'start') device = deviceInWords(event);
        if (event.type === 'step') heard(event.step);
      },
    });
    if (!signal.aborted) say({ type: 'measured', estimate: { pace, steps: stepsOf[subject], device } });
  } finally {
    remove(trialFolder);
  }
}

const deviceInWords = ({ device: { kind, threads = 1, adapter } }: RunEvent & { type: 'start' }): string =>
  kind === 'cpu' ? `WebAssembly, ${threads === 1 ? 'one thread' : `${threads} threads`}` : `WebGPU, ${adapter}`;

/** Tells the page of a training what it needs to show it. */
class Teller {
  readonly #say: (news: News) => void;
  #path = '';
  #device = '';
  #run: RunCard = { id: '', status: 'running', step: 0, steps: 0 };
  #told = 0;
  #since: { step: number; at: number } | undefined;
  #isExporting = false;

  constructor(say: (news: News) => void) {
    this.#say = say;
  }

  readonly hear = (event: RunEvent): Promise<void> | undefined => {
    switch (event.type) {
      case 'start':
        this.#path = event.directory;
        this.#device = deviceInWords(event);
        this.#say({ type: 'doing', doing: 'training' });
        this.#say({ type: 'shelf', runs: runsNow(), data: dataNow() });
        this.#say({ type: 'view', view: viewOf(event.directory) });
        return undefined;
      case 'step':
        this.#step(event);
        return undefined;
      case 'snapshot': {
        const picture = pictureAt(event.path);
        if (picture) this.#say({ type: 'picture', run: this.#run.id, picture: { step: event.step, picture } });
        return undefined;
      }
      case 'checkpoint':
        return this.#tellNetwork();
      case 'finding':
      case 'warning':
        this.#say({ type: 'said', message: event.message });
        return undefined;
      default:
        return undefined;
    }
  };

  #step({ step, steps, metrics, secondsLeft }: RunEvent & { type: 'step' }): void {
    const now = performance.now();
    this.#since ??= { step, at: now };
    const id = this.#path.split('/').at(-1)!;
    this.#run = { id, status: 'running', step, steps };
    if (now - this.#told < often && step !== steps) return;
    this.#told = now;
    const pace = step === this.#since.step ? 0 : (now - this.#since.at) / (step - this.#since.step);
    const losses = pointOf(step, metrics as Record<string, number>);
    this.#say({ type: 'step', run: this.#run, losses, pace, secondsLeft, device: this.#device });
  }

  /** One at a time: where checkpoints come faster than networks are made of them, some are left out. */
  #tellNetwork(): Promise<void> | undefined {
    if (this.#isExporting) return undefined;
    this.#isExporting = true;
    return tellNetwork(this.#path, this.#say).finally(() => {
      this.#isExporting = false;
    });
  }
}
