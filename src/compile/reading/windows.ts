import type { Attributes } from './attributes.ts';
import { Refusal } from './refusal.ts';
import { count, expectType, float32, type Rule, type Value } from './shapes.ts';

/** How a window goes over images [n, c, h, w]: kernel, strides, dilations and pads, each for both axes. */
interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pads: readonly number[];
}

function checkWindow({ kernel, strides, dilations, pads }: Window): void {
  const fits =
    [kernel, strides, dilations].every((list) => list.length === 2 && list.every((v) => v > 0)) &&
    pads.length === 4 &&
    pads.every((v) => v >= 0);
  if (!fits) throw new Refusal('its window is none');
}

/** Positions of a window along both axes. */
const windowed = (size: readonly number[], { kernel, strides, dilations, pads }: Window): number[] =>
  [0, 1].map((d) => {
    const covered = dilations[d]! * (kernel[d]! - 1) + 1;
    const positions = Math.floor((size[d]! + pads[d]! + pads[d + 2]! - covered) / strides[d]!) + 1;
    if (!(positions > 0)) throw new Refusal('its window is larger than the image');
    return positions;
  });

/** [n, c, h, w] and a kernel [out, c / groups, kh, kw]. */
export const convolution: Rule = ([x, w, b], a, scratch) => {
  for (const v of [x!, w!, ...(b ? [b] : [])]) expectType(v, float32);
  const { window, groups } = convolved(x!, w!, a);
  const [n, c] = x!.shape as [number, number];
  const [outputs, each] = w!.shape as [number, number];
  if (each * groups !== c || outputs % groups !== 0 || (b && b.shape.join() !== String(outputs)))
    throw new Refusal(`a kernel [${w!.shape}] of ${groups} groups does not fit [${x!.shape}]`);
  const size = windowed(x!.shape.slice(2), window);
  scratch(count(window.kernel) * each * groups * count(size));
  return { type: float32, shape: [n, outputs, ...size] };
};

/** Its adjoint: [n, out, h, w] and a kernel [out, c / groups, kh, kw]. */
export const transposedConvolution: Rule = ([x, w], a, scratch) => {
  for (const v of [x!, w!]) expectType(v, float32);
  const { window, groups } = convolved(x!, w!, a);
  const more = a.ints('output_padding', [0, 0]);
  const [n, c] = x!.shape as [number, number];
  const { kernel, strides, dilations, pads } = window;
  if (
    w!.shape[0] !== c ||
    c % groups !== 0 ||
    more.length !== 2 ||
    more.some((m, d) => m < 0 || m >= Math.max(strides[d]!, dilations[d]!))
  )
    throw new Refusal(`a kernel [${w!.shape}] of ${groups} groups does not fit [${x!.shape}]`);
  const size = [0, 1].map(
    (d) =>
      (x!.shape[d + 2]! - 1) * strides[d]! + dilations[d]! * (kernel[d]! - 1) + 1 - pads[d]! - pads[d + 2]! + more[d]!,
  );
  if (size.some((s) => s <= 0)) throw new Refusal('its window is larger than the image');
  scratch(count(kernel) * w!.shape[1]! * groups * count(x!.shape.slice(2)));
  return { type: float32, shape: [n, w!.shape[1]! * groups, ...size] };
};

function convolved(x: Value, w: Value, a: Attributes): { window: Window; groups: number } {
  if (x.shape.length !== 4 || w.shape.length !== 4) throw new Refusal('it is given no images');
  const kernel = a.ints('kernel_shape', w.shape.slice(2));
  if (kernel.join() !== w.shape.slice(2).join()) throw new Refusal('its kernel has another size');
  const window = {
    kernel,
    strides: a.ints('strides', [1, 1]),
    dilations: a.ints('dilations', [1, 1]),
    pads: a.ints('pads', [0, 0, 0, 0]),
  };
  checkWindow(window);
  const groups = a.int('group', 1);
  if (groups < 1) throw new Refusal(`it has ${groups} groups`);
  return { window, groups };
}

export const pooling: Rule = ([x], a) => {
  expectType(x!, float32);
  a.flag('count_include_pad', 0);
  const window = {
    kernel: a.ints('kernel_shape'),
    strides: a.ints('strides'),
    dilations: [1, 1],
    pads: a.ints('pads'),
  };
  checkWindow(window);
  if (x!.shape.length !== 4 || window.pads.some((p, i) => p >= window.kernel[i % 2]!))
    throw new Refusal('its window does not fit the image');
  return { type: float32, shape: [...x!.shape.slice(0, 2), ...windowed(x!.shape.slice(2), window)] };
};
