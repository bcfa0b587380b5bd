import {
  DuelError,
  evaluate,
  listCheckpoints,
  listRuns,
  type NewRunOptions,
  type ResumeOptions,
  readMetrics,
  resume,
  sample,
  train,
} from 'duel-gan';
import { openStorage, packRun, unpackRun, useWasm } from 'duel-gan/page';

useWasm('wasm/');
const storage = await openStorage().catch((cause: DuelError) => cause);

/** Waits until all is kept, or says why nothing is. */
export async function kept(): Promise<string | undefined> {
  if (storage instanceof DuelError) return storage.code;
  await storage.flush();
  return undefined;
}

/** Trains, and says how it ended. */
export async function trained(preset: string, options: NewRunOptions) {
  const { status, directory } = await train(preset, options);
  return { status, directory };
}

/** Where the training of this page stands. */
let step = 0;
export const stepNow = (): number => step;

/** Begins to train, and is not waited for. */
export function begin(preset: string, options: NewRunOptions): void {
  void train(preset, {
    ...options,
    on: (event) => {
      if (event.type === 'step') step = event.step;
    },
  });
}

export async function goOn(run: string, options: ResumeOptions = {}) {
  const { status, directory } = await resume(run, options);
  return { status, directory };
}

export const runs = () => listRuns().map(({ id, status, step }) => ({ id, status, step }));

/** The steps of a run's checkpoints with their hashes, and of its lines. */
export async function contents(run: string) {
  const steps: number[] = [];
  for (const { step } of readMetrics(run)) steps.push(step);
  return { lines: steps.length, last: steps.at(-1), checkpoints: listCheckpoints(run).map(({ step }) => step) };
}

export async function modes(run: string) {
  const { metrics } = await evaluate(run, { metrics: ['modes'], n: 2500 });
  return metrics;
}

export async function samples(run: string, n: number) {
  const { data, shape } = await sample(run, { n });
  return { data: [...data], shape };
}

/** A run as a zip archive, in base64. */
export function packed(run: string): string {
  let text = '';
  for (const byte of packRun(run)) text += String.fromCharCode(byte);
  return btoa(text);
}

export const unpacked = (archive: string): string => unpackRun(Uint8Array.from(atob(archive), (c) => c.charCodeAt(0)));

/** The SHA-256 of a run's file. */
export async function hashOf(run: string, path: string): Promise<string> {
  const { unzipSync } = await import('fflate');
  const entries = unzipSync(packRun(run));
  const bytes = Object.entries(entries).find(([name]) => name.endsWith(path))![1];
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return [...digest].map((b) => b.toString(16).padStart(2, '0')).join('');
}

/** What drawing a film fails with, which needs another library on Node. */
export const filmed = (run: string) =>
  import('duel-gan')
    .then((duel) => duel.timelapse(run))
    .then(
      () => undefined,
      ({ code, message }: DuelError) => ({ code, message }),
    );
