import { expect, it } from 'vitest';
import { Watch } from './watch.ts';

const lines = (dLoss: (i: number) => number) =>
  Array.from({ length: 2000 }, (_, i) => ({ step: i + 1, dLoss: dLoss(i) }));
const calm = lines(() => 1);
const alike = { spread: 0.2, nearest: 0.1 };
const varied = { spread: 0.9, nearest: 0.8 };
const names = (seen: readonly { readonly name: string }[]) => seen.map(({ name }) => name);

it('tells what it sees twice in a row, once for as long as it lasts, and not at the beginning', () => {
  const watch = new Watch(1000);
  const looks = [50, 100, 200, 300, 400, 500, 600, 700].map((step, i) =>
    names(watch.look(step, calm, i === 5 ? varied : alike)),
  );
  expect(looks).toEqual([[], [], ['mode-collapse'], [], [], [], [], ['mode-collapse']]);
});

it('sees losses that swing or explode, and nothing in calm ones', () => {
  const twice = (dLoss: (i: number) => number) => {
    const watch = new Watch(1000);
    watch.look(500, lines(dLoss), varied);
    return names(watch.look(600, lines(dLoss), varied));
  };
  expect(twice((i) => 1 + 0.6 * Math.sin(i / 40))).toEqual(['oscillation']);
  expect(twice((i) => Math.exp(i / 200))).toEqual(['divergence']);
  expect(twice((i) => 2 - i / 2000)).toEqual([]);
});
