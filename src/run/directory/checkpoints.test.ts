import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DuelError } from '../../errors.ts';
import { pathWord } from '../../files/paths.ts';
import { Checkpoints } from './checkpoints.ts';
import { notFinite } from './finite.ts';

let root = '';
let folder = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'duel-checkpoints-'));
  folder = join(root, 'checkpoints');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const state = (value: number) => ({ 'g/dense/kernel': { shape: [2, 2], data: new Float32Array(4).fill(value) } });
const firstValue = (loaded: { tensors: Record<string, { data: ArrayLike<number> }> }) =>
  loaded.tensors['g/dense/kernel']!.data[0];
const path = (step: number) => join(folder, `${String(step).padStart(9, '0')}.safetensors`);

function saveAll(steps: number[], keep = 10): Checkpoints {
  const checkpoints = new Checkpoints(folder, { keep });
  for (const step of steps) checkpoints.save(step, state(step));
  return checkpoints;
}

function refusal(action: () => unknown): DuelError {
  try {
    action();
  } catch (error) {
    if (error instanceof DuelError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('saves and loads', () => {
  const checkpoints = new Checkpoints(folder);
  const saved = checkpoints.save(12000, state(1), { precision: 'float32' });
  expect(readdirSync(folder).sort()).toEqual(['000012000.safetensors', 'last.json']);
  expect(saved).toMatchObject({
    step: 12000,
    file: '000012000.safetensors',
    sha256: expect.stringMatching(/^\w{64}$/),
  });
  const loaded = checkpoints.load('last');
  expect(loaded).toMatchObject({ ...saved, metadata: { precision: 'float32', step: '12000' } });
  expect(loaded.warning).toBeUndefined();
  expect(loaded.tensors['g/dense/kernel']).toEqual({ dtype: 'F32', ...state(1)['g/dense/kernel'] });
  expect(checkpoints.load(12000)).toEqual(loaded);
});

test('equal states are equal files', () => {
  const other = new Checkpoints(join(root, 'other'));
  const first = saveAll([5]).last();
  expect(other.save(5, state(5))).toEqual(first);
});

test('keeps the newest, the best and the last', () => {
  const checkpoints = new Checkpoints(folder);
  for (const step of [100, 200, 300, 400, 500, 600]) {
    checkpoints.save(step, state(step));
    if (step === 200) checkpoints.markBest(200, { fid: 12.5 });
  }
  expect(checkpoints.list()).toEqual([200, 400, 500, 600]);
  expect(checkpoints.best()).toMatchObject({ step: 200, scores: { fid: 12.5 } });
  expect(firstValue(checkpoints.load('best'))).toBe(200);
  checkpoints.markBest(600);
  checkpoints.save(700, state(700));
  expect(checkpoints.list()).toEqual([500, 600, 700]);
});

test('keeps the last one, even where later steps exist, and at least one', () => {
  saveAll([100, 200, 300]);
  const checkpoints = new Checkpoints(folder, { keep: 0 });
  checkpoints.save(50, state(50));
  expect(checkpoints.list()).toEqual([50, 300]);
  expect(checkpoints.load('last').step).toBe(50);
});

describe('falls back, with a warning,', () => {
  const damages: [string, () => void][] = [
    ['last.json missing', () => rmSync(join(folder, 'last.json'))],
    ['last.json torn', () => truncateSync(join(folder, 'last.json'), 20)],
    ['last.json empty', () => truncateSync(join(folder, 'last.json'), 0)],
    ['last.json pointing out of the folder', () => rewriteLast((text) => text.replace(/\d{9}\.safe/, '../../a.safe'))],
  ];
  test.each(damages)('%s: to the newest', (_, damage) => {
    const checkpoints = saveAll([100, 200, 300]);
    damage();
    expect(checkpoints.load('last')).toMatchObject({ step: 300, warning: expect.stringContaining('step 300') });
  });

  const breakages: [string, () => void][] = [
    ['torn', () => truncateSync(path(300), 100)],
    ['empty', () => truncateSync(path(300), 0)],
    ['gone', () => rmSync(path(300))],
    ['changed in one byte', () => flipLastByte(path(300))],
    ['another step', () => writeFileSync(path(300), readFileSync(path(100)))],
  ];
  test.each(breakages)('the last checkpoint is %s: to the one before', (_, breakage) => {
    const checkpoints = saveAll([100, 200, 300]);
    breakage();
    const loaded = checkpoints.load('last');
    expect(loaded).toMatchObject({ step: 200, warning: expect.stringContaining('step 200') });
    expect(firstValue(loaded)).toBe(200);
    expect(refusal(() => checkpoints.load(300))).toMatchObject({ kind: 'checkpoint' });
  });

  test('past several broken ones, whose hashes last.json holds too', () => {
    const checkpoints = saveAll([100, 200, 300]);
    flipLastByte(path(200));
    truncateSync(path(300), 100);
    expect(checkpoints.load('last').step).toBe(100);
    truncateSync(path(100), 0);
    // none is advised that is broken: what helps is a copy, or a new run
    const broken = refusal(() => checkpoints.load('last'));
    expect(broken).toMatchObject({ code: 'checkpoint/broken', kind: 'checkpoint' });
    expect(broken.message).toMatch(/no checkpoint is whole: .*300.*; .*200.*SHA-256.*; .*100.*/);
    expect(broken.fix).toContain(`or begin anew: duel train ${pathWord(join(root, 'config.json'))}`);
    expect(refusal(() => checkpoints.load(200)).fix).toBe('choose one of the available steps: 100, 300');
  });

  test('but not for the first one, saved when last.json could not be written', () => {
    const checkpoints = saveAll([100]);
    rmSync(join(folder, 'last.json'));
    expect(checkpoints.load('last')).toMatchObject({ step: 100 });
    expect(checkpoints.load('last').warning).toBeUndefined();
  });

  test('but not where last.json names an older whole one: what came later was not finished', () => {
    const checkpoints = saveAll([100]);
    writeFileSync(path(200), readFileSync(path(100)).subarray(0, 50));
    expect(checkpoints.load('last').step).toBe(100);
    expect(checkpoints.load('last').warning).toBeUndefined();
  });
});

describe('errors', () => {
  test('before the first checkpoint', () => {
    const checkpoints = new Checkpoints(folder);
    expect(checkpoints.list()).toEqual([]);
    for (const which of ['last', 'best', 5] as const) {
      expect(refusal(() => checkpoints.load(which))).toMatchObject({
        kind: 'checkpoint',
        where: folder,
        fix: expect.stringContaining('--snapshot-every'),
      });
    }
    expect(refusal(() => checkpoints.markBest(5)).code).toBe('checkpoint/missing');
    expect(existsSync(folder)).toBe(false);
  });

  test('list the available steps', () => {
    const checkpoints = saveAll([100, 200]);
    for (const which of ['best', 150] as const) {
      expect(refusal(() => checkpoints.load(which)).fix).toBe('choose one of the available steps: 100, 200');
    }
  });
});

describe('what is not finite', () => {
  const nan = { w: { shape: [3], data: Float32Array.of(1, Number.NaN, 3) } };
  const infinite = { w: { shape: [1], data: Float32Array.of(Number.NEGATIVE_INFINITY) } };

  test('is said of a checkpoint, and the last finite one is taken', () => {
    const checkpoints = saveAll([100, 200]);
    checkpoints.save(300, nan);
    checkpoints.save(400, infinite);
    expect(checkpoints.load('last')).toMatchObject({
      step: 200,
      warning: expect.stringMatching(/'w' became -Infinity/),
    });
    expect(refusal(() => checkpoints.load(300))).toMatchObject({
      code: 'checkpoint/not-finite',
      message: expect.stringMatching(/'w' became NaN/),
      fix: expect.stringMatching(/steps: 100, 200/),
    });
  });

  test('only', () => {
    expect(
      notFinite({ a: { data: Float32Array.of(0, -0, 3e38, -3e38, 1e-45) }, i: { data: Int32Array.of(7) } }),
    ).toBeUndefined();
    expect(notFinite({ a: { data: Float32Array.of(1) }, b: { data: Float32Array.of(Number.NaN) } })).toBe(
      "'b' became NaN",
    );
  });
});

describe('a broken checkpoint', () => {
  test('is not among the steps that are advised, and its fault is told', () => {
    const checkpoints = saveAll([100, 200]);
    flipLastByte(path(200));
    expect(refusal(() => checkpoints.load(200))).toMatchObject({
      message: expect.stringMatching(/SHA-256/),
      fix: 'choose one of the available steps: 100',
    });
    rmSync(path(100));
    writeFileSync(path(200), '{}');
    rmSync(join(folder, 'last.json'));
    for (const which of [200, 'last'] as const)
      expect(refusal(() => checkpoints.load(which))).toMatchObject({
        kind: 'checkpoint',
        message: expect.stringMatching(/too few for a header/),
        where: path(200),
        fix: expect.stringMatching(/^get the run again/),
      });
  });

  test('note names its file', () => {
    const checkpoints = saveAll([100]);
    writeFileSync(join(folder, 'best.json'), '{"step":100}');
    expect(refusal(() => checkpoints.load('best'))).toMatchObject({
      code: 'run/broken-file',
      where: join(folder, 'best.json'),
    });
    writeFileSync(
      join(folder, 'best.json'),
      readFileSync(join(folder, 'last.json'), 'utf8').replace('000000100', '000000007'),
    );
    expect(refusal(() => checkpoints.load('best')).message).toMatch(/another step/);
  });
});

describe('cutting back', () => {
  test('forgets what came after the step, and what was left half-written', () => {
    const checkpoints = saveAll([100, 200, 300]);
    checkpoints.markBest(300);
    writeFileSync(join(folder, '.tmp-4194399-1-000000400.safetensors'), 'torn');
    checkpoints.cutAfter(200);
    expect(readdirSync(folder).sort()).toEqual(['000000100.safetensors', '000000200.safetensors', 'last.json']);
    expect(checkpoints.load('last')).toMatchObject({ step: 200 });
    checkpoints.save(300, state(-300));
    expect(firstValue(checkpoints.load('last'))).toBe(-300);
    expect(checkpoints.list()).toEqual([100, 200, 300]);
  });

  test('to 0 starts again', () => {
    const checkpoints = saveAll([100, 200]);
    checkpoints.cutAfter(0);
    expect(readdirSync(folder)).toEqual([]);
    new Checkpoints(join(root, 'none')).cutAfter(0);
  });

  test('keeps an earlier best', () => {
    const checkpoints = saveAll([100, 200, 300]);
    checkpoints.markBest(100, { fid: 3 });
    checkpoints.cutAfter(200);
    expect(checkpoints.best()).toMatchObject({ step: 100, scores: { fid: 3 } });
  });
});

test('a checkpoint saved again with other bytes is the new one', () => {
  const checkpoints = saveAll([100, 200]);
  checkpoints.markBest(100);
  checkpoints.save(100, state(7));
  expect(firstValue(checkpoints.load(100))).toBe(7);
  expect(checkpoints.best()).toBeUndefined();
  expect(checkpoints.load('last').step).toBe(100);
});

function flipLastByte(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(file, bytes);
}

function rewriteLast(change: (text: string) => string): void {
  const file = join(folder, 'last.json');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}
