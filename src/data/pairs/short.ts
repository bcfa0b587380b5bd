import { DuelError } from '../../errors.ts';
import { suggest } from '../../options/suggest.ts';
import type { Pairs } from './pairs.ts';
import { type SideBySide, sideBySideSchema } from './real.ts';
import { type MadePairs, ways } from './registry.ts';

/** A number as commands and files write it: `4`, `0.25`, `.25`, `1e-1`. */
const figure = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const sideBySide = 'side-by-side';

/** How each way of making pairs is written in a command: `grey`, `down:4`. */
export const madeForms: readonly string[] = [...ways].map(([type, { schema }]) =>
  pairsText(schema.parse({ type }) as MadePairs),
);
/** How all pairs are written that one word names. */
export const shortForms: readonly string[] = [...madeForms, sideBySide];

/**
 * The pairs that a person names: `grey`, `down:4`, `mask:0.25`, `noise:0.1`, `blur:2`, `edges`, each of which has this
 * number without one; or `side-by-side`, where `side-by-side:right` has the input on the right.
 *
 * @throws DuelError of kind `usage` that says what is possible
 */
export function parsePairs(text: string): Pairs {
  const [word = '', ...more] = text.trim().split(':');
  const given = more.length === 0 ? undefined : more.join(':');
  const type = word.toLowerCase();
  if (/^side-?by-?side$/.test(type)) return parseSideBySide(text, given);
  const way = ways.get(type);
  if (way === undefined) {
    const near = suggest(type, [...ways.keys(), sideBySide]);
    const form = shortForms.find((short) => short.split(':')[0] === near);
    const meant = form === undefined ? '' : `did you mean ${form}? `;
    throw refused(
      'unknown',
      text,
      `'${word}' is no way of having pairs`,
      `${meant}choose one of ${shortForms.join(', ')}`,
    );
  }
  if (given === undefined) return way.schema.parse({ type }) as MadePairs;
  const example = `--pairs ${madeForms.find((short) => short.split(':')[0] === type)}`;
  if (way.number === undefined) throw refused('number', text, `'${type}' takes no number`, example);
  const { key, means } = way.number;
  const parsed = way.schema.safeParse({ type, [key]: figure.test(given) ? Number(given) : Number.NaN });
  if (parsed.success) return parsed.data as MadePairs;
  throw refused('number', text, `${given || 'nothing'} behind '${type}:', which takes ${means}`, example);
}

function parseSideBySide(text: string, given = 'left'): SideBySide {
  const parsed = sideBySideSchema.safeParse({ type: 'sideBySide', input: given.toLowerCase() });
  if (parsed.success) return parsed.data;
  const message = `'${given}' is neither left nor right, where the input may be`;
  throw refused('half', text, message, `--pairs ${sideBySide}:${suggest(given, ['left', 'right']) ?? 'left'}`);
}

const refused = (code: string, text: string, message: string, fix: string) =>
  new DuelError('usage', `pairs/${code}`, message, { where: `--pairs ${text}`, fix });

/** Pairs as a command writes them: `down:4`, `side-by-side:right`; those of folders for people alone. */
export function pairsText(pairs: Pairs): string {
  if (pairs.type === 'sideBySide') return pairs.input === 'left' ? sideBySide : `${sideBySide}:${pairs.input}`;
  if (pairs.type === 'folders') return `${pairs.input} to ${pairs.target}`;
  const key = ways.get(pairs.type)?.number?.key;
  return key === undefined ? pairs.type : `${pairs.type}:${(pairs as Record<string, unknown>)[key]}`;
}
