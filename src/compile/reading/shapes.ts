import { onnxType } from '../onnxFormat.ts';
import type { Attributes } from './attributes.ts';
import { sizeOfType } from './model.ts';
import { Refusal } from './refusal.ts';

/** What is known of a value in a graph before it runs. */
export interface Value {
  readonly type: number;
  readonly shape: readonly number[];
  /** The numbers themselves, of a short list of int64: shapes, axes and limits. */
  readonly ints?: readonly number[] | undefined;
}

/** An operator's result from its inputs; `scratch` is told how many numbers it holds beside them while it computes. */
export type Rule = (inputs: readonly Value[], attributes: Attributes, scratch: (numbers: number) => void) => Value;

export const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
export const bytesOf = ({ type, shape }: Value): number => sizeOfType(type) * count(shape);

export function expectType({ type }: Value, ...types: readonly number[]): void {
  if (!types.includes(type)) throw new Refusal(`it is given values of ONNX' type ${type}`);
}

/** The shape that two come to, NumPy's way. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [x, y] = [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1];
    if (x !== y && x !== 1 && y !== 1) throw new Refusal(`shapes [${a}] and [${b}] do not fit`);
    return x === 1 ? y : x;
  });
}

/** An axis, counted from the front. */
export function axisOf(axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(at) || at < 0 || at >= rank) throw new Refusal(`there is no axis ${axis} among ${rank}`);
  return at;
}

/** The numbers of a constant list. */
export function intsOf(value: Value | undefined): readonly number[] {
  if (value?.ints === undefined) throw new Refusal('a shape or axis of it is no constant');
  return value.ints;
}

/** The same number of values in another shape; one of its dimensions may be open. */
export function reshaped(x: Value, wanted: readonly number[]): readonly number[] {
  const rest = wanted.reduce((product, d) => (d === -1 ? product : product * d), 1);
  if (wanted.some((d) => d < -1 || d === 0) || wanted.filter((d) => d === -1).length > 1)
    throw new Refusal(`a tensor cannot have the shape [${wanted}]`);
  const shape = wanted.map((d) => (d === -1 ? count(x.shape) / rest : d));
  if (count(shape) !== count(x.shape) || !shape.every(Number.isSafeInteger))
    throw new Refusal(`[${x.shape}] cannot be given the shape [${wanted}]`);
  return shape;
}

/** A tensor cut along some axes. */
export function sliced(
  x: Value,
  starts: readonly number[],
  ends: readonly number[],
  axes: readonly number[],
  steps: readonly number[],
): number[] {
  const shape = [...x.shape];
  axes.forEach((axis, i) => {
    const [start, end, step] = [starts[i], ends[i], steps[i]];
    if (start === undefined || end === undefined || step === undefined || step === 0)
      throw new Refusal('its starts, ends and steps are no slice');
    const at = axisOf(axis, shape.length);
    const size = shape[at]!;
    const within = (v: number) =>
      Math.min(Math.max(v < 0 ? v + size : v, step < 0 ? -1 : 0), step < 0 ? size - 1 : size);
    shape[at] = Math.max(0, Math.ceil((within(end) - within(start)) / step));
  });
  if (starts.length !== axes.length || ends.length !== axes.length || new Set(axes).size !== axes.length)
    throw new Refusal('its starts, ends and steps are no slice');
  return shape;
}

export const { float32, int32, int64, bool } = onnxType;
