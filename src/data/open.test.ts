import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { openDataset } from './open.ts';

const published = resolve(process.env.DUEL_DATA ?? '../shared/data');
const context = { dataFolder: published };

test.skipIf(!existsSync(join(published, 'mnist')))('reads the real MNIST (skipped without DUEL_DATA)', async () => {
  const train = await openDataset({ source: 'mnist' }, context);
  expect([train.count, train.shape, train.kind, train.classes.length]).toEqual([60_000, [28, 28, 1], 'uint8', 10]);
  const labels = new Int32Array(3);
  const out = new Float32Array(3 * 784);
  await train.read([0, 1, 59_999], out, { range: [0, 1], labels });
  expect([...labels]).toEqual([5, 0, 8]);
  expect([Math.min(...out), Math.max(...out)]).toEqual([0, 1]);
  const test = await openDataset({ source: join(published, 'mnist'), split: 'test' }, context);
  expect(test.count).toBe(10_000);
  expect(test.fingerprint).not.toBe(train.fingerprint);
});

test('opens the embedded sources by name', async () => {
  for (const source of ['digits', 'ring', 'grid', 'spiral', 'moons']) {
    const dataset = await openDataset({ source, seed: 3 });
    expect(dataset.name).toBe(source);
    expect(dataset.classes.length).toBeGreaterThan(1);
  }
});

test('says what may be opened when nothing is there', async () => {
  await expect(openDataset({ source: 'no-such-thing' })).rejects.toMatchObject({
    kind: 'data',
    code: 'data/not-found',
    fix: expect.stringContaining('mnist'),
  });
});
