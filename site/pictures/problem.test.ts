import { DuelError } from 'duel-gan';
import { expect, it } from 'vitest';
import { problemOf } from './problem.ts';
import { problemTitle } from './words.ts';

it.each([
  [new DuelError('device', 'device/out-of-memory', 'the device ran out of memory: x'), 'Out of memory'],
  [new RangeError('Array buffer allocation failed'), 'Out of memory'],
  [new Error('std::bad_alloc'), 'Out of memory'],
  [Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }), 'No room left'],
  [new DuelError('usage', 'page/storage-in-use', 'another tab has it'), 'Open in another tab'],
  [new Error('anything'), 'That did not work'],
  [undefined, 'That did not work'],
])('%s is shown as: %s', (cause, title) => {
  expect(problemTitle(problemOf(cause))).toBe(title);
});

it('keeps what an error says of its remedy', () => {
  const cause = new DuelError('data', 'data/empty', 'holds no values', { fix: 'choose other data' });
  expect(problemOf(cause)).toEqual({ code: 'data/empty', message: 'holds no values', fix: 'choose other data' });
});
