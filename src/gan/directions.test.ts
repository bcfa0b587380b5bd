import { expect, it } from 'vitest';
import { concat, dense, describe as describeNetwork, embedding, type Network, network, previous } from '../nn/index.ts';
import { RandomStream } from '../random/stream.ts';
import { mainDirections } from './directions.ts';
import type { State } from './training/initialState.ts';

/** Weights that are random, but for those that are given. */
function weightsOf(net: Network, given: Record<string, readonly number[]> = {}): State {
  return Object.fromEntries(
    describeNetwork(net).variables.map(({ name, shape }) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const data = new RandomStream(1, name).fillNormal(new Float32Array(size));
      return [name, { shape: [...shape], data: given[name] ? Float32Array.from(given[name]) : data }];
    }),
  );
}

const close = (found: Float32Array, wanted: readonly number[]) =>
  wanted.forEach((v, i) => {
    expect(found[i]).toBeCloseTo(v, 6);
  });

it('are the axes along which the first layer changes most, whatever its activation and bias', () => {
  const net = network([3], [dense(3, { activation: 'relu' }), dense(2)]);
  // rows answer to the latent's numbers: the second most, then the third
  const kernel = [1, 0, 0, 0, 0, 5, 0, -3, 0];
  const directions = mainDirections(net, weightsOf(net, { 'dense/kernel': kernel }), 2);
  expect(directions).toHaveLength(2);
  close(directions[0]!, [0, 1, 0]);
  close(directions[1]!, [0, 0, 1]);
});

it('are those of W for axes that lie askew', () => {
  const net = network([2], [dense(2)]);
  // W = diag(3, 1) after a turn by 30°
  const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
  const directions = mainDirections(net, weightsOf(net, { 'dense/kernel': [3 * c, -s, 3 * s, c] }));
  close(directions[0]!, [c, s]);
  close(
    directions[1]!,
    [-s, c].map((v) => v * Math.sign(c)),
  );
});

it('pass over layers that read the class alone', () => {
  const net = network({ latent: [4], label: [3] }, [
    embedding(2, { inputs: ['label'] }),
    concat(['latent', previous()]),
    dense(5),
  ]);
  const directions = mainDirections(net, weightsOf(net));
  expect(directions.map(({ length }) => length)).toEqual([4, 4, 4, 4]);
  for (const [i, a] of directions.entries())
    for (const [j, b] of directions.entries())
      expect(a.reduce((sum, v, k) => sum + v * b[k]!, 0)).toBeCloseTo(i === j ? 1 : 0, 5);
});
