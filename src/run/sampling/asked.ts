import { DuelError } from '../../errors.ts';

/** How an option is written: in code, or on the command line. */
export interface Spelling {
  name(option: string): string;
  value(option: string, value: unknown): string;
}
export const inCode: Spelling = { name: (option) => option, value: (option, value) => `${option}: ${value}` };
export const asFlag: Spelling = { name: (option) => `--${option}`, value: (option, value) => `--${option} ${value}` };

/** Throws where a class is asked for that the generator does not know. */
export function checkClass(
  wanted: number | undefined,
  { classCount }: { readonly classCount: number },
  spelling: Spelling,
): void {
  if (wanted === undefined || wanted < classCount) return;
  const where = spelling.value('class', wanted);
  if (classCount === 0)
    throw usage('unconditional', 'this generator knows no classes: it makes whatever it was trained on', {
      where,
      fix: `leave ${spelling.name('class')} out`,
    });
  throw usage('no-class', `this generator knows classes 0 to ${classCount - 1}`, {
    where,
    fix: spelling.value('class', classCount - 1),
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
