import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findPreset } from '../../presets/registry.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { readRunInfo } from '../directory/info.ts';
import { resume, train } from './train.ts';

const diverging = ['generator.optimizer.learningRate={"type":"step","initial":1e-3,"factor":1e308,"at":2}'];

it.each([
  ['at once, with nothing to go back to', ['generator.optimizer.learningRate=1e308'], undefined],
  ['later, with the last finite state kept and named', diverging, 2],
])('a state that is not finite is not saved: %s', async (_, set, last) => {
  const out = mkdtempSync(join(tmpdir(), 'duel-finite-'));
  const options = { out, set, steps: last === undefined ? 1 : 4, snapshotEvery: 1, threads: 1 };
  await expect(train(findPreset('ring')!, options)).rejects.toMatchObject({
    kind: 'diverged',
    code: 'train/diverged',
    message: expect.stringMatching(/ became (NaN|-?Infinity) (by|at) step/),
    fix: expect.stringMatching(last === undefined ? /learningRate=1e-4$/ : /last checkpoint, of step 2,/),
  });
  const [run] = readdirSync(out);
  const directory = join(out, run!);
  expect(readRunInfo(directory)).toMatchObject({ status: 'diverged' });
  const checkpoints = new Checkpoints(join(directory, 'checkpoints'));
  expect(checkpoints.list()).toEqual(last === undefined ? [] : [1, 2]);
  if (last === undefined) return;
  expect(checkpoints.load('last')).toMatchObject({ step: last });
  expect(existsSync(join(directory, 'samples', '000000003.png'))).toBe(false);
  await expect(resume(directory, { threads: 1 })).rejects.toMatchObject({ code: 'train/diverged' });
});
