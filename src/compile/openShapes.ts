import { WireType } from '@bufbuild/protobuf/wire';
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

  const node = (bytes: Uint8Array): Uint8Array => {
    const fields = rawFields(bytes);
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
  /** A branch is a graph, whose nodes see the initializers of the one around it. */
  const attribute = (bytes: Uint8Array): Uint8Array => {
    const fields = rawFields(bytes);
    if (!fields.some((f) => f.number === onnxField.attribute.graph && f.type === WireType.LengthDelimited))
      return bytes;
    return withFields(fields, onnxField.attribute.graph, (branch) =>
      withFields(rawFields(branch), onnxField.graph.node, node),
    );
  };
  /** What a `Reshape` is to make, with its first axis left to be counted. */
  const target = (name: string): string => {
    const shape = shapes.get(name);
    if (!shape || shape.length === 0 || shape.some((d) => d < 1)) return name;
    const opened = [-1, ...shape.slice(1)];
    const called = `%open${opened}`;
    open.set(called, opened);
    return called;
  };

  const inner = graph.map((f): RawField => {
    if (f.number === onnxField.graph.node) return { ...f, bytes: node(f.bytes) };
    return f.number === onnxField.graph.input ? { ...f, bytes: port(f.bytes, kept) } : f;
  });
  return written((w) => {
    for (const f of top) {
      if (f.number !== onnxField.model.graph) put(w, f);
      else
        message(w, onnxField.model.graph, () => {
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

/** A ValueInfoProto; unless it is kept, with a first axis of unknown length. */
function port(bytes: Uint8Array, kept: ReadonlySet<string>): Uint8Array {
  const fields = rawFields(bytes);
  if (kept.has(decoded(fields.find((f) => f.number === 1)!.bytes))) return bytes;
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
