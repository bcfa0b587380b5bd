import { describe, expect, it } from 'vitest';
import { adam, dense, dropout, flatten, leakyRelu, network, sgd } from '../../nn/index.ts';
import { add, evaluate, mean, mul, type NDArray, ndarray, slice, sum } from '../../tensor/index.ts';
import type { Game } from '../game.ts';
import { type ExampleSource, Feeder, type GanSpec, gan, ganGame, initialState } from '../index.ts';
import { crossEntropy } from '../losses/index.ts';
import { r1, r2 } from '../penalties/index.ts';
import { buildStep } from './step.ts';
import type { StepGraph } from './stepBuilder.ts';

const data = { shape: [3], classCount: 0 };
const optimizer = adam({ learningRate: 0.01 });
type Options = Pick<GanSpec, 'order'> & Partial<Pick<GanSpec, 'discriminatorSteps'>>;

const spec = (batch: number, options: Options): GanSpec => {
  const layers = [flatten(), dense(8), leakyRelu(0.2), dropout(0.3), dense(1)];
  return gan({
    generator: { network: network([2], [dense(8), leakyRelu(0.2), dense(3)]), optimizer, ema: 0.9 },
    discriminator: { network: network([3], layers), optimizer },
    batch: { generator: batch, discriminator: batch },
    loss: crossEntropy({ real: 0.9, noise: 0.1, flip: 0.2 }),
    penalties: [r1({ weight: 2 }), r2({ weight: 3, every: 2 })],
    instanceNoise: 0.3,
    ...options,
  });
};

/** Example i is (i, i², −i) / 10. */
const examples: ExampleSource = {
  count: 50,
  shape: [3],
  read: async (indices, out) => {
    for (const [k, i] of Array.from(indices).entries()) out.set([i / 10, (i * i) / 10, -i / 10], 3 * k);
  },
};

/** Values for every input of step 2, in which every lazy penalty counts: the state, and what a training feeds. */
async function feedsOf({ description }: StepGraph): Promise<Record<string, NDArray>> {
  const fed = await new Feeder(description, examples, { seed: 4, totalSteps: 9, draw: 'shuffled', range: [-1, 1] }).at(
    2,
  );
  return Object.fromEntries(
    [...Object.entries(initialState(description, 3)), ...Object.entries(fed)].map(([name, { shape, data }]) => [
      name,
      ndarray(shape, data),
    ]),
  );
}

describe.each<Options>([{ order: 'separate' }, { order: 'together' }, { order: 'separate', discriminatorSteps: 2 }])(
  '%o',
  (options) => {
    it.each([2, 4])('a batch in %i parts gives the same step as in one', async (parts) => {
      const whole = buildStep(ganGame(spec(8, options)), data, 1, { gradientNorms: true });
      const cut = buildStep(ganGame(spec(8 / parts, options)), data, parts, { gradientNorms: true });
      const noise = cut.description.noise.map(({ cut: _, ...port }) => port);
      expect({ ...cut.description, noise }).toEqual(whole.description);
      const [one, several] = await Promise.all(
        [whole, cut].map(async (step) => evaluate(Object.values(step.outputs), await feedsOf(step))),
      );
      for (const [i, name] of Object.keys(whole.outputs).entries())
        one![i]!.data.forEach((v, k) => {
          expect(Math.abs(several![i]!.data[k]! - v), name).toBeLessThan(1e-12);
        });
    });
  },
);

describe('state that a game keeps, of a batch in parts', () => {
  const player = { network: network([1], [dense(1)]), optimizer: sgd({ learningRate: 0 }) };
  /** Counts its examples and remembers their last; the sum of what was remembered is reported. */
  const game = (batch: number, rule: 'mean' | 'inSequence'): Game => ({
    players: { player },
    batch,
    moves: [
      {
        name: 'move',
        updates: ['player'],
        objective: (scope) => {
          const x = scope.examples('real', batch);
          const count = scope.state('count', [], 0, { parts: rule });
          const last = scope.state('last', [1, 1], 0, { parts: rule });
          scope.setState('count', add(count, batch));
          scope.setState('last', slice(x, [0], [batch - 1], [batch]));
          scope.metric('seen', add(sum(last), 0));
          return mean(scope.play('player', x));
        },
      },
    ],
  });
  const left = (parts: number, rule: 'mean' | 'inSequence') => {
    const step = buildStep(game(4 / parts, rule), { shape: [1], classCount: 0 }, parts);
    const feeds: Record<string, NDArray> = Object.fromEntries(
      Object.entries(initialState(step.description, 1)).map(([name, { shape, data }]) => [name, ndarray(shape, data)]),
    );
    feeds['data/real'] = ndarray([4, 1], [1, 2, 3, 4]);
    feeds['dial/player/learningRate'] = ndarray([], [0]);
    const names = ['next/count', 'next/last', 'metric/seen'];
    return evaluate(
      names.map((name) => step.outputs[name]!),
      feeds,
    ).map(({ data }) => data[0]);
  };

  it('goes on from part to part where it is said to', () => {
    expect(left(1, 'inSequence')).toEqual([4, 4, 0]);
    // what the parts have seen before: nothing, and then 2
    expect(left(2, 'inSequence')).toEqual([4, 4, 1]);
    expect(left(4, 'inSequence')).toEqual([4, 4, (0 + 1 + 2 + 3) / 4]);
  });
  it('goes on so in a lazy term, on its steps alone', () => {
    const lazy = (parts: number, rule: 'mean' | 'inSequence', isDue: boolean) => {
      const batch = 4 / parts;
      const objective: Game['moves'][number]['objective'] = (scope) => {
        const x = scope.examples('real', batch);
        const count = scope.state('count', [], 5, { parts: rule });
        const score = mean(scope.play('player', x));
        const term = { name: 'term', every: 2, weight: mul(score, 0), value: add(score, count) };
        return { loss: score, lazy: [{ ...term, kept: { count: add(count, batch) } }] };
      };
      const moves = [{ name: 'move', updates: ['player'], objective }];
      const step = buildStep({ players: { player }, batch, moves }, { shape: [1], classCount: 0 }, parts);
      const feeds: Record<string, NDArray> = Object.fromEntries(
        Object.entries(initialState(step.description, 1)).map(([name, { shape, data }]) => [
          name,
          ndarray(shape, data),
        ]),
      );
      feeds['data/real'] = ndarray([4, 1], [1, 2, 3, 4]);
      feeds['dial/player/learningRate'] = ndarray([], [0]);
      feeds['dial/every/2'] = ndarray([], [isDue ? 1 : 0]);
      return evaluate([step.outputs['next/count']!], feeds)[0]!.data[0];
    };
    for (const parts of [1, 2, 4]) {
      expect(lazy(parts, 'inSequence', true)).toBe(9);
      expect(lazy(parts, 'inSequence', false)).toBe(5);
    }
    expect(lazy(2, 'mean', true)).toBe(7);
  });
  it('is the mean of what the parts leave otherwise', () => {
    expect(left(2, 'mean')).toEqual([2, 3, 0]);
  });
});
