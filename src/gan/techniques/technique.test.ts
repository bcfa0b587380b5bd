import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dense, network, scheduleSchema, sgd } from '../../nn/index.ts';
import { add, mean, mul, square, stopGradient, sub } from '../../tensor/index.ts';
import { partsOf, usedBy } from '../adversarial/ganParts.ts';
import { ganSchemaWith } from '../adversarial/ganSpec.ts';
import { ganWarnings } from '../checks/ganWarnings.ts';
import { refuse } from '../checks/refuse.ts';
import { customGame } from '../games/custom.ts';
import { ganGame } from '../games/gan.ts';
import { gameOf, makersOf } from '../games/registry.ts';
import { wasserstein } from '../losses/index.ts';
import { Played } from '../step/step.testing.ts';
import { techniques } from './registry.ts';
import { defineTechnique } from './technique.ts';

/** One technique more: G's values are to have the mean that real ones have had, as a moving average remembers them. */
const meanMatching = defineTechnique({
  option: z.strictObject({ weight: scheduleSchema, follow: z.number().default(0.5) }).optional(),
  of: ({ weight, follow }) => ({
    amounts: { 'meanMatching.weight': weight },
    check: ({ order }) => {
      if (order === 'separate') refuse('mean-matching', 'it sees both sides', 'order', "use order: 'together'");
    },
    warnings: ({ batch }) => [[batch.generator === 1, 'a mean of one', 'use 2 or more']],
    ofTheBatch: true,
    generator: ({ scope, made }) => {
      const before = scope.state('meanMatching', [], 0);
      const real = mean(scope.examples('real', 2));
      const average = stopGradient(add(before, mul(sub(real, before), follow)));
      scope.setState('meanMatching', average);
      const apart = square(sub(mean(made), average));
      scope.metric('meanMatching', apart);
      return mul(apart, scope.dial('meanMatching', weight));
    },
  }),
});
const known = { meanMatching, ...techniques };

const rate = 0.1;
const optimizer = sgd({ learningRate: rate });
const line = { useBias: false, kernelInitializer: 'ones' } as const;
/** The Dirac-GAN with the Wasserstein loss: G is θ, D is ψ x. */
const options = {
  type: 'gan',
  generator: { network: network([1], [dense(1, { biasInitializer: 'ones' })]), optimizer },
  discriminator: { network: network([1], [dense(1, line)]), optimizer },
  batch: { generator: 2, discriminator: 2 },
  loss: wasserstein(),
};
const parse = (more: object) => ganSchemaWith(known).parse({ ...options, ...more });

describe('a technique is one file: one more', () => {
  it('is trained with, and remembers, reports and is turned', () => {
    const spec = parse({ meanMatching: { weight: 0.3 } });
    expect(spec.meanMatching).toEqual({ weight: 0.3, follow: 0.5 });
    const played = new Played(ganGame(spec, known));
    expect(played.step.description.dials.map(({ name }) => name)).toContain('meanMatching');
    let [theta, psi, average] = [1, 1, 0];
    for (let step = 0; step < 10; step++) {
      played.next({ 'data/real': [2, 4] });
      psi -= rate * (theta - 3);
      average += (3 - average) / 2;
      expect(played.metrics.meanMatching).toBeCloseTo((theta - average) ** 2, 10);
      theta -= rate * (-psi + 0.3 * 2 * (theta - average));
      expect(played.at('generator/dense/bias')).toBeCloseTo(theta, 10);
      expect(played.at('meanMatching')).toBeCloseTo(average, 10);
    }
  });

  it('is played by a run as a custom game is, since JSON does not know it', () => {
    const game = ganGame(parse({ meanMatching: { weight: 0.3 } }), known);
    const custom = customGame(game);
    expect(makersOf(custom)).toEqual(['generator']);
    expect(new Played(gameOf(custom)!).step.description).toEqual(new Played(game).step.description);
  });

  it('is checked, and warned of', () => {
    const refused = (more: object, code: string) =>
      expect(() => parse({ meanMatching: { weight: 1 }, ...more })).toThrowError(expect.objectContaining({ code }));
    refused({ order: 'separate' }, 'gan/mean-matching');
    refused({ meanMatching: { weight: -1 } }, 'gan/negative');
    const alone = parse({ meanMatching: { weight: 1 }, batch: { generator: 1, discriminator: 2 } });
    const used = usedBy(alone, known);
    expect([...used].map(([name, { ofTheBatch }]) => [name, ofTheBatch])).toEqual([['meanMatching', true]]);
    const messages = ganWarnings(alone, partsOf(alone, used), [...used.values()]).map(({ message }) => message);
    expect(messages).toContain('a mean of one');
  });

  it('changes nothing where it is not turned on', () => {
    const { outputs, description } = new Played(ganGame(parse({}), known)).step;
    const plain = new Played(ganGame(parse({}))).step;
    expect(Object.keys(outputs)).toEqual(Object.keys(plain.outputs));
    expect(description).toEqual(plain.description);
  });
});
