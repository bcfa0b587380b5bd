import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { resume } from '../training/train.ts';
import { Checkpoints } from './checkpoints.ts';
import { oneMode } from './crafted.testing.ts';
import { JsonLines } from './jsonl.ts';
import { ownFolder } from './own.ts';

let [root, run, outside] = ['', '', ''];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'duel-own-'));
  run = oneMode(root);
  outside = join(root, 'outside');
  mkdirSync(outside);
});

const linked = (name: string) => {
  const path = join(run, name);
  if (existsSync(path)) renameSync(path, `${path}.moved`);
  symlinkSync(outside, path);
  return path;
};
const notOwn = (where: string) => expect.objectContaining({ kind: 'checkpoint', code: 'run/not-own', where });
const state = { w: { shape: [1], data: Float32Array.of(1) } };

describe.skipIf(process.platform === 'win32')('inside a run no link is followed', () => {
  it.each(['graphs', 'samples', 'eval', 'export', 'checkpoints'] as const)('%s', (name) => {
    const path = linked(name);
    expect(() => ownFolder(run, name)).toThrow(notOwn(path));
    expect(readdirSync(outside)).toEqual([]);
  });

  it('to save, mark or delete checkpoints', () => {
    const strangers = new Checkpoints(outside, { keep: 9 });
    for (const step of [1, 2, 3]) strangers.save(step, state);
    const before = readdirSync(outside);
    const checkpoints = new Checkpoints(linked('checkpoints'), { keep: 1 });
    for (const work of [() => checkpoints.save(4, state), () => checkpoints.markBest(1), () => checkpoints.cutAfter(1)])
      expect(work).toThrow(notOwn(checkpoints.folder));
    expect(readdirSync(outside)).toEqual(before);
  });

  it('to log, to evaluate or to train', async () => {
    writeFileSync(join(outside, 'theirs'), 'theirs');
    symlinkSync(join(outside, 'theirs'), join(run, 'metrics.jsonl'));
    expect(() => JsonLines.open(join(run, 'metrics.jsonl'))).toThrow(notOwn(join(run, 'metrics.jsonl')));
    linked('eval');
    await expect(evaluate(run, { n: 10, keep: true })).rejects.toThrow(/eval is a link/);
    rmSync(join(run, 'checkpoints'), { recursive: true });
    await expect(resume(run, { steps: 13 })).rejects.toThrow(/metrics.jsonl is a link/);
    expect(readdirSync(outside)).toEqual(['theirs']);
    expect(readFileSync(join(outside, 'theirs'), 'utf8')).toBe('theirs');
  });

  it('and a file that is replaced is a file afterwards', async () => {
    writeFileSync(join(outside, 'theirs'), readFileSync(join(run, 'config.json')));
    renameSync(join(run, 'config.json'), join(root, 'config.json'));
    symlinkSync(join(outside, 'theirs'), join(run, 'config.json'));
    rmSync(join(run, 'checkpoints'), { recursive: true });
    await resume(run, { steps: 13, threads: 1 });
    expect(lstatSync(join(run, 'config.json')).isSymbolicLink()).toBe(false);
    expect(readConfig(run).steps).toBe(13);
    expect(JSON.parse(readFileSync(join(outside, 'theirs'), 'utf8'))).toMatchObject({ steps: 12 });
  });
});

it('deletes only checkpoints that the run has written', () => {
  const checkpoints = new Checkpoints(join(run, 'checkpoints'), { keep: 1 });
  const theirs = join(checkpoints.folder, '000000001.safetensors');
  writeFileSync(theirs, 'something of that name');
  for (const step of [13, 14]) checkpoints.save(step, state);
  checkpoints.cutAfter(0);
  expect(readdirSync(checkpoints.folder)).toEqual(['000000001.safetensors']);
  expect(readFileSync(theirs, 'utf8')).toBe('something of that name');
});

it.each(['../../../x', 'a/b', '', '__proto__', '.', 'a b', '\u001b[2J', 'x'.repeat(65)])(
  "a player cannot be called '%s'",
  (name) => {
    const path = join(run, 'config.json');
    const config = JSON.parse(readFileSync(path, 'utf8'));
    const text = JSON.stringify({
      ...config,
      game: { type: 'custom', batch: 2, players: { NAME: config.game.generator } },
    });
    writeFileSync(path, text.replace('"NAME"', JSON.stringify(name)));
    expect(() => readConfig(run)).toThrow(expect.objectContaining({ kind: 'checkpoint', code: 'run/broken-file' }));
  },
);
