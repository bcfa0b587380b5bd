import type { Resolution } from '../data/resolution.ts';
import type { Option } from './command.ts';
import { usage } from './usage.ts';

/** The kinds of options. Each gives `undefined` where the option is absent, but for `flag` and `list`. */

export const flag = (help: string, more: { short?: string } = {}): Option<boolean> => ({
  help,
  ...more,
  read: (texts) => texts.length > 0,
});

function single<V>(
  placeholder: string,
  help: string,
  parse: (text: string, flag: string) => V,
  more: { short?: string } = {},
): Option<V | undefined> {
  return {
    placeholder,
    help,
    ...more,
    read: ([value], flag) => (value === undefined ? undefined : parse(value, flag)),
  };
}

export const text = (placeholder: string, help: string) =>
  single(placeholder, help, (value, flag) => {
    if (value === '') throw usage('empty-value', `${flag} is empty`, { where: `${flag} ''` });
    return value;
  });

/** A whole number, at least `least` (1 unless given), and at most `most` where that is given. */
export const count = (
  placeholder: string,
  help: string,
  { least = 1, most = Number.MAX_SAFE_INTEGER, short }: { least?: number; most?: number; short?: string } = {},
) =>
  single(
    placeholder,
    help,
    (value, flag) => {
      const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
      if (!Number.isSafeInteger(number) || number < least)
        throw usage('bad-number', `${flag} takes a whole number from ${least} on`, { where: `${flag} ${value}` });
      if (number > most)
        throw usage('bad-number', `${flag} takes ${most.toLocaleString('en-US')} at most`, {
          where: `${flag} ${value}`,
          fix: `${flag} ${most}`,
        });
      return number;
    },
    short === undefined ? {} : { short },
  );

/** A whole number from 1 on, or a word in its place. */
export const countOr = <const W extends string>(word: W, help: string) =>
  single(`N|${word}`, help, (value, flag): number | W => {
    if (value === word) return word;
    const number = /^\d+$/.test(value) ? Number(value) : 0;
    if (Number.isSafeInteger(number) && number >= 1) return number;
    throw usage('bad-number', `${flag} takes a whole number from 1 on, or '${word}'`, { where: `${flag} ${value}` });
  });

/** Height and width of pictures: `64`, `48x64`. */
export const resolution = (help: string) =>
  single('N|HxW', help, (value, flag): Resolution => {
    const [, height, width = height] = /^(\d+)(?:[x×](\d+))?$/i.exec(value) ?? [];
    const [h, w] = [Number(height), Number(width)];
    if (!(h >= 1 && w >= 1))
      throw usage('bad-resolution', `${flag} takes a number of pixels, or height and width such as 48x64`, {
        where: `${flag} ${value}`,
      });
    return h === w ? h : [h, w];
  });

/** Names parted by commas. */
export const names = (placeholder: string, help: string) =>
  single(placeholder, help, (value, flag) => {
    const all = value.split(',').map((name) => name.trim());
    if (all.includes(''))
      throw usage('empty-value', `${flag} names nothing between two commas`, { where: `${flag} ${value}` });
    return all as readonly string[];
  });

/** The ends of a range: `0,255`. */
export const range = (help: string) =>
  single('LOW,HIGH', help, (value, flag): readonly [number, number] => {
    const ends = value.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    const [low, high] = ends as [number, number];
    if (ends.length !== 2 || !ends.every(Number.isFinite) || !(low < high))
      throw usage('bad-range', `${flag} takes two numbers, the lower first, such as 0,255`, {
        where: `${flag} ${value}`,
        fix: `${flag}=-1,1 where the first is negative`,
      });
    return [low, high];
  });

/** A number between two bounds. */
export const number = (placeholder: string, help: string, [low, high]: readonly [number, number]) =>
  single(placeholder, help, (value, flag) => {
    const parsed = value.trim() === '' ? Number.NaN : Number(value);
    if (!(parsed >= low && parsed <= high))
      throw usage('bad-number', `${flag} takes a number from ${low} to ${high}`, { where: `${flag} ${value}` });
    return parsed;
  });

export const choice = <const C extends readonly string[]>(choices: C, help: string): Option<C[number] | undefined> =>
  single(choices.join('|'), help, (value, flag) => {
    if (!choices.includes(value))
      throw usage('bad-choice', `${flag} takes ${listed(choices)}`, { where: `${flag} ${value}` });
    return value as C[number];
  });

/** May be given more than once. */
export const list = (placeholder: string, help: string): Option<readonly string[]> => ({
  placeholder,
  help,
  repeatable: true,
  read: (texts) => texts,
});

/** Seeds: `0-63`, `1,5,9`, `0-7,42`. */
export const seeds = (help: string) =>
  single('LIST', help, (value, flag) => {
    const seeds: number[] = [];
    for (const part of value.split(',')) {
      const [, from, to = from] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part) ?? [];
      const [first, last] = [Number(from), Number(to)];
      if (from === undefined || !Number.isSafeInteger(last) || last < first)
        throw usage('bad-seeds', `${flag} takes numbers and ranges, such as 0-63 or 1,5,9`, {
          where: `${flag} ${value}`,
        });
      if (seeds.length + last - first >= 1_000_000)
        throw usage('too-many-seeds', `${flag} names more than a million samples`, { where: `${flag} ${value}` });
      for (let seed = first; seed <= last; seed++) seeds.push(seed);
    }
    return seeds;
  });

/** Which checkpoint: `last`, `best` or a step. */
export const checkpoint = () =>
  single('last|best|STEP', 'which checkpoint (default last)', (value, flag) => {
    if (value === 'last' || value === 'best') return value;
    if (!/^\d+$/.test(value))
      throw usage('bad-checkpoint', `${flag} takes last, best or a step`, { where: `${flag} ${value}` });
    return Number(value);
  });

const listed = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
