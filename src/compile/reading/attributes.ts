import type { ReadAttribute, ReadNode } from './model.ts';
import { Refusal } from './refusal.ts';

/** A node's attributes. Only those that it asks for may be there. */
export class Attributes {
  readonly #all: ReadNode['attributes'];
  readonly #asked = new Set<string>();
  constructor(all: ReadNode['attributes']) {
    this.#all = all;
  }
  #get<T extends ReadAttribute>(name: string, absent: T | undefined, is: (v: ReadAttribute) => v is T): T {
    this.#asked.add(name);
    const value = this.#all.get(name) ?? absent;
    if (value === undefined || !is(value)) throw new Refusal(`its attribute '${name}' is missing or of another type`);
    return value;
  }
  int(name: string, absent?: number): number {
    return this.#get(name, absent, (v) => typeof v === 'number');
  }
  flag(name: string, absent: 0 | 1): boolean {
    const value = this.int(name, absent);
    if (value !== 0 && value !== 1) throw new Refusal(`its attribute '${name}' is ${value}`);
    return value === 1;
  }
  ints(name: string, absent?: readonly number[]): readonly number[] {
    return this.#get(name, absent, (v): v is readonly number[] => Array.isArray(v));
  }
  float(name: string): void {
    this.#get(name, { float: 1 }, (v) => typeof v === 'object' && 'float' in v);
  }
  text(name: string, ...known: readonly string[]): string {
    const value = this.#get(name, known[0], (v) => typeof v === 'string');
    if (!known.includes(value)) throw new Refusal(`its attribute '${name}' is '${value}'`);
    return value;
  }
  /** Throws where there are others. */
  end(): void {
    for (const name of this.#all.keys())
      if (!this.#asked.has(name)) throw new Refusal(`it has the attribute '${name}', which Duel never writes`);
  }
}
