import type { Pairs } from '../../data/pairs/pairs.ts';
import type { Scaling } from '../../data/scaling.ts';
import type { Codes } from '../../gan/conditioning/codes.ts';
import type { SampleNoise } from '../../gan/latents.ts';
import type { ValueRange } from '../../run/pictures/raster.ts';
import type { SizeRule } from '../../run/translating/sizes.ts';
import { metadataOf } from './metadata.ts';
import { Problem } from './problem.ts';

/** What a file says of the network in it. */
export interface Facts {
  /** Of the preset or the file that it was trained with. */
  readonly name: string;
  readonly version: string;
  readonly step: number;
  readonly isAveraged: boolean;
  /** What its values are mapped from to bytes. */
  readonly range: ValueRange;
  readonly noise: readonly SampleNoise[];
  /** Shape of one input. */
  readonly input: readonly number[];
  /** Shape of one result, as it was trained. */
  readonly output: readonly number[];
}

/** A network that makes samples of latents. */
export interface GeneratorFacts extends Facts {
  readonly kind: 'generator';
  /** What it is told beside its latent: a class is a code of so many values. */
  readonly codes: Codes;
  /** Names of the classes that it is told; empty where it is told none, or codes of its own. */
  readonly classes: readonly string[];
  readonly isToldClasses: boolean;
  /** Directions of latents, of length 1, the strongest first. */
  readonly directions: readonly Float32Array[];
  /** What they are called; those that a person has named come last. */
  readonly directionNames: readonly string[];
  /** Of a table. */
  readonly columns: readonly string[];
  readonly scaling: Scaling | undefined;
}

/** A network that makes pictures of pictures. */
export interface TranslatorFacts extends Facts {
  readonly kind: 'translator';
  readonly direction: string;
  /** The domains or parts between which it translates. */
  readonly from: string;
  readonly to: string;
  /** How the inputs were made that it learnt from, where they were. */
  readonly pairs: Pairs | undefined;
  readonly sizes: SizeRule;
}

/**
 * What an ONNX file of `duel export` says of itself.
 *
 * @throws Problem where it is none, or not one that makes anything
 */
export function factsOf(model: Uint8Array, source: string): GeneratorFacts | TranslatorFacts {
  const said = read(model, source);
  const json = <T>(key: string, missing: T): T => {
    const text = said[`duel.${key}`];
    if (text === undefined) return missing;
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new Problem(`${source} is damaged: what it says of '${key}' cannot be read.`, again);
    }
  };
  const facts: Facts = {
    name: said['duel.preset'] ?? 'generator',
    version: said['duel.version'] ?? '',
    step: Number(said['duel.step'] ?? 0),
    isAveraged: said['duel.weights'] === 'average',
    range: json<ValueRange>('range', [-1, 1]),
    noise: json('noise', []),
    input: json('input.shape', []),
    output: json('output.shape', []),
  };
  const translates = json<Omit<TranslatorFacts, keyof Facts | 'kind'> | undefined>('translates', undefined);
  if (translates) return { ...facts, ...translates, kind: 'translator' };
  if (said['duel.latents'] === undefined) throw new Problem(`${source} holds a network that makes nothing.`, again);
  const labels = json<{ shape: readonly number[] } | undefined>('labels', undefined);
  const classCount = labels?.shape[0] ?? 0;
  const named = json<readonly string[]>('classes', []);
  const directions = json<number[][]>('directions', []).map((direction) => Float32Array.from(direction));
  return {
    ...facts,
    kind: 'generator',
    codes: json<Codes>('codes', { discrete: labels ? [classCount] : [], continuous: 0 }),
    isToldClasses: labels !== undefined,
    classes: Array.from({ length: classCount }, (_, k) => named[k] ?? String(k)),
    directions,
    directionNames: directions.map((_, i) => `Direction ${i + 1}`),
    columns: json('columns', []),
    scaling: json('scaling', undefined),
  };
}

const again = 'Give it a file that was made with: duel export RUN --to onnx';

function read(model: Uint8Array, source: string): Readonly<Record<string, string>> {
  let said: Readonly<Record<string, string>>;
  try {
    said = metadataOf(model);
  } catch {
    throw new Problem(`${source} is no ONNX file, or one that was cut short.`, again);
  }
  if (said['duel.version'] === undefined)
    throw new Problem(`${source} was not made by Duel: it does not say what its network takes.`, again);
  return said;
}

export const isPicture = ({ output }: Facts): boolean => output.length === 3;
export const isPoint = ({ output }: Facts): boolean => output.length === 1 && output[0] === 2;
