import { describe, expect, it } from 'vitest';
import type { StepDescription } from '../step/stepBuilder.ts';
import { type ExampleSource, Feeder, type FeedOptions } from './feeds.ts';

/** Example i is the number i. */
const numbers = (count: number): ExampleSource => ({
  count,
  shape: [1],
  read: async (indices, out, options) => {
    for (let k = 0; k < indices.length; k++) {
      out[k] = indices[k]!;
      if (options?.labels) options.labels[k] = indices[k]! % 10;
    }
  },
});
const description: StepDescription = {
  batch: 4,
  state: [],
  examples: [
    { name: 'a', count: 4, shape: [1], labels: false },
    { name: 'b', count: 3, shape: [1], labels: true },
  ],
  noise: [{ name: 'z', kind: 'normal', shape: [2, 3] }],
  dials: [
    { name: 'rate', value: { type: 'linear', initial: 1, final: 0 } },
    { name: 'decay', value: { emaDecay: 0.9 } },
    { name: 'every/3', value: { every: 3 } },
  ],
  metrics: [],
};
const options: FeedOptions = { seed: 5, totalSteps: 100, draw: 'shuffled', range: [-1, 1] };
const plain = (feeds: Awaited<ReturnType<Feeder['at']>>) =>
  Object.fromEntries(Object.entries(feeds).map(([k, v]) => [k, [...v.data]]));

describe('Feeder', () => {
  it('gives a step the same inputs whatever was asked before', async () => {
    const fresh = () => new Feeder(description, numbers(50), options);
    const one = fresh();
    for (let s = 0; s < 20; s++) await one.at(s);
    expect(plain(await one.at(20))).toEqual(plain(await fresh().at(20)));
    expect(plain(await one.at(3))).toEqual(plain(await fresh().at(3)));
  });

  it('shows every example once per epoch when shuffled, in another order each epoch', async () => {
    const feeder = new Feeder(description, numbers(70), options);
    expect(feeder.stepsPerEpoch).toBe(10);
    const epoch = async (e: number) => {
      const seen: number[] = [];
      for (let s = 0; s < 10; s++) {
        const feeds = await feeder.at(10 * e + s);
        seen.push(...feeds['data/a']!.data, ...feeds['data/b']!.data);
      }
      return seen;
    };
    const [first, second] = [await epoch(0), await epoch(1)];
    const all = [...Array(70).keys()];
    expect([...first].sort((a, b) => a - b)).toEqual(all);
    expect([...second].sort((a, b) => a - b)).toEqual(all);
    expect(first).not.toEqual(second);
  });

  it('draws with replacement evenly', async () => {
    const feeder = new Feeder(description, numbers(10), { ...options, draw: 'replacement' });
    const counts = new Array(10).fill(0);
    for (let s = 0; s < 1000; s++) for (const i of (await feeder.at(s))['data/a']!.data) counts[i]++;
    for (const c of counts) expect(Math.abs(c - 400)).toBeLessThan(100);
  });

  it('hands out the labels of its examples', async () => {
    const feeds = await new Feeder(description, numbers(50), options).at(0);
    expect([...feeds['data/b.labels']!.data]).toEqual([...feeds['data/b']!.data].map((v) => v % 10));
  });

  it('turns dials by their schedule', async () => {
    const feeder = new Feeder(description, numbers(50), options);
    const rate = async (s: number) => (await feeder.at(s))['dial/rate']!.data[0];
    expect(await rate(0)).toBe(1);
    expect(await rate(50)).toBeCloseTo(0.5, 1);
    expect((await feeder.at(0))['dial/decay']!.data[0]).toBeCloseTo(0.1, 6);
    const gates = await Promise.all([0, 1, 2, 3, 6].map(async (s) => (await feeder.at(s))['dial/every/3']!.data[0]));
    expect(gates).toEqual([1, 0, 0, 1, 1]);
  });

  it('turns dials as a person has, each from its step on, whatever is asked for first', async () => {
    const changes = [
      { step: 60, values: { rate: 7 } },
      { step: 80, values: { decay: { emaDecay: 0.5 } } },
      { step: 90, values: { rate: { type: 'linear', initial: 3, final: 1 } as const }, scheduleSteps: 200 },
    ];
    const feeder = new Feeder(
      { ...description, dials: [...description.dials, { name: 'D/learningRate', value: 2 }] },
      numbers(50),
      { ...options, changes },
    );
    const at = async (s: number) => {
      const feeds = await feeder.several(s, 2);
      return [...feeds['dial/rate']!.data, feeds['dial/decay']!.data[0]];
    };
    const close = (x: number) => expect.closeTo(x, 6);
    expect(await at(89)).toEqual([7, close(3 - 2 * (90 / 200)), 0.5]);
    expect(await at(59)).toEqual([close(0.41), 7, close(60 / 69)]);
    expect(await at(100)).toEqual([2, close(1.99), 0.5]);
    expect(feeder.ratesAt(5)).toEqual({ D: 2 });
  });
});
