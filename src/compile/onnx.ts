import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { DuelError } from '../errors.ts';
import {
  anyBatch,
  type DType,
  inputName,
  type NDArray,
  type OnnxAttribute,
  type OnnxBranch,
  type OnnxWriter,
  type Shape,
  type Tensor,
  topologicalOrder,
} from '../tensor/index.ts';
import {
  type Initializer,
  initializerMessage,
  irVersion,
  type ModelBytes,
  onnxType,
  opset,
  type Port,
} from './onnxFormat.ts';
import { int, type Message, message, text } from './protobuf.ts';
import { onnxOperators } from './reading/operators.ts';

export interface OnnxModel {
  readonly bytes: ModelBytes;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly nodeCount: number;
}

export interface OnnxOptions {
  /** Input tensors that are stored in the file as constants, by name. */
  readonly weights?: Readonly<Record<string, { shape: Shape; data: Float32Array }>>;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly name?: string;
  /**
   * Axes of inputs and outputs that are declared open, under a name, whatever size they have in the graph: by port and
   * axis. Nothing checks that the graph means the same at other sizes; see `compileOpen`.
   */
  readonly open?: OpenAxes;
}

/** Names of open axes, by port and axis: `{ images: { 1: 'height', 2: 'width' } }`. */
export type OpenAxes = Readonly<Record<string, Readonly<Record<number, string>>>>;

const producer = 'duel';

/** Begins every name that the writer makes up, and no input's or output's. */
const reserved = '%';

interface Node {
  readonly op: string;
  readonly inputs: string[];
  output: string;
  readonly attributes: Record<string, OnnxAttribute>;
}
/** What an `OnnxBranch` is here: nodes that see all names around them, and the value that they are for. */
interface Branch {
  readonly nodes: readonly Node[];
  readonly output: Port;
}

class GraphWriter implements OnnxWriter {
  /** Of the graph that is being written: the model's own, or a branch of it. */
  nodes: Node[] = [];
  readonly initializers: Initializer[] = [];
  readonly #constants = new Map<string, string>();
  readonly #writeBranch: (input: Tensor) => Branch;
  #count = 0;

  constructor(writeBranch: (input: Tensor) => Branch) {
    this.#writeBranch = writeBranch;
  }

  node(op: string, inputs: readonly string[], attributes: Record<string, OnnxAttribute> = {}): string {
    // what the writer takes is what the reader of a run's graphs takes
    if (op !== 'If' && !onnxOperators.has(op))
      throw new DuelError('internal', 'graph/unknown-operator', `ONNX' operator ${op} has no shape rule`, {
        fix: 'add it to src/compile/reading/operators.ts',
      });
    const output = `${reserved}${this.#count++}`;
    this.nodes.push({ op, inputs: [...inputs], output, attributes });
    return output;
  }

  branch(input: Tensor): OnnxBranch {
    return { graph: this.#writeBranch(input) };
  }

  ints(values: readonly number[]): string {
    return this.#once(`i${values}`, onnxType.int64, [values.length], BigInt64Array.from(values.map(BigInt)));
  }

  scalar(value: number, dtype: DType = 'float32'): string {
    return this.constant({ shape: [], data: Float64Array.of(value) }, dtype);
  }

  constant({ shape, data }: NDArray, dtype: DType): string {
    const values = dtype === 'float32' ? Float32Array : dtype === 'int32' ? Int32Array : Uint8Array;
    const key = data.length <= 4 ? `${dtype}${shape}:${data.map((v) => (Object.is(v, -0) ? 0 : v))}` : undefined;
    return this.#once(key, onnxType[dtype], shape, values.from(data));
  }

  #once(key: string | undefined, type: number, shape: Shape, values: ArrayBufferView): string {
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known) return known;
    const name = `${reserved}c${this.initializers.length}`;
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.initializers.push({ name, type, shape, bytes });
    if (key !== undefined) this.#constants.set(key, name);
    return name;
  }
}

