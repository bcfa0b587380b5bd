import { describe, expect, it } from 'vitest';
import { adam, dense, dropout, flatten, leakyRelu, network } from '../nn/index.ts';
import { RandomStream } from '../random/stream.ts';
import { evaluate, type NDArray, ndarray, sizeOf } from '../tensor/index.ts';
import { type GanSpec, gan, ganGame, initialState } from './index.ts';
import { crossEntropy } from './losses/index.ts';
import { r1, r2 } from './penalties/index.ts';
import { buildStep } from './step.ts';
import { portNames, type StepGraph } from './stepBuilder.ts';

const data = { shape: [3], classCount: 0 };
const optimizer = adam({ learningRate: 0.01 });
type Options = Pick<GanSpec, 'order'> & Partial<Pick<GanSpec, 'discriminatorSteps'>>;

/** `together` puts both kinds of examples into one batch of D: there, what is drawn for its rows would be cut elsewhere. */
const spec = (batch: number, options: Options): GanSpec => {
  const drawn = options.order === 'separate';
  const layers = [flatten(), dense(8), leakyRelu(0.2), ...(drawn ? [dropout(0.3)] : []), dense(1)];
  return gan({
    generator: { network: network([2], [dense(8), leakyRelu(0.2), dense(3)]), optimizer, ema: 0.9 },
    discriminator: { network: network([3], layers), optimizer },
    batch: { generator: batch, discriminator: batch },
    loss: crossEntropy({ real: 0.9, noise: drawn ? 0.1 : 0 }),
    penalties: [r1({ weight: 2 }), r2({ weight: 3, every: 2 })],
    ...options,
  });
};

/** Values for every input of a step. */
function feedsOf({ description }: StepGraph): Record<string, NDArray> {
  const random = (name: string, shape: readonly number[]) =>
    ndarray(shape, new RandomStream(4, name).fillUniform(new Float32Array(sizeOf(shape))));
  return Object.fromEntries([
    ...Object.entries(initialState(description, 3)).map(([n, { shape, data }]) => [n, ndarray(shape, data)] as const),
    ...description.examples.map(({ name, count, shape }) => {
      const port = portNames.examples(name);
      return [port, random(port, [count, ...shape])] as const;
    }),
    ...description.noise.map(({ name, shape }) => [portNames.noise(name), random(name, shape)] as const),
    // a rate of 0.01, and every lazy penalty on this step
    ...description.dials.map(({ name }) => {
      const value = name.startsWith('every/') ? 1 : 0.01;
      return [portNames.dial(name), ndarray([], [value])] as const;
    }),
  ]);
}

describe.each<Options>([{ order: 'separate' }, { order: 'together' }, { order: 'separate', discriminatorSteps: 2 }])(
  '%o',
  (options) => {
    it.each([2, 4])('a batch in %i parts gives the same step as in one', (parts) => {
      const whole = buildStep(ganGame(spec(8, options)), data);
      const cut = buildStep(ganGame(spec(8 / parts, options)), data, parts);
      expect(cut.description).toEqual(whole.description);
      const feeds = feedsOf(whole);
      const [one, several] = [whole, cut].map(({ outputs }) => evaluate(Object.values(outputs), feeds));
      for (const [i, name] of Object.keys(whole.outputs).entries())
        one![i]!.data.forEach((v, k) => {
          expect(Math.abs(several![i]!.data[k]! - v), name).toBeLessThan(1e-12);
        });
    });
  },
);
