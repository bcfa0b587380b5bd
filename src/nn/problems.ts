import type { z } from 'zod';
import { DuelError } from '../errors.ts';
import { written } from '../options/kinds.ts';
import { suggest } from '../options/suggest.ts';
import { choicesAt, isWholeAt, keysAt } from './schemaPlaces.ts';

/** A path into JSON as a person writes it: `layers[3].units`. */
export function showPath(where: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key)),
    where,
  );
}

/** What is wrong with a value, where in it, and what to do about it. */
export interface Problem {
  readonly message: string;
  readonly path: readonly PropertyKey[];
  readonly fix: string | undefined;
  /** What belongs there, behind "takes"; undefined where no kind of value is wrong. */
  readonly takes: string | undefined;
  /** What stands there. */
  readonly value: unknown;
}

/** What `schema` makes of `value`; a DuelError that names the key, its value and what belongs there, where it does not fit. */
export function parseAt<T>(schema: z.ZodType<T>, value: unknown, where: string, code: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { message, path, fix } = problemOf(result.error, value, schema);
  throw new DuelError('usage', code, message, { where: showPath(where, path), fix });
}

/**
 * What a function that takes options makes of them: the one place where the constructors of optimizers, losses, penalties
 * and so on check what they are given.
 *
 * @param type of what is made
 * @param options as they were given
 * @param positional what was given beside them
 * @param how.called the function's name. Default: the type
 * @param how.code of the error. Default: `options/unknown` or `options/value`
 * @throws DuelError `options/none`, or of that code
 */
export function constructed<S extends z.ZodType>(
  schema: S,
  type: string,
  options: object = {},
  positional: Readonly<Record<string, unknown>> = {},
  { called = type, code }: { readonly called?: string; readonly code?: string } = {},
): z.output<S> {
  const besides = ['type', ...Object.keys(positional)];
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new DuelError('usage', 'options/none', `${called}() takes its options as an object`, {
      where: written(options),
      fix: `write { ${keysAt(schema, [], { type }).find((key) => !besides.includes(key)) ?? ''}: ${written(options)} }`,
    });
  const value = { type, ...positional, ...options };
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { message, path, fix, takes, value: given } = problemOf(result.error, value, schema, besides);
  const name = showPath('', path);
  if (takes !== undefined)
    throw new DuelError('usage', code ?? 'options/value', `${name} of ${called}() takes ${takes}`, {
      where: `${name}: ${written(given)}`,
      fix: fix ?? `give ${takes}`,
    });
  const isUnknown = /^unknown option/.test(message);
  throw new DuelError(
    'usage',
    code ?? (isUnknown ? 'options/unknown' : 'options/value'),
    isUnknown ? `${called}() has no option '${name}'` : `${called}(): ${message}`,
    { where: name === '' ? undefined : `${name}: ${written(given)}`, fix },
  );
}

/**
 * The first thing that does not fit; a name that is unknown before one that is missing, which it may be meant for.
 *
 * @param value what was parsed, by `schema`
 * @param besides keys at the top that are no options
 */
export function problemOf(
  error: z.ZodError,
  value?: unknown,
  schema?: z.ZodType,
  besides: readonly string[] = [],
): Problem {
  const issue = deepest(first(error.issues));
  const at = (path: readonly PropertyKey[]) =>
    path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key], value);
  if (issue.code === 'unrecognized_keys') {
    const [key = '', ...more] = issue.keys;
    const all = schema ? keysAt(schema, issue.path, value) : [];
    const known = issue.path.length > 0 ? all : all.filter((name) => !besides.includes(name));
    return {
      message: `unknown option '${[key, ...more].join("', '")}'`,
      path: [...issue.path, key],
      fix: schema && meant(key, known, 'its options are'),
      takes: undefined,
      value: at([...issue.path, key]),
    };
  }
  const { path } = issue;
  const given = at(path);
  const choices = issue.code === 'invalid_union' && schema ? choicesAt(schema, path, value) : choicesOf(issue);
  const kind = takesOf(issue)?.replace(/^a number/, schema && isWholeAt(schema, path, value) ? 'a whole number' : '$&');
  const takes = choices.length > 0 ? `one of ${choices.map(written).join(', ')}` : kind;
  const got = schema === undefined ? '' : given === undefined ? ', and nothing is there' : `, got ${written(given)}`;
  return {
    message: takes === undefined ? issue.message : `expected ${takes}${got}`,
    path,
    fix: typeof given === 'string' && choices.length > 0 ? meant(given, choices.map(String), 'use one of') : undefined,
    takes,
    value: given,
  };
}

function meant(word: string, known: readonly string[], list: string): string {
  if (known.length === 0) return 'it takes none';
  const near = suggest(word, known);
  return `${near === undefined ? '' : `did you mean '${near}'? `}${list} ${known.join(', ')}`;
}

const choicesOf = (issue: z.core.$ZodIssue): readonly unknown[] => (issue.code === 'invalid_value' ? issue.values : []);

const articles: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
};

/** What belongs in the place of an issue, in words; undefined where its message says all. */
function takesOf(issue: z.core.$ZodIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return articles[issue.expected] ?? `a value of type ${issue.expected}`;
    case 'too_small':
      return amount(issue.origin, issue.minimum, issue.inclusive === false ? 'above' : 'of at least');
    case 'too_big':
      return amount(issue.origin, issue.maximum, issue.inclusive === false ? 'below' : 'of at most');
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_union': {
      const all = issue.errors.flatMap((alternative) => alternative.slice(0, 1)).map(takesOf);
      const known = [...new Set(all.filter((text) => text !== undefined))];
      return known.length > 0 ? known.join(' or ') : undefined;
    }
    default:
      return undefined;
  }
}

function amount(origin: string, bound: number | bigint, how: string): string {
  if (origin === 'array' || origin === 'set') return `a list ${how} ${bound} entries`;
  if (origin === 'string') return `a text ${how} ${bound} characters`;
  return `${articles[origin] ?? 'a number'} ${how} ${bound}`;
}

const first = (issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue =>
  issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;

/** Of a union's alternatives, the issue of the one that came furthest into the value. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.flatMap((alternative) => (alternative.length > 0 ? [deepest(first(alternative))] : []));
  const further = inner.filter((candidate) => candidate.path.length > 0 || candidate.code === 'unrecognized_keys');
  // what stands there may be a number, and is not one that fits
  const best = further[0] ?? inner.find(({ code }) => code === 'too_small' || code === 'too_big');
  return best ? { ...best, path: [...issue.path, ...best.path] } : issue;
}