/** ONNX has one space of names for inputs, outputs and everything between. */
function checkNames(inputs: readonly Port[], outputs: readonly Port[], weights: readonly string[]): void {
  const taken = new Set([...inputs.map((p) => p.name), ...weights]);
  for (const name of [...taken, ...outputs.map((p) => p.name)])
    if (name === '' || name.startsWith(reserved))
      throw new DuelError('usage', 'graph/reserved-name', `'${name}' cannot name an input or output of a graph`, {
        fix: `choose a name that does not begin with '${reserved}'`,
      });
  for (const { name } of outputs)
    if (taken.has(name))
      throw new DuelError('usage', 'graph/duplicate-name', `the graph has an input and an output called '${name}'`, {
        fix: 'rename one of them',
      });
}

/** Names of the values that a graph sees: its own, and those of the graph around it. */
class Scope {
  readonly #names = new Map<Tensor, string>();
  readonly #around: Scope | undefined;

  constructor(around?: Scope) {
    this.#around = around;
  }

  get(t: Tensor): string | undefined {
    return this.#names.get(t) ?? this.#around?.get(t);
  }

  set(t: Tensor, name: string): void {
    this.#names.set(t, name);
  }
}

/** Inputs and constants belong to the model as a whole, wherever they are used. */
const isLeaf = (t: Tensor) => t.inputs.length === 0;
const isLazy = (t: Tensor, input: number) => t.op.lazy?.includes(input) ?? false;
const eagerInputs = (t: Tensor) => (t.op.lazy ? t.inputs.filter((_, i) => !isLazy(t, i)) : t.inputs);

/** Every tensor that is reached from `from` over `next`, ends included; nothing is reached over those of `stop`. */
function reached(
  from: readonly Tensor[],
  next: (t: Tensor) => readonly Tensor[],
  stop: (t: Tensor) => boolean,
): Set<Tensor> {
  const found = new Set<Tensor>(from);
  // a set hands out what is added while it is walked
  for (const t of found) if (!stop(t)) for (const x of next(t)) found.add(x);
  return found;
}

/**
 * Writes a graph as an ONNX model. Outputs get their record's names. Equal graphs give equal bytes. What only a lazy
 * input needs goes into a graph of its own.
 *
 * The format: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto (field numbers below are from there).
 */
export function toOnnx(outputs: Readonly<Record<string, Tensor>>, options: OnnxOptions = {}): OnnxModel {
  const weights = options.weights ?? {};
  const inputs: Port[] = [];
  const names = new Scope();
  let scope = names;
  const writer = new GraphWriter((input) => {
    const [nodes, around] = [writer.nodes, scope];
    writer.nodes = [];
    scope = new Scope(around);
    write([input]);
    let name = scope.get(input)!;
    // a branch must make what it gives
    if (around.get(input) !== undefined || isLeaf(input)) name = writer.node('Identity', [name]);
    const branch = { nodes: writer.nodes, output: { name, shape: input.shape, dtype: input.dtype } };
    writer.nodes = nodes;
    scope = around;
    return branch;
  });

  const leaf = (t: Tensor) => {
    const name = inputName(t);
    if (name === undefined) return names.set(t, t.op.lower(writer, [], t));
    names.set(t, name);
    const weight = weights[name];
    const bytes = weight && new Uint8Array(weight.data.buffer, weight.data.byteOffset, weight.data.byteLength);
    if (weight) writer.initializers.push({ name, type: onnxType.float32, shape: weight.shape, bytes: bytes! });
    else if (!inputs.some((i) => i.name === name)) inputs.push({ name, shape: t.shape, dtype: t.dtype });
  };

  /** Writes into the current graph all that `roots` need. */
  const write = (roots: readonly Tensor[]) => {
    const here = reached(roots, eagerInputs, (t) => scope.get(t) !== undefined);
    // what a branch shares with this graph is written before it
    const shared = (t: Tensor) =>
      t.op.lazy
        ? [
            ...reached(
              t.op.lazy.map((i) => t.in(i)),
              (x) => x.inputs,
              (x) => here.has(x),
            ),
          ].filter((x) => here.has(x))
        : [];
    for (const t of topologicalOrder(roots, (t) => [...eagerInputs(t), ...shared(t)])) {
      if (scope.get(t) !== undefined) continue;
      if (isLeaf(t)) leaf(t);
      else
        scope.set(
          t,
          t.op.lower(
            writer,
            t.inputs.map((x, i) => (isLazy(t, i) ? '' : scope.get(x)!)),
            t,
          ),
        );
    }
  };
  write(Object.values(outputs));
  const taken = new Set<string>();
  const ports = Object.entries(outputs).map(([name, t]) => {
    nameOutput(writer, taken, names.get(t)!, name);
    taken.add(name);
    names.set(t, name);
    return { name, shape: t.shape, dtype: t.dtype };
  });
  checkNames(inputs, ports, Object.keys(weights));
  const bytes = writeModel(writer, inputs, ports, options);
  return { bytes, inputs, outputs: ports, nodeCount: writer.nodes.length };
}

