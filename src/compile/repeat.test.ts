import { expect, it } from 'vitest';
import * as ort from '../runtime/node/ort.ts';
import { add, constant, gather, input, matmul, mul, ndarray, sum, tanh } from '../tensor/index.ts';
import { compile, trainingPlan } from './compile.ts';
import { repeated, repeatedName } from './repeat.ts';

const random = (n: number, seed: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(seed + 12.9898 * i));
const tensor = (shape: readonly number[], seed: number) =>
  new ort.Tensor(
    'float32',
    random(
      shape.reduce((a, b) => a * b, 1),
      seed,
    ),
    shape,
  );

it('runs several steps in one call, with the same results to the bit', async () => {
  const [w, unused, x, classes] = [
    input('w', [3, 3]),
    input('kept', [2]),
    input('x', [4, 3]),
    input('classes', [4], 'int32'),
  ];
  const y = tanh(add(matmul(x, w), gather(constant(ndarray([2, 3], [1, 2, 3, 4, 5, 6])), classes, 0)));
  const step = compile(
    {
      'next/w': add(mul(w, 0.9), mul(matmul(x, y, { transposeA: true }), 0.1)),
      'next/kept': unused,
      // made anew, and not looked at
      'next/mean': mul(sum(y), 0.5),
      loss: sum(mul(y, y)),
      y,
    },
    trainingPlan,
  ).bytes;
  const labels = [0, 1, 2].map((k) => Int32Array.from([k % 2, 1, 0, (k + 1) % 2]));

  const one = await ort.InferenceSession.create(step);
  let state: Record<string, ort.Tensor> = { w: tensor([3, 3], 1), kept: tensor([2], 2) };
  const losses: number[] = [];
  const ys: number[] = [];
  let mean: unknown;
  for (let k = 0; k < 3; k++) {
    const feeds = { x: tensor([4, 3], 10 + k), classes: new ort.Tensor('int32', labels[k]!, [4]) };
    const out = await one.run({ ...state, ...feeds });
    losses.push((out.loss!.data as Float32Array)[0]!);
    ys.push(...(out.y!.data as Float32Array));
    mean = out['next/mean']!.data;
    state = { w: out['next/w']!, kept: out['next/kept']! };
  }

  const many = await ort.InferenceSession.create(
    repeated(step, [
      { input: 'w', output: 'next/w' },
      { input: 'kept', output: 'next/kept' },
      { input: 'mean', output: 'next/mean' },
    ])!,
  );
  const feeds: Record<string, ort.Tensor> = {
    w: tensor([3, 3], 1),
    kept: tensor([2], 2),
    mean: new ort.Tensor('float32', [7], []),
    x: new ort.Tensor('float32', Float32Array.from([0, 1, 2].flatMap((k) => [...random(12, 10 + k)])), [3, 4, 3]),
    classes: new ort.Tensor('int32', Int32Array.from(labels.flatMap((l) => [...l])), [3, 4]),
  };
  const out = await many.run(Object.fromEntries(Object.entries(feeds).map(([n, t]) => [repeatedName(n), t])));
  expect(out['steps/loss']!.dims).toEqual([3]);
  expect([...(out['steps/loss']!.data as Float32Array)]).toEqual(losses);
  expect(out['steps/y']!.dims).toEqual([3, 4, 3]);
  expect([...(out['steps/y']!.data as Float32Array)]).toEqual(ys);
  expect(out['steps/next/w']!.data).toEqual(state.w!.data);
  expect(out['steps/next/mean']!.data).toEqual(mean);
  expect(out['steps/next/kept']!.data).toEqual(random(2, 2));
});

it('leaves alone a step that is fed with nothing', () => {
  const { bytes } = compile({ 'next/w': mul(input('w', [2]), 2) }, trainingPlan);
  expect(repeated(bytes, [{ input: 'w', output: 'next/w' }])).toBeUndefined();
});
