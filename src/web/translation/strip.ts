import { element } from '../dom.ts';
import { show } from '../generator/pixels.ts';
import type { Photo } from './photo.ts';
import type { Translation } from './settings.ts';

/** The side of a small picture, in pixels. */
const side = 96;

/** The pictures that were brought, small, of which one is looked at; nothing while there is one alone. */
export function strip({ photos, settings }: Translation): HTMLElement {
  const root = element('div', {
    ...{ class: 'strip', role: 'listbox', 'aria-orientation': 'horizontal', 'aria-label': 'Pictures' },
    onkeydown: (event) => {
      const last = photos.value.all.length - 1;
      const { at } = settings.value;
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      settings.set({ at: Math.min(last, Math.max(0, to)) });
      (root.children[settings.value.at] as HTMLElement).focus();
    },
  });
  const mark = () =>
    [...root.children].forEach((option, i) => {
      option.setAttribute('aria-selected', String(i === settings.value.at));
      (option as HTMLElement).tabIndex = i === settings.value.at ? 0 : -1;
    });
  photos.follow(({ all }) => {
    root.hidden = all.length < 2;
    root.replaceChildren(
      ...all.map((photo, i) =>
        element(
          'div',
          { class: 'thumb', role: 'option', 'aria-label': photo.name, onclick: () => settings.set({ at: i }) },
          small(photo),
        ),
      ),
    );
    mark();
  });
  settings.follow(mark);
  return root;
}

function small({ height, width, pixels }: Photo): HTMLCanvasElement {
  const whole = element('canvas');
  show(whole, new ImageData(new Uint8ClampedArray(pixels), width, height));
  const scale = Math.min(1, side / Math.min(height, width));
  const canvas = element('canvas', {
    ...{ width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) },
    'aria-hidden': 'true',
  });
  canvas.getContext('2d')!.drawImage(whole, 0, 0, canvas.width, canvas.height);
  return canvas;
}
