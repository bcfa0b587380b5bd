import { expect, it } from 'vitest';
import type { Arrays, StatefulProgram } from '../../runtime/engine.ts';
import type { StepDescription } from '../step/stepBuilder.ts';
import { type ExampleSource, Feeder } from './feeds.ts';
import { runSteps } from './train.ts';

const nothing: ExampleSource = { count: 1, shape: [1], read: async () => undefined };
const description: StepDescription = {
  batch: 1,
  state: [],
  examples: [],
  noise: [],
  dials: [{ name: 'step', value: { type: 'linear', initial: 0, final: 100 } }],
  metrics: ['loss'],
};
const feeder = () =>
  new Feeder(description, nothing, { seed: 0, totalSteps: 100, draw: 'replacement', range: [-1, 1] });

/** Counts its steps, remembers the calls, and reports the dial that it was fed with. */
function counting(msPerStep: number) {
  const calls: number[] = [];
  let state = 0;
  const program: StatefulProgram = {
    step: async () => ({}),
    steps: async (feeds: Arrays, count: number) => {
      calls.push(count);
      state += count;
      await new Promise((done) => setTimeout(done, msPerStep * count));
      return { 'metric/loss': { shape: [count], data: feeds['dial/step']!.data.slice() } };
    },
    readState: async () => ({ steps: { shape: [], data: Float32Array.of(state) } }),
    lendState: (work) => work({}),
    writeState: async () => undefined,
    close: async () => undefined,
  };
  return { program, calls, steps: () => state };
}

it('puts short steps together, and stops where the state is wanted', async () => {
  const { program, calls, steps } = counting(1);
  const seen: number[][] = [];
  const pauses: number[][] = [];
  const done = await runSteps({
    program,
    feeder: feeder(),
    from: 3,
    to: 60,
    nextPause: (step) => (Math.floor(step / 25) + 1) * 25,
    onStep: (step, { loss }) => void seen.push([step, loss!]),
    onPause: (step) => void pauses.push([step, steps() + 3]),
  });
  expect(done).toBe(60);
  // every step in order, fed with its own dial
  expect(seen.map(([step]) => step)).toEqual(Array.from({ length: 57 }, (_, i) => i + 4));
  for (const [step, loss] of seen) expect(loss).toBeCloseTo(((step! - 1) / 100) * 100, 4);
  expect(Math.max(...calls)).toBeGreaterThan(4);
  expect(Math.max(...calls)).toBeLessThanOrEqual(32);
  // at a pause the state is that of the pause's step
  for (const [step, state] of pauses) expect(state).toBe(step);
  expect(pauses.map(([step]) => step)).toEqual(expect.arrayContaining([25, 50, 60]));
});

it('gives a long step its own call', async () => {
  const { program, calls } = counting(300);
  await runSteps({ program, feeder: feeder(), from: 0, to: 4, onStep: () => undefined });
  expect(calls).toEqual([1, 1, 1, 1]);
});

it('pauses when it is told to stop', async () => {
  const { program, steps } = counting(1);
  const stop = new AbortController();
  let paused = 0;
  const done = await runSteps({
    program,
    feeder: feeder(),
    from: 0,
    to: 1000,
    signal: stop.signal,
    onStep: (step) => {
      if (step === 20) stop.abort();
    },
    onPause: (step) => {
      paused = step;
    },
  });
  expect(done).toBeGreaterThanOrEqual(20);
  expect(done).toBeLessThan(20 + 2 * 32);
  expect([paused, steps()]).toEqual([done, done]);
});
