import type { Batch } from './metric.ts';

/** Examples `from` to `to` of a batch, as far as it has them; no copy. */
export function slice({ shape, data }: Batch, from: number, to: number): Batch {
  const [all, ...each] = shape as [number, ...number[]];
  const within = (at: number) => Math.max(0, Math.min(at, all));
  const [begin, end] = [within(from), within(to)];
  const size = data.length / all;
  return { shape: [Math.max(0, end - begin), ...each], data: data.subarray(begin * size, Math.max(begin, end) * size) };
}
