import { describe, expect, it } from 'vitest';
import { adam, dense, network } from '../../nn/index.ts';
import type { RandomStream } from '../../random/stream.ts';
import { mean, square, sub } from '../../tensor/index.ts';
import { customGame, gameOf } from '../index.ts';
import { buildStep } from '../step/step.ts';
import { type ExampleSource, Feeder, type FeedOptions } from './feeds.ts';

/** Examples [index, the first random number that is drawn for it], of each part with a mark of its own. */
const marked = (count: number, domains?: Record<string, ExampleSource>): ExampleSource => ({
  count,
  shape: [3],
  ...(domains && { domains }),
  read: async (indices, out, { part, draws } = {}) => {
    for (let k = 0; k < indices.length; k++)
      out.set([indices[k]!, draws ? (draws(k) as RandomStream).integer(1e6) : -1, part === 'input' ? 1 : 0], k * 3);
  },
});
const options: FeedOptions = { seed: 5, totalSteps: 100, draw: 'shuffled', range: [-1, 1] };
const player = () => ({ network: network([3], [dense(3)]), optimizer: adam() });
const firsts = (data: ArrayLike<number>, at: number) =>
  Array.from({ length: data.length / 3 }, (_, k) => data[k * 3 + at]!);

describe('examples of several parts', () => {
  const game = customGame({
    players: { generator: player() },
    batch: 4,
    moves: [
      {
        name: 'G',
        updates: ['generator'],
        objective: (scope) => {
          const input = scope.examples('pairs', 4, { part: 'input' });
          const target = scope.examples('pairs', 4, { part: 'target' });
          return mean(square(sub(scope.play('generator', input), target)));
        },
      },
    ],
  });
  const data = { shape: [3], classCount: 0, parts: { input: [3], target: [3] } };

  it('are drawn together, with the same random numbers, and counted once in an epoch', async () => {
    const { description } = buildStep(gameOf(game)!, data);
    const feeder = new Feeder(description, marked(20), options);
    expect(feeder.stepsPerEpoch).toBe(5);
    const { 'data/pairs.input': input, 'data/pairs.target': target } = await feeder.at(3);
    expect(firsts(input!.data, 0)).toEqual(firsts(target!.data, 0));
    expect(firsts(input!.data, 1)).toEqual(firsts(target!.data, 1));
    expect(new Set(firsts(input!.data, 1)).size).toBe(4);
    expect(firsts(input!.data, 2)).toEqual([1, 1, 1, 1]);
    const later = await feeder.at(8);
    expect(firsts(later['data/pairs.input']!.data, 1)).not.toEqual(firsts(input!.data, 1));
  });

  it('of data without them are refused with what to give', () => {
    expect(() => buildStep(gameOf(game)!, { shape: [3], classCount: 0 })).toThrow(/no 'input'/);
  });
});

describe('two domains', () => {
  const game = customGame({
    players: { ab: player() },
    batch: 2,
    moves: [
      {
        name: 'G',
        updates: ['ab'],
        objective: (scope) =>
          mean(
            square(
              sub(scope.play('ab', scope.examples('a', 2, { domain: 'a' })), scope.examples('b', 2, { domain: 'b' })),
            ),
          ),
      },
    ],
  });
  const one = { shape: [3], classCount: 0 };
  const { description } = buildStep(gameOf(game)!, { ...one, domains: { a: one, b: one } });

  it('are drawn each for itself, each once in an epoch of its own', async () => {
    const feeder = new Feeder(description, marked(10, { a: marked(10), b: marked(6) }), options);
    expect(feeder.stepsPerEpoch).toBe(5);
    const seen = { a: [] as number[], b: [] as number[] };
    for (let step = 0; step < 15; step++) {
      const feeds = await feeder.at(step);
      for (const domain of ['a', 'b'] as const) seen[domain].push(...firsts(feeds[`data/${domain}`]!.data, 0));
    }
    const sorted = (numbers: number[]) => [...numbers].sort((x, y) => x - y);
    expect(sorted(seen.a.slice(0, 10))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(sorted(seen.b.slice(0, 6))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(sorted(seen.b.slice(6, 12))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(seen.b.slice(0, 6)).not.toEqual(seen.b.slice(6, 12));
  });

  it('of data that have one are refused with what to give', async () => {
    expect(() => buildStep(gameOf(game)!, one)).toThrow(/two domains/);
    await expect(new Feeder(description, marked(10), options).at(0)).rejects.toThrow(/no domain 'a'/);
  });
});
