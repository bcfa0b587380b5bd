import { codeWidth } from '../../gan/conditioning/codes.ts';
import type { Latents } from '../../gan/latents.ts';
import { decodeLatents, encodeLatents, type NamedLatent } from '../../run/sampling/latentsJson.ts';
import type { Store } from '../store.ts';
import type { GeneratorFacts } from './facts.ts';
import { Problem } from './problem.ts';

/** A latent `[1, …]` that a person keeps. */
export interface Kept {
  readonly name: string;
  readonly latents: Latents;
}
export type KeptStore = Store<{ readonly all: readonly Kept[] }>;

/** Latents that a page keeps at the most. */
export const mostKept = 240;

/** a − b + c, of which the first says what the generator is told. */
export function sumOf(a: Kept, b: Kept, c: Kept): Kept {
  const data = a.latents.data.map((v, i) => v - b.latents.data[i]! + c.latents.data[i]!);
  return { name: `${a.name} − ${b.name} + ${c.name}`.slice(0, 80), latents: { ...a.latents, data } };
}

/** The rows of latents as a file. */
export function latentsText({ shape, data, told, seeds }: Latents, names: readonly string[]): string {
  const count = shape[0]!;
  const row = (array: Float32Array, i: number) => [
    ...array.subarray((i * array.length) / count, ((i + 1) * array.length) / count),
  ];
  return encodeLatents(
    names.map((name, i) => ({
      name,
      latent: row(data, i),
      ...(told && { told: row(told, i) }),
      ...(seeds && { noise: seeds[i]! }),
    })),
  );
}

export const keptText = (all: readonly Kept[]): string =>
  encodeLatents(
    all.map(({ name, latents: { data, told, seeds } }) => ({
      name,
      latent: [...data],
      ...(told && { told: [...told] }),
      ...(seeds && { noise: seeds[0]! }),
    })),
  );

/**
 * Latents of a file, for a generator.
 *
 * @throws Problem where it is none, or where they are another generator's
 */
export function keptIn(text: string, facts: GeneratorFacts, where: string): Kept[] {
  const all = read(text, where);
  const size = facts.input.reduce((a, b) => a * b, 1);
  const width = codeWidth(facts.codes);
  const [first] = all as [NamedLatent];
  if (first.latent.length !== size || (first.told?.length ?? 0) !== width)
    throw new Problem(
      `${where} holds latents of ${first.latent.length} numbers${first.told ? ` and ${first.told.length} of a class` : ''}, and this generator takes ${size}${width > 0 ? ` and ${width}` : ''}.`,
      'Take a file that was saved of this run.',
    );
  return all.slice(0, mostKept).map(({ name, latent, told, noise }, i) => ({
    name: name || `latent ${i + 1}`,
    latents: {
      shape: [1, ...facts.input],
      data: Float32Array.from(latent),
      ...(told && { told: Float32Array.from(told) }),
      seeds: [noise ?? i],
    },
  }));
}

function read(text: string, where: string): NamedLatent[] {
  try {
    return decodeLatents(text, where);
  } catch (cause) {
    throw new Problem(
      `${where} cannot be used: ${(cause as Error).message}.`,
      'Take a file of latents that was saved here as JSON.',
    );
  }
}

/** Keeps what is kept in the browser under a name, and takes what was; what comes back ends it. */
export function inBrowser(kept: KeptStore, key: string, facts: GeneratorFacts): () => void {
  const name = `duel-kept:${key}`;
  try {
    const text = localStorage.getItem(name);
    if (text !== null && kept.value.all.length === 0) kept.set({ all: keptIn(text, facts, 'what this browser kept') });
  } catch {
    // a browser that keeps nothing, or latents of another generator of that name
  }
  return kept.follow(({ all }, before) => {
    if (!before) return;
    try {
      if (all.length === 0) localStorage.removeItem(name);
      else localStorage.setItem(name, keptText(all));
    } catch {
      // no room, or none allowed: they are there as long as the page is
    }
  });
}
