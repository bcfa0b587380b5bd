import { RandomStream } from '../../random/stream.ts';
import type { Rows } from '../linear/rows.ts';

/** Name of the stream, rows, width, and what values are multiplied by and shifted by. */
export type FeatureCase = readonly [name: string, n: number, width: number, scale?: number, shift?: number];

/** Features by a formula: the same as `features` in test/fixtures/metrics.py, to the bit. */
export function features(...[name, n, width, scale = 1, shift = 0]: FeatureCase): Rows & { data: Float64Array } {
  const random = new RandomStream(1, name);
  const u = Float64Array.from({ length: n * width }, () => random.uniform());
  const data = new Float64Array(n * width);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < width; j++) {
      const mixed = u[i * width + j]! + 0.5 * u[i * width + ((j + 1) % width)]!;
      data[i * width + j] = scale * mixed * (1 + j / width) + shift * (j % 3);
    }
  return { n, width, data };
}
