import { DuelError } from '../errors.ts';
import { type OptionKinds, object, text, written } from './kinds.ts';
import { suggest } from './suggest.ts';

/**
 * Throws unless `options` are such as `caller`, a function such as `train()`, takes: every name is known, and every value, where it is not
 * undefined, is of its kind. Says the name, the value, what is allowed, and what was most likely meant.
 *
 * @throws DuelError of kind `usage`: `options/none`, `options/unknown`, `options/value`
 */
export function checkOptions<O extends object>(caller: string, options: O, kinds: OptionKinds<O>): void {
  if (!object.fits(options))
    throw new DuelError('usage', 'options/none', `${caller} takes its options as an object`, {
      where: written(options),
      fix: `write { ${Object.keys(kinds)[0]}: … }`,
    });
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(kinds, name)) throw unknownOption(caller, name, value, Object.keys(kinds));
    const kind = kinds[name as keyof O];
    if (kind.fits(value)) continue;
    const meant = kind.meant?.(value);
    throw new DuelError('usage', 'options/value', `${name} of ${caller} takes ${kind.takes}`, {
      where: `${name}: ${written(value)}`,
      fix: meant === undefined ? `give ${kind.takes}, or leave ${name} out` : `write ${name}: ${meant}`,
    });
  }
}

function unknownOption(caller: string, name: string, value: unknown, known: readonly string[]): DuelError {
  const near = suggest(name, known);
  return new DuelError('usage', 'options/unknown', `${caller} has no option ${written(name)}`, {
    where: `${name}: ${written(value)}`,
    fix: near === undefined ? `its options are ${known.join(', ')}` : `write ${near}: ${written(value)}`,
  });
}

/** Throws unless the first argument of a function is a text: a path, or a name. */
export function checkText(caller: string, what: string, value: unknown, example: string): void {
  if (text.fits(value)) return;
  throw new DuelError('usage', 'options/value', `${caller} takes ${what}`, {
    where: written(value),
    fix: `write ${caller.replace('()', `('${example}')`)}`,
  });
}
