import { describe, expect, it } from 'vitest';
import { openDataset } from './index.ts';
import { rotated } from './rotated.ts';
import { inMemory } from './storage/in-memory.ts';

const of = (shape: readonly number[], values: readonly number[]) =>
  rotated(inMemory({ name: 'p', shape, stored: Float32Array.from(values), fingerprint: 'f' }));

async function all(dataset: ReturnType<typeof of>) {
  const { count, shape } = dataset;
  const size = shape.reduce((a, b) => a * b);
  const out = new Float32Array(count * size);
  const labels = new Int32Array(count);
  await dataset.read([...Array(count).keys()], out, { labels });
  return { pictures: Array.from({ length: count }, (_, i) => [...out.slice(i * size, (i + 1) * size)]), labels };
}

describe('pictures that are turned', () => {
  it('come four times each, as numpy.rot90 turns them', async () => {
    // numpy.rot90([[1, 2], [3, 4]], k), ravelled
    const { pictures, labels } = await all(of([2, 2, 1], [1, 2, 3, 4, 5, 6, 7, 8]));
    expect(pictures.slice(0, 4)).toEqual([
      [1, 2, 3, 4],
      [2, 4, 1, 3],
      [4, 3, 2, 1],
      [3, 1, 4, 2],
    ]);
    expect(pictures[5]).toEqual([6, 8, 5, 7]);
    expect([...labels]).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  });

  it('keep the channels of a pixel together', async () => {
    const { pictures } = await all(of([2, 2, 2], [1, 10, 2, 20, 3, 30, 4, 40]));
    expect(pictures[1]).toEqual([2, 20, 4, 40, 1, 10, 3, 30]);
  });

  it('that are not square are turned upside down alone', async () => {
    const dataset = of([1, 3, 1], [1, 2, 3]);
    expect(dataset.classes).toEqual(['0°', '180°']);
    expect((await all(dataset)).pictures).toEqual([
      [1, 2, 3],
      [3, 2, 1],
    ]);
  });

  it('are asked for by a request, and refused where there are none', async () => {
    const digits = await openDataset({ source: 'digits', labels: 'rotation' });
    expect([digits.count, digits.classes.length]).toEqual([240_000, 4]);
    await expect(openDataset({ source: 'ring', labels: 'rotation' })).rejects.toMatchObject({
      code: 'data/turned-pictures',
    });
  });
});
