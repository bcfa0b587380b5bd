import { button, choices, field, slider } from '../../controls.ts';
import { element, newId } from '../../dom.ts';
import * as icons from '../../icons.ts';
import { isPicture } from '../facts.ts';
import { parseSeeds, rangeText } from '../settings.ts';
import { classLabel, mostOf, type Studio, seedsOf } from '../studio.ts';

/** How many samples a page offers to show. */
const counts = { pictures: [1, 4, 9, 16, 25, 36, 64, 100], points: [100, 500, 1000, 2000, 5000] } as const;

/** Which samples: seeds, class, truncation; beside them what can be done with all of them. */
export function toolbar(studio: Studio, ...actions: readonly HTMLElement[]): HTMLElement {
  const { facts, settings } = studio;
  return element(
    'div',
    { class: 'toolbar' },
    seedControl(studio),
    countControl(studio),
    truncationControl(studio),
    facts.codes.discrete.length > 0 && classControl(studio),
    element('div', { class: 'actions' }, ...actions, resetButton(studio)),
  );

  function resetButton({ first }: Studio): HTMLElement {
    const reset = button('Start over', () => settings.set(first), { icon: icons.reset });
    settings.follow((value) => {
      reset.hidden = Object.entries(first).every(
        ([key, v]) => JSON.stringify(value[key as never]) === JSON.stringify(v),
      );
    });
    return reset;
  }
}

function seedControl(studio: Studio): HTMLElement {
  const { facts, settings, say } = studio;
  const problem = element('p', { class: 'problem', id: newId('problem'), role: 'alert', hidden: true });
  const input = element('input', {
    type: 'text',
    id: newId('seeds'),
    class: 'seeds',
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-describedby': problem.id,
    oninput: () => take(input.value),
  });
  function take(text: string): void {
    const seeds = parseSeeds(text, mostOf(facts));
    const isWrong = typeof seeds === 'string';
    input.setAttribute('aria-invalid', String(isWrong));
    problem.hidden = !isWrong;
    problem.textContent = isWrong ? seeds : '';
    if (!isWrong)
      settings.set({
        seeds: text,
        at: Math.min(settings.value.at, seeds.length - 1),
        ...(text !== settings.value.seeds && { kept: undefined }),
      });
  }
  const turn = (by: 1 | -1) => {
    const seeds = seedsOf(studio, settings.value);
    const first = Math.max(0, by > 0 ? Math.max(...seeds) + 1 : Math.min(...seeds) - seeds.length);
    settings.set({ seeds: rangeText(first, seeds.length) });
    say(`Seeds ${settings.value.seeds}`);
  };
  const draw = () => {
    const { length } = seedsOf(studio, settings.value);
    settings.set({ seeds: rangeText(Math.floor(Math.random() * 1_000_000), length) });
    say(`Seeds ${settings.value.seeds}`);
  };
  settings.follow(({ seeds }) => {
    if (input.value === seeds) return;
    input.value = seeds;
    take(seeds);
  });
  const joined = element(
    'div',
    { class: 'joined' },
    button('Samples before', () => turn(-1), { icon: icons.back, iconOnly: true }),
    button('Samples after', () => turn(1), { icon: icons.forward, iconOnly: true }),
    button('Random seeds', draw, { icon: icons.shuffle, iconOnly: true }),
  );
  const label = element('label', { for: input.id }, 'Seeds');
  return element('div', { class: 'field' }, label, element('div', { class: 'row' }, input, joined), problem);
}

function countControl(studio: Studio): HTMLElement {
  const { facts, settings } = studio;
  const offered = isPicture(facts) ? counts.pictures : counts.points;
  const select = element('select', {
    onchange: () => {
      const [first = 0] = seedsOf(studio, settings.value);
      settings.set({ seeds: rangeText(first, Number(select.value)), at: 0 });
    },
  });
  settings.follow((value) => {
    const { length } = seedsOf(studio, value);
    const all = [...new Set([...offered, length])].sort((a, b) => a - b);
    select.replaceChildren(
      ...all.map((n) => element('option', { value: n, selected: n === length }, n.toLocaleString('en-US'))),
    );
    select.value = String(length);
  });
  return field('Show', select);
}

function truncationControl({ settings }: Studio): HTMLElement {
  const { root, set } = slider({
    ...{ label: 'Truncation', low: 0, high: 2, step: 0.05, rest: 1 },
    moved: (truncation) => settings.set({ truncation }),
  });
  root.classList.add('stacked');
  root.title = 'Latents times this: below 1 for typical samples, less varied';
  settings.follow(({ truncation }) => set(truncation));
  return root;
}

function classControl({ facts, settings }: Studio): HTMLElement {
  const values = facts.isToldClasses
    ? facts.classes
    : Array.from({ length: facts.codes.discrete[0]! }, (_, k) => `${k}`);
  const { root, set } = choices(
    classLabel(facts),
    [{ value: '', label: 'In turn' }, ...values.map((label, k) => ({ value: String(k), label }))],
    (value) => settings.set({ of: value === '' ? undefined : Number(value) }),
  );
  root.classList.add('wide');
  settings.follow(({ of }) => set(of === undefined ? '' : String(of)));
  return root;
}
