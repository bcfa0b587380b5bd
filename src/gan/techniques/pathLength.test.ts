import { describe, expect, it } from 'vitest';
import fixture from '../../../test/fixtures/techniques.json' with { type: 'json' };
import { adam, batchNorm, dense, network, sgd } from '../../nn/index.ts';
import {
  add,
  constant,
  evaluate,
  grad,
  input,
  matmul,
  ndarray,
  reshape,
  type Shape,
  type Tensor,
  tanh,
} from '../../tensor/index.ts';
import { gan } from '../adversarial/ganSpec.ts';
import type { LazyTerm, MoveScope } from '../game.ts';
import { ganGame } from '../games/gan.ts';
import { warningsOf } from '../games/registry.ts';
import { wasserstein } from '../losses/index.ts';
import { Played } from '../step/step.testing.ts';
import { pathLength } from './pathLength.ts';
import type { GeneratorUpdate } from './technique.ts';

describe.each(['latents', 'layer'] as const)('from the %s', (name) => {
  const shape = [5, 3, 2, 2];
  const shapes: Shape[] = [[3, 4], [4], [4, 12], [12]];

  it('has the value, the average and the gradients that PyTorch computes', () => {
    const [u, b, v, c] = shapes.map((s, i) => input(`p${i}`, s)) as [Tensor, Tensor, Tensor, Tensor];
    const latents = constant(ndarray([5, 3], fixture.latents));
    const inner = tanh(add(matmul(latents, u), b));
    const made = reshape(tanh(add(matmul(inner, v), c)), shape);
    const scope = {
      noise: (_: string, kind: string, of: Shape) => {
        expect([kind, of]).toEqual(['normal', shape]);
        return constant(ndarray(shape, fixture.noise));
      },
      state: () => constant(0.3),
      dial: () => constant(1),
      metric: () => {},
    } as unknown as MoveScope;
    const config = { ...gan1, decay: 0.9, layer: name === 'layer' ? 'inner' : undefined };
    const update = { scope, player: 'generator', latents, made, outputs: { made, inner } };
    const term = pathLength.of(config)!.generator!(update as unknown as GeneratorUpdate) as LazyTerm;
    const values = [term.value, term.kept!['pathLength/mean']!, ...grad(term.value, [u, b, v, c])];
    const feeds = Object.fromEntries(shapes.map((s, i) => [`p${i}`, ndarray(s, fixture.parameters[i]!)]));
    const got = evaluate(values, feeds).flatMap((t) => [...t.data]);
    const { value, mean, gradients } = fixture.cases[name];
    expect(got).toEqual([value, mean, ...gradients.flat()].map((x) => expect.closeTo(x, 9)));
  });
});
const gan1 = { weight: 1, every: 1 };

const rate = 0.1;
const optimizer = sgd({ learningRate: rate });
const ones = { kernelInitializer: 'ones' } as const;
const discriminator = {
  network: network([1], [dense(1, { useBias: false, ...ones })]),
  optimizer: sgd({ learningRate: 0 }),
};
const batch = { generator: 2, discriminator: 2 };

it('counts on every fourth step, four times, and its average stays between', () => {
  // G is w z + θ and D is x, so that G's loss is −E[w z + θ] and ‖Jᵀ y‖ = |w y|
  const generator = { network: network([1], [dense(1, ones)]), optimizer };
  const spec = gan({ generator, discriminator, batch, loss: wasserstein(), pathLength: { weight: 0.3 } });
  const played = new Played(ganGame(spec));
  expect(played.step.description.state.map(({ name }) => name)).toContain('pathLength/mean');
  let [w, a] = [1, 0];
  const y = [0.5, -2];
  for (let step = 0; step < 9; step++) {
    const counts = step % 4 === 0;
    const lengths = y.map((one) => Math.abs(w * one));
    const next = 0.99 * a + 0.01 * 1.25 * Math.abs(w);
    const slope = y.reduce((sum, one, i) => sum + (lengths[i]! - next) * (Math.abs(one) - 0.0125), 0);
    played.next({ 'noise/generator.latents': [3, 1], 'noise/generator.pathLength': y });
    expect(played.metrics.pathLengthMean).toBeCloseTo(a, 12);
    const value = lengths.reduce((sum, length) => sum + (length - next) ** 2 / 2, 0);
    if (counts) expect(played.metrics.pathLength).toBeCloseTo(value, 10);
    w += rate * 2 - (counts ? rate * 0.3 * 4 * slope : 0);
    if (counts) a = next;
    expect(played.at('generator/dense/kernel')).toBeCloseTo(w, 10);
    expect(played.at('pathLength/mean')).toBeCloseTo(a, 10);
  }
});

it('is refused from a layer that G does not give, and warned of beside batch norm and a short memory', () => {
  const layers = [dense(2, { name: 'inner' }), dense(1, { name: 'end' })];
  const generator = { network: network([1], layers, { outputs: ['end', 'inner'] }), optimizer };
  const options = { generator, discriminator, batch };
  for (const layer of ['middle', 'end'])
    expect(() => gan({ ...options, pathLength: { layer } })).toThrowError(
      expect.objectContaining({ code: 'gan/path-layer', where: 'pathLength.layer' }),
    );
  expect(() => gan({ ...options, pathLength: { weight: -1 } })).toThrow(/pathLength.weight falls below 0/);
  const good = gan({ ...options, pathLength: { layer: 'inner' } });
  expect(good.pathLength).toEqual({ weight: 2, every: 4, decay: 0.99, layer: 'inner' });
  expect(warningsOf(good)).toEqual([]);
  const normed = { network: network([1], [dense(2), batchNorm(), dense(1)]), optimizer: adam({ beta2: 0.5 }) };
  const messages = warningsOf(gan({ ...options, generator: normed, pathLength: {} })).map(({ message }) => message);
  expect(messages).toEqual([
    expect.stringMatching(/generator has batch norm, and pathLength/),
    "pathLength is computed on every 4th step, and the generator's optimizer remembers about 2",
  ]);
});
