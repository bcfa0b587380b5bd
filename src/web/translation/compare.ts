import { element } from '../dom.ts';
import { isSmall, show } from '../generator/pixels.ts';
import type { TranslatorSettings } from './settings.ts';

/** A picture with what it is called. */
export interface Shown {
  readonly label: string;
  readonly picture: ImageData;
}

/** What was put in and what was made of it: one over the other under a slider, or all side by side. */
export interface Comparison {
  readonly root: HTMLElement;
  /** The canvas of what was put in. */
  readonly input: HTMLCanvasElement;
  show(shown: readonly Shown[]): void;
  lay(settings: Pick<TranslatorSettings, 'view' | 'split'>): void;
}

export function comparison(slid: (split: number) => void): Comparison {
  const canvases = [0, 1, 2].map(() => element('canvas', { class: 'canvas', role: 'img' }));
  const captions = canvases.map(() => element('figcaption', {}));
  const figures = canvases.map((canvas, i) => element('figure', {}, canvas, captions[i]!));
  figures[0]!.classList.add('input');
  const line = element('div', { class: 'line' });
  const range = element('input', {
    ...{ type: 'range', min: 0, max: 100, step: 1, 'aria-label': 'Before and after' },
    oninput: () => slid(Number(range.value)),
  });
  // what is made lies below, what was put in above it
  const root = element('div', { class: 'compare' }, ...figures, line, range);
  let isSlid = true;
  return {
    root,
    input: canvases[0]!,
    show(shown) {
      for (const [i, canvas] of canvases.entries()) {
        const one = shown[i];
        figures[i]!.dataset.empty = String(!one);
        if (!one) continue;
        show(canvas, one.picture);
        const { width, height } = one.picture;
        canvas.setAttribute('aria-label', one.label);
        canvas.classList.toggle('pixels', isSmall(height, width));
        captions[i]!.textContent = `${one.label}, ${width} × ${height}`;
        if (i === 0) root.style.setProperty('--aspect', `${width} / ${height}`);
      }
    },
    lay({ view, split }) {
      isSlid = view === 'slider';
      root.classList.toggle('slid', isSlid);
      root.classList.toggle('sided', !isSlid);
      root.style.setProperty('--split', `${split}%`);
      range.value = String(split);
      range.setAttribute('aria-valuetext', `${split} % of the width show what was put in`);
    },
  };
}
