import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../random/stream.ts';
import { add, evaluate, grad, input, mul, ndarray, sizeOf, sum, type Tensor } from '../../tensor/index.ts';
import { describe as describeNetwork, layerTypes, network, parseNetwork } from '../index.ts';
import { applyFor, gradientErrors } from './evaluation.testing.ts';
import { layerRows } from './layers.testing.ts';

describe.each(layerRows.map((row) => [JSON.stringify(row.layer), row] as const))('%s', (_, row) => {
  const net = network(row.inputs, [row.layer]);
  const description = describeNetwork(net);
  const shapes = Object.fromEntries(description.variables.map((v) => [v.name, v.shape]));
  const name = row.layer.type;

  it('survives JSON', () => {
    expect(parseNetwork(JSON.parse(JSON.stringify(net)), 'net')).toEqual(net);
  });

  it('has the same variables in training and in inference', () => {
    const expected = row.variables.map((variable) => `${name}/${variable}`);
    expect(Object.keys(shapes)).toEqual(expected);
    expect(Object.keys(applyFor(net, shapes, true).variables)).toEqual(expected);
    expect(Object.keys(applyFor(net, shapes, false).variables)).toEqual(expected);
    const moving = description.variables.filter((v) => !v.trainable).map((v) => v.name);
    const updated = moving.filter((variable) => !row.fixed?.some((own) => variable === `${name}/${own}`));
    expect(Object.keys(applyFor(net, shapes, true).updates)).toEqual(updated);
    expect(applyFor(net, shapes, false).updates).toEqual({});
  });

  it('has the shape that it announces', () => {
    expect(description.outputShape).toEqual([-1, ...row.shape]);
    for (const training of [true, false]) {
      const { output, feeds } = applyFor(net, shapes, training);
      const [value] = evaluate([output], feeds);
      expect(value!.shape).toEqual([row.batch ?? 3, ...row.shape]);
      expect(value!.data.every(Number.isFinite)).toBe(true);
    }
  });

  it.skipIf(row.partialGradient).each([true, false])('has right gradients of two orders, training %s', (training) => {
    const { output, inputs, variables, feeds } = applyFor(net, shapes, training);
    const random = new RandomStream(9, 'weights');
    const weighted = (label: string, y: Tensor) => {
      feeds[label] = ndarray(y.shape, random.fillNormal(new Float32Array(sizeOf(y.shape))));
      return sum(mul(y, input(label, y.shape)));
    };
    const statistics = new Set(description.variables.filter((v) => !v.trainable).map((v) => v.name));
    const wrt = Object.fromEntries(
      [...Object.entries(inputs), ...Object.entries(variables)].filter(([key]) => !statistics.has(key)),
    );
    const loss = weighted('dy', output);
    const first = grad(loss, Object.values(wrt));
    const loss2 = first.map((g, i) => weighted(`v${i}`, g)).reduce((a, b) => add(a, b));
    const errors = {
      first: gradientErrors(loss, wrt, first, feeds),
      second: gradientErrors(loss2, wrt, grad(loss2, Object.values(wrt)), feeds),
    };
    for (const error of [...Object.values(errors.first), ...Object.values(errors.second)])
      expect(error, JSON.stringify(errors)).toBeLessThan(2e-7);
  });
});

it('every registered layer has a row', () => {
  const tested = new Set(layerRows.map((row) => row.layer.type));
  expect([...layerTypes.keys()].filter((type) => !tested.has(type))).toEqual([]);
});
