import type { z } from 'zod';
import { DuelError } from '../errors.ts';

/** A path into JSON as a person writes it: `layers[3].units`. */
export function showPath(where: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key)),
    where,
  );
}

/** What `schema` makes of `value`; a DuelError that names the key where it does not fit. */
export function parseAt<T>(schema: z.ZodType<T>, value: unknown, where: string, code: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { message, path } = problemOf(result.error);
  throw new DuelError('usage', code, message, { where: showPath(where, path) });
}

/** The first thing that does not fit, and the key where it stands. */
export function problemOf(error: z.ZodError): { message: string; path: readonly PropertyKey[] } {
  const issue = deepest(error.issues[0]!);
  const unknownKeys = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const message = unknownKeys.length > 0 ? `unknown option '${unknownKeys.join("', '")}'` : issue.message;
  return { message, path: [...issue.path, ...unknownKeys.slice(0, 1)] };
}

/** Of a union's alternatives, the issue of the one that came furthest into the value. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.flatMap((alternative) => alternative.slice(0, 1)).map(deepest);
  const further = inner.filter((candidate) => candidate.path.length > 0 || candidate.code === 'unrecognized_keys');
  const best = further[0];
  return best ? { ...best, path: [...issue.path, ...best.path] } : issue;
}
