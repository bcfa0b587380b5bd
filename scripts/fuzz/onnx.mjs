import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { numbers, texts } from './values.mjs';

// which fields of which messages are messages themselves: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
const messages = {
  model: { 7: 'graph', 8: 'opset', 14: 'entry' },
  graph: { 1: 'node', 5: 'tensor', 11: 'port', 12: 'port' },
  node: { 5: 'attribute' },
  attribute: { 6: 'graph' },
  port: { 2: 'type' },
  type: { 1: 'tensorType' },
  tensorType: { 2: 'shape' },
  shape: { 1: 'dimension' },
};
const strings = {
  node: [1, 2, 4, 7],
  attribute: [1, 4],
  tensor: [8],
  port: [1],
  opset: [1],
  dimension: [2],
  entry: [1, 2],
};
const operators = [
  'Loop',
  'Scan',
  'If',
  'Constant',
  'ConstantOfShape',
  'RandomNormal',
  'Identity',
  'Add',
  'MatMul',
  'Gather',
  'Expand',
  'Tile',
  'Range',
  'NonZero',
  'Reshape',
  'Slice',
  'Softmax',
  'Where',
  'Cast',
  'Pad',
  'Conv',
  'ReduceSum',
  'Einsum',
  'Sqrt',
  'Pow',
  'Transpose',
  'Concat',
  '',
];

function read(bytes, kind) {
  const reader = new BinaryReader(bytes);
  const fields = [];
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    const start = reader.pos;
    if (type === WireType.LengthDelimited) {
      const content = reader.bytes();
      const inner = messages[kind]?.[number];
      fields.push(
        inner ? { number, type, kind: inner, fields: read(content, inner) } : { number, type, bytes: content },
      );
    } else {
      reader.skip(type);
      fields.push({ number, type, bytes: bytes.subarray(start, reader.pos) });
    }
  }
  return fields;
}

function write(fields) {
  const writer = new BinaryWriter();
  for (const { number, type, bytes, fields: inner } of fields) {
    writer.tag(number, type);
    if (inner) writer.bytes(write(inner));
    else if (type === WireType.LengthDelimited) writer.bytes(bytes);
    else writer.raw(bytes);
  }
  return writer.finish();
}

function everywhere(fields, kind, found = []) {
  for (const field of fields) {
    found.push({ fields, field, kind });
    if (field.fields) everywhere(field.fields, field.kind, found);
  }
  return found;
}

const encode = (text) => new TextEncoder().encode(text);
const varint = (value) => new BinaryWriter().int64(Number.isSafeInteger(value) ? value : 1).finish();

/** A model with one thing in it changed, and what. */
export function changedModel(bytes, random) {
  const model = read(bytes, 'model');
  const all = everywhere(model, 'model');
  const { fields, field, kind } = random.of(all);
  const at = fields.indexOf(field);
  const name = `${kind}.${field.number}`;
  const done = (what) => [write(model), `${name} ${what}`];
  switch (random.below(8)) {
    case 0:
      fields.splice(at, 1);
      return done('deleted');
    case 1:
      fields.splice(random.below(fields.length), 0, field);
      return done('twice');
    case 2: {
      const number = random.of([1, 3, 4, 5, 7, 10, 13, 14, 15, 20, 25]);
      fields.push({ number, type: WireType.LengthDelimited, bytes: encode(random.of(texts)) });
      return done(`with a field ${number}`);
    }
    case 3: {
      const tensors = all.filter(({ field: f }) => f.kind === 'tensor');
      if (tensors.length === 0) break;
      const tensor = random.of(tensors).field;
      const entry = (key, value) => ({
        number: 13,
        type: WireType.LengthDelimited,
        fields: [
          { number: 1, type: WireType.LengthDelimited, bytes: encode(key) },
          { number: 2, type: WireType.LengthDelimited, bytes: encode(value) },
        ],
      });
      tensor.fields = [
        ...tensor.fields.filter((f) => f.number !== 9),
        entry('location', '../../../outside/secret.bin'),
        { number: 14, type: WireType.Varint, bytes: varint(1) },
      ];
      return done('reads another file');
    }
    case 4: {
      const other = random.of(all.filter((one) => one.kind === kind));
      fields[at] = other.field;
      return done(`as another ${kind}.${other.field.number}`);
    }
    default:
  }
  if (field.fields) {
    field.fields = [];
    return done('emptied');
  }
  if (kind === 'node' && field.number === 4) field.bytes = encode(random.of(operators));
  else if (strings[kind]?.includes(field.number)) field.bytes = encode(random.of(texts));
  else if (field.type === WireType.Varint) field.bytes = varint(random.of(numbers));
  else if (kind === 'tensor' && field.number === 9 && field.bytes.length % 8 === 0) {
    const values = new BigInt64Array(field.bytes.length / 8).map(() =>
      BigInt(Math.trunc(random.of(numbers.filter(Number.isSafeInteger)))),
    );
    field.bytes = new Uint8Array(values.buffer);
  } else field.bytes = Uint8Array.from(field.bytes, () => random.below(256));
  return done('changed');
}
