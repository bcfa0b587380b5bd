import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { DuelError } from '../../errors.ts';
import { pathWord } from '../../files/paths.ts';
import { isTemporary } from '../directory/atomic.ts';
import { type Fault, FaultyDisk } from './faults.testing.ts';
import { tiny } from './tiny.testing.ts';
import { resume, train } from './train.ts';

// drawing writes nothing, and would take most of the time
vi.mock('../pictures/curves.ts', () => ({
  drawCurves: async (lines: unknown[]) => Buffer.from(`${lines.length} lines`),
}));
vi.mock('../pictures/scatter.ts', () => ({ scatter: async () => Buffer.from('points') }));

const root = mkdtempSync(join(tmpdir(), 'duel-faults-'));
let disk: FaultyDisk;
beforeAll(() => {
  disk = new FaultyDisk(root);
});
afterAll(() => {
  disk.restore();
  rmSync(root, { recursive: true, force: true });
});

/** All that a run has written, but for when, how fast, and its lock. */
function contentOf(run: string): Record<string, unknown> {
  const files = readdirSync(run, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      return [relative(run, path), lastingOf(file.name, readFileSync(path))];
    }),
  );
}

function lastingOf(name: string, bytes: Buffer): unknown {
  if (name === 'run.json') return { ...JSON.parse(bytes.toString()), created: '', updated: '' };
  const lasting = name.endsWith('.jsonl') ? bytes.toString().replace(/,"imagesPerSecond":[\d.]+/g, '') : bytes;
  return createHash('sha256').update(lasting).digest('hex');
}

/** One change of each write: those of a file that is written aside and renamed fail in turns. */
function oneOfEach(changes: readonly Fault[]): number[] {
  const writes = new Map<string, number[]>();
  for (const [i, { path }] of changes.entries()) {
    const write = isTemporary(basename(path)) ? path : String(i);
    writes.set(write, [...(writes.get(write) ?? []), i]);
  }
  return [...writes.values()].map((write, i) => write[i % write.length]!);
}

/** The run in a folder of runs; undefined where none was begun. */
function runIn(out: string): string | undefined {
  const name = readdirSync(out).find((entry) => !entry.startsWith('.'));
  return name && join(out, name);
}

const codes = ['ENOSPC', 'EIO', 'EDQUOT', 'EROFS', 'EACCES', 'EMFILE'];
const last = (run: string) => JSON.parse(readFileSync(join(run, 'checkpoints', 'last.json'), 'utf8')).step;

it('every write of a run fails once: it is said, and the run goes on to the same bytes', async () => {
  const trainIn = (out: string) => train(tiny, { threads: 1, out });
  const folder = mkdtempSync(join(root, 'whole-'));
  disk.mend();
  const whole = await trainIn(folder);
  const expected = contentOf(whole.directory);
  const unharmed: Fault[] = [];
  for (const [i, change] of oneOfEach(disk.changes).entries()) {
    const out = mkdtempSync(join(root, 'runs-'));
    disk.fail(change, codes[i % codes.length]!);
    const error: unknown = await trainIn(out).catch((e: unknown) => e);
    const { failed } = disk;
    disk.mend();
    const where = `${codes[i % codes.length]} of ${failed?.call} ${failed?.path}`;
    const run = runIn(out);
    if (!(error instanceof Error)) unharmed.push(failed!);
    else {
      expect(error, where).toMatchObject({
        code: expect.stringMatching(/^system\//),
        where: expect.stringContaining(out),
      });
      if (run !== undefined) expectAdvice(error as DuelError, run, where);
    }
    // where the folder of runs itself failed, nothing is left
    if (run === undefined) expect(readdirSync(out), where).toEqual([]);
    else {
      await resume(run, { threads: 1 });
      expect(contentOf(run), where).toEqual(expected);
    }
    rmSync(out, { recursive: true });
  }
  // what a next session sweeps away
  for (const { call, path } of unharmed)
    expect([call, basename(path)]).toEqual(['rmSync', expect.stringMatching(/lock\.json$/)]);
}, 300_000);

function expectAdvice(error: DuelError, run: string, where: string): void {
  expect(error.exitCode, where).toBe(5);
  expect(error.fix, where).toContain(`duel train ${pathWord(run)}`);
  if (existsSync(join(run, 'checkpoints', 'last.json')))
    expect(error.fix).toContain(`checkpoint, of step ${last(run)}:`);
  else expect(error.fix).toContain('begin again');
}
