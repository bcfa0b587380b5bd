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
