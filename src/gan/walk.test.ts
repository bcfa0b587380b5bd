import { expect, it } from 'vitest';
import { slerp, walkLatents } from './walk.ts';

const f = (...values: number[]) => Float32Array.from(values);
const close = (a: Float32Array, b: Float32Array) => {
  for (const [i, v] of a.entries()) expect(v).toBeCloseTo(b[i]!, 6);
};

it('goes along the circle, its ends included', () => {
  const [a, b] = [f(1, 0), f(0, 1)];
  close(slerp(a, b, 0), a);
  close(slerp(a, b, 1), b);
  close(slerp(a, b, 0.5), f(Math.SQRT1_2, Math.SQRT1_2));
  close(slerp(a, b, 1 / 3), f(Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)));
});

it('needs no circle between latents of one direction', () => {
  close(slerp(f(1, 1), f(2, 2), 0.5), f(1.5, 1.5));
  close(slerp(f(1, 0), f(1, 0), 0.3), f(1, 0));
  close(slerp(f(0, 0), f(1, 0), 0.5), f(0.5, 0));
});

const stops = { shape: [3, 2], data: f(1, 0, 0, 1, -1, 0) };

it('an open way ends at the last stop, a closed one before the first', () => {
  const open = walkLatents(stops, 5, { closed: false });
  expect(open.shape).toEqual([5, 2]);
  close(open.data, f(1, 0, Math.SQRT1_2, Math.SQRT1_2, 0, 1, -Math.SQRT1_2, Math.SQRT1_2, -1, 0));
  const closed = walkLatents(stops, 6, { closed: true });
  close(closed.data.subarray(0, 2), f(1, 0));
  close(closed.data.subarray(4, 6), f(0, 1));
  close(closed.data.subarray(8, 10), f(-1, 0));
});

it('blends what the generator is told in proportion to the way', () => {
  const told = f(1, 0, 0.5, 0, 1, -0.5, 0, 1, 1);
  const open = walkLatents({ ...stops, told }, 5, { closed: false });
  close(open.told!, f(1, 0, 0.5, 0.5, 0.5, 0, 0, 1, -0.5, 0, 1, 0.25, 0, 1, 1));
  const closed = walkLatents({ ...stops, told }, 12, { closed: true });
  // the second picture is a quarter of the way to the second stop, the last three quarters of that back to the first
  close(closed.told!.subarray(3, 6), f(0.75, 0.25, 0.25));
  close(closed.told!.subarray(33), f(0.75, 0.25, 0.625));
});
