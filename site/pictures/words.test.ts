import { expect, it } from 'vitest';
import { estimateWords, paceWords, statusWords, timeWords } from './words.ts';

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

it('says the time of a step in seconds where there are many', () => {
  expect([0.84, 143.2, 9300, 12_469].map(paceWords)).toEqual([
    '0.8 ms a step',
    '143 ms a step',
    '9300 ms a step',
    '12 s a step',
  ]);
});

it('says how a run stands', () => {
  const run = { id: '001-digits', step: 1250, steps: 2000 };
  expect(statusWords({ ...run, status: 'killed' })).toBe('step 1,250 of 2,000');
  expect(statusWords({ ...run, status: 'finished' })).toBe('1,250 steps, done');
});
