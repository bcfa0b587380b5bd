import { expect, it } from 'vitest';
import { estimateWords, statusWords, timeWords } from './words.ts';

it('says times no finer than they are known', () => {
  expect([3, 34, 70, 200, 5300, 5600, 40_000, Number.NaN].map(timeWords)).toEqual([
    'a few seconds',
    '30 seconds',
    'a minute',
    '3 minutes',
    '88 minutes',
    '1.5 hours',
    '11 hours',
    '…',
  ]);
  expect(estimateWords({ pace: 143.2, steps: 4000, device: 'WebAssembly, one thread' })).toMatch(
    /^On this device \(WebAssembly, one thread\) a step takes about 143 ms: 4,000 steps take 10 minutes\./,
  );
});

it('says how a run stands', () => {
  const run = { id: '001-digits', step: 1250, steps: 2000 };
  expect(statusWords({ ...run, status: 'killed' })).toBe('step 1,250 of 2,000');
  expect(statusWords({ ...run, status: 'finished' })).toBe('1,250 steps, done');
});
