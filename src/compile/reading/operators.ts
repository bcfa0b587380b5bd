import { Refusal } from './refusal.ts';
import {
  axisOf,
  bool,
  broadcast,
  count,
  expectType,
  float32,
  int32,
  int64,
  intsOf,
  type Rule,
  reshaped,
  sliced,
} from './shapes.ts';
import { convolution, pooling, transposedConvolution } from './windows.ts';

const same: Rule = ([x]) => x!;
const floats: Rule = (inputs) => {
  for (const x of inputs) expectType(x, float32);
  return inputs[0]!;
};
const sloped: Rule = (inputs, a, scratch) => {
  a.float('alpha');
  return floats(inputs, a, scratch);
};
const arithmetic: Rule = ([x, y]) => {
  expectType(x!, float32, int32);
  expectType(y!, x!.type);
  return { type: x!.type, shape: broadcast(x!.shape, y!.shape) };
};
const comparison: Rule = (inputs, a, scratch) => ({ ...arithmetic(inputs, a, scratch), type: bool });
const equality: Rule = ([x, y]) => {
  expectType(y!, x!.type);
  return { type: bool, shape: broadcast(x!.shape, y!.shape) };
};

const reduction: Rule = ([x, axes], a) => {
  expectType(x!, float32, int32);
  const keep = a.flag('keepdims', 1);
  const gone = new Set((axes ? intsOf(axes) : x!.shape.map((_, i) => i)).map((axis) => axisOf(axis, x!.shape.length)));
  const shape = keep ? x!.shape.map((d, i) => (gone.has(i) ? 1 : d)) : x!.shape.filter((_, i) => !gone.has(i));
  return { type: x!.type, shape };
};

const clipped: Rule = ([x, low, high]) => {
  expectType(x!, float32, int32);
  for (const limit of [low!, high!]) {
    expectType(limit, x!.type);
    if (count(limit.shape) !== 1) throw new Refusal('its limits are no numbers');
  }
  return x!;
};

const typeChange: Rule = ([x], a) => {
  const type = a.int('to');
  expectType({ type, shape: [] }, float32, int32, bool);
  return { type, shape: x!.shape };
};

const selection: Rule = ([mask, x, y]) => {
  expectType(mask!, bool);
  expectType(y!, x!.type);
  return { type: x!.type, shape: broadcast(mask!.shape, broadcast(x!.shape, y!.shape)) };
};

const conjunction: Rule = ([x, y]) => {
  for (const v of [x!, y!]) expectType(v, bool);
  return { type: bool, shape: broadcast(x!.shape, y!.shape) };
};

const reshape: Rule = ([x, shape]) => ({ type: x!.type, shape: reshaped(x!, intsOf(shape)) });

const expansion: Rule = ([x, shape]) => {
  if (intsOf(shape).some((d) => d < 1)) throw new Refusal(`it cannot make the shape [${intsOf(shape)}]`);
  return { type: x!.type, shape: broadcast(x!.shape, intsOf(shape)) };
};

const transposition: Rule = ([x], a) => {
  const order = a.ints('perm');
  const rank = x!.shape.length;
  if (order.length !== rank || new Set(order.map((axis) => axisOf(axis, rank))).size !== rank)
    throw new Refusal(`[${order}] is no order of its axes`);
  return { type: x!.type, shape: order.map((axis) => x!.shape[axisOf(axis, rank)]!) };
};

const concatenation: Rule = (inputs, a) => {
  const [first] = inputs;
  const axis = axisOf(a.int('axis'), first!.shape.length);
  const others = (shape: readonly number[]) => shape.filter((_, i) => i !== axis).join();
  for (const x of inputs) {
    expectType(x, first!.type);
    if (x.shape.length !== first!.shape.length || others(x.shape) !== others(first!.shape))
      throw new Refusal(`[${x.shape}] does not fit to [${first!.shape}]`);
  }
  const length = inputs.reduce((sum, x) => sum + x.shape[axis]!, 0);
  return { type: first!.type, shape: first!.shape.map((d, i) => (i === axis ? length : d)) };
};

const slice: Rule = ([x, starts, ends, axes, steps]) => {
  const from = intsOf(starts);
  const along = axes ? intsOf(axes) : from.map((_, i) => i);
  return { type: x!.type, shape: sliced(x!, from, intsOf(ends), along, steps ? intsOf(steps) : from.map(() => 1)) };
};

const padding: Rule = ([x, pads, value], a) => {
  const mode = a.text('mode', 'constant', 'reflect', 'edge');
  const list = intsOf(pads);
  const rank = x!.shape.length;
  if (value) expectType(value, x!.type);
  if (list.length !== 2 * rank || list.some((p, i) => p < 0 || (mode === 'reflect' && p >= x!.shape[i % rank]!)))
    throw new Refusal(`it cannot be padded by [${list}]`);
  return { type: x!.type, shape: x!.shape.map((d, i) => d + list[i]! + list[i + rank]!) };
};

