import { irVersion, onnxType, opset } from '../onnxFormat.ts';
import { fieldsOf, type Kind, textOf } from './protobuf.ts';
import { Refusal } from './refusal.ts';

/** A model as it stands in a file: what `onnx.ts` writes, and nothing else. */
export interface ReadGraph {
  readonly nodes: readonly ReadNode[];
  readonly initializers: readonly ReadInitializer[];
  readonly inputs: readonly ReadPort[];
  readonly outputs: readonly ReadPort[];
}

export interface ReadNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: ReadonlyMap<string, ReadAttribute>;
}
export type ReadAttribute = number | string | readonly number[] | { readonly float: number } | ReadGraph;

export interface ReadInitializer {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** An input or output; a dimension that is open is -1. */
export interface ReadPort {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly number[];
}

/** Far more than any training step has: the largest that presets make have some ten thousand nodes. */
const mostNodes = 500_000;
/** How deep branches may stand in one another. */
const deepest = 16;
/** Dimensions of a tensor. */
const mostDimensions = 12;

// field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
const kinds = {
  model: {
    name: 'the model',
    fields: { 1: 'int', 2: 'bytes', 7: 'bytes', 8: 'bytes', 14: 'many bytes' },
    foreign: { 20: 'training information', 25: 'functions' },
  },
  opset: { name: 'its operator set', fields: { 1: 'bytes', 2: 'int' } },
  graph: {
    name: 'its graph',
    fields: { 1: 'many bytes', 2: 'bytes', 5: 'many bytes', 11: 'many bytes', 12: 'many bytes' },
  },
  node: {
    name: 'a node',
    fields: { 1: 'many bytes', 2: 'many bytes', 4: 'bytes', 5: 'many bytes' },
    foreign: { 7: 'an operator of a foreign domain' },
  },
  attribute: {
    name: 'an attribute',
    fields: { 1: 'bytes', 2: 'float', 3: 'int', 4: 'bytes', 6: 'bytes', 8: 'many ints', 20: 'int' },
  },
  tensor: {
    name: 'an initializer',
    fields: { 1: 'many ints', 2: 'int', 8: 'bytes', 9: 'bytes' },
    foreign: { 13: 'its data in another file', 14: 'its data in another file' },
  },
  port: { name: 'an input or output', fields: { 1: 'bytes', 2: 'bytes' } },
  type: { name: 'a type', fields: { 1: 'bytes' }, foreign: { 4: 'a sequence', 5: 'a map', 8: 'a sparse tensor' } },
  tensorType: { name: 'a type', fields: { 1: 'int', 2: 'bytes' } },
  shape: { name: 'a shape', fields: { 1: 'many bytes' } },
  dimension: { name: 'a shape', fields: { 1: 'int', 2: 'bytes' } },
} as const satisfies Record<string, Kind>;

class Reader {
  #nodes = 0;

  model(bytes: Uint8Array): ReadGraph {
    let graph: Uint8Array | undefined;
    for (const f of fieldsOf(bytes, kinds.model)) {
      if (f.number === 1 && f.value !== irVersion) throw new Refusal(`its format is of version ${f.value}`);
      if (f.number === 7) graph = f.value as Uint8Array;
      if (f.number === 8) this.#opset(f.value as Uint8Array);
    }
    if (graph === undefined) throw new Refusal('it holds no graph');
    return this.#graph(graph, 0);
  }

  #opset(bytes: Uint8Array): void {
    for (const f of fieldsOf(bytes, kinds.opset)) {
      const domain = f.number === 1 ? textOf(f) : '';
      if (domain !== '') throw new Refusal(`it uses operators of the foreign domain '${domain}'`);
      if (f.number === 2 && f.value !== opset) throw new Refusal(`it uses operators of version ${f.value}`);
    }
  }

