import { codeWidth } from '../../../gan/conditioning/codes.ts';
import { button, slider } from '../../controls.ts';
import { element } from '../../dom.ts';
import * as icons from '../../icons.ts';
import { farthest } from '../settings.ts';
import { type Studio, startAt } from '../studio.ts';

const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(2)}`;

/** A slider for each main direction of the latents, and for each continuous code. */
export function sliderPanel(studio: Studio): HTMLElement {
  const { facts, settings } = studio;
  const directions = facts.directions.map((_, i) => {
    const { root, set } = slider({
      ...{ label: `Direction ${i + 1}`, low: -farthest, high: farthest, step: 0.05, rest: 0, says: signed },
      moved: (value) => settings.set({ shifts: settings.value.shifts.map((v, k) => (k === i ? value : v)) }),
    });
    settings.follow(({ shifts }) => set(shifts[i]!));
    return root;
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
    element('div', { class: 'foot' }, element('p', {}, explained), reset),
  );
}

const explained =
  'What the generator’s first layer responds to most, strongest first: principal axes of its latents, in their standard deviations.';

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
