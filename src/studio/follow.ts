import { join } from 'node:path';
import type { Message, RunCard } from './api.ts';
import { type RunsFolder, signatureOf } from './runs.ts';

/** A message with the number that a page asks to go on from. */
export interface Numbered {
  readonly id: string;
  readonly message: Message;
}

type Listener = (numbered: Numbered) => void;

const lookEvery = 1000;
/** Messages that are kept for pages that come back. */
const kept = 500;
/** What of a run is written to as it goes on. */
const files = [
  'run.json',
  'metrics.jsonl',
  'events.jsonl',
  'samples',
  'lock.json',
  'doctor.json',
  'tags.json',
  'checkpoints',
];

/**
 * Looks at a folder of runs each second while somebody listens, and tells what has changed. It only reads what
 * trainings write: neither side waits for the other.
 */
export class Follower {
  readonly #runs: RunsFolder;
  readonly #session = Date.now().toString(36);
  readonly #listeners = new Set<Listener>();
  readonly #seen = new Map<string, { signature: string; text: string }>();
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
    for (const id of this.#seen.keys())
      if (!ids.has(id)) {
        this.#seen.delete(id);
        this.#tell({ type: 'gone', id });
      }
    for (const id of ids) {
      const signature = signatureOf(join(this.#runs.path, id), files);
      const known = this.#seen.get(id);
      // who trains it may have died without a word
      if (known?.signature === signature && !known.text.includes('"running"')) continue;
      const run = this.#cardOf(id);
      const text = JSON.stringify(run);
      this.#seen.set(id, { signature, text });
      if (known?.text !== text) this.#tell({ type: 'run', run });
    }
  }

  #cardOf(id: string): RunCard {
    try {
      return this.#runs.card(id);
    } catch (cause) {
      const nothing = { step: null, steps: null, device: null, created: null, updated: null, picture: null };
      return {
        id,
        status: 'broken',
        ...nothing,
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
