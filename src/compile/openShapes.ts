import { WireType } from '@bufbuild/protobuf/wire';
import { nodeMessage } from './onnx.ts';
import { initializerMessage, type ModelBytes, onnxField, onnxType } from './onnxFormat.ts';
import { decoded, message, put, type RawField, rawFields, rawMessage, text, written } from './protobuf.ts';

/**
 * The same step, in which ONNX Runtime does not know how long the first axis is of what is fed, and of what is made of it.
 *
 * ONNX Runtime plans memory before a graph runs. A result takes the place of a dead one of equal shape wherever there is
 * one, and that place is held from the first of them to the last, also while nobody lives in it. A training step
 * has many results of equal shape, forward and backward and for each player, far apart: half of its memory was held so.
 * What has no shape in the plan is allocated as it is made and given back after its last reader. State keeps its shape: an
 * optimizer's passes write in place.
 *
 * What is read of a whole batch by places that are constants, as the tiles of minimal filtering are, would have a shape again:
 * the places of the examples' beginnings get one that is counted from what is fed.
 *
 * Operators, their order and their numbers stay the same.
 *
 * @param model a step as ONNX bytes, every shape static
 * @param state inputs that keep their shapes
 */
export function withOpenShapes(model: ModelBytes, state: readonly string[]): ModelBytes {
  const kept = new Set(state);
  const top = rawFields(model);
  const graph = rawFields(top.find((f) => f.number === onnxField.model.graph)!.bytes);
  const shapes = new Map(
    graph.filter((f) => f.number === onnxField.graph.initializer).flatMap(({ bytes }) => wholeNumbers(bytes)),
  );
  const open = new Map<string, readonly number[]>();
  const places = new Map(
    graph.filter((f) => f.number === onnxField.graph.initializer).flatMap(({ bytes }) => wholePlaces(bytes)),
  );
  const fed = graph.find((f) => f.number === onnxField.graph.input && isList(f.bytes, kept));
  const beginnings = new Map<string, readonly number[]>();
  /** Shapes that nobody knows before the graph runs, as a zero is added to them that comes from what is fed. */
  const computed = new Map<string, readonly number[]>();

  const node = (bytes: Uint8Array): Uint8Array => {
    const fields = beginningsOpened(rawFields(bytes));
    const isReshape = fields.some((f) => f.number === onnxField.node.operator && decoded(f.bytes) === 'Reshape');
    let input = 0;
    return written((w) => {
      for (const f of fields) {
        if (isReshape && f.number === onnxField.node.input && input++ === 1)
          text(w, onnxField.node.input, target(decoded(f.bytes)));
        else put(w, f.number === onnxField.node.attribute ? { ...f, bytes: attribute(f.bytes) } : f);
      }
    });
  };
  /** A sum of places with those where the examples begin, which are [examples, 1]. */
  const beginningsOpened = (fields: readonly RawField[]): readonly RawField[] => {
    if (!fed || !fields.some((f) => f.number === onnxField.node.operator && decoded(f.bytes) === 'Add')) return fields;
    const names = fields.filter((f) => f.number === onnxField.node.input).map((f) => decoded(f.bytes));
    const from = names.find((name) => places.get(name)?.length === 2);
    if (from === undefined || !names.every((name) => places.has(name))) return fields;
    beginnings.set(from, places.get(from)!);
    return fields.map((f) =>
      f.number === onnxField.node.input && decoded(f.bytes) === from
        ? { ...f, bytes: new TextEncoder().encode(opened(from)) }
        : f,
    );
  };
  /** A branch is a graph, whose nodes see the initializers of the one around it. */
  const attribute = (bytes: Uint8Array): Uint8Array => {
    const fields = rawFields(bytes);
    if (!fields.some((f) => f.number === onnxField.attribute.graph && f.type === WireType.LengthDelimited))
      return bytes;
    return withFields(fields, onnxField.attribute.graph, (branch) =>
      withFields(rawFields(branch), onnxField.graph.node, node),
    );
  };
  /** What a `Reshape` is to make, with its first axis left to be counted, or, where tiles have others before it, computed. */
  const target = (name: string): string => {
    const shape = shapes.get(name);
    if (!shape || shape.length === 0 || shape.some((d) => d < 1)) return name;
    if (beginnings.size > 0) {
      computed.set(opened(name), shape);
      return opened(name);
    }
    const counted = [-1, ...shape.slice(1)];
    const called = `%open${counted}`;
    open.set(called, counted);
    return called;
  };

  const opening = () =>
    graph.map((f): RawField => {
      if (f.number === onnxField.graph.node) return { ...f, bytes: node(f.bytes) };
      return f.number === onnxField.graph.input ? { ...f, bytes: port(f.bytes, kept) } : f;
    });
  // the first finds whether there are tiles
  let inner = opening();
  if (beginnings.size > 0) {
    open.clear();
    inner = opening();
    for (const [name, shape] of beginnings) computed.set(`${opened(name)}Shape`, shape);
  }
  return written((w) => {
    for (const f of top) {
      if (f.number !== onnxField.model.graph) put(w, f);
      else
        message(w, onnxField.model.graph, () => {
          const added = (op: string, inputs: string[], output: string, attributes = {}) =>
            message(w, onnxField.graph.node, nodeMessage({ op, inputs, output, attributes }));
          if (computed.size > 0) {
            added('Shape', [nameOf(fed!.bytes)], '%openLength', { start: 0, end: 1 });
            added('Mul', ['%openLength', '%openNothing'], '%openZero');
            open.set('%openNothing', [0]);
          }
          for (const [name, shape] of computed) {
            open.set(`${name}Constant`, shape);
            added('Add', [`${name}Constant`, '%openZero'], name);
          }
          for (const name of beginnings.keys()) added('Reshape', [name, `${opened(name)}Shape`], opened(name));
          for (const g of inner) put(w, g);
          for (const [name, shape] of open) {
            const bytes = new Uint8Array(BigInt64Array.from(shape.map(BigInt)).buffer);
            message(
              w,
              onnxField.graph.initializer,
              initializerMessage({ name, type: onnxType.int64, shape: [shape.length], bytes }),
            );
          }
        });
    }
  }) as ModelBytes;
}

