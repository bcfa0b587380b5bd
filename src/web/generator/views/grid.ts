import { element } from '../../dom.ts';
import { imagesOf, isSmall, pictureAt, show } from '../pixels.ts';
import { latentsFor, Newest } from '../sampler.ts';
import type { Settings } from '../settings.ts';
import { type Studio, sampleWords, seedsOf } from '../studio.ts';

interface Cell {
  readonly option: HTMLElement;
  readonly canvas: HTMLCanvasElement;
}

/** All samples as pictures side by side, one of which is chosen. */
export function gridView(studio: Studio): HTMLElement {
  const { facts, settings, sampler, made, weights } = studio;
  const [height, width] = facts.output as [number, number, number];
  const newest = new Newest(studio.failed);
  let cells: Cell[] = [];
  const root = element('div', {
    class: `grid${isSmall(height, width) ? ' pixels' : ''}`,
    role: 'listbox',
    'aria-orientation': 'horizontal',
    onkeydown: (event) => step(event),
  });
  root.style.setProperty('--aspect', `${width} / ${height}`);

  const choose = (at: number, focused = false) => {
    settings.set({ at, kept: undefined });
    if (focused) cells[at]?.option.focus();
  };
  const columns = () => Math.ceil(Math.sqrt(cells.length));
  function step(event: KeyboardEvent): void {
    const last = cells.length - 1;
    const { at } = settings.value;
    const to = {
      ...{ ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + columns(), ArrowUp: at - columns() },
      ...{ Home: 0, End: last },
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to >= 0 && to <= last) choose(to, true);
  }

  function lay(count: number): void {
    if (cells.length === count) return;
    cells = Array.from({ length: count }, (_, i) => {
      const canvas = element('canvas', { width, height, 'aria-hidden': 'true' });
      const option = element('div', { role: 'option', class: 'cell', onclick: () => choose(i, true) }, canvas);
      return { option, canvas };
    });
    root.replaceChildren(...cells.map(({ option }) => option));
    root.style.setProperty('--columns', String(columns()));
  }

  settings.follow((value, before) => {
    const seeds = seedsOf(studio, value);
    lay(seeds.length);
    root.setAttribute('aria-label', `${seeds.length} samples, seeds ${value.seeds}`);
    cells.forEach(({ option }, i) => {
      option.setAttribute('aria-selected', String(i === value.at && value.kept === undefined));
      option.setAttribute('aria-label', sampleWords(studio, seeds[i]!, value));
      option.title = sampleWords(studio, seeds[i]!, value);
      option.tabIndex = i === value.at ? 0 : -1;
    });
    if (before && before.seeds === value.seeds && before.of === value.of && before.truncation === value.truncation)
      return;
    make(value);
  });
  weights.follow((_, before) => before && make(settings.value));
  return root;

  function make(value: Settings): void {
    const seeds = seedsOf(studio, value);
    root.setAttribute('aria-busy', 'true');
    newest.ask(async (isWanted) => {
      const size = facts.output.reduce((a, b) => a * b, 1);
      const whole = new Float32Array(seeds.length * size);
      for await (const { from, batch } of sampler.parts(latentsFor(facts, seeds, value), isWanted)) {
        const images = imagesOf(batch, facts);
        for (let i = 0; i < images.count; i++) {
          const cell = cells[from + i];
          if (!cell) return;
          show(cell.canvas, pictureAt(images, i));
          cell.option.classList.add('made');
        }
        whole.set(batch.data, from * size);
      }
      if (!isWanted()) return;
      made.set({ batch: { shape: [seeds.length, ...facts.output], data: whole } });
      root.setAttribute('aria-busy', 'false');
    });
  }
}
