import { describe, expect, it } from 'vitest';
import { compile, trainingPlan } from '../compile/compile.ts';
import type { ModelBytes } from '../compile/onnxFormat.ts';
import { DuelError } from '../errors.ts';
import { add, input, mul, sub, sum, type Tensor } from '../tensor/index.ts';
import { type Arrays, nextName } from './engine.ts';
import * as ort from './node/ort.ts';
import { type Ort, SessionEngine } from './session.ts';

const onCpu = (runtime: unknown = ort) =>
  new SessionEngine(runtime as Ort, { kind: 'cpu', threads: 1 }, { intraOpNumThreads: 1, logSeverityLevel: 3 });

const vector = (...values: number[]) => ({ shape: [values.length], data: Float32Array.from(values) });

/** Two tensors that change each other, two that change places, one that stays. */
function graph(): { model: ModelBytes; state: Arrays } {
  const [a, b, left, right, stays] = ['a', 'b', 'left', 'right', 'stays'].map((n) => input(n, [3])) as Tensor[];
  const x = input('x', [3]);
  const outputs = {
    [nextName('a')]: add(mul(a!, 0.9), mul(b!, x)),
    [nextName('b')]: sub(b!, mul(a!, 0.1)),
    [nextName('left')]: right!,
    [nextName('right')]: left!,
    [nextName('stays')]: stays!,
    total: sum(mul(a!, b!)),
    seen: a!,
  };
  const state = {
    a: vector(1, 2, 3),
    b: vector(0.5, -1, 2),
    left: vector(1, 1, 1),
    right: vector(2, 2, 2),
    stays: vector(7, 8, 9),
  };
  return { model: compile(outputs, trainingPlan).bytes, state };
}
const feedsOf = (step: number): Arrays => ({ x: vector(Math.sin(step), Math.cos(step), step / 10) });

