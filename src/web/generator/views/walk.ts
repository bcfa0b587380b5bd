import { button, choices, slider } from '../../controls.ts';
import { element, icon } from '../../dom.ts';
import * as icons from '../../icons.ts';
import { type Studio, stopsOf } from '../studio.ts';
import { loopControls } from './loop.ts';

/** Stops that a walk passes in a second, by speed. */
const paces = [0.15, 0.35, 0.8, 2] as const;
const paceWords = ['Slow', 'Steady', 'Brisk', 'Fast'] as const;

/** A walk through the latents of all samples, or of what is kept, from each to the next on a great circle, and back to the first. */
export function walkPanel(studio: Studio): HTMLElement {
  const { settings, walk, kept } = studio;
  let pace = 1;
  let last: number | undefined;
  const count = () => stopsOf(studio, settings.value).names.length;

  const play = button('Play', () => walk.set({ isPlaying: !walk.value.isPlaying }), {
    icon: icons.play,
    class: 'primary',
  });
  const speed = slider({
    ...{ label: 'Speed', low: 0, high: paces.length - 1, step: 1, rest: 0, says: (value) => paceWords[value]! },
    moved: (value) => {
      pace = value;
    },
  });
  speed.set(pace);
  const place = slider({
    ...{ label: 'Place', low: 0, high: 1000, step: 1, rest: 0 },
    says: (value) => `${Math.round(value / 10)} %`,
    moved: (value) => walk.set({ way: Math.min(value / 1000, 0.999_999) * count() }),
  });

  function frame(now: number): void {
    if (!walk.value.isPlaying || settings.value.panel !== 'walk') {
      last = undefined;
      return;
    }
    const passed = Math.min(0.1, (now - (last ?? now)) / 1000);
    last = now;
    walk.set({ way: (walk.value.way + passed * paces[pace]!) % count() });
    requestAnimationFrame(frame);
  }
  walk.follow(({ isPlaying, way }, before) => {
    place.set(Math.round((1000 * way) / count()));
    if (before?.isPlaying === isPlaying) return;
    play.replaceChildren(icon(isPlaying ? icons.pause : icons.play), element('span', {}, isPlaying ? 'Pause' : 'Play'));
    if (isPlaying) requestAnimationFrame(frame);
  });
  const through = choices(
    'Through',
    [
      { value: 'samples', label: 'All samples' },
      { value: 'kept', label: 'What is kept' },
    ],
    (value) => settings.set({ through: value as 'samples' | 'kept' }),
  );
  kept.follow(({ all }) => {
    through.root.hidden = all.length < 2;
    if (walk.value.way >= count()) walk.set({ way: 0 });
  });
  settings.follow(({ panel, through: chosen }) => {
    through.set(chosen);
    const n = count();
    play.disabled = n < 2;
    if (panel !== 'walk') walk.set({ isPlaying: false });
    if (walk.value.way >= n) walk.set({ way: 0 });
  });
  return element(
    'div',
    { class: 'walk' },
    through.root,
    element('div', { class: 'row' }, play),
    place.root,
    speed.root,
    element('p', {}, 'Through all of them in turn and back to the first, on great circles between their latents.'),
    loopControls(studio),
  );
}
