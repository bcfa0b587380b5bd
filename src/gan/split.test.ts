import { expect, it } from 'vitest';
import { add, concat, dense, describe, network, previous } from '../nn/index.ts';
import { splitAt } from './split.ts';

const mapped = network(
  { latent: [3], label: [2] },
  [
    dense(5, { name: 'hidden', inputs: ['latent'] }),
    dense(4, { name: 'w' }),
    concat([previous(), 'label']),
    dense(6, { name: 'image' }),
  ],
  { outputs: ['image', 'w'] },
);

it('is cut where a mapping network ends; a class goes to whoever reads it', () => {
  const { before, after } = splitAt(mapped, 'w')!;
  expect([before.inputs, after.inputs]).toEqual([{ latent: [3] }, { w: [4], label: [2] }]);
  const weights = [before, after].map((part) => describe(part).variables.map(({ name }) => name));
  expect(weights).toEqual([
    ['hidden/kernel', 'hidden/bias', 'w/kernel', 'w/bias'],
    ['image/kernel', 'image/bias'],
  ]);
  expect([describe(before).outputShape.at(-1), describe(after).outputShape.at(-1)]).toEqual([4, 6]);
});

it('is not cut where something goes past the layer, or nothing comes of it', () => {
  const past = (source: string) =>
    network(
      [3],
      [dense(3, { name: 'hidden' }), dense(3, { name: 'w' }), add([previous(), source]), dense(6, { name: 'image' })],
      { outputs: ['image', 'w'] },
    );
  expect(splitAt(past('input'), 'w')).toBeUndefined();
  expect(splitAt(past('hidden'), 'w')).toBeUndefined();
  expect(splitAt(past('w'), 'w')).toBeDefined();
  const side = network([3], [dense(4, { name: 'w' }), dense(6, { name: 'image', inputs: ['input'] })], {
    outputs: ['image', 'w'],
  });
  expect(splitAt(side, 'w')).toBeUndefined();
  expect(splitAt(mapped, 'image')).toBeUndefined();
  expect(splitAt(mapped, 'none')).toBeUndefined();
});
