import { codeWidth } from '../../../gan/conditioning/codes.ts';
import { button, slider } from '../../controls.ts';
import { element, newId } from '../../dom.ts';
import * as icons from '../../icons.ts';
import { directionOf } from '../naming.ts';
import { farthest } from '../settings.ts';
import { type Studio, startAt } from '../studio.ts';

const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(2)}`;

/** A slider for each main direction of the latents, and for each continuous code. */
export function sliderPanel(studio: Studio): HTMLElement {
  const { facts, settings } = studio;
  const directions = facts.directionNames.map((label, i) => {
    const { root, set } = slider({
      ...{ label, low: -farthest, high: farthest, step: 0.05, rest: 0, says: signed },
      moved: (value) => settings.set({ shifts: settings.value.shifts.map((v, k) => (k === i ? value : v)) }),
    });
    settings.follow(({ shifts }) => set(shifts[i]!));
    if (i < studio.ownDirections || !studio.naming) return root;
    const drop = button(`Drop ${label}`, () => studio.naming!.drop(label), { icon: icons.cross, iconOnly: true });
    return element('div', { class: 'named' }, root, drop);
  });
  const reset = button(
    'Back to where it was',
    () => settings.set({ shifts: studio.first.shifts, codes: studio.first.codes }),
    {
      icon: icons.reset,
    },
  );
  settings.follow(({ shifts, codes }) => {
    reset.disabled = shifts.every((v) => v === 0) && codes.every((v) => v === undefined);
  });
  return element(
    'div',
    { class: 'sliders' },
    ...codeSliders(studio),
    ...directions,
    studio.naming && naming(studio),
    element('div', { class: 'foot' }, element('p', {}, explained), reset),
  );
}

const explained =
  'What the generator’s first layer responds to most, strongest first: principal axes of its latents, in their standard deviations.';

/** Keeps the way that the sample in view is moved as a direction with a name. */
function naming(studio: Studio): HTMLElement {
  const { facts, settings, naming } = studio;
  const input = element('input', {
    ...{
      type: 'text',
      id: newId('direction'),
      class: 'seeds',
      maxlength: 40,
      placeholder: 'its name',
      autocomplete: 'off',
    },
    oninput: () => mark(),
    onkeydown: (event) => event.key === 'Enter' && !keep.disabled && keep.click(),
  });
  const keep = button('Keep direction', () => {
    naming!.keep({ name: input.value.trim(), vector: directionOf(facts, settings.value) });
  });
  const mark = () => {
    keep.disabled = input.value.trim() === '' || settings.value.shifts.every((v) => v === 0);
  };
  settings.follow(mark);
  const label = element('label', { for: input.id }, 'Name the way that it is moved');
  return element('div', { class: 'field naming' }, label, element('div', { class: 'row' }, input, keep));
}

function codeSliders(studio: Studio): HTMLElement[] {
  const { facts, settings } = studio;
  const from = codeWidth({ ...facts.codes, continuous: 0 });
  return Array.from({ length: facts.codes.continuous }, (_, i) => {
    const { root, set } = slider({
      ...{ label: `Code ${i + 1}`, low: -2, high: 2, step: 0.05, rest: 0, says: signed },
      moved: (value) => settings.set({ codes: settings.value.codes.map((v, k) => (k === i ? value : v)) }),
    });
    settings.follow((value) => {
      const own = startAt(studio, value).latents.told![from + i]!;
      set(value.codes[i] ?? Math.round(own * 100) / 100);
    });
    return root;
  });
}
