import { DuelError } from '../../errors.ts';
import { suggest } from '../../options/suggest.ts';

/** How an option is written: in code, or on the command line. */
export interface Spelling {
  name(option: string): string;
  value(option: string, value: unknown): string;
}
export const inCode: Spelling = { name: (option) => option, value: (option, value) => `${option}: ${value}` };
export const asFlag: Spelling = { name: (option) => `--${option}`, value: (option, value) => `--${option} ${value}` };

/** Classes that a message lists. */
const mostListed = 20;

/** What a generator knows of classes. */
interface Knows {
  readonly classCount: number;
  /** Names of the data's classes; empty where they have none. */
  readonly classes: readonly string[];
  readonly isToldClasses: boolean;
}

/**
 * The number of a class that is asked for by its name or its number; a name goes before a number. Throws where the generator
 * does not know it, with those that it knows.
 */
export function classOf(
  wanted: string | number | undefined,
  { classCount, classes, isToldClasses }: Knows,
  spelling: Spelling,
): number | undefined {
  if (wanted === undefined) return undefined;
  const names = isToldClasses ? classes.slice(0, classCount) : [];
  const named = names.indexOf(String(wanted));
  if (typeof wanted === 'string' && named >= 0) return named;
  const number = /^\d+$/.test(String(wanted)) ? Number(wanted) : Number.POSITIVE_INFINITY;
  if (number < classCount) return number;
  const where = spelling.value('class', wanted);
  if (classCount === 0)
    throw usage('unconditional', 'this generator knows no classes: it makes whatever it was trained on', {
      where,
      fix: `leave ${spelling.name('class')} out`,
    });
  const near = suggest(String(wanted), names);
  const listed = names.slice(0, mostListed).map((name, k) => (name === String(k) ? name : `${k} ${name}`));
  const more = names.length > listed.length ? `, and ${names.length - listed.length} more` : '';
  throw usage(
    'no-class',
    `this generator knows classes 0 to ${classCount - 1}${names.length > 0 ? `: ${listed.join(', ')}${more}` : ''}`,
    { where, fix: spelling.value('class', near ?? names.at(-1) ?? classCount - 1) },
  );
}

/** Throws where something is asked for of each class, and the generator knows none. */
export function assertClasses({ classCount }: Pick<Knows, 'classCount'>, spelling: Spelling): void {
  if (classCount > 0) return;
  throw usage('unconditional', 'this generator knows no classes: it makes whatever it was trained on', {
    where: spelling.name(spelling === inCode ? 'perClass' : 'per-class'),
    fix: `give ${spelling.name('n')} instead`,
  });
}

/** Throws where a continuous code is asked for that the generator does not know. */
export function checkCode(
  wanted: number | undefined,
  { codes }: { readonly codes: { readonly continuous: number } },
  spelling: Spelling,
): void {
  if (wanted === undefined || wanted < codes.continuous) return;
  const where = spelling.value('code', wanted);
  if (codes.continuous === 0)
    throw usage('no-codes', 'this generator knows no continuous codes', {
      where,
      fix: `leave ${spelling.name('code')} out, or choose the run of an InfoGAN`,
    });
  throw usage('no-code', `this generator knows continuous codes 0 to ${codes.continuous - 1}`, {
    where,
    fix: spelling.value('code', codes.continuous - 1),
  });
}

const usage = (code: string, message: string, details: { where: string; fix: string }) =>
  new DuelError('usage', `usage/${code}`, message, details);
