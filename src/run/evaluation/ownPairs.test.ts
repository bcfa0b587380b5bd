import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { RunConfig } from '../config/config.ts';
import { ownPairs } from './ownPairs.ts';

const config = (data: Partial<RunConfig['data']>) =>
  ({ data: { source: '/e.zip/a', range: [-1, 1], resolution: 32, reading: 3, ...data } }) as RunConfig;
const domains = { a: '/e.zip/a', b: '/e.zip/b' };
const pairs = { type: 'folders', input: 'a', target: 'b' };

test("the run's own domains judge it by what they held out", () => {
  const held = { source: '/e.zip', resolution: 32, reading: 3, pairs, holdOut: 0.1, split: 'test' };
  expect(ownPairs(config({ domains, holdOut: 0.1 }), { data: '/e.zip', input: 'a', target: 'b' })).toEqual(held);
  const anywhere = ownPairs(config({ domains, holdOut: 0.1 }), { input: '/e.zip/b', target: '/e.zip/a' });
  expect(anywhere).toMatchObject({ holdOut: 0.1, split: 'test' });
  const relative = { a: resolve('x'), b: resolve('y') };
  expect(ownPairs(config({ domains: relative, holdOut: 0.1 }), { input: 'x', target: 'y' }).split).toBe('test');
});

test('other pairs are all taken', () => {
  const all = { source: '/f.zip', resolution: 32, reading: 3, pairs };
  expect(ownPairs(config({ domains, holdOut: 0.1 }), { data: '/f.zip', input: 'a', target: 'b' })).toEqual(all);
  expect(ownPairs(config({ holdOut: 0.1 }), { data: '/f.zip', input: 'a', target: 'b' })).toEqual(all);
});
