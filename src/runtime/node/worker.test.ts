import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile, trainingPlan } from '../../compile/compile.ts';
import { add, input, mul, sum } from '../../tensor/index.ts';
import { type Engine, nextName } from '../engine.ts';
import { failureOf } from '../messages.ts';
import type { openDevice as OpenDevice } from './worker.ts';

// A thread starts with JavaScript only, so the two sides are bundled, as the build would lay them out.
let folder: string;
let openDevice: typeof OpenDevice;
beforeAll(async () => {
  const cache = fileURLToPath(new URL('../../../node_modules/.cache/', import.meta.url));
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, 'duel-worker-'));
  await build({
    entryPoints: ['worker', 'thread', 'rootThread'].map((n) => fileURLToPath(new URL(`./${n}.ts`, import.meta.url))),
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  ({ openDevice } = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'worker.js')).href));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const failureFrom = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (e) => e as Error,
  );

const w = input('w', [2]);
const x = input('x', [2]);
const counting = compile({ [nextName('w')]: add(w, x), product: sum(mul(w, x)) }, trainingPlan).bytes;
const values = (...v: number[]) => ({ shape: [v.length], data: Float32Array.from(v) });

async function withEngine<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
  const engine = await openDevice('cpu', { threads: 1 });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

describe('a device in a thread', () => {
  it('computes away from this thread', () =>
    withEngine(async (engine) => {
      expect(engine.constructor.name).toMatch(/RemoteEngine/);
      expect(engine.device).toEqual({ kind: 'cpu', threads: 1, flushToZero: true });
      const [program, pure] = [await engine.loadStateful(counting, { w: values(1, 2) }), await engine.load(counting)];
      const weights = { w: values(1, 2), x: values(3, 4) };
      expect((await pure.run(weights)).product!.data).toEqual(Float32Array.of(11));
      // what a pure program is fed with stays the caller's
      expect(weights.w.data).toEqual(Float32Array.of(1, 2));
      expect((await program.step({ x: values(3, 4) })).product!.data).toEqual(Float32Array.of(11));
      expect((await program.step({ x: values(3, 4) })).product!.data).toEqual(Float32Array.of(36));
      expect(await program.readState()).toEqual({ w: values(7, 10) });
      await program.close();
      await pure.close();
    }));

  // of two numbers the thread that is called computes the product, of many the session's pool has a share
  it.each([
    ['as zero, whichever device is opened first', undefined],
    ['as they are for a run that was begun so', false],
  ])('takes numbers below 2⁻¹²⁶ %s', async (_, flushToZero) => {
    for (const threads of [1, 2]) {
      const engine = await openDevice('cpu', { threads, flushToZero });
      for (const n of [2, 300_000]) {
        const program = await engine.load(compile({ y: mul(input('a', [n]), input('b', [n])) }, trainingPlan).bytes);
        const all = (value: number) => ({ shape: [n], data: new Float32Array(n).fill(value) });
        const { data } = (await program.run({ a: all(1e-30), b: all(1e-10) })).y!;
        expect(data.filter((value) => value === 0).length).toBe(flushToZero === false ? 0 : n);
        await program.close();
      }
      await engine.close();
    }
    // this thread goes on as it was
    expect(Float32Array.of(1e-40)[0]! * 1e-270).toBeGreaterThan(0);
  });

  it('takes calls in their order, without waiting', () =>
    withEngine(async (engine) => {
      const program = await engine.loadStateful(counting, { w: values(0, 0) });
      const results = await Promise.all([1, 2, 3, 4].map(() => program.step({ x: values(1, 1) })));
      expect(results.map((r) => r.product!.data[0])).toEqual([0, 2, 4, 6]);
    }));

  it("holds feeds, which stay the caller's, until others are held", () =>
    withEngine(async (engine) => {
      const pure = await engine.load(counting);
      const product = async () => (await pure.run({ x: values(3, 4) })).product!.data[0];
      const weights = { w: values(1, 2) };
      await pure.hold(weights);
      expect([await product(), await product()]).toEqual([11, 11]);
      expect(weights.w.data).toEqual(Float32Array.of(1, 2));
      await pure.hold({ w: values(0, 1) });
      expect(await product()).toBe(4);
      await pure.close();
    }));

  it('lends its state with its memory, goes on once it has it back, and while another program runs', () =>
    withEngine(async (engine) => {
      const [program, pure] = [await engine.loadStateful(counting, { w: values(1, 2) }), await engine.load(counting)];
      const product = await program.lendState(async ({ w }) => {
        void program.step({ x: values(3, 4) });
        return (await pure.run({ w: w!, x: values(3, 4) })).product!.data[0];
      });
      expect(product).toBe(11);
      expect(await program.readState()).toEqual({ w: values(4, 6) });
    }));

  it('has its state back where the work that borrowed it fails', () =>
    withEngine(async (engine) => {
      const program = await engine.loadStateful(counting, { w: values(1, 2) });
      const failing = program.lendState(async () => {
        throw new TypeError('no disk');
      });
      await expect(failing).rejects.toThrow('no disk');
      expect(await program.readState()).toEqual({ w: values(1, 2) });
    }));

  it('leaves this thread free', () =>
    withEngine(async (engine) => {
      const big = input('big', [600, 600]);
      const heavy = compile(
        { y: sum(Array.from({ length: 40 }).reduce<typeof big>((a) => add(mul(a, big), 0.1), big)) },
        trainingPlan,
      );
      const program = await engine.load(heavy.bytes);
      let ticks = 0;
      const timer = setInterval(() => ticks++, 1);
      const feeds = { big: { shape: [600, 600], data: new Float32Array(360_000).fill(0.5) } };
      await Promise.all(Array.from({ length: 5 }, () => program.run(feeds)));
      clearInterval(timer);
      expect(ticks).toBeGreaterThan(5);
    }));

  it('sends errors with kind, code and fix', () =>
    withEngine(async (engine) => {
      const program = await engine.loadStateful(counting, { w: values(1, 2) });
      expect(await failureFrom(program.step({}))).toMatchObject({ kind: 'internal', code: 'runtime/missing-feed' });
      expect(await failureFrom(program.step({ x: values(1, 2, 3) }))).toMatchObject({
        name: 'DuelError',
        kind: 'device',
        code: 'device/runtime',
        fix: "'duel doctor' tests every device",
        exitCode: 5,
      });
      // and goes on
      expect((await program.step({ x: values(1, 1) })).product!.data).toEqual(Float32Array.of(3));
    }));

  it('that is not there says so', async () => {
    const error = await failureFrom(openDevice('cuda').then((engine) => engine.close()));
    if (error) expect(error).toMatchObject({ kind: 'device', code: 'device/unavailable' });
  });

  it('refuses calls once it is closed, those under way too', async () => {
    const engine = await openDevice('cpu', { threads: 1 });
    const program = await engine.loadStateful(counting, { w: values(1, 2) });
    const underWay = failureFrom(program.step({ x: values(1, 1) }));
    await engine.close();
    const late = await failureFrom(program.step({ x: values(1, 1) }));
    expect(late).toMatchObject({ name: 'DuelError', code: 'device/closed' });
    expect([undefined, 'device/closed']).toContain(((await underWay) as { code?: string } | undefined)?.code);
    await engine.close();
  });
});

it('an error of another class crosses as an internal one', () => {
  expect(failureOf(new TypeError('x is not a function'))).toMatchObject({
    kind: 'internal',
    code: 'internal/worker',
    message: 'x is not a function',
    fix: undefined,
  });
});
