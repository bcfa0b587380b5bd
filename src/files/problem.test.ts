import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DuelError } from '../errors.ts';
import { attempt, attemptAsync, fileProblem, systemCode, thenDo } from './problem.ts';
import { amount, assertRoom, freeBytes } from './room.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-problem-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An error as Node makes it of what the system says. */
const said = (code: string) =>
  Object.assign(new Error(`${code}: in the system's words, write`), { code, syscall: 'write', errno: -1 });

/** What the system says, what becomes of it where an output of the user's is written, and what it asks for. */
const answers: [code: string, kind: string, stable: string, message: RegExp, fix: RegExp][] = [
  ['ENOSPC', 'device', 'disk-full', /the disk is full: 1\.5 MB to be written$/, /free some space/],
  ['EDQUOT', 'device', 'quota', /your quota/, /free some/],
  ['EROFS', 'device', 'read-only', /can only be read/, /--out/],
  ['EFBIG', 'device', 'file-size', /larger than/, /--out/],
  ['EMFILE', 'device', 'open-files', /this process has as many files open/, /ulimit -n/],
  ['ENFILE', 'device', 'open-files', /the machine has as many/, /end other programs/],
  ['EIO', 'device', 'disk-fails', /the disk fails.*EIO/, /dmesg/],
  ['ENODEV', 'device', 'disk-fails', /ENODEV/, /another one/],
  ['ESTALE', 'device', 'disk-fails', /connection/, /another one/],
  ['ENOMEM', 'device', 'memory', /no memory/, /other programs/],
  ['EACCES', 'usage', 'permission', /not permitted to write/, /--out/],
  ['EPERM', 'usage', 'permission', /not permitted to write/, /--out/],
  ['ENOENT', 'usage', 'missing', /folder .* is not there/, /--out/],
  ['ENOTDIR', 'usage', 'not-a-folder', /is a file, not a folder/, /--out/],
  ['EISDIR', 'usage', 'is-a-folder', /a folder, not a file/, /--out/],
  ['ERR_FS_EISDIR', 'usage', 'is-a-folder', /a folder, not a file/, /--out/],
  ['ENAMETOOLONG', 'usage', 'long-name', /longer than/, /shorter/],
  ['ELOOP', 'usage', 'links', /links/, /--out/],
  ['EWEIRD', 'usage', 'file', /cannot write this: EWEIRD: in the system's words/, /--out/],
];

describe('what the system says', () => {
  it.each(answers)('%s', (code, kind, stable, message, fix) => {
    const path = join(folder, 'x.png');
    const doing = { doing: 'write', kind: 'usage', bytes: 1_500_000, fix: 'choose another --out' } as const;
    const cause = said(code);
    const problem = fileProblem(cause, path, doing) as DuelError;
    expect(problem).toBeInstanceOf(DuelError);
    expect(problem).toMatchObject({ kind, code: `system/${stable}`, where: path, cause });
    expect(problem.message).toMatch(message);
    expect(problem.fix).toMatch(fix);
    expect(systemCode(problem)).toBe(code.replace('ERR_FS_', ''));
  });

  it('and nothing else', () => {
    const own = new DuelError('data', 'data/x', 'x');
    for (const other of [own, new TypeError('x'), Object.assign(new Error('x'), { code: 'ERR_X' }), 'text', undefined])
      expect(fileProblem(other, folder, { doing: 'read' })).toBe(other);
  });

  it('of real calls', async () => {
    const read = { doing: 'read' } as const;
    const failing = expect.objectContaining({ code: 'system/not-a-folder', where: folder, exitCode: 5 });
    writeFileSync(join(folder, 'file'), '');
    const call = () => statfsSync(join(folder, 'file', 'x'));
    expect(() => attempt(folder, read, call)).toThrow(failing);
    await expect(attemptAsync(folder, read, async () => call())).rejects.toEqual(failing);
    expect(attempt(folder, read, () => 3)).toBe(3);
  });

  it('gets a step more', () => {
    const full = fileProblem(said('ENOSPC'), folder, { doing: 'write' }) as DuelError;
    expect(thenDo(full, 'go on')).toMatchObject({
      ...{ code: 'system/disk-full', where: folder, kind: 'device', cause: full.cause },
      fix: 'free some space on that disk, then go on',
    });
  });
});

describe('room', () => {
  it('is that of the disk on which a path lies or would lie', () => {
    const free = freeBytes(folder)!;
    expect(free).toBeGreaterThan(0);
    expect(freeBytes(join(folder, 'not', 'yet'))! / free).toBeCloseTo(1, 1);
    assertRoom(folder, 1, 'this');
    expect(() => assertRoom(join(folder, 'a'), 1e18, 'a checkpoint')).toThrow(
      expect.objectContaining({
        code: 'system/disk-full',
        message: expect.stringMatching(/^the disk has no room for a checkpoint: 1000000 TB needed, .+ free$/),
      }),
    );
  });

  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 KB'],
    [9949, '9.9 KB'],
    [9950, '10 KB'],
    [999_499, '999 KB'],
    [999_500, '1.0 MB'],
    [1.4e9, '1.4 GB'],
  ])('%d is %s', (bytes, text) => expect(amount(bytes)).toBe(text));
});
