import { isAbsolute, join } from 'node:path';
import { folderPairs } from '../../data/pairs/folders.ts';
import type { Pairs } from '../../data/pairs/pairs.ts';
import { parsePairs } from '../../data/pairs/short.ts';
import { DuelError } from '../../errors.ts';

/** What a person says of where pictures are, and of what belongs to what. */
export interface SourceOptions {
  readonly data?: string | undefined;
  /** How an input belongs to each picture: `grey`, `down:4`, …, `side-by-side`; or the same as a value. */
  readonly pairs?: string | Pairs | undefined;
  /** Of real pairs, the inputs and the targets: folders inside `data`, or without it paths. */
  readonly input?: string | undefined;
  readonly target?: string | undefined;
  /** Of a game of two domains, the pictures of each: folders inside `data`, or without it paths. */
  readonly domainA?: string | undefined;
  readonly domainB?: string | undefined;
}

/** What of a configuration's data follows from that; what nobody named is absent. */
export interface Sources {
  readonly source?: string;
  readonly pairs?: Pairs;
  readonly domains?: { readonly a: string; readonly b: string };
}

/** Where data are and what belongs to what, by a person's words. Throws where these do not go together. */
export function sourcesOf({ data, pairs, input, target, domainA, domainB }: SourceOptions): Sources {
  const parts = both('half-pairs', ['--input', input], ['--target', target], 'pairs are inputs and targets');
  const domains = both(
    'one-domain',
    ['--domain-a', domainA],
    ['--domain-b', domainB],
    'a game of two domains takes the pictures of both',
  );
  const given = [
    ...(pairs === undefined ? [] : ['--pairs']),
    ...(parts ? ['--input and --target'] : []),
    ...(domains ? ['--domain-a and --domain-b'] : []),
  ];
  if (given.length > 1)
    throw new DuelError('usage', 'config/pairs-twice', `${given[0]} and ${given[1]} say two things of one training`, {
      where: given[0],
      fix: `leave ${given[0]} out, or ${given[1]}`,
    });
  if (parts) return folderPairs(data, ...parts);
  if (domains) {
    const inside = (name: string) => (data === undefined || isAbsolute(name) ? name : join(data, name));
    const [a, b] = [inside(domains[0]), inside(domains[1])];
    return { source: a, domains: { a, b } };
  }
  const value = typeof pairs === 'string' ? parsePairs(pairs) : pairs;
  return { ...(data !== undefined && { source: data }), ...(value && { pairs: value }) };
}

type Named = readonly [flag: string, value: string | undefined];

/** Two things of which neither means anything without the other. */
function both(code: string, [a, first]: Named, [b, second]: Named, why: string): [string, string] | undefined {
  if (first !== undefined && second !== undefined) return [first, second];
  if (first === undefined && second === undefined) return undefined;
  const [given, value, missing] = first === undefined ? [b, second, a] : [a, first, b];
  throw new DuelError('usage', `config/${code}`, why, { where: `${given} ${value}`, fix: `add ${missing} DIR|zip` });
}
