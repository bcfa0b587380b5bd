import { DuelError } from '../../errors.ts';
import { fileProblem } from '../../files/problem.ts';
import type { Preset } from '../../presets/preset.ts';
import type { ConfigOptions, RunConfig } from '../../run/config/config.ts';
import type { DataAnswers } from '../../run/dataView/answers.ts';
import { OpenData } from '../../run/dataView/openData.ts';
import type { DataQuery } from '../../run/dataView/query.ts';
import { changedRun } from '../../run/training/dials.ts';
import type { FromLooker, Looked, SaidError, ToLooker } from '../../studio/dataMessages.ts';
import { train } from '../commands/train.ts';
import { parseCall } from '../parse.ts';
import { changesOf, type Written } from '../train/changes.ts';
import { findTarget } from '../train/target.ts';
import { usage } from '../usage.ts';

/** Data that stay open, for whoever looks at more of them. */
const mostOpen = 3;
/** Milliseconds between words about how far something is. */
const sayEvery = 100;

interface Asked {
  readonly what: Preset | RunConfig | undefined;
  readonly options: ConfigOptions;
}

/** Looks at data for another process, which asks by messages: opened once they are there for what is asked next. */
export class Looker {
  readonly #say: (said: FromLooker) => void;
  readonly #open = new Map<string, { readonly data: Promise<OpenData>; users: number }>();
  readonly #working = new Map<number, AbortController>();

  constructor(say: (said: FromLooker) => void) {
    this.#say = say;
  }

  /** Does what it is told. */
  async hear(told: ToLooker): Promise<void> {
    if (told.type === 'stop') return this.#working.get(told.id)?.abort();
    const { id, looked, query } = told;
    const stopping = new AbortController();
    this.#working.set(id, stopping);
    try {
      const answer = await this.#answer(looked, query, { signal: stopping.signal, onProgress: this.#progressOf(id) });
      this.#say({ id, type: 'answer', answer });
    } catch (cause) {
      this.#say({ id, type: 'error', error: saidOf(cause) });
    } finally {
      this.#working.delete(id);
    }
  }

  /** Ends what it is at, and lets all go. */
  async close(): Promise<void> {
    for (const stopping of this.#working.values()) stopping.abort();
    for (const { data } of this.#open.values()) await data.then((one) => one.close()).catch(() => {});
  }

  #progressOf(id: number) {
    let last = 0;
    return (progress: { stage: string; done: number; total: number }) => {
      const now = performance.now();
      if (now - last < sayEvery) return;
      last = now;
      this.#say({ id, type: 'progress', progress });
    };
  }

  async #answer(looked: Looked, query: DataQuery, context: Context): Promise<DataAnswers[DataQuery['type']]> {
    if (query.type === 'check') {
      const { what, options } = await askedOf(looked);
      return OpenData.check(what, options, context);
    }
    const entry = this.#entryOf(looked, query.type === 'open', context);
    entry.users += 1;
    try {
      const data = await entry.data;
      return await ask(data, query, context);
    } finally {
      entry.users -= 1;
      this.#tidy();
    }
  }

  /** The data, opened anew where somebody begins to look at them. */
  #entryOf(looked: Looked, isNew: boolean, context: Context) {
    const key = JSON.stringify(looked);
    const known = this.#open.get(key);
    if (known && !isNew) return known;
    if (known) this.#letGo(key, known);
    const data = askedOf(looked).then(({ what, options }) => OpenData.open(what, options, context));
    const entry = { data, users: 0 };
    this.#open.set(key, entry);
    data.catch(() => {
      if (this.#open.get(key) === entry) this.#open.delete(key);
    });
    return entry;
  }

  #tidy(): void {
    for (const [key, entry] of this.#open) {
      if (this.#open.size <= mostOpen) return;
      if (entry.users === 0) this.#letGo(key, entry);
    }
  }

  #letGo(key: string, entry: { readonly data: Promise<OpenData>; readonly users: number }): void {
    this.#open.delete(key);
    // who still reads it, of another tab, is left in peace: the process ends when nobody asks any more
    if (entry.users === 0) void entry.data.then((data) => data.close()).catch(() => {});
  }
}

interface Context {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: { stage: string; done: number; total: number }) => void;
}

async function ask(data: OpenData, query: Exclude<DataQuery, { type: 'check' }>, context: Context) {
  switch (query.type) {
    case 'open':
      return data.facts();
    case 'heldOut':
      return data.heldOut(context);
    case 'examples':
      return data.examples(query, context);
    case 'augmented':
      return data.augmented(query, context);
    case 'statistics':
      return data.statistics(context);
    default:
      return query satisfies never;
  }
}

/** What is looked at, of the words that a training is begun with. */
async function askedOf({ run, what, words }: Looked): Promise<Asked> {
  if (run !== undefined) return { what: changedRun(run), options: {} };
  const { options } = parseCall(train, words);
  const changes = changesOf(options as unknown as Written) as ConfigOptions;
  if (what === undefined) return { what: undefined, options: changes };
  const target = await findTarget(what, '');
  if (target.type === 'run') throw usage('unknown-target', `there is no preset or file '${what}'`, { where: what });
  return { what: target.what, options: changes };
}

function saidOf(thrown: unknown): SaidError {
  const error = fileProblem(thrown, (thrown as NodeJS.ErrnoException | undefined)?.path, { doing: 'use' });
  if (error instanceof DuelError) {
    const { kind, code, message, where, fix } = error;
    return { kind, code, message, where, fix };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'internal', code: 'internal/unexpected', message };
}
