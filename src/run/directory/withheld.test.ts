import fs, { mkdtempSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Checkpoints } from './checkpoints.ts';
import { readRunInfo } from './info.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duel-withheld-'));
});
const { openSync } = fs;
afterEach(() => {
  fs.openSync = openSync;
  syncBuiltinESMExports();
  rmSync(folder, { recursive: true, force: true });
});

/** Lets the opening of a file fail. */
function withhold(name: string, code: string): void {
  fs.openSync = (path, ...more) => {
    if (String(path).endsWith(name)) throw Object.assign(new Error(`${code}: open`), { code, syscall: 'open', path });
    return openSync(path, ...more);
  };
  syncBuiltinESMExports();
}

test.each(['EMFILE', 'EIO', 'EACCES'])('what the disk withholds is not taken for broken: %s', (code) => {
  const checkpoints = new Checkpoints(join(folder, 'checkpoints'));
  for (const step of [100, 200]) checkpoints.save(step, { w: { shape: [1], data: new Float32Array([step]) } });
  for (const name of ['000000200.safetensors', 'last.json']) {
    withhold(name, code);
    expect(() => checkpoints.load('last'), name).toThrow(
      expect.objectContaining({
        kind: 'device',
        code: expect.stringMatching(/^system\//),
        where: expect.stringContaining(name),
      }),
    );
  }
  fs.writeFileSync(join(folder, 'run.json'), '{}');
  withhold('run.json', code);
  expect(() => readRunInfo(folder)).toThrow(expect.objectContaining({ kind: 'device' }));
  fs.openSync = openSync;
  syncBuiltinESMExports();
  expect(checkpoints.load('last').step).toBe(200);
});