describe('state in host memory', () => {
  it('goes the same way as one call after the other', async () => {
    const { model, state } = graph();
    const engine = onCpu();
    const [program, pure] = [await engine.loadStateful(model, structuredClone(state)), await engine.load(model)];
    let expected: Arrays = state;
    for (let step = 0; step < 9; step++) {
      const { total, seen, ...next } = await pure.run({ ...expected, ...feedsOf(step) });
      expect(await program.step(feedsOf(step))).toEqual({ total, seen });
      expected = Object.fromEntries(Object.keys(state).map((n) => [n, next[nextName(n)]!]));
      expect(await program.readState()).toEqual(expected);
    }
    await program.close();
    await pure.close();
  });

  it('goes on from another state', async () => {
    const { model, state } = graph();
    const program = await onCpu().loadStateful(model, structuredClone(state));
    await program.step(feedsOf(1));
    const after = await program.readState();
    await program.steps({ x: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) } }, 2);
    await program.writeState(structuredClone(state));
    await program.step(feedsOf(1));
    expect(await program.readState()).toEqual(after);
    await program.close();
  });

  it('is lent without a copy, and calls wait until it is given back', async () => {
    const { model, state } = graph();
    const program = await onCpu().loadStateful(model, structuredClone(state));
    await program.step(feedsOf(1));
    const expected = await program.readState();
    const order: string[] = [];
    let buffers: unknown[] = [];
    let step: Promise<Arrays> | undefined;
    const lent = await program.lendState(async (borrowed) => {
      step = program.step(feedsOf(2));
      void step.then(() => order.push('step'));
      expect(borrowed).toEqual(expected);
      buffers = Object.values(borrowed).map(({ data }) => data.buffer);
      await new Promise((later) => setTimeout(later, 20));
      order.push('given back');
      return 'what the work gave';
    });
    await step;
    expect([lent, order]).toEqual(['what the work gave', ['given back', 'step']]);
    // the very memory of the state: the step that came after has given it back
    expect(buffers.map((b) => (b as ArrayBuffer).byteLength)).toEqual([0, 0, 0, 0, 0]);
    await program.close();
  });

  it('takes the state over, gives its memory back at once, and leaves alone what it gave away', async () => {
    const { model, state } = graph();
    const program = await onCpu().loadStateful(model, state);
    const results = await program.step(feedsOf(1));
    expect(Object.values(state).map(({ data }) => data.length)).toEqual([0, 0, 0, 0, 0]);
    const kept = structuredClone(results);
    const before = await program.readState();
    const copy = structuredClone(before);
    for (let step = 2; step < 6; step++) await program.step(feedsOf(step));
    await program.close();
    expect(results).toEqual(kept);
    expect(before).toEqual(copy);
  });

  it('goes the same way where calls cannot be joined', async () => {
    const { model, state } = graph();
    // as on CUDA, where a loop would carry the state through the host
    const stepwise = new SessionEngine(ort as unknown as Ort, { kind: 'cuda', threads: 1 }, { intraOpNumThreads: 1 });
    const [one, joined] = [
      await stepwise.loadStateful(model, structuredClone(state)),
      await onCpu().loadStateful(model, state),
    ];
    const feeds = { x: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) } };
    expect(await one.steps(structuredClone(feeds), 2)).toEqual(await joined.steps(feeds, 2));
    expect(await one.readState()).toEqual(await joined.readState());
    await Promise.all([one.close(), joined.close()]);
  });

  it('goes the same way whether a call has one step, several, or one after several', async () => {
    const { model, state } = graph();
    const [single, mixed] = [
      await onCpu().loadStateful(model, structuredClone(state)),
      await onCpu().loadStateful(model, state),
    ];
    const expected: Arrays[] = [];
    for (let step = 0; step < 5; step++) expected.push(await single.step(feedsOf(step)));
    const several = (from: number, count: number): Arrays => {
      const rows = Array.from({ length: count }, (_, k) => [...feedsOf(from + k).x!.data]);
      return { x: { shape: [count, 3], data: Float32Array.from(rows.flat()) } };
    };
    const results = [await mixed.steps(several(0, 1), 1), await mixed.steps(several(1, 3), 3)];
    const last = await mixed.step(feedsOf(4));
    const total = [...results.flatMap((r) => [...r.total!.data]), ...last.total!.data];
    expect(total).toEqual(expected.flatMap((r) => [...r.total!.data]));
    expect(results.map((r) => r.total!.shape)).toEqual([[1], [3]]);
    expect(await mixed.readState()).toEqual(await single.readState());
    await Promise.all([single.close(), mixed.close()]);
  });

  it('stands where it was after a call that failed', async () => {
    const { model, state } = graph();
    const program = await onCpu().loadStateful(model, structuredClone(state));
    await program.step({ x: vector(1, 2) }).catch(() => undefined);
    expect(await program.readState()).toEqual(state);
    await program.close();
  });

  it('takes calls one after the other, also when they are not waited for', async () => {
    const { model, state } = graph();
    const [calm, hasty] = [
      await onCpu().loadStateful(model, structuredClone(state)),
      await onCpu().loadStateful(model, state),
    ];
    const expected = [];
    for (let step = 0; step < 4; step++) expected.push(await calm.step(feedsOf(step)));
    const broken = hasty.step({}).catch(() => 'refused');
    const results = await Promise.all([0, 1, 2, 3].map((step) => hasty.step(feedsOf(step))));
    expect(results).toEqual(expected);
    expect(await broken).toBe('refused');
    expect(await hasty.readState()).toEqual(await calm.readState());
  });

  it('does not grow over many steps', async () => {
    const n = 20_000;
    const [w, x] = [input('w', [n]), input('x', [n])];
    const { bytes } = compile({ [nextName('w')]: add(mul(w, 0.99), x), copy: w }, trainingPlan);
    const program = await onCpu().loadStateful(bytes, { w: { shape: [n], data: new Float32Array(n) } });
    const steps = async (count: number) => {
      for (let i = 0; i < count; i++) await program.step({ x: { shape: [n], data: new Float32Array(n).fill(i) } });
    };
    await steps(500);
    const before = process.memoryUsage.rss();
    await steps(2000);
    const grown = process.memoryUsage.rss() - before;
    await program.close();
    // a buffer forgotten in each step would be 160 MB
    expect(grown).toBeLessThan(40e6);
  });
});

describe('mistakes', () => {
  it.each([
    [
      'an input that is not fed',
      'runtime/missing-feed',
      async () => {
        const { model, state } = graph();
        await (await onCpu().loadStateful(model, state)).step({});
      },
    ],
    [
      'a state without its next value',
      'runtime/missing-state',
      async () => {
        const { model, state } = graph();
        await onCpu().loadStateful(model, { ...state, more: vector(1) });
      },
    ],
    [
      'a feed of another shape',
      'device/runtime',
      async () => {
        const { model, state } = graph();
        await (await onCpu().loadStateful(model, state)).step({ x: vector(1, 2) });
      },
    ],
    [
      'bytes that are no model',
      'device/runtime',
      async () => {
        await onCpu().load(new Uint8Array(8) as Uint8Array as ModelBytes);
      },
    ],
  ] as [string, string, () => Promise<void>][])('%s: %s', async (_, code, work) => {
    const error = await work().then(
      () => undefined,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(DuelError);
    expect((error as DuelError).code).toBe(code);
  });
});

describe('feeds that are held', () => {
  const product = compile({ y: mul(input('w', [2]), input('x', [2])) }, trainingPlan).bytes;

  it('count in every run until others are held', async () => {
    const program = await onCpu().load(product);
    await program.hold({ w: vector(2, 3) });
    const run = async (x: number) => [...(await program.run({ x: vector(x, x) })).y!.data];
    expect([await run(1), await run(10)]).toEqual([
      [2, 3],
      [20, 30],
    ]);
    await program.hold({ w: vector(-1, 1) });
    expect(await run(5)).toEqual([-5, 5]);
    await program.hold({});
    await expect(run(5)).rejects.toThrow("needs 'w'");
    await program.close();
  });
});
