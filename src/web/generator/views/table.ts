import { unscaler } from '../../../data/scaling.ts';
import { button } from '../../controls.ts';
import { element } from '../../dom.ts';
import * as icons from '../../icons.ts';
import { save } from '../pixels.ts';
import { latentsFor, Newest } from '../sampler.ts';
import type { Settings } from '../settings.ts';
import { type Studio, sampleWords, seedsOf } from '../studio.ts';

/** Rows that are shown; more can be saved. */
const mostRows = 200;

/** Samples of numbers as a table, in the units of the data. */
export function tableView(studio: Studio): [HTMLElement, HTMLElement] {
  const { facts, settings, sampler, made, weights } = studio;
  const width = facts.output.reduce((a, b) => a * b, 1);
  const names = Array.from({ length: width }, (_, k) => facts.columns[k] ?? `x${k + 1}`);
  const back = facts.scaling ? unscaler(facts.scaling, facts.range) : (value: number) => value;
  const body = element('tbody', {});
  const caption = element('caption', {});
  const newest = new Newest(studio.failed);
  const render = (value: Settings, before?: Settings) => {
    if (before && before.seeds === value.seeds && before.of === value.of && before.truncation === value.truncation)
      return;
    const seeds = seedsOf(studio, value);
    newest.ask(async (isWanted) => {
      const batch = await sampler.make(latentsFor(facts, seeds, value));
      if (!isWanted()) return;
      const shown = Math.min(mostRows, seeds.length);
      caption.textContent = shown < seeds.length ? `The first ${shown} of ${seeds.length} rows` : `${shown} rows`;
      body.replaceChildren(
        ...Array.from({ length: shown }, (_, i) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, sampleWords(studio, seeds[i]!, value)),
            ...names.map((_, k) =>
              element('td', {}, Number(back(batch.data[i * width + k]!, k).toPrecision(4)).toString()),
            ),
          ),
        ),
      );
      made.set({ batch });
    });
  };
  settings.follow(render);
  weights.follow((_, before) => before && render(settings.value));
  const head = element('tr', {}, element('td', {}), ...names.map((name) => element('th', { scope: 'col' }, name)));
  const table = element('table', {}, caption, element('thead', {}, head), body);
  return [
    element('div', { class: 'wide-table', tabindex: 0, role: 'region', 'aria-label': 'Samples' }, table),
    saveTable(studio, names, back),
  ];
}

/** Saves all samples as CSV. */
export function saveTable(
  { facts, made }: Studio,
  names: readonly string[],
  back: (value: number, column: number) => number = (value) => value,
): HTMLElement {
  return button(
    facts.output[0] === 2 ? 'Save points' : 'Save table',
    () => {
      const { batch } = made.value;
      if (!batch) return;
      const quoted = names.map((name) => (/[",;\t\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name));
      const rows = Array.from({ length: batch.shape[0]! }, (_, i) =>
        names.map((_, k) => Number(back(batch.data[i * names.length + k]!, k).toPrecision(9))).join(','),
      );
      save(`${facts.name}.csv`, new Blob([[quoted.join(','), ...rows, ''].join('\n')], { type: 'text/csv' }));
    },
    { icon: icons.download },
  );
}
