import { suggest } from './suggest.ts';

/** What an option may be. Options that are left out are never asked. */
export interface Kind {
  /** As a person reads it, behind "takes". */
  readonly takes: string;
  fits(value: unknown): boolean;
  /** What was most likely meant by a value that does not fit, as it would be written. */
  meant?(value: unknown): string | undefined;
}

/** A kind for each option of `O`: a forgotten one is a mistake that the compiler finds. */
export type OptionKinds<O> = { readonly [K in keyof O]-?: Kind };

/** A value as it would be written in code, cut short. */
export function written(value: unknown): string {
  const text = plainly(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

function plainly(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `'${JSON.stringify(value.slice(0, 60)).slice(1, -1).replaceAll("'", "\\'")}'`;
    case 'function':
      return 'a function';
    case 'bigint':
      return `${value}n`;
    case 'object':
      break;
    default:
      return String(value);
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) return `[${value.slice(0, 20).map(plainly).join(', ')}]`;
  const name = Object.getPrototypeOf(value)?.constructor?.name ?? 'Object';
  return name === 'Object' ? `{ ${Object.keys(value).slice(0, 8).join(', ')} }` : `a value of type ${name}`;
}

const isWhole = (value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): value is number =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;

/** A text of digits stands for its number. */
function numberIn(value: unknown, fits: (value: number) => boolean): string | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return fits(number) ? String(number) : undefined;
}

export function whole(least = 1, most?: number): Kind {
  const fits = (value: unknown) => isWhole(value, least, most);
  const upTo = most === undefined ? `from ${least} on` : `from ${least} to ${most.toLocaleString('en-US')}`;
  return { takes: `a whole number ${upTo}`, fits, meant: (value) => numberIn(value, fits) };
}

/** A whole number from 1 on, or a word in its place. */
export function wholeOr(word: string): Kind {
  const { takes, fits, meant } = whole();
  return { takes: `${takes}, or '${word}'`, fits: (value) => value === word || fits(value), meant: meant! };
}

/** A number between two bounds. */
export function number(low: number, high: number): Kind {
  const fits = (value: unknown) => typeof value === 'number' && value >= low && value <= high;
  return { takes: `a number from ${low} to ${high}`, fits, meant: (value) => numberIn(value, fits) };
}

export const text: Kind = { takes: 'a text', fits: (value) => typeof value === 'string' && value !== '' };

export const flag: Kind = { takes: 'true or false', fits: (value) => typeof value === 'boolean' };

export const callback: Kind = { takes: 'a function', fits: (value) => typeof value === 'function' };

/** A class by its name or its number. */
export const classOf: Kind = {
  takes: 'the name of a class, or its number from 0 on',
  fits: (value) => (typeof value === 'string' && value !== '') || isWhole(value, 0),
};

export const signal: Kind = {
  takes: 'an AbortSignal',
  fits: (value) => value instanceof AbortSignal,
  meant: (value) => (value instanceof AbortController ? 'controller.signal' : undefined),
};

/** One of some words. */
export function oneOf(words: readonly string[]): Kind {
  const quoted = words.map((word) => `'${word}'`);
  const takes = quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
  return {
    takes,
    fits: (value) => words.includes(value as string),
    meant(value) {
      const near = typeof value === 'string' ? suggest(value, words) : undefined;
      return near === undefined ? undefined : `'${near}'`;
    },
  };
}

/** A list of texts, such as `path=value` settings. */
export const texts = (example: string): Kind => ({
  takes: `a list of texts, such as ['${example}']`,
  fits: (value) => Array.isArray(value) && value.every((entry) => typeof entry === 'string'),
  meant: (value) => (typeof value === 'string' ? `[${written(value)}]` : undefined),
});

/** The most samples of one call: what their numbers have room for. */
const mostSeeds = 10_000_000;

export const seeds: Kind = {
  takes: 'a list of one or more whole numbers from 0 on, such as [0, 1, 2]',
  fits: (value) =>
    Array.isArray(value) && value.length > 0 && value.length <= mostSeeds && value.every((seed) => isWhole(seed, 0)),
  meant: (value) => (isWhole(value, 0) ? `[${value}]` : undefined),
};

/** How many samples. */
export const samples: Kind = whole(1, mostSeeds);

export const checkpoint: Kind = {
  takes: "'last', 'best' or a step",
  fits: (value) => value === 'last' || value === 'best' || isWhole(value, 0),
  meant: (value) => numberIn(value, (step) => isWhole(step, 0)),
};

const isPair = (value: unknown, fits: (entry: unknown) => boolean): value is [unknown, unknown] =>
  Array.isArray(value) && value.length === 2 && value.every(fits);

/** Height and width of pictures. */
export const resolution: Kind = {
  takes: 'a number of pixels, or [height, width]',
  fits: (value) => isWhole(value, 1) || isPair(value, (side) => isWhole(side, 1)),
  meant(value) {
    const [, height, width] = /^(\d+)(?:[x×](\d+))?$/i.exec(typeof value === 'string' ? value : '') ?? [];
    if (height === undefined) return undefined;
    return width === undefined ? height : `[${height}, ${width}]`;
  },
};

/** The ends of a range of values. */
export const range: Kind = {
  takes: 'two numbers, the lower first, such as [0, 255]',
  fits: (value) => isPair(value, Number.isFinite) && Number(value[0]) < Number(value[1]),
  meant: (value) =>
    isPair(value, Number.isFinite) && value[0] !== value[1] ? `[${value[1]}, ${value[0]}]` : undefined,
};

/** What is checked where it is used. */
export const object: Kind = {
  takes: 'an object',
  fits: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};
