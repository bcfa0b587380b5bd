import { DuelError } from '../errors.ts';
import type { NDArray } from './ndarray.ts';

/** Element types of graph tensors. Booleans are masks; int32 holds class indices and gather indices. */
export type DType = 'float32' | 'int32' | 'bool';

/** Dimensions, outermost first. `anyBatch` may stand in the first place of an inference graph's tensors. */
export type Shape = readonly number[];

/** The one symbolic dimension: a batch whose size is known only when the graph runs. */
export const anyBatch = -1;

/** Operator attributes: plain values, so that equal nodes can be recognised. */
export type Attributes = Readonly<Record<string, unknown>>;

/**
 * Where a lowering writes its ONNX nodes. Every call returns the name of the value it makes.
 * Implemented by `compile/onnx.ts`; declared here so that an operator's lowering can stand beside its gradient.
 */
export interface OnnxWriter {
  node(op: string, inputs: readonly string[], attributes?: Record<string, OnnxAttribute>): string;
  /** A 1-D int64 constant, as shapes and axes are given in ONNX. */
  ints(values: readonly number[]): string;
  /** A scalar constant. */
  scalar(value: number, dtype?: DType): string;
  constant(value: NDArray, dtype: DType): string;
  /** For a `lazy` input of the operator that is being lowered: a graph of what only it needs, which makes it. */
  branch(input: Tensor): OnnxBranch;
}

/** A graph within a graph, as control flow has it. What it is depends on the writer. */
export interface OnnxBranch {
  readonly graph: unknown;
}

/** Numbers with a fractional meaning are written `{ float: 0.2 }`, since ONNX tells ints from floats. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number } | OnnxBranch;

/**
 * A kind of node: its shape rule, its gradient in terms of other operators, its plain evaluation and its ONNX lowering,
 * all in one place.
 */
export interface Operator<A extends Attributes = Attributes> {
  readonly name: string;
  infer(inputs: readonly Tensor[], attributes: A): { shape: Shape; dtype: DType };
  /** float64 evaluation: folds constants and is what gradients are checked with. */
  evaluate(inputs: readonly NDArray[], attributes: A, shape: Shape): NDArray;
  /** dL/d(inputs[index]) from dL/dy; undefined where no gradient flows. Absent: none flows anywhere. */
  gradient?(dy: Tensor, y: Tensor, index: number): Tensor | undefined;
  /** Positions of inputs that are not always computed; `lower` asks the writer for a branch of each. */
  readonly lazy?: readonly number[];
  lower(onnx: OnnxWriter, inputs: readonly string[], y: Tensor): string;
}

let count = 0;

/** A node of the graph: the result of an operator on other tensors. Immutable. */
export class Tensor {
  readonly id: number = count++;
  readonly op: Operator;
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly shape: Shape;
  readonly dtype: DType;

  constructor(op: Operator, inputs: readonly Tensor[], attributes: Attributes, shape: Shape, dtype: DType) {
    this.op = op;
    this.inputs = inputs;
    this.attributes = attributes;
    this.shape = shape;
    this.dtype = dtype;
  }

  get rank(): number {
    return this.shape.length;
  }

  /** The i-th input, which the operator's shape rule has checked to be there. */
  in(i: number): Tensor {
    const t = this.inputs[i];
    if (!t) throw new DuelError('internal', 'graph/missing-input', `${this.op.name} has no input ${i}`);
    return t;
  }
}

/** All operators by name; a test demands a row of checks for each. */
export const operators = new Map<string, Operator>();

/** Registers an operator. */
export function defineOperator<A extends Attributes>(operator: Operator<A>): Operator<A> {
  if (operators.has(operator.name))
    throw new DuelError('internal', 'graph/duplicate-operator', `operator ${operator.name} is defined twice`);
  operators.set(operator.name, operator as unknown as Operator);
  return operator;
}

/** Makes a node; the operator's shape rule runs here, so that a wrong shape fails where it is written. */
export function apply<A extends Attributes>(op: Operator<A>, inputs: readonly Tensor[], attributes: A): Tensor {
  const { shape, dtype } = op.infer(inputs, attributes);
  return new Tensor(op as unknown as Operator, inputs, attributes, shape, dtype);
}

/** A shape as errors print it: [n, 28, 28, 1], with n for the symbolic batch. */
export const showShape = (s: Shape): string => `[${s.map((d) => (d === anyBatch ? 'n' : d)).join(', ')}]`;

/** The error of a shape rule: the operator, what was expected and what came. */
export function shapeError(op: string, expected: string, ...got: readonly (Tensor | Shape)[]): DuelError {
  const shapes = got.map((g) => showShape(g instanceof Tensor ? g.shape : g)).join(' and ') || 'none';
  return new DuelError('usage', 'graph/shape', `${op} expects ${expected}, got ${shapes}`);
}

/** Checks an operator's element types; the error names the operator, the expected types and the tensor that came. */
export function expectType(op: string, x: Tensor, ...types: readonly DType[]): void {
  if (!types.includes(x.dtype))
    throw new DuelError(
      'usage',
      'graph/type',
      `${op} expects ${types.join(' or ')}, got ${x.dtype} ${showShape(x.shape)}`,
    );
}

/** Checks that every tensor is float32. */
export const expectFloat = (op: string, ...xs: readonly Tensor[]): void =>
  xs.forEach((x) => {
    expectType(op, x, 'float32');
  });

/** The shape rule of an operator that keeps a float tensor's shape. */
export function sameFloat(op: string, x: Tensor): { shape: Shape; dtype: DType } {
  expectFloat(op, x);
  return { shape: x.shape, dtype: 'float32' };
}

/** Whether two shapes are equal, dimension by dimension. */
export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((d, i) => d === b[i]);

/** Number of elements; throws on a symbolic batch. */
export function sizeOf(shape: Shape): number {
  let n = 1;
  for (const d of shape) {
    if (d < 0) throw shapeError('size', 'a shape without a symbolic batch', shape);
    n *= d;
  }
  return n;
}

/** NumPy's broadcasting of two shapes. */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x === y || y === 1) return x;
    if (x === 1) return y;
    throw shapeError(op, 'shapes that broadcast', a, b);
  });
}

/** Axes made non-negative and checked against the rank. */
export function normalizeAxes(op: string, axes: readonly number[] | undefined, shape: Shape): readonly number[] {
  const rank = shape.length;
  const list = (axes ?? shape.map((_, i) => i)).map((a) => (a < 0 ? a + rank : a));
  for (const a of list)
    if (!Number.isInteger(a) || a < 0 || a >= rank)
      throw shapeError(op, `axes within rank ${rank}, not ${list.join()}`, shape);
  return [...new Set(list)].sort((x, y) => x - y);
}

/** One axis made non-negative and checked against the rank. */
export function normalizeAxis(op: string, axis: number, shape: Shape): number {
  return normalizeAxes(op, [axis], shape)[0]!;
}

/** The dimensions of an NHWC image batch. */
export function image(op: string, x: Tensor): readonly [number, number, number, number] {
  if (x.rank !== 4) throw shapeError(op, 'images [n, h, w, c]', x);
  return x.shape as unknown as readonly [number, number, number, number];
}
