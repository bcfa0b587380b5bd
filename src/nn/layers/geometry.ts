import { z } from 'zod';

/** A positive number of pixels for both axes, or one each for height and width. */
export const pairSchema = z.union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()]).readonly()]);
export type Pair = z.output<typeof pairSchema>;
export const pair = (p: Pair): readonly [number, number] => (typeof p === 'number' ? [p, p] : p);

const pixels = z.int().nonnegative();
/** Pixels on every side; [vertical, horizontal]; or [[top, bottom], [left, right]]. */
export const borderSchema = z.union([
  pixels,
  z.tuple([pixels, pixels]).readonly(),
  z.tuple([z.tuple([pixels, pixels]).readonly(), z.tuple([pixels, pixels]).readonly()]).readonly(),
]);
export type Border = z.output<typeof borderSchema>;

/** top, left, bottom, right, as the operators take it. */
export type Pads = readonly [number, number, number, number];

export function padsOf(border: Border): Pads {
  if (typeof border === 'number') return [border, border, border, border];
  const [v, h] = border;
  const [top, bottom] = typeof v === 'number' ? [v, v] : v;
  const [left, right] = typeof h === 'number' ? [h, h] : h;
  return [top, left, bottom, right];
}

/** 'same': as many pixels as let the result have ⌈n / stride⌉; 'valid': none; or a border. */
export const paddingSchema = z.union([z.enum(['same', 'valid']), borderSchema]);
export type Padding = z.output<typeof paddingSchema>;

interface Window {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations?: readonly [number, number];
}

/** How far a window reaches along axis d, holes included. */
export const reach = ({ kernel, dilations = [1, 1] }: Window, d: 0 | 1): number => dilations[d] * (kernel[d] - 1) + 1;

/** Padding in pixels of a window that slides over an image [h, w]; the odd pixel of 'same' goes to the end. */
export function resolvePadding(padding: Padding, size: readonly [number, number], window: Window): Pads {
  if (padding === 'valid') return [0, 0, 0, 0];
  if (padding !== 'same') return padsOf(padding);
  const total = ([0, 1] as const).map((d) => {
    const out = Math.ceil(size[d] / window.strides[d]);
    return Math.max((out - 1) * window.strides[d] + reach(window, d) - size[d], 0);
  });
  const before = total.map((t) => Math.floor(t / 2));
  return [before[0]!, before[1]!, total[0]! - before[0]!, total[1]! - before[1]!];
}
