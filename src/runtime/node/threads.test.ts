import { expect, it } from 'vitest';
import { openHere } from './open.ts';
import { assertThreads, mostThreads } from './threads.ts';

it('refuses threads that would only wait for each other', async () => {
  expect(() => assertThreads(undefined)).not.toThrow();
  expect(() => assertThreads(mostThreads())).not.toThrow();
  expect(() => assertThreads(mostThreads() + 1)).toThrow(/they would wait for each other/);
  await expect(openHere('cpu', { threads: 100_000 })).rejects.toMatchObject({ code: 'device/threads', exitCode: 2 });
});
