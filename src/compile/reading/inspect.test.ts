import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream.ts';
import { add, choose, constant, greater, input, mul, ndarray, reshape, sum } from '../../tensor/index.ts';
import { compile, trainingPlan } from '../compile.ts';
import { toOnnx } from '../onnx.ts';
import { type RawField, rawFields, rawMessage } from '../protobuf.ts';
import { repeated } from '../repeat.ts';
import { inspectModel } from './inspect.ts';

const x = input('x', [4]);
const on = input('on', []);
const model = toOnnx({
  z: reshape(x, [2, 2]),
  y: choose(greater(on, 0), mul(x, constant(ndarray([4], [1, 2, 3, 4]))), add(x, 1)),
});

type Message = readonly RawField[];

/** The model with the first message on the way of field numbers changed: [7, 5] is the graph's first initializer. */
function changed(bytes: Uint8Array, way: readonly number[], change: (fields: Message) => Message): Uint8Array {
  const [number, ...rest] = way;
  const fields = rawFields(bytes);
  if (number === undefined) return rawMessage(change(fields));
  const at = fields.findIndex((f) => f.number === number);
  return rawMessage(fields.map((f, i) => (i === at ? { ...f, bytes: changed(f.bytes, rest, change) } : f)));
}

const text = (number: number, value: string) => ({
  number,
  type: WireType.LengthDelimited,
  bytes: new TextEncoder().encode(value),
});
const whole = (number: number, value: number) => ({
  number,
  type: WireType.Varint,
  bytes: new BinaryWriter().int64(value).finish(),
});
const message = (number: number, fields: Message) => ({
  number,
  type: WireType.LengthDelimited,
  bytes: rawMessage(fields),
});
const without = (number: number) => (fields: Message) => fields.filter((f) => f.number !== number);
const plus =
  (...more: Message) =>
  (fields: Message) => [...fields, ...more];
const inPlace = (field: Message[number]) => (fields: Message) =>
  fields.map((f) => (f.number === field.number ? field : f));

const externalData = [message(13, [text(1, 'location'), text(2, '../../../../etc/passwd')]), whole(14, 1)];
const initializer = (name: string, shape: readonly number[], bytes: Uint8Array) =>
  message(5, [...shape.map((d) => whole(1, d)), whole(2, 7), text(8, name), { ...text(9, ''), bytes }]);
const int64 = (...values: number[]) => new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer);

describe('refuses a graph', () => {
  const cases: [string, RegExp, Uint8Array][] = [
    [
      'whose constants lie in another file',
      /data in another file/,
      changed(model.bytes, [7, 5], (f) => [...without(9)(f), ...externalData]),
    ],
    ['with functions', /functions/, changed(model.bytes, [], plus(message(25, [text(1, 'f')])))],
    ['with training information', /training information/, changed(model.bytes, [], plus(message(20, [])))],
    [
      'with an operator set of others',
      /twice|foreign domain/,
      changed(model.bytes, [], plus(message(8, [text(1, 'com.microsoft'), whole(2, 1)]))),
    ],
    ['in a foreign domain', /foreign domain/, changed(model.bytes, [8], inPlace(text(1, 'com.evil')))],
    ['with a node of a foreign domain', /foreign domain/, changed(model.bytes, [7, 1], plus(text(7, 'com.evil')))],
    [
      'with an unknown operator',
      /'NonZero', which Duel never writes/,
      changed(model.bytes, [7, 1], inPlace(text(4, 'NonZero'))),
    ],
    ['with a sparse constant', /field 15/, changed(model.bytes, [7], plus(message(15, [])))],
    [
      'with another input',
      /'more' that its description/,
      changed(
        model.bytes,
        [7],
        plus(
          message(11, [
            text(1, 'more'),
            message(2, [message(1, [whole(1, 1), message(2, [message(1, [whole(1, 1)])])])]),
          ]),
        ),
      ),
    ],
    ['that lacks an output', /does not make 'z'/, changed(model.bytes, [7], without(12))],
    ['with an input of another size', /'x' is \[7\]/, changed(model.bytes, [7, 11, 2, 1, 2, 1], inPlace(whole(1, 7)))],
    ['of another type', /not as its description/, changed(model.bytes, [7, 11, 2, 1], inPlace(whole(1, 6)))],
    [
      'with too few bytes in a constant',
      /bytes in place of/,
      changed(model.bytes, [7, 5], inPlace({ ...text(9, 'abc') })),
    ],
    ['with a name twice', /twice/, changed(model.bytes, [7, 5], inPlace(text(8, 'x')))],
    ['with two graphs', /twice/, changed(model.bytes, [], (f) => [...f, f.find(({ number }) => number === 7)!])],
    ['of another version', /version 99/, changed(model.bytes, [], inPlace(whole(1, 99)))],
    [
      'that grows beyond all bounds',
      /GiB at once/,
      changed(model.bytes, [7], (fields) => [
        message(1, [text(1, 'x'), text(1, 'big'), text(2, '%big'), text(4, 'Expand')]),
        ...fields,
        initializer('big', [2], int64(2 ** 28, 4)),
      ]),
    ],
    [
      'whose numbers are longer than they need be',
      /unusual way/,
      Uint8Array.from([...model.bytes.subarray(0, 1), 0x88, 0x00, ...model.bytes.subarray(2)]),
    ],
    ['that is none', /./, new TextEncoder().encode('version https://git-lfs.github.com/spec/v1')],
    ['that is empty', /no graph/, new Uint8Array()],
  ];
  it.each(cases)('%s', (_, reason, bytes) => {
    expect(() => inspectModel(bytes, model, 'graphs/y.onnx')).toThrow(
      expect.objectContaining({
        kind: 'checkpoint',
        code: 'graph/refused',
        where: 'graphs/y.onnx',
        message: expect.stringMatching(reason),
      }),
    );
  });
});

it('refuses a loop, its own of several steps too', () => {
  const step = compile({ 'next/x': mul(x, 2), m: sum(input('d', [3])) }, trainingPlan).bytes;
  const loop = repeated(step, [{ input: 'x', output: 'next/x' }])!;
  const float = (name: string, shape: number[]) => ({ name, shape, dtype: 'float32' as const });
  const purpose = {
    inputs: [float('steps/x', [4]), float('steps/d', [-1, 3])],
    outputs: [float('steps/next/x', [4]), float('steps/m', [-1])],
  };
  expect(() => inspectModel(loop, purpose, 'y.onnx')).toThrow(/'Scan'/);
});

it('is never surprised by other bytes', () => {
  const random = new RandomStream(1, 'bytes');
  for (let i = 0; i < 3000; i++) {
    const bytes = Uint8Array.from(model.bytes);
    for (let k = 0; k <= random.integer(3); k++) bytes[random.integer(bytes.length)] = random.integer(256);
    const cut = bytes.subarray(0, random.integer(4) === 0 ? random.integer(bytes.length) : bytes.length);
    try {
      inspectModel(cut, model, 'y.onnx');
    } catch (e) {
      expect(e).toMatchObject({ code: 'graph/refused' });
    }
  }
});
