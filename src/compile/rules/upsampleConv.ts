import {
  type ConvAttributes,
  constant,
  conv2d,
  conv2dTranspose,
  depthToSpace,
  matmul,
  ndarray,
  operators,
  reshape,
  spaceToDepth,
  Tensor,
  transpose,
} from '../../tensor/index.ts';
import type { Rule } from '../rewrite.ts';

/**
 * Nearest upsampling by f and then a stride-1 convolution only ever sees f different alignments of the kernel with the
 * low-resolution pixels. So it equals a smaller convolution at the low resolution that makes f² phases, each with the
 * kernel's rows and columns summed where they meet the same pixel, followed by depth-to-space:
 *
 *     conv2d(upsample(x, f), w) = depthToSpace(conv2d(x, phases(w)), f)
 *
 * A 5×5 kernel becomes four phases of 3×3: 36 products instead of 100. The two gradients fold the same way.
 */
interface Fold {
  readonly factor: number;
  /** Low-resolution offset of the first tap and number of taps, per axis. */
  readonly axes: readonly [Axis, Axis];
  readonly pads: readonly [number, number, number, number];
}
interface Axis {
  readonly first: number;
  readonly taps: number;
}

function axisOf(kernel: number, pad: number, factor: number): Axis {
  const first = Math.floor(-pad / factor);
  const last = Math.floor((factor - 1 + kernel - 1 - pad) / factor);
  return { first, taps: last - first + 1 };
}

/** The fold of a convolution over an upsampled image, where it saves work and keeps the size a multiple of the factor. */
function foldOf(
  a: ConvAttributes,
  kernel: readonly number[],
  factor: number,
  from: readonly number[],
  to: readonly number[],
): Fold | undefined {
  if (a.groups !== 1 || [...a.strides, ...a.dilations].some((s) => s !== 1)) return undefined;
  if (to[1] !== from[1]! * factor || to[2] !== from[2]! * factor) return undefined;
  const axes = [axisOf(kernel[0]!, a.pads[0], factor), axisOf(kernel[1]!, a.pads[1], factor)] as const;
  const folded = axes[0].taps * axes[1].taps;
  if (folded >= kernel[0]! * kernel[1]!) return undefined;
  // output q reads pixels q + first … q + first + taps − 1
  const far = (d: 0 | 1) => Math.max(0, axes[d].first + axes[d].taps - 1);
  return { factor, axes, pads: [-axes[0].first, -axes[1].first, far(0), far(1)] };
}

/** T[(phase, tap), kernel place] = 1 where that place of the kernel meets that low-resolution tap. */
function phaseMatrix({ factor, axes }: Fold, kernel: readonly number[], pads: readonly number[]): Tensor {
  const taps = axes[0].taps * axes[1].taps;
  const m = ndarray([taps * factor * factor, kernel[0]! * kernel[1]!]);
  const tap = (d: 0 | 1, phase: number, u: number) => Math.floor((phase + u - pads[d]!) / factor) - axes[d].first;
  for (let py = 0; py < factor; py++)
    for (let px = 0; px < factor; px++)
      for (let u = 0; u < kernel[0]!; u++)
        for (let v = 0; v < kernel[1]!; v++) {
          const row = (tap(0, py, u) * axes[1].taps + tap(1, px, v)) * factor * factor + py * factor + px;
          m.data[row * kernel[0]! * kernel[1]! + u * kernel[1]! + v] = 1;
        }
  return constant(m);
}

/** [kh, kw, c, o] to [th, tw, c, f²·o]. */
function phases(w: Tensor, fold: Fold, pads: readonly number[]): Tensor {
  const [kh, kw, c, o] = w.shape as [number, number, number, number];
  const [th, tw, p] = [fold.axes[0].taps, fold.axes[1].taps, fold.factor ** 2];
  const mixed = matmul(phaseMatrix(fold, w.shape, pads), reshape(w, [kh * kw, c * o]));
  return reshape(transpose(reshape(mixed, [th, tw, p, c, o]), [0, 1, 3, 2, 4]), [th, tw, c, p * o]);
}

/** The adjoint of `phases`: [th, tw, c, f²·o] back to [kh, kw, c, o]. */
function unphases(dw: Tensor, fold: Fold, kernel: readonly number[], pads: readonly number[]): Tensor {
  const [th, tw, c, po] = dw.shape as [number, number, number, number];
  const p = fold.factor ** 2;
  const o = po / p;
  const rows = reshape(transpose(reshape(dw, [th, tw, c, p, o]), [0, 1, 3, 2, 4]), [th * tw * p, c * o]);
  const mixed = matmul(phaseMatrix(fold, kernel, pads), rows, { transposeA: true });
  return reshape(mixed, [kernel[0]!, kernel[1]!, c, o]);
}

const forward: Rule = {
  name: 'upsample-conv',
  apply: (t) => {
    if (t.op.name !== 'Conv2d' || t.in(0).op.name !== 'UpsampleNearest') return undefined;
    const a = t.attributes as ConvAttributes;
    const [x, w] = [t.in(0).in(0), t.in(1)];
    const fold = foldOf(a, w.shape, t.in(0).attributes.factor as number, x.shape, t.shape);
    return fold && depthToSpace(conv2d(x, phases(w, fold, a.pads), { pads: fold.pads }), fold.factor);
  },
};

/** sumBlocks(inputGradient(dy, w)) is the gradient of the pair with respect to the low-resolution image. */
const image: Rule = {
  name: 'upsample-conv-input-gradient',
  apply: (t) => {
    if (t.op.name !== 'SumBlocks' || t.in(0).op.name !== 'Conv2dInputGradient') return undefined;
    const a = t.in(0).attributes as ConvAttributes;
    const [dy, w] = [t.in(0).in(0), t.in(0).in(1)];
    const fold = foldOf(a, w.shape, t.attributes.factor as number, t.shape, dy.shape);
    if (!fold) return undefined;
    const low = spaceToDepth(dy, fold.factor);
    return conv2dTranspose(low, phases(w, fold, a.pads), [t.shape[1]!, t.shape[2]!], { pads: fold.pads });
  },
};

const kernel: Rule = {
  name: 'upsample-conv-kernel-gradient',
  apply: (t) => {
    if (t.op.name !== 'Conv2dKernelGradient' || t.in(0).op.name !== 'UpsampleNearest') return undefined;
    const a = t.attributes as ConvAttributes;
    const [x, dy] = [t.in(0).in(0), t.in(1)];
    const fold = foldOf(a, t.shape, t.in(0).attributes.factor as number, x.shape, dy.shape);
    if (!fold) return undefined;
    const attributes = {
      strides: [1, 1],
      dilations: [1, 1],
      pads: fold.pads,
      groups: 1,
      kernel: [fold.axes[0].taps, fold.axes[1].taps],
    };
    const inputs = [x, spaceToDepth(dy, fold.factor)];
    const op = operators.get('Conv2dKernelGradient')!;
    const { shape, dtype } = op.infer(inputs, attributes);
    return unphases(new Tensor(op, inputs, attributes, shape, dtype), fold, t.shape, a.pads);
  },
};

export const upsampleConv: readonly Rule[] = [forward, image, kernel];
