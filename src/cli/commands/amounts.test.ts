import { expect, it } from 'vitest';
import { augTest } from './aug-test.ts';
import { evalRun } from './eval.ts';

it.each([
  ['eval', evalRun.options.n!, '1,000,000', '1000000'],
  ['aug-test', augTest.options.n!, '1,000', '1000'],
] as const)('%s refuses more than can be held, before anything is opened', (_, n, words, most) => {
  expect(n.read([most], '--n')).toBe(Number(most));
  expect(() => n.read(['1000000000'], '--n')).toThrow(`--n takes ${words} at most`);
});
