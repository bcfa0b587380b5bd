import { button, slider } from '../../controls.ts';
import { element } from '../../dom.ts';
import * as icons from '../../icons.ts';
import { classLabel, type Studio } from '../studio.ts';

/** How much of each class the sample in view is told: weights of the classes in place of one alone. */
export function mixPanel(studio: Studio): HTMLElement {
  const { facts, settings } = studio;
  const count = facts.codes.discrete[0] ?? 0;
  const word = classLabel(facts).toLowerCase();
  const sliders = Array.from({ length: count }, (_, k) => {
    const label = facts.isToldClasses ? facts.classes[k]! : `${word} ${k}`;
    const share = () => {
      const whole = settings.value.mix.reduce((sum, weight) => sum + weight, 0);
      return whole === 0 ? '–' : `${Math.round((100 * (settings.value.mix[k] ?? 0)) / whole)} %`;
    };
    const { root, set } = slider({
      ...{ label, low: 0, high: 1, step: 0.05, rest: 0, says: share },
      moved: (value) =>
        settings.set({
          mix: Array.from({ length: count }, (_, i) => (i === k ? value : (settings.value.mix[i] ?? 0))),
        }),
    });
    settings.follow(({ mix }) => set(mix[k] ?? 0));
    return root;
  });
  const reset = button(`Back to one ${word}`, () => settings.set({ mix: [] }), { icon: icons.reset });
  settings.follow(({ mix }) => {
    reset.disabled = !mix.some((weight) => weight > 0);
  });
  return element(
    'div',
    { class: 'sliders mix' },
    ...sliders,
    element(
      'div',
      { class: 'foot' },
      element('p', {}, `What the generator is told: parts of several, where it learnt from one ${word} at a time.`),
      reset,
    ),
  );
}
