import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DuelError } from '../../errors.ts';
import { pathWord } from '../../files/paths.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { failureOf, Whereabouts } from './failure.ts';

let root = '';
let run = '';
let whereabouts: Whereabouts;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'duel-failure-'));
  run = join(root, '001-a b');
  mkdirSync(run);
  whereabouts = new Whereabouts(run);
});
afterEach(() => {
  whereabouts.close();
  rmSync(root, { recursive: true, force: true });
});

const full = () =>
  Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });

it('names the last whole checkpoint and the command that goes on', () => {
  expect(failureOf(full(), run, whereabouts)).toMatchObject({
    ...{ kind: 'device', code: 'system/disk-full', where: run },
    fix: `free some space on that disk, then begin again: duel train ${pathWord(run)}`,
  });
  new Checkpoints(join(run, 'checkpoints')).save(12000, { w: { shape: [1], data: new Float32Array(1) } });
  expect(failureOf(full(), run, whereabouts)).toMatchObject({
    fix: `free some space on that disk, then go on from the last whole checkpoint, of step 12,000: duel train ${pathWord(run)}`,
  });
});

it('leaves other errors as they are', () => {
  for (const other of [new TypeError('x'), new DuelError('diverged', 'train/diverged', 'x')])
    expect(failureOf(other, run, whereabouts)).toBe(other);
});

it('finds a run that was removed, or moved, while it was trained', () => {
  const missing = Object.assign(new Error('ENOENT'), {
    code: 'ENOENT',
    syscall: 'open',
    path: join(run, 'curves.png'),
  });
  renameSync(run, join(root, 'elsewhere'));
  const isFound = process.platform === 'linux';
  expect(failureOf(missing, run, whereabouts)).toMatchObject({
    ...{ kind: 'device', code: 'run/gone', where: run },
    message: expect.stringMatching(/while it was trained/),
    fix: expect.stringContaining(isFound ? `duel train ${pathWord(join(root, 'elsewhere'))}` : 'duel train FOLDER'),
  });
  rmSync(join(root, 'elsewhere'), { recursive: true });
  expect(failureOf(missing, run, whereabouts)).toMatchObject({ fix: expect.stringContaining('duel train FOLDER') });
  // another run may have taken the name
  mkdirSync(run);
  writeFileSync(join(run, 'config.json'), '{}');
  expect(failureOf(missing, run, whereabouts)).toMatchObject({ code: 'system/missing' });
});
