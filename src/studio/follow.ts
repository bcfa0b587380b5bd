import { join } from 'node:path';
import type { Message, RunCard } from './api.ts';
import { type RunsFolder, signatureOf } from './runs.ts';

/** A message with the number that a page asks to go on from. */
export interface Numbered {
  readonly id: string;
  readonly message: Message;
}

/** A run as it was last looked at. */
interface Seen {
  readonly signature: string;
  readonly text: string;
  readonly at: number;
  readonly isTrained: boolean;
}

type Listener = (numbered: Numbered) => void;

/** Milliseconds between two looks, and after which a training that only goes on is told of. */
const lookEvery = 1000;
const goesOnEvery = 3500;
/** Messages that are kept for pages that come back. */
const kept = 500;
/** What of a run is written to now and then as it goes on: its metrics are all the time. */
const files = [
  'run.json',
  'events.jsonl',
  'samples',
  'lock.json',
  'doctor.json',
  'tags.json',
  'checkpoints',
  'eval',
  'dials.json',
];

/**
 * Looks at a folder of runs each second while somebody listens, and tells what has changed. It only reads what
 * trainings write: neither side waits for the other.
 */
export class Follower {
  readonly #runs: RunsFolder;
  readonly #session = Date.now().toString(36);
  readonly #listeners = new Set<Listener>();
  readonly #seen = new Map<string, Seen>();
  readonly #log: Numbered[] = [];
  #count = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(runs: RunsFolder) {
    this.#runs = runs;
  }

  /**
   * Tells what happens from now on, and first what a page has missed since a message: all that there is where it has none,
   * or too old a one. Returns how to end it.
   */
  listen(listener: Listener, lastId: string | undefined): () => void {
    this.#look();
    const at = this.#log.findIndex(({ id }) => id === lastId);
    const isHere = at >= 0 || (lastId !== undefined && lastId === this.#id());
    if (isHere) for (const one of this.#log.slice(at + 1)) listener(one);
    else listener({ id: this.#id(), message: { type: 'all', runs: this.cards() } });
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#look(), lookEvery);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #id(): string {
    return `${this.#session}-${this.#count}`;
  }

  /** How all runs stand. */
  cards(): RunCard[] {
    return this.#runs.ids().map((id) => this.#cardOf(id));
  }

  #look(): void {
    const ids = new Set(this.#runs.ids());
    const now = performance.now();
    for (const id of this.#seen.keys())
      if (!ids.has(id)) {
        this.#seen.delete(id);
        this.#tell({ type: 'gone', id });
      }
    for (const id of ids) {
      const signature = signatureOf(join(this.#runs.path, id), files);
      const known = this.#seen.get(id);
      // it goes on, or who trains it has died without a word
      const isDue = known?.isTrained === true && now - known.at >= goesOnEvery;
      if (known?.signature === signature && !isDue) continue;
      const run = this.#cardOf(id);
      // how much memory is held changes all the time
      const text = JSON.stringify({ ...run, memory: null });
      this.#seen.set(id, { signature, text, at: now, isTrained: run.status === 'running' || run.status === 'paused' });
      if (known?.text !== text) this.#tell({ type: 'run', run });
    }
  }

  #cardOf(id: string): RunCard {
    try {
      return this.#runs.card(id);
    } catch (cause) {
      const stand = { step: null, steps: null, device: null, created: null, updated: null, memory: null };
      return {
        id,
        status: 'broken',
        ...stand,
        mark: '',
        picture: null,
        pictures: 0,
        checkpoint: null,
        tags: [],
        best: null,
        problem: (cause as Error).message,
      };
    }
  }

  #tell(message: Message): void {
    this.#count += 1;
    const numbered = { id: this.#id(), message };
    this.#log.push(numbered);
    if (this.#log.length > kept) this.#log.shift();
    for (const listener of this.#listeners) listener(numbered);
  }
}
