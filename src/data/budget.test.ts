import { expect, test } from 'vitest';
import { Budget } from './budget.ts';

test('never gives out more than there is, and passes nobody by', async () => {
  const budget = new Budget(10);
  const begun: number[] = [];
  let held = 0;
  let most = 0;
  await Promise.all(
    [4, 4, 9, 1, 1, 20, 3, 10].map((bytes, k) =>
      budget.hold(bytes, async () => {
        begun.push(k);
        held += Math.min(bytes, 10);
        most = Math.max(most, held);
        await new Promise((done) => setTimeout(done, 1));
        held -= Math.min(bytes, 10);
      }),
    ),
  );
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBeLessThanOrEqual(10);
});

test('a failure gives back what it held', async () => {
  const budget = new Budget(1);
  await expect(budget.hold(1, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
  await expect(budget.hold(1, async () => 'free')).resolves.toBe('free');
});
