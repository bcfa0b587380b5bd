import { DuelError } from '../../errors.ts';
import { anyBatch, type Shape } from '../../tensor/index.ts';
import { type ModelBytes, onnxType, type Port } from '../onnxFormat.ts';
import { Attributes } from './attributes.ts';
import { type ReadGraph, type ReadNode, type ReadPort, readModel } from './model.ts';
import { onnxOperators } from './operators.ts';
import { Refusal } from './refusal.ts';
import { bool, bytesOf, type Value } from './shapes.ts';

/** What a model is for: the inputs that it may take, and the outputs that it has to make, all of them. */
export interface Purpose {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** Examples of a batch whose size is open, as sizes are counted. */
const openBatch = 64;
/** Bytes that a model may hold at once while it runs: so many, and so many times what goes in and comes out of it. */
const leastBudget = 2 ** 29;
const budgetShare = 1024;
/** Numbers of a constant that may be a shape, axes or limits. */
const longestList = 64;

/**
 * Looks through a model from a file before anything runs it. What comes back is what the compiler could have written for
 * this purpose: operators that it emits, all data inside, names that are made before they are used, the inputs and
 * outputs that are expected, shapes that fit, and no more memory than such a model needs. Takes some milliseconds; constants
 * are not read.
 *
 * @param where the file, for the error
 * @throws DuelError `graph/refused` of kind `checkpoint`
 */
export function inspectModel(bytes: Uint8Array, purpose: Purpose, where: string): ModelBytes {
  measureModel(bytes, purpose, where);
  return bytes as ModelBytes;
}

/** The same; gives the bytes that a run of the model holds at once, a low count: what goes in and comes out, and between. */
export function measureModel(bytes: Uint8Array, purpose: Purpose, where: string): number {
  try {
    const graph = readModel(bytes);
    checkPorts(graph, purpose);
    const walk = new Walk(purpose);
    walk.model(graph);
    return walk.most;
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    throw refused(cause.message, where, cause);
  }
}

/** The error of a model that is not taken. */
export const refused = (reason: string, where: string, cause?: unknown): DuelError =>
  new DuelError('checkpoint', 'graph/refused', `this compiled graph is not one that Duel runs: ${reason}`, {
    where,
    fix: "'duel train RUN' compiles it again from config.json",
    cause,
  });

const valueAt = ({ type, shape }: Pick<ReadPort, 'type' | 'shape'>): Value => ({
  type,
  shape: shape.map((d) => (d === anyBatch ? openBatch : d)),
});
const show = (shape: Shape) => `[${shape.map((d) => (d === anyBatch ? 'n' : d)).join(', ')}]`;

function checkPorts({ inputs, outputs }: ReadGraph, purpose: Purpose): void {
  const check = (port: ReadPort, wanted: Port | undefined, what: string) => {
    if (!wanted) throw new Refusal(`it has an ${what} '${port.name}' that its description does not name`);
    const fits = onnxType[wanted.dtype] === port.type && wanted.shape.join() === port.shape.join();
    if (!fits) throw new Refusal(`its ${what} '${port.name}' is ${show(port.shape)} and not as its description says`);
  };
  const byName = <T extends { name: string }>(ports: readonly T[]) => new Map(ports.map((p) => [p.name, p]));
  const [known, wanted] = [byName(purpose.inputs), byName(purpose.outputs)];
  for (const port of inputs) check(port, known.get(port.name), 'input');
  for (const port of outputs) check(port, wanted.get(port.name), 'output');
  const made = byName(outputs);
  for (const { name } of purpose.outputs) if (!made.has(name)) throw new Refusal(`it does not make '${name}'`);
}

/** Values by name: a graph's own, and those of the graph around it. */
class Scope {
  readonly #values = new Map<string, Value>();
  readonly #around: Scope | undefined;
  constructor(around?: Scope) {
    this.#around = around;
  }
  get(name: string): Value | undefined {
    return this.#values.get(name) ?? this.#around?.get(name);
  }
  set(name: string, value: Value): void {
    if (name === '') throw new Refusal('a value of it has no name');
    if (this.get(name)) throw new Refusal(`it makes '${name}' twice`);
    this.#values.set(name, value);
  }
}

/** Goes through a graph as a run of it would, with shapes in the place of values. */
class Walk {
  readonly #budget: number;
  /** Bytes that are held at this point. */
  #held = 0;
  /** The most after any node, when what it is the last to use is given free: a runtime may put its result there. */
  most = 0;

  constructor({ inputs }: Purpose) {
    const described = inputs.reduce(
      (sum, { shape, dtype }) => sum + bytesOf(valueAt({ shape, type: onnxType[dtype] })),
      0,
    );
    this.#budget = leastBudget + budgetShare * described;
  }

  model(graph: ReadGraph): void {
    const scope = new Scope();
    for (const { name, type, shape, bytes } of graph.initializers)
      scope.set(name, { type, shape, ints: intsIn(type, shape, bytes) });
    for (const port of graph.inputs) {
      scope.set(port.name, valueAt(port));
      this.#hold(bytesOf(valueAt(port)));
    }
    this.#graph(graph, scope);
    for (const port of graph.outputs) this.#checkOutput(port, scope);
  }

