import { quoted } from '../../files/paths.ts';
import { meansOf, timesBetter } from '../../run/search/confirmation.ts';
import type { SearchedTrial, SearchResult } from '../../run/search/search.ts';
import { type Style, table } from '../style.ts';
import { figures } from '../train/words.ts';

/** The axes by letters, and the trials with their values of them and what they measured, those that came furthest first. */
export function resultTable(result: SearchResult, { bold, dim, cyan }: Style): string {
  const { settings, trials, best } = result;
  const { over, rungs, metric } = settings;
  const axes = over.map((text, i) => [
    cyan(letter(i)),
    text.replace(/^[^=]*=/, (paths) => paths.replaceAll(',', ', ').replace('=', '  ')),
  ]);
  const head = [
    'trial',
    ...over.map((_, i) => letter(i)),
    ...rungs.map((step) => `step ${step.toLocaleString('en-US')}`),
  ];
  const rows = ordered(result).map((trial) => {
    const isBest = trial.trial === best?.trial;
    const cells = [
      `${isBest ? '* ' : ''}${trial.trial}`,
      ...valuesOf(trial, over),
      ...rungs.map((step) => {
        const found = trial.values.find((one) => one.step === step);
        return found === undefined ? '' : Number.isNaN(found.value) ? 'failed' : figures(found.value);
      }),
    ];
    return isBest ? cells.map((cell) => bold(cell)) : cells;
  });
  const right = head.map((_, i) => i);
  const note = `${metric}, ${settings.lower ? 'lower' : 'higher'} is better; ${trials.length} trials, 1 is ${settings.name} as it is`;
  return [table(axes), '', table([head.map((cell) => dim(cell)), ...rows], right), '', dim(note)].join('\n');
}

const letter = (i: number): string => (i < 26 ? String.fromCharCode(97 + i) : `a${i - 25}`);

/** The value of each axis; of the configuration as it is none. */
function valuesOf({ settings }: SearchedTrial, over: readonly string[]): string[] {
  return over.map((axis) => {
    const path = /^[^=,]+/.exec(axis)![0].trim();
    return settings.find((setting) => setting.startsWith(`${path}=`))?.slice(path.length + 1) ?? '·';
  });
}

/** Those that came furthest first, and of them the best. */
function ordered({ trials, settings: { lower } }: SearchResult): SearchedTrial[] {
  const last = ({ values }: SearchedTrial) => values.at(-1)?.value ?? Number.NaN;
  return [...trials].sort(
    (a, b) =>
      b.values.length - a.values.length ||
      Number(Number.isNaN(last(a))) - Number(Number.isNaN(last(b))) ||
      (lower ? last(a) - last(b) : last(b) - last(a)) ||
      a.trial - b.trial,
  );
}

/** Settings as a command line takes them. */
export const asFlags = (settings: readonly string[]): string =>
  settings
    .map((setting) => (setting.startsWith('batch=') ? `--batch ${setting.slice(6)}` : `--set ${quoted(setting)}`))
    .join(' ');

/** What came of it, in words, with the command that trains with the best settings. */
export function verdict(result: SearchResult, { what, call }: { what: string; call: string }): string[] {
  const { best, outcome, settings, confirmation } = result;
  const { name, metric, lower } = settings;
  if (!best)
    return [
      `no trial could be measured by ${metric}: look at one with '${call} doctor 1 --runs ${quoted(result.directory)}'`,
    ];
  const found = best.values.at(-1)!;
  const at = `${metric} ${figures(found.value)} at step ${found.step.toLocaleString('en-US')}`;
  if (outcome === 'own') return [`nothing better found: ${name} as it is measured best, ${at}`];
  const lines = [`best: trial ${best.trial}, ${at}`];
  if (confirmation) lines.push(comparison(result, confirmation, lower));
  else lines.push('it was not compared at other seeds, and may have been lucky: --confirm 3 does');
  return [...lines, `  try       ${call} train ${quoted(what)} ${asFlags(best.settings)}`];
}

function comparison(
  { settings: { metric, name }, outcome }: SearchResult,
  confirmation: NonNullable<SearchResult['confirmation']>,
  lower: boolean,
): string {
  const { own, best } = meansOf(confirmation);
  const count = confirmation.seeds.length;
  const better = timesBetter(confirmation, lower);
  const seeds = `${count} other seed${count === 1 ? '' : 's'}`;
  const means = `${metric} ${figures(best)} in the mean, beside ${figures(own)} of ${name} as it is`;
  if (outcome === 'confirmed')
    return `confirmed at ${seeds}: ${means}${count > 1 ? `, and better at each of them` : ''}`;
  if (outcome === 'doubtful') return `not certain: at ${seeds} ${means}, but better at only ${better} of them`;
  return `not confirmed: at ${seeds} ${means}: no better setting was found, and the best trial was lucky`;
}
