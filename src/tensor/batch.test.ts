import { describe, expect, it } from 'vitest';
import { batchRows, exampleShape } from './batch.testing.ts';
import { anyBatch, input, type Shape, sizeOf } from './index.ts';

describe('a symbolic batch', () => {
  it.each(batchRows.map((r) => [r.name, r] as const))('%s', (_, row) => {
    const dtype = row.input === 'labels' ? 'int32' : 'float32';
    const shapeWith = (n: number): Shape => row.build(input('x', [n, ...exampleShape[row.input]], dtype)).shape;
    const symbolic = shapeWith(anyBatch);
    expect(symbolic[0]).toBe(anyBatch);
    for (const n of [1, 2, 5]) {
      const [first, ...rest] = shapeWith(n);
      expect(symbolic.slice(1), `with a batch of ${n}`).toEqual(rest);
      expect(first! % n).toBe(0);
    }
  });

  it('has no size', () => {
    expect(() => sizeOf([anyBatch, 2])).toThrow('size expects a shape without a symbolic batch, got [n, 2]');
  });
});