  #graph({ nodes, outputs }: ReadGraph, scope: Scope): void {
    const lastUses = lastUsesIn(nodes, outputs);
    nodes.forEach((node, i) => {
      const value = at(node, () => (node.op === 'If' ? this.#branches(node, scope) : this.#node(node, scope)));
      this.#hold(bytesOf(value));
      scope.set(node.output, value);
      for (const name of lastUses.get(i) ?? []) this.#held -= bytesOf(scope.get(name)!);
      this.most = Math.max(this.most, this.#held);
    });
  }

  #node(node: ReadNode, scope: Scope): Value {
    const operator = onnxOperators.get(node.op);
    if (!operator) throw new Refusal(`it uses the operator '${node.op}', which Duel never writes`);
    const inputs = node.inputs.map((name) => used(name, scope));
    if (inputs.length < operator.least || inputs.length > operator.most)
      throw new Refusal(`it has ${inputs.length} inputs`);
    const attributes = new Attributes(node.attributes);
    const value = operator.rule(inputs, attributes, (numbers) => {
      this.#hold(4 * numbers);
      this.#held -= 4 * numbers;
    });
    attributes.end();
    return value;
  }

  /** Both branches see all names around them, and make one value of the same shape. */
  #branches({ inputs, attributes }: ReadNode, scope: Scope): Value {
    const condition = used(inputs[0] ?? '', scope);
    if (inputs.length !== 1 || condition.type !== bool || condition.shape.some((d) => d !== 1))
      throw new Refusal('its condition is none');
    const made = ['then_branch', 'else_branch'].map((name) => {
      const graph = attributes.get(name);
      if (attributes.size !== 2 || typeof graph !== 'object' || !('nodes' in graph))
        throw new Refusal('it has no two branches');
      if (graph.inputs.length + graph.initializers.length > 0 || graph.outputs.length !== 1)
        throw new Refusal('a branch of it is none');
      const held = this.#held;
      const inner = new Scope(scope);
      this.#graph(graph, inner);
      this.#held = held;
      return this.#checkOutput(graph.outputs[0]!, inner);
    });
    if (made[0]!.type !== made[1]!.type || made[0]!.shape.join() !== made[1]!.shape.join())
      throw new Refusal('its branches make different things');
    return { type: made[0]!.type, shape: made[0]!.shape };
  }

  #checkOutput(port: ReadPort, scope: Scope): Value {
    const value = used(port.name, scope);
    const said = valueAt(port);
    if (value.type !== said.type || value.shape.join() !== said.shape.join())
      throw new Refusal(`'${port.name}' is said to be ${show(port.shape)}, and [${value.shape}] is made`);
    return value;
  }

  #hold(bytes: number): void {
    this.#held += bytes;
    if (!(this.#held <= this.#budget)) {
      const gib = (n: number) => `${(n / 2 ** 30).toLocaleString('en-US', { maximumFractionDigits: 1 })} GiB`;
      throw new Refusal(
        `it would hold ${gib(this.#held)} at once, where what it is fed with calls for ${gib(this.#budget)} at most`,
      );
    }
  }
}

/** Says of a refusal at which node it was. */
function at<T>({ op, output }: ReadNode, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof Refusal) || cause.message.startsWith('at ')) throw cause;
    throw new Refusal(`at ${op} '${output}': ${cause.message}`);
  }
}

function used(name: string, scope: Scope): Value {
  const value = scope.get(name);
  if (!value) throw new Refusal(`it uses '${name}' before anything makes it`);
  return value;
}

/** For each node the values made by these nodes that nothing after it needs. */
function lastUsesIn(nodes: readonly ReadNode[], outputs: readonly ReadPort[]): ReadonlyMap<number, readonly string[]> {
  const last = new Map<string, number>();
  nodes.forEach((node, i) => {
    last.set(node.output, i);
    for (const name of namesUsed(node)) if (last.has(name)) last.set(name, i);
  });
  for (const { name } of outputs) last.delete(name);
  const byNode = new Map<number, string[]>();
  for (const [name, i] of last) byNode.set(i, [...(byNode.get(i) ?? []), name]);
  return byNode;
}

function* namesUsed({ inputs, attributes }: ReadNode): Generator<string> {
  yield* inputs;
  for (const a of attributes.values())
    if (typeof a === 'object' && 'nodes' in a) {
      for (const node of a.nodes) yield* namesUsed(node);
      for (const { name } of a.outputs) yield name;
    }
}

/** The numbers of a short list of int64. */
/** The numbers of a short list of int64. */
export function intsIn(type: number, shape: readonly number[], bytes: Uint8Array): readonly number[] | undefined {
  if (type !== onnxType.int64) return undefined;
  if (shape.length !== 1 || shape[0]! > longestList) throw new Refusal(`it has a list of the shape [${shape}]`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: shape[0]! }, (_, i) => {
    const value = Number(view.getBigInt64(8 * i, true));
    if (!Number.isSafeInteger(value)) throw new Refusal(`a list of it holds ${value}`);
    return value;
  });
}
