import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findPreset } from '../../presets/registry.ts';
import type { ConfigOptions } from '../config/config.ts';
import { readConfig } from '../config/config.ts';
import { evenly } from './affordable.ts';
import { resolveConfig } from './resolve.ts';
import { tiny } from './tiny.testing.ts';
import { resume, train } from './train.ts';

const out = mkdtempSync(join(tmpdir(), 'duel-affordable-'));
afterAll(() => rmSync(out, { recursive: true }));

const everyOf = async (preset: string, options: ConfigOptions = {}) =>
  (await resolveConfig(findPreset(preset)!, { ...options, evalEvery: 'auto' })).evaluation!.every;

it('measurements come evenly, and the last at the end where that can be', () => {
  expect(evenly(1000, 2)).toBe(500);
  expect(evenly(11_750, 100)).toBe(125);
  // a prime number of steps
  expect(evenly(997, 10)).toBe(99);
  // one is made however dear it is
  expect(evenly(1000, 0)).toBe(1000);
  expect(evenly(1, 0)).toBe(1);
});

it('what a run can afford follows from its configuration: where steps cost more, more measurements', async () => {
  const steps = 20_000;
  const every = await everyOf('quickstart', { steps });
  expect(await everyOf('quickstart', { steps })).toBe(every);
  expect(steps % every).toBe(0);
  // steps of four times the work
  expect(await everyOf('quickstart', { steps, batch: 256 })).toBeLessThanOrEqual(every / 2);
  // never more than a hundred
  expect(await everyOf('quickstart', { batch: 1024, steps: 100_000 })).toBe(1000);
  expect(await everyOf('ring', { steps: 10 })).toBe(10);
});

it('it is in the configuration as a number, also of a run that goes on', async () => {
  const first = await train(tiny, { out, threads: 1, evalEvery: 'auto', set: ['evaluation.n=20'] });
  expect(readConfig(first.directory).evaluation).toMatchObject({ every: 3, by: 'klReverse' });
  const other = await train(tiny, { out, threads: 1 });
  await resume(other.directory, { threads: 1, steps: 5, evalEvery: 'auto' });
  expect(readConfig(other.directory).evaluation).toMatchObject({ every: 5 });
  await expect(train(tiny, { out, evalEvery: 'often' as never })).rejects.toThrow(
    "takes a whole number from 1 on, or 'auto'",
  );
});