/** Lets the node that makes `value` write it under `name`, or copies it where that is not possible. */
function nameOutput(writer: GraphWriter, outputs: ReadonlySet<string>, value: string, name: string): void {
  const maker = outputs.has(value) ? undefined : writer.nodes.find((n) => n.output === value);
  if (!maker) {
    const copy = writer.node('Identity', [value]);
    writer.nodes.find((n) => n.output === copy)!.output = name;
    return;
  }
  maker.output = name;
  rename(writer.nodes, value, name);
}

/** Lets all that reads a value read it by another name. */
function rename(nodes: readonly Node[], from: string, to: string): void {
  for (const { inputs, attributes } of nodes) {
    inputs.forEach((x, i) => {
      if (x === from) inputs[i] = to;
    });
    for (const a of Object.values(attributes)) if (isBranch(a)) rename((a.graph as Branch).nodes, from, to);
  }
}

const isBranch = (a: OnnxAttribute): a is OnnxBranch => typeof a === 'object' && 'graph' in a;

// --- protobuf ------------------------------------------------------------------------------------------------------

function attribute(name: string, value: OnnxAttribute): Message {
  return (w) => {
    text(w, 1, name);
    if (typeof value === 'number') {
      int(w, 3, value);
      int(w, 20, 2);
    } else if (typeof value === 'string') {
      text(w, 4, value);
      int(w, 20, 3);
    } else if (isBranch(value)) {
      const { nodes, output } = value.graph as Branch;
      message(w, 6, (graph) => {
        for (const n of nodes) message(graph, 1, nodeMessage(n));
        text(graph, 2, name);
        message(graph, 12, portMessage(output));
      });
      int(w, 20, 5);
    } else if ('float' in value) {
      w.tag(2, WireType.Bit32).float(value.float);
      int(w, 20, 1);
    } else {
      for (const v of value) int(w, 8, v);
      int(w, 20, 7);
    }
  };
}

export function nodeMessage({ op, inputs, output, attributes }: Node): Message {
  return (w) => {
    for (const i of inputs) text(w, 1, i);
    text(w, 2, output);
    text(w, 4, op);
    for (const [k, v] of Object.entries(attributes)) message(w, 5, attribute(k, v));
  };
}

/** An input or output as a graph has it. */
export function portMessage({ name, shape, dtype }: Port, open: OpenAxes = {}): Message {
  return (w) => {
    text(w, 1, name);
    message(w, 2, (type) =>
      message(type, 1, (tensor) => {
        int(tensor, 1, onnxType[dtype]);
        message(tensor, 2, (dims) => {
          shape.forEach((d, axis) => {
            const free = d === anyBatch ? 'batch' : open[name]?.[axis];
            message(dims, 1, (dim) => (free === undefined ? int(dim, 1, d) : text(dim, 2, free)));
          });
        });
      }),
    );
  };
}

function writeModel(
  g: GraphWriter,
  inputs: readonly Port[],
  outputs: readonly Port[],
  options: OnnxOptions,
): ModelBytes {
  const w = new BinaryWriter();
  int(w, 1, irVersion);
  text(w, 2, producer);
  message(w, 7, (graph) => {
    for (const n of g.nodes) message(graph, 1, nodeMessage(n));
    text(graph, 2, options.name ?? 'duel');
    for (const t of g.initializers) message(graph, 5, initializerMessage(t));
    for (const p of inputs) message(graph, 11, portMessage(p, options.open));
    for (const p of outputs) message(graph, 12, portMessage(p, options.open));
  });
  message(w, 8, (o) => {
    text(o, 1, '');
    int(o, 2, opset);
  });
  for (const [key, value] of Object.entries(options.metadata ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))
    message(w, 14, (p) => {
      text(p, 1, key);
      text(p, 2, value);
    });
  return w.finish() as Uint8Array as ModelBytes;
}