const opened = (name: string) => `%open${name}`;

/** Of a ValueInfoProto. */
const nameOf = (bytes: Uint8Array): string => decoded(rawFields(bytes).find((f) => f.number === 1)!.bytes);

/** Whether it is fed, and has a first axis. */
function isList(bytes: Uint8Array, kept: ReadonlySet<string>): boolean {
  if (kept.has(nameOf(bytes))) return false;
  const inside = (of: Uint8Array, number: number) =>
    rawFields(of).find((f) => f.number === number)?.bytes ?? new Uint8Array();
  return rawFields(inside(inside(inside(bytes, 2), 1), 2)).length > 0;
}

/** The shape of a TensorProto of places, by its name. */
function wholePlaces(bytes: Uint8Array): (readonly [string, readonly number[]])[] {
  const fields = rawFields(bytes);
  if (fields.find((f) => f.number === 2)?.bytes[0] !== onnxType.int32) return [];
  const shape = fields.filter((f) => f.number === 1).map((f) => varint(f.bytes));
  return [[decoded(fields.find((f) => f.number === 8)!.bytes), shape]];
}

const varint = (bytes: Uint8Array): number => bytes.reduceRight((n, b) => n * 128 + (b & 127), 0);

/** A ValueInfoProto; unless it is kept, with a first axis of unknown length. */
function port(bytes: Uint8Array, kept: ReadonlySet<string>): Uint8Array {
  if (kept.has(nameOf(bytes))) return bytes;
  const fields = rawFields(bytes);
  // type, tensor_type, shape
  const inside = (of: readonly RawField[], [number, ...deeper]: readonly number[]): Uint8Array =>
    withFields(of, number!, (x) => (deeper.length > 0 ? inside(rawFields(x), deeper) : firstOpen(x)));
  return inside(fields, [2, 1, 2]);
}

/** A TensorShapeProto whose first dimension says nothing. */
const firstOpen = (shape: Uint8Array): Uint8Array =>
  rawMessage(rawFields(shape).map((f, axis) => (axis === 0 ? { ...f, bytes: new Uint8Array() } : f)));

/** A TensorProto of whole numbers, by its name. */
function wholeNumbers(bytes: Uint8Array): (readonly [string, readonly number[]])[] {
  const fields = rawFields(bytes);
  const find = (number: number) => fields.find((f) => f.number === number)?.bytes;
  if (find(2)?.[0] !== onnxType.int64) return [];
  // a copy of its own, which begins at a multiple of eight bytes
  const raw = Uint8Array.from(find(9)!);
  return [[decoded(find(8)!), [...new BigInt64Array(raw.buffer, 0, raw.length / 8)].map(Number)]];
}

const withFields = (
  fields: readonly RawField[],
  number: number,
  change: (bytes: Uint8Array) => Uint8Array,
): Uint8Array => rawMessage(fields.map((f) => (f.number === number ? { ...f, bytes: change(f.bytes) } : f)));
