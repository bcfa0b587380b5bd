import { expect, it } from 'vitest';
import * as ort from '../runtime/node/ort.ts';
import {
  add,
  concat,
  constant,
  conv2d,
  gather,
  grad,
  input,
  matmul,
  mul,
  ndarray,
  relu,
  reshape,
  slice,
  sum,
} from '../tensor/index.ts';
import { compile, trainingPlan } from './compile.ts';
import { withOpenShapes } from './openShapes.ts';

const random = (n: number, seed: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(seed + 12.9898 * i));
const feeds = (shapes: Readonly<Record<string, readonly number[]>>) =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape], i) => [
      name,
      new ort.Tensor(
        'float32',
        random(
          shape.reduce((a, b) => a * b, 1),
          i,
        ),
        shape,
      ),
    ]),
  );

it('computes the same to the bit', async () => {
  const [w, b, x] = [input('w', [12, 6]), input('b', [6]), input('x', [8, 3, 4])];
  const flat = reshape(x, [8, 12]);
  const halves = concat([slice(flat, [0], [4], [8]), slice(flat, [0], [0], [4])], 0);
  const y = relu(add(matmul(halves, w), b));
  const chosen = gather(
    constant(ndarray([2, 6], random(12, 9))),
    constant(ndarray([8], [0, 1, 1, 0, 1, 0, 0, 1]), 'int32'),
    0,
  );
  const { bytes } = compile(
    {
      'next/w': add(w, mul(matmul(flat, mul(y, chosen), { transposeA: true }), 0.1)),
      'next/b': add(b, sum(y, [0])),
      rows: reshape(y, [4, 2, 6]),
    },
    trainingPlan,
  );
  const open = withOpenShapes(bytes, ['w', 'b']);
  const given = feeds({ w: [12, 6], b: [6], x: [8, 3, 4] });
  const [one, other] = [await ort.InferenceSession.create(bytes), await ort.InferenceSession.create(open)];
  const [want, got] = [await one.run(given), await other.run(given)];
  for (const name of one.outputNames) {
    expect(got[name]!.dims).toEqual(want[name]!.dims);
    expect(got[name]!.data).toEqual(want[name]!.data);
  }
  // what is fed has no size in the graph any more, and the state has
  const shapes = Object.fromEntries(other.inputMetadata.map((i) => [i.name, 'shape' in i ? i.shape : undefined]));
  expect(shapes).toEqual({ w: [12, 6], b: [6], x: [expect.any(String), 3, 4] });
});

it('computes the same to the bit where places of tiles are constants, in parts of the batch too', async () => {
  const [w, x] = [input('w', [4, 4, 3, 5]), input('x', [6, 9, 8, 3])];
  const y = conv2d(x, w, { strides: [2, 2], pads: [1, 1, 1, 1] });
  const [dw, dx] = grad(sum(mul(y, y)), [w, x]);
  for (const cachedSpread of [1 << 20, 4000]) {
    const plan = { ...trainingPlan, cachedSpread, filtering: 'everywhere' } as const;
    const { bytes } = compile({ 'next/w': add(w, mul(dw!, 0.1)), y, dx: dx! }, plan);
    const open = withOpenShapes(bytes, ['w']);
    const given = feeds({ w: [4, 4, 3, 5], x: [6, 9, 8, 3] });
    const [one, other] = [await ort.InferenceSession.create(bytes), await ort.InferenceSession.create(open)];
    const [want, got] = [await one.run(given), await other.run(given)];
    for (const name of one.outputNames) {
      expect(got[name]!.dims).toEqual(want[name]!.dims);
      expect(got[name]!.data).toEqual(want[name]!.data);
    }
    // how many examples there are it counts from what is fed
    await expect(other.run(feeds({ w: [4, 4, 3, 5], x: [5, 9, 8, 3] }))).rejects.toThrow();
    expect(open.length).toBeGreaterThan(bytes.length);
  }
});
