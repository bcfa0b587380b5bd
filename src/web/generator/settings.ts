import type { GeneratorFacts } from './facts.ts';

export const panels = ['sliders', 'plane', 'walk', 'mix', 'kept'] as const;
export type Panel = (typeof panels)[number];

/** What a person has chosen: all that a link keeps. */
export interface Settings {
  /** As typed: `0-15`, `3, 8, 40-47`. */
  readonly seeds: string;
  /** The class of all samples, or value of the first categorical code; undefined: each in turn, by seed. */
  readonly of: number | undefined;
  readonly truncation: number;
  /** Which of the samples is looked at, by its place. */
  readonly at: number;
  /** What is added to its latent along each direction. */
  readonly shifts: readonly number[];
  /** Continuous codes that are not those of its seed. */
  readonly codes: readonly (number | undefined)[];
  /** Weights of classes in place of the sample's own; none: its own. */
  readonly mix: readonly number[];
  /** What is looked at in place of a sample, by its place among what is kept. */
  readonly kept: number | undefined;
  /** What a walk goes through. */
  readonly through: (typeof ways)[number];
  readonly panel: Panel;
  /** The directions of the plane, by their places. */
  readonly axes: readonly [number, number];
}

export const ways = ['samples', 'kept'] as const;

/** Samples that a page shows at once. */
export const mostSamples = { pictures: 400, points: 5000 } as const;

/** The most that a slider shifts by: nearly all of N(0, 1) lies within. */
export const farthest = 4;

export const firstSettings = (facts: GeneratorFacts, count: number): Settings => ({
  seeds: rangeText(0, count),
  of: undefined,
  truncation: 1,
  at: 0,
  shifts: facts.directions.map(() => 0),
  codes: Array.from({ length: facts.codes.continuous }, () => undefined),
  mix: [],
  kept: undefined,
  through: 'samples',
  panel: 'sliders',
  axes: [0, Math.min(1, Math.max(0, facts.directions.length - 1))],
});

/** `0-15` for sixteen from 0 on. */
export const rangeText = (first: number, count: number): string =>
  count === 1 ? String(first) : `${first}-${first + count - 1}`;

/**
 * Seeds as the command line takes them: numbers and ranges, such as `0-63` or `1,5,9`.
 *
 * @returns the seeds, or what is wrong with the text
 */
export function parseSeeds(text: string, most: number): readonly number[] | string {
  const seeds: number[] = [];
  for (const part of text.split(',')) {
    const [, from, to = from] = /^\s*(\d+)(?:\s*[-–]\s*(\d+))?\s*$/.exec(part) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (from === undefined || !Number.isSafeInteger(last)) return 'Numbers and ranges, such as 0-15 or 3, 8, 40-47';
    if (last < first) return `${first}-${last} runs backwards`;
    if (seeds.length + last - first >= most) return `${most.toLocaleString('en-US')} samples at the most`;
    for (let seed = first; seed <= last; seed++) seeds.push(seed);
  }
  return seeds;
}

const figure = (value: number) => String(Math.round(value * 100) / 100);

/** As the part of an address behind `#`; what is as at first is left out. */
export function toHash(settings: Settings, first: Settings): string {
  const said = new URLSearchParams();
  const { seeds, of, truncation, at, shifts, codes, mix, kept, through, panel, axes } = settings;
  if (seeds !== first.seeds) said.set('seeds', seeds.replaceAll(' ', ''));
  if (of !== first.of) said.set('class', String(of));
  if (truncation !== first.truncation) said.set('truncation', figure(truncation));
  if (at !== first.at) said.set('sample', String(at));
  if (shifts.some((v) => v !== 0)) said.set('shift', shifts.map(figure).join('_'));
  if (codes.some((v) => v !== undefined))
    said.set('codes', codes.map((v) => (v === undefined ? '' : figure(v))).join('_'));
  if (mix.some((v) => v > 0)) said.set('mix', mix.map(figure).join('_'));
  if (kept !== undefined) said.set('kept', String(kept));
  if (through !== first.through) said.set('through', through);
  if (panel !== first.panel) said.set('panel', panel);
  if (axes.join() !== first.axes.join()) said.set('axes', axes.join('_'));
  return said.toString();
}

/** What a link keeps; what it says wrongly is as at first. */
export function fromHash(hash: string, first: Settings, most: number, classCount: number): Settings {
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  const number = (key: string, low: number, high: number): number | undefined => {
    const text = said.get(key);
    const value = Number(text);
    return text !== null && text !== '' && value >= low && value <= high ? value : undefined;
  };
  const whole = (key: string, low: number, high: number) => {
    const value = number(key, low, high);
    return Number.isInteger(value) ? value : undefined;
  };
  const list = (key: string) => said.get(key)?.split('_');
  const seeds = said.get('seeds') ?? first.seeds;
  const parsed = parseSeeds(seeds, most);
  const shifts = list('shift');
  const codes = list('codes');
  const axes = list('axes')?.map(Number);
  const mix = list('mix')?.map((text) => limited(text, 1) ?? -1);
  return {
    seeds: typeof parsed === 'string' ? first.seeds : seeds,
    of: whole('class', 0, classCount - 1) ?? first.of,
    truncation: number('truncation', 0, 2) ?? first.truncation,
    at: whole('sample', 0, typeof parsed === 'string' ? 0 : parsed.length - 1) ?? first.at,
    shifts: first.shifts.map((zero, i) => limited(shifts?.[i], farthest) ?? zero),
    codes: first.codes.map((none, i) => limited(codes?.[i], 2) ?? none),
    mix: mix && mix.length <= classCount && mix.every((v) => v >= 0) ? mix : first.mix,
    kept: whole('kept', 0, 999),
    through: ways.find((name) => name === said.get('through')) ?? first.through,
    panel: panels.find((name) => name === said.get('panel')) ?? first.panel,
    axes: axes?.length === 2 && axes.every((a) => first.shifts[a] !== undefined) ? [axes[0]!, axes[1]!] : first.axes,
  };
}

const limited = (text: string | undefined, most: number): number | undefined =>
  text && Math.abs(Number(text)) <= most ? Number(text) : undefined;