  #graph(bytes: Uint8Array, depth: number): ReadGraph {
    if (depth > deepest) throw new Refusal('its branches stand too deep in one another');
    const nodes: ReadNode[] = [];
    const initializers: ReadInitializer[] = [];
    const [inputs, outputs]: [ReadPort[], ReadPort[]] = [[], []];
    for (const f of fieldsOf(bytes, kinds.graph)) {
      const value = f.value as Uint8Array;
      if (f.number === 1) nodes.push(this.#node(value, depth));
      else if (f.number === 5) initializers.push(this.#initializer(value));
      else if (f.number === 11) inputs.push(this.#port(value));
      else if (f.number === 12) outputs.push(this.#port(value));
    }
    return { nodes, initializers, inputs, outputs };
  }

  #node(bytes: Uint8Array, depth: number): ReadNode {
    if (++this.#nodes > mostNodes) throw new Refusal(`it has more than ${mostNodes.toLocaleString('en-US')} nodes`);
    const [inputs, outputs]: [string[], string[]] = [[], []];
    const attributes = new Map<string, ReadAttribute>();
    let op = '';
    for (const f of fieldsOf(bytes, kinds.node)) {
      if (f.number === 1) inputs.push(textOf(f));
      else if (f.number === 2) outputs.push(textOf(f));
      else if (f.number === 4) op = textOf(f);
      else {
        const [name, value] = this.#attribute(f.value as Uint8Array, depth);
        if (attributes.has(name)) throw new Refusal(`a node has its attribute '${name}' twice`);
        attributes.set(name, value);
      }
    }
    const [output] = outputs;
    if (output === undefined || outputs.length > 1)
      throw new Refusal(`an operator '${op}' of it makes ${outputs.length} values`);
    return { op, inputs, output, attributes };
  }

  #attribute(bytes: Uint8Array, depth: number): [string, ReadAttribute] {
    let [name, type] = ['', 0];
    const values = new Map<number, ReadAttribute>();
    const ints: number[] = [];
    for (const f of fieldsOf(bytes, kinds.attribute)) {
      if (f.number === 1) name = textOf(f);
      else if (f.number === 2) values.set(1, { float: f.value as number });
      else if (f.number === 3) values.set(2, f.value as number);
      else if (f.number === 4) values.set(3, textOf(f));
      else if (f.number === 6) values.set(5, this.#graph(f.value as Uint8Array, depth + 1));
      else if (f.number === 8) ints.push(f.value as number);
      else type = f.value as number;
    }
    if (ints.length > 0) values.set(7, ints);
    const value = values.get(type);
    if (value === undefined || values.size !== 1) throw new Refusal(`its attribute '${name}' has no one value`);
    return [name, value];
  }

  #initializer(bytes: Uint8Array): ReadInitializer {
    const shape: number[] = [];
    let [name, type, data] = ['', 0, new Uint8Array()];
    for (const f of fieldsOf(bytes, kinds.tensor)) {
      if (f.number === 1) shape.push(f.value as number);
      else if (f.number === 2) type = f.value as number;
      else if (f.number === 8) name = textOf(f);
      else data = f.value as Uint8Array<ArrayBuffer>;
    }
    checkShape(shape, `initializer '${name}'`, false);
    const wanted = sizeOfType(type) * shape.reduce((a, b) => a * b, 1);
    if (data.length !== wanted)
      throw new Refusal(`initializer '${name}' of shape [${shape}] has ${data.length} bytes in place of ${wanted}`);
    return { name, type, shape, bytes: data };
  }

  #port(bytes: Uint8Array): ReadPort {
    let [name, type, shape]: [string, number, readonly number[]] = ['', 0, []];
    for (const f of fieldsOf(bytes, kinds.port)) {
      if (f.number === 1) name = textOf(f);
      else
        for (const { value } of fieldsOf(f.value as Uint8Array, kinds.type))
          for (const t of fieldsOf(value as Uint8Array, kinds.tensorType)) {
            if (t.number === 1) type = t.value as number;
            else shape = this.#dimensions(t.value as Uint8Array);
          }
    }
    checkShape(shape, `'${name}'`, true);
    sizeOfType(type);
    return { name, type, shape };
  }

  #dimensions(bytes: Uint8Array): number[] {
    const shape: number[] = [];
    for (const { value } of fieldsOf(bytes, kinds.shape)) {
      let size = 0;
      for (const f of fieldsOf(value as Uint8Array, kinds.dimension)) size = f.number === 1 ? (f.value as number) : -1;
      shape.push(size);
    }
    return shape;
  }
}

/** Only a port's first dimension may be open; no list of axes has numbers where the scalar's shape stands. */
function checkShape(shape: readonly number[], what: string, isPort: boolean): void {
  if (
    shape.length > mostDimensions ||
    shape.some((d, i) => d < (isPort ? (i === 0 ? -1 : 1) : 0) || (isPort && d === 0))
  )
    throw new Refusal(`${what} has the shape [${shape.slice(0, mostDimensions + 1)}]`);
}

/** Bytes of one value. */
export function sizeOfType(type: number): number {
  const size = typeSizes.get(type);
  if (size === undefined) throw new Refusal(`it holds values of ONNX' type ${type}`);
  return size;
}

const typeSizes: ReadonlyMap<number, number> = new Map([
  [onnxType.float32, 4],
  [onnxType.int32, 4],
  [onnxType.bool, 1],
  [onnxType.int64, 8],
]);

/** Reads a model's bytes. Throws a `Refusal` where they are not what `toOnnx` writes. */
export const readModel = (bytes: Uint8Array): ReadGraph => new Reader().model(bytes);