const gathering: Rule = ([x, indices], a) => {
  expectType(indices!, int32);
  const axis = axisOf(a.int('axis', 0), x!.shape.length);
  return { type: x!.type, shape: x!.shape.flatMap((d, i) => (i === axis ? indices!.shape : [d])) };
};

const scattering: Rule = ([x, indices, updates], a) => {
  expectType(indices!, int32);
  expectType(updates!, x!.type);
  axisOf(a.int('axis'), x!.shape.length);
  a.text('reduction', 'none', 'add');
  if (indices!.shape.join() !== updates!.shape.join() || indices!.shape.length !== x!.shape.length)
    throw new Refusal(`[${updates!.shape}] does not fit to [${x!.shape}]`);
  return x!;
};

const argument: Rule = ([x], a) => {
  expectType(x!, float32);
  const axis = axisOf(a.int('axis'), x!.shape.length);
  const keep = a.flag('keepdims', 1);
  const shape = keep ? x!.shape.map((d, i) => (i === axis ? 1 : d)) : x!.shape.filter((_, i) => i !== axis);
  // the place of the largest of one number is known: it orders work, and changes nothing
  return { type: int64, shape, ints: count(x!.shape) === 1 ? [0] : undefined };
};

const along: Rule = ([x], a) => {
  expectType(x!, float32);
  axisOf(a.int('axis', -1), x!.shape.length);
  return x!;
};

const product: Rule = ([x, y]) => {
  for (const v of [x!, y!]) expectType(v, float32);
  const [m, k] = x!.shape.slice(-2);
  const [rows, n] = y!.shape.slice(-2);
  if (x!.shape.length < 2 || y!.shape.length < 2 || k !== rows)
    throw new Refusal(`matrices [${x!.shape}] and [${y!.shape}] do not fit`);
  return { type: float32, shape: [...broadcast(x!.shape.slice(0, -2), y!.shape.slice(0, -2)), m!, n!] };
};

const productAndSum: Rule = ([x, y, z], a) => {
  for (const v of [x!, y!, ...(z ? [z] : [])]) expectType(v, float32);
  if (x!.shape.length !== 2 || y!.shape.length !== 2) throw new Refusal('it is given no matrices');
  for (const factor of ['alpha', 'beta']) a.float(factor);
  const turned = (shape: readonly number[], yes: boolean) => (yes ? [...shape].reverse() : shape);
  const [m, k] = turned(x!.shape, a.flag('transA', 0));
  const [rows, n] = turned(y!.shape, a.flag('transB', 0));
  const shape = [m!, n!];
  if (k !== rows || (z && broadcast(z.shape, shape).join() !== shape.join()))
    throw new Refusal(`matrices [${x!.shape}] and [${y!.shape}] do not fit`);
  return { type: float32, shape };
};

/** An operator that the compiler emits: how many inputs it takes at least and at most, and its result's shape. */
interface OnnxOperator {
  readonly least: number;
  readonly most: number;
  readonly rule: Rule;
}

const each = (names: string, rule: Rule, least: number, most = least): [string, OnnxOperator][] =>
  names.split(' ').map((name) => [name, { least, most, rule }]);

/**
 * The operators that the compiler emits, but for `If`, which holds graphs of its own. The writer takes no other, so that
 * none can be emitted before it stands here; and a model from a file that holds others is refused.
 */
export const onnxOperators: ReadonlyMap<string, OnnxOperator> = new Map([
  ...each('Add Sub Mul Div Pow Max Min', arithmetic, 2),
  ...each('Equal', equality, 2),
  ...each('Greater GreaterOrEqual Less LessOrEqual', comparison, 2),
  ...each('And', conjunction, 2),
  ...each('Neg Exp Log Sin Cos Sqrt Abs Floor Tanh Sigmoid Softplus Erf Relu', floats, 1),
  ...each('LeakyRelu Elu', sloped, 1),
  ...each('Identity', same, 1),
  ...each('Clip', clipped, 3),
  ...each('Cast', typeChange, 1),
  ...each('Where', selection, 3),
  ...each('Softmax', along, 1),
  ...each('ReduceSum ReduceMean ReduceMax ReduceMin', reduction, 1, 2),
  ...each('ArgMax', argument, 1),
  ...each('Reshape', reshape, 2),
  ...each('Expand', expansion, 2),
  ...each('Transpose', transposition, 1),
  ...each('Concat', concatenation, 1, 10_000),
  ...each('Slice', slice, 3, 5),
  ...each('Pad', padding, 2, 3),
  ...each('Gather', gathering, 2),
  ...each('ScatterElements', scattering, 3),
  ...each('MatMul', product, 2),
  ...each('Gemm', productAndSum, 2, 3),
  ...each('Conv', convolution, 2, 3),
  ...each('ConvTranspose', transposedConvolution, 2),
  ...each('MaxPool AveragePool', pooling, 1),
]);
