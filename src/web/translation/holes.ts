import { button, slider } from '../controls.ts';
import { element } from '../dom.ts';
import * as icons from '../icons.ts';
import type { Photo } from './photo.ts';

/** Ways to make holes in a picture: a brush over its canvas, and one in its middle. */
export function holes(canvas: HTMLCanvasElement, photo: () => Photo | undefined, changed: () => void): HTMLElement {
  let size = 8;
  const brush = slider({
    ...{ label: 'Brush', low: 2, high: 40, step: 1, rest: 8, says: (value) => `${value} %` },
    moved: (value) => {
      size = value;
    },
  });
  brush.set(size);
  const each = (alpha: (x: number, y: number, old: number) => number) => {
    const one = photo();
    if (!one) return;
    for (let p = 0; p < one.height * one.width; p++)
      one.pixels[4 * p + 3] = alpha(p % one.width, Math.floor(p / one.width), one.pixels[4 * p + 3]!);
    changed();
  };
  const paint = (event: PointerEvent) => {
    const one = photo();
    if (!one) return;
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const [x, y] = [((event.clientX - left) / width) * one.width, ((event.clientY - top) / height) * one.height];
    const radius = Math.max(0.75, (size / 200) * Math.min(one.width, one.height));
    each((px, py, old) => (Math.hypot(px + 0.5 - x, py + 0.5 - y) <= radius ? 0 : old));
  };
  canvas.classList.add('brush');
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    paint(event);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) paint(event);
  });
  const middle = () => {
    const { width = 0, height = 0 } = photo() ?? {};
    const within = (at: number, length: number) => Math.abs(at + 0.5 - length / 2) <= length / 4;
    each((x, y, old) => (within(x, width) && within(y, height) ? 0 : old));
  };
  return element(
    'div',
    { class: 'row holes' },
    element('p', {}, 'Paint on the input what is to be filled; what is transparent in a picture is a hole already.'),
    brush.root,
    button('Hole in the middle', middle),
    button('No holes', () => each(() => 255), { icon: icons.reset }),
  );
}
