import { DuelError } from '../../errors.ts';
import { suggest } from '../../options/suggest.ts';
import { type MadePairs, ways } from './registry.ts';

/** A number as commands and files write it: `4`, `0.25`, `.25`, `1e-1`. */
const figure = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** How each way is written in a command: `grey`, `down:4`. */
export const shortForms: readonly string[] = [...ways].map(([type, { schema, number }]) =>
  pairsText(schema.parse({ type }) as MadePairs, number?.key),
);

/**
 * The way of making pairs that a person names: `grey`, `down:4`, `mask:0.25`, `noise:0.1`, `blur:2`, `edges`. Without its
 * number each has the one that is written here.
 *
 * @throws DuelError of kind `usage` that says what is possible
 */
export function parsePairs(text: string): MadePairs {
  const [word = '', given, ...more] = text.trim().split(':');
  const type = word.toLowerCase();
  const way = ways.get(type);
  const refuse = (code: string, message: string, fix: string) =>
    new DuelError('usage', `pairs/${code}`, message, { where: `--pairs ${text}`, fix });
  if (way === undefined) {
    const near = suggest(type, [...ways.keys()]);
    const form = shortForms.find((short) => short.split(':')[0] === near);
    throw refuse(
      'unknown',
      `'${word}' is no way of making pairs`,
      `${form === undefined ? '' : `did you mean ${form}? `}choose one of ${shortForms.join(', ')}`,
    );
  }
  if (given === undefined) return way.schema.parse({ type }) as MadePairs;
  const example = `--pairs ${shortForms.find((short) => short.split(':')[0] === type)}`;
  if (way.number === undefined) throw refuse('number', `'${type}' takes no number`, example);
  const { key, means } = way.number;
  const number = figure.test(given) && more.length === 0 ? Number(given) : Number.NaN;
  const parsed = way.schema.safeParse({ type, [key]: number });
  if (parsed.success) return parsed.data as MadePairs;
  const what = [given, ...more].join(':');
  throw refuse('number', `${what === '' ? 'nothing' : what} behind '${type}:', which takes ${means}`, example);
}

/** A way of making pairs as a command writes it: `down:4`. */
export function pairsText(pairs: MadePairs, key = ways.get(pairs.type)?.number?.key): string {
  return key === undefined ? pairs.type : `${pairs.type}:${(pairs as Record<string, unknown>)[key]}`;
}
