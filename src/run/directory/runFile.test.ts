import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { noteRunInfo, readRunInfo } from './info.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-run-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** `key` holds a list in a list in a list …, as deep as that. */
const nested = (depth: number) => `{"key": ${'['.repeat(depth)}${']'.repeat(depth)}}`;

it('refuses values in values that what writes them again could not walk, also where it knows no such key', () => {
  const run = { name: 'a', seed: 0, steps: 1 };
  writeFileSync(join(folder, 'run.json'), nested(50));
  noteRunInfo(folder, run, { step: 1 });
  expect(readRunInfo(folder)).toMatchObject({ step: 1 });
  writeFileSync(join(folder, 'run.json'), nested(100_000));
  const refusal = expect.objectContaining({
    kind: 'checkpoint',
    code: 'run/broken-file',
    message: expect.stringContaining('nested too deep'),
  });
  expect(() => readRunInfo(folder)).toThrow(refusal);
  expect(() => noteRunInfo(folder, run, { step: 2 })).toThrow(refusal);
});
