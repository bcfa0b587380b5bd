import type { Batch, Latents } from '../../gan/latents.ts';
import { pointOnWay } from '../../gan/walk.ts';
import type { Store } from '../store.ts';
import type { GeneratorFacts } from './facts.ts';
import type { KeptStore } from './kept.ts';
import type { Naming } from './naming.ts';
import type { Networks } from './networks.ts';
import { joined, latentsFor, mixed, moved, type Sampler } from './sampler.ts';
import { mostSamples, parseSeeds, type Settings } from './settings.ts';

/** What the parts of a generator's page share. */
export interface Studio {
  readonly facts: GeneratorFacts;
  readonly sampler: Sampler;
  readonly settings: Store<Settings>;
  /** As they are before a person changes anything. */
  readonly first: Settings;
  /** How far a walk has come, in stops; the samples are its stops. */
  readonly walk: Store<{ readonly way: number; readonly isPlaying: boolean }>;
  /** Where named directions are kept; absent where they cannot be. */
  readonly naming?: Naming | undefined;
  /** Has the network opened by which a picture is looked for, as the second; absent where there is none. */
  readonly projector?: (() => Promise<Networks>) | undefined;
  /** How many directions are the generator's own. */
  readonly ownDirections: number;
  /** What a person keeps. */
  readonly kept: KeptStore;
  /** Counts how often the network was replaced by the same one with other weights. */
  readonly weights: Store<{ readonly turn: number }>;
  /** The last samples that were made of all seeds. */
  readonly made: Store<{ readonly batch: Batch | undefined }>;
  /** Tells those who do not see the page. */
  say(text: string): void;
  failed(cause: unknown): void;
}

export const mostOf = ({ output }: GeneratorFacts): number =>
  output.length === 3 ? mostSamples.pictures : mostSamples.points;

/** The seeds that are typed, or were at first where they are not right. */
export function seedsOf({ facts, first }: Pick<Studio, 'facts' | 'first'>, { seeds }: Settings): readonly number[] {
  const parsed = parseSeeds(seeds, mostOf(facts));
  return typeof parsed === 'string' ? (parseSeeds(first.seeds, mostOf(facts)) as readonly number[]) : parsed;
}

/** The seed that is looked at. */
export function seedAt(studio: Studio, settings: Settings): number {
  const seeds = seedsOf(studio, settings);
  return seeds[Math.min(settings.at, seeds.length - 1)]!;
}

/** What is looked at before it is moved: a sample, or what is kept. */
export function startAt(studio: Studio, settings: Settings): { readonly name: string; readonly latents: Latents } {
  const { facts, kept } = studio;
  const one = settings.kept === undefined ? undefined : kept.value.all[settings.kept];
  if (one) return { name: one.name, latents: mixed(facts, one.latents, settings.mix) };
  const seed = seedAt(studio, settings);
  return {
    name: sampleWords(studio, seed, settings),
    latents: mixed(facts, latentsFor(facts, [seed], settings), settings.mix),
  };
}

/** The stops of a walk: what is kept, or all samples. */
export function stopsOf(
  studio: Studio,
  settings: Settings,
): { readonly names: readonly string[]; readonly latents: Latents } {
  const { all } = studio.kept.value;
  if (settings.through === 'kept' && all.length > 1)
    return { names: all.map(({ name }) => name), latents: joined(all.map(({ latents }) => latents)) };
  const seeds = seedsOf(studio, settings);
  return { names: seeds.map((seed) => `seed ${seed}`), latents: latentsFor(studio.facts, seeds, settings) };
}

/** The class of a seed, for people; undefined where the generator knows none. */
export function classWord({ facts }: Pick<Studio, 'facts'>, seed: number, { of }: Settings): string | undefined {
  const count = facts.codes.discrete[0];
  if (count === undefined) return undefined;
  const k = of ?? seed % count;
  return facts.isToldClasses ? facts.classes[k]! : String(k);
}

/** What a class, or the value of a code of the generator's own, is called. */
export const classLabel = ({ isToldClasses }: GeneratorFacts): string => (isToldClasses ? 'Class' : 'Kind');

/** A sample in words: `seed 12, class 3`. */
export function sampleWords(studio: Studio, seed: number, settings: Settings): string {
  const word = classWord(studio, seed, settings);
  return word === undefined ? `seed ${seed}` : `seed ${seed}, ${classLabel(studio.facts).toLowerCase()} ${word}`;
}

/** The latent that is looked at: the chosen one, moved; on a walk, where it has come to. */
export function latentInView(studio: Studio, settings: Settings): Latents {
  const { facts, walk } = studio;
  if (settings.panel !== 'walk') return moved(facts, startAt(studio, settings).latents, settings);
  // one noise on all of the way, where the generator has any
  const { latents, names } = stopsOf(studio, settings);
  return { ...pointOnWay(latents, walk.value.way % names.length), seeds: [0] };
}
