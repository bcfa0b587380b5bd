import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { folderWithGan } from '../cli/duel.ts';

const folder = folderWithGan();
const disk = mkdtempSync(join(tmpdir(), 'duel-disk-'));
const mount = (options: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'duel', disk]).status === 0;
const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mount('size=300k');
afterAll(() => {
  if (canMount) spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
  folder.remove();
});

const steps = ['--steps', '40', '--snapshot-every', '4', '--keep', '100', '--threads', '1'];
const shaOf = (run: string) => JSON.parse(readFileSync(join(run, 'checkpoints', 'last.json'), 'utf8')).sha256;

it.skipIf(!canMount)(
  'a real disk that is full, or can only be read (skipped without the right to mount)',
  async () => {
    const run = join(disk, '001-tiny');
    const full = await folder.duel('train', 'tiny.ts', ...steps, '--out', disk);
    expect(full.stderr).toMatch(/error: the disk is full: .+ to be written/);
    expect(full.stderr).toMatch(/where: .*001-tiny/);
    expect(full.stderr).toMatch(
      /fix: free some space on that disk, then (go on from|begin again).*duel.js train \S+001-tiny/,
    );
    expect(full.code).toBe(5);

    // one byte is enough to say that there is room for none
    spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=1k']);
    const none = await folder.duel('train', run);
    expect(none.stderr).toMatch(/error: the disk/);
    expect(none.code).toBe(5);
    rmSync(join(disk, 'filler'));

    expect(mount('remount,ro')).toBe(true);
    const readOnly = await folder.duel('train', run);
    expect(readOnly.stderr).toContain('error: this disk can only be read');
    expect(readOnly.stderr).toContain('train a copy of it');
    expect(readOnly.code).toBe(5);

    expect(mount('remount,rw,size=50m')).toBe(true);
    const rest = await folder.duel('train', run);
    expect(rest.stderr).toContain('finished 40 steps');
    const whole = await folder.duel('train', 'tiny.ts', ...steps, '--out', 'whole');
    expect(whole.code).toBe(0);
    expect(shaOf(run)).toBe(shaOf(folder.file('whole/001-tiny')));
    expect(existsSync(join(run, 'lock.json'))).toBe(false);
  },
  180_000,
);
