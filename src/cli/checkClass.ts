import { usage } from './usage.ts';

/** Throws where a class is asked for that the generator does not know. */
export function checkClass(wanted: number | undefined, { classCount }: { readonly classCount: number }): void {
  if (wanted === undefined || wanted < classCount) return;
  if (classCount === 0)
    throw usage('unconditional', 'this generator knows no classes: it makes whatever it was trained on', {
      where: `--class ${wanted}`,
      fix: 'leave --class out',
    });
  throw usage('no-class', `this generator knows classes 0 to ${classCount - 1}`, {
    where: `--class ${wanted}`,
    fix: `--class ${classCount - 1}`,
  });
}

/** Throws where a continuous code is asked for that the generator does not know. */
export function checkCode(wanted: number | undefined, { codes }: { readonly codes: { readonly continuous: number } }) {
  if (wanted === undefined || wanted < codes.continuous) return;
  if (codes.continuous === 0)
    throw usage('no-codes', 'this generator knows no continuous codes', {
      where: `--code ${wanted}`,
      fix: 'leave --code out, or choose the run of an InfoGAN',
    });
  throw usage('no-code', `this generator knows continuous codes 0 to ${codes.continuous - 1}`, {
    where: `--code ${wanted}`,
    fix: `--code ${codes.continuous - 1}`,
  });
}
