import { describe, expect, it } from 'vitest';
import { adam, batchNorm, dense, dropout, leakyRelu, network, sgd } from '../../nn/index.ts';
import {
  add,
  constant,
  evaluate,
  mean,
  mul,
  type NDArray,
  ndarray,
  neg,
  softplus,
  sum,
  topologicalOrder,
} from '../../tensor/index.ts';
import { gan } from '../adversarial/ganSpec.ts';
import type { Game, PlayOptions } from '../game.ts';
import { classifier, classifierKind } from '../games/classifier.ts';
import { customGame } from '../games/custom.ts';
import { ganGame } from '../games/gan.ts';
import { gameOf, withBatch } from '../games/registry.ts';
import { initialState } from '../training/initialState.ts';
import { buildStep } from './step.ts';
import type { StepGraph } from './stepBuilder.ts';

const one = ndarray([4, 1], [1, 1, 1, 1]);

/** Runs a step in float64 on the operators' plain evaluations. */
function run({ outputs, description }: StepGraph, state: Record<string, NDArray>, feeds: Record<string, NDArray> = {}) {
  const all: Record<string, NDArray> = { ...state, ...feeds };
  for (const t of topologicalOrder(Object.values(outputs))) {
    const name = t.op.name === 'Input' ? (t.attributes.name as string) : undefined;
    if (name !== undefined && !all[name])
      all[name] = ndarray(
        t.shape,
        name.startsWith('dial/')
          ? [0.1]
          : Array.from({ length: t.shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i + name.length)),
      );
  }
  const names = Object.keys(outputs);
  const values = evaluate(Object.values(outputs), all);
  const results = Object.fromEntries(names.map((n, i) => [n, values[i]!]));
  const next = Object.fromEntries(description.state.map(({ name }) => [name, results[`next/${name}`]!]));
  return { results, next };
}
const begin = (step: StepGraph) =>
  Object.fromEntries(
    Object.entries(initialState(step.description, 1)).map(([n, { shape, data }]) => [n, ndarray(shape, data)]),
  );

describe('the Dirac-GAN (Mescheder, Geiger and Nowozin 2018)', () => {
  // G is a point θ, D is x ↦ ψ x, the data are the point 0: the dynamics are known on paper
  const optimizer = sgd({ learningRate: 0.1 });
  const zero = network([1], [dense(1, { kernelInitializer: 'zeros', biasInitializer: 'ones' })]);
  const linear = network([1], [dense(1, { useBias: false, kernelInitializer: 'ones' })]);
  const spec = customGame({
    players: { generator: { network: zero, optimizer }, discriminator: { network: linear, optimizer } },
    batch: 4,
    moves: [
      {
        name: 'D',
        updates: ['discriminator'],
        objective: (s) => mean(softplus(s.play('discriminator', s.play('generator', constant(ndarray([4, 1])))))),
      },
      {
        name: 'G',
        updates: ['generator'],
        objective: (s) => mean(softplus(neg(s.play('discriminator', s.play('generator', constant(ndarray([4, 1]))))))),
      },
    ],
  });

  it('follows θ and ψ as computed by hand, each move seeing what the one before changed', () => {
    const step = buildStep(gameOf(spec)!, { shape: [1], classCount: 0 });
    let state = begin(step);
    let [theta, psi] = [1, 1];
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    for (let i = 0; i < 30; i++) {
      state = run(step, state).next;
      psi -= 0.1 * sigmoid(psi * theta) * theta;
      theta += 0.1 * sigmoid(-psi * theta) * psi;
      expect(state['discriminator/dense/kernel']!.data[0]).toBeCloseTo(psi, 9);
      expect(state['generator/dense/bias']!.data[0]).toBeCloseTo(theta, 9);
    }
    // it circles the equilibrium (0, 0) and does not come to rest
    expect(Math.hypot(theta, psi)).toBeGreaterThan(0.8);
  });
});

describe('a step', () => {
  const generator = { network: network([2], [dense(3), batchNorm(), leakyRelu(), dense(1)]), optimizer: adam() };
  const discriminator = { network: network([1], [dense(3), batchNorm(), leakyRelu(), dense(1)]), optimizer: adam() };
  const parts = { generator: { ...generator, ema: 0.5 }, discriminator, batch: { generator: 4, discriminator: 4 } };
  const only = (game: Game, name: string): Game => ({
    players: game.players,
    batch: game.batch,
    moves: game.moves.filter((m) => m.name.startsWith(name)),
  });
  const game = ganGame(gan(parts));

  it.each([
    ['discriminator', 'generator'],
    ['generator', 'discriminator'],
  ])("the %s's move leaves the %s as it is, statistics included", (mover, other) => {
    const step = buildStep(only(game, mover), { shape: [1], classCount: 0 });
    const before = begin(step);
    const { next } = run(step, before);
    for (const name of Object.keys(before)) {
      if (name.startsWith(`${other}/`) && !name.endsWith('.ema')) expect(next[name]).toEqual(before[name]);
    }
    expect(next[`${mover}/dense/kernel`]).not.toEqual(before[`${mover}/dense/kernel`]);
    expect(next[`${mover}/batchNorm/movingMean`]).not.toEqual(before[`${mover}/batchNorm/movingMean`]);
  });

  it('averages the generator', () => {
    const step = buildStep(game, { shape: [1], classCount: 0 });
    const before = begin(step);
    const { next } = run(step, before, { 'dial/generator/emaDecay': ndarray([], [0.25]) });
    const [p0, p1, e1] = [before, next, next].map(
      (s, i) => s[`generator/dense/kernel${i === 2 ? '.ema' : ''}`]!.data[0]!,
    );
    expect(e1).toBeCloseTo(0.25 * p0! + 0.75 * p1!, 12);
  });

  it('changes its batch in proportion, and refuses where moves are code', () => {
    const spec = gan({ ...parts, batch: { generator: 8, discriminator: 4 } });
    expect(withBatch(spec, 32)).toMatchObject({ batch: { generator: 32, discriminator: 16 } });
    expect(() => withBatch(customGame({ players: game.players, batch: 4, moves: game.moves }), 8)).toThrow(
      /is code|are code/,
    );
  });

  it('takes several steps of D, each on fresh examples and latents', () => {
    const { description } = buildStep(ganGame(gan({ ...parts, discriminatorSteps: 3 })), { shape: [1], classCount: 0 });
    expect(description.examples.map((e) => e.name)).toEqual(['real', 'real.1', 'real.2']);
    expect(description.noise.filter((n) => n.name.startsWith('fake')).length).toBe(3);
  });

  it('reports P(real) whichever label means real', () => {
    const flipped = ganGame(gan({ ...parts, loss: { type: 'crossEntropy', real: 0, fake: 1, target: 0, noise: 0 } }));
    const [a, b] = [game, flipped].map((g) => {
      const step = buildStep(g, { shape: [1], classCount: 0 });
      return run(step, begin(step)).results;
    });
    expect(a!['metric/dReal']!.data[0]! + b!['metric/dReal']!.data[0]!).toBeCloseTo(1, 9);
  });
});

describe('the lengths of gradients', () => {
  const player = (clipped: boolean) => ({
    network: network([1], [dense(2, { kernelInitializer: 'ones' })]),
    optimizer: sgd({ learningRate: 0.1, ...(clipped && { clip: { norm: 1 } }) }),
  });
  /** Two players and three moves, the gradients of which are known: (3, 4) and (3, 4), of the second player half of each. */
  const game = (clipped: boolean): Game => {
    const move = (name: string, updates: readonly string[]): Game['moves'][number] => ({
      name,
      updates,
      objective: (scope) => {
        const of = (p: string) => sum(mul(scope.parameters(p)['dense/bias']!, constant(ndarray([2], [3, 4]))));
        return add(of('a'), mul(of('b'), 0.5));
      },
    });
    const moves = [move('a', ['a']), move('both', ['a', 'b'])];
    return { players: { a: player(clipped), b: player(clipped) }, batch: 1, moves };
  };
  it.each([false, true])('are those of each player and move, before an optimizer clips them: %s', (clipped) => {
    const step = buildStep(game(clipped), { shape: [1], classCount: 0 }, 1, { gradientNorms: true });
    const { results, next } = run(step, begin(step));
    const norms = Object.entries(results).filter(([name]) => name.startsWith('metric/'));
    expect(Object.fromEntries(norms.map(([name, { data }]) => [name, data[0]]))).toEqual({
      'metric/gradientNorm/a': 5,
      'metric/gradientNorm/a.both': 5,
      'metric/gradientNorm/b': 2.5,
    });
    // what is taken of them: a's gradient twice, cut to a length of 1 each time
    const taken = next['a/dense/bias']!.data[0]!;
    expect(taken).toBeCloseTo(clipped ? -2 * 0.1 * 0.6 : -2 * 0.1 * 3, 12);
  });
  it('are not reported where nobody asks for them', () => {
    expect(buildStep(game(true), { shape: [1], classCount: 0 }).description.metrics).toEqual([]);
  });
});

it('a game of one player is a classifier', () => {
  const net = network([1], [dense(2, { kernelInitializer: 'zeros' })]);
  const spec = classifier({ classifier: { network: net, optimizer: sgd({ learningRate: 1 }) }, batch: 4 });
  const step = buildStep(classifierKind.game(spec)!, { shape: [1], classCount: 2 });
  const feeds = { 'data/train': one, 'data/train.labels': ndarray([4], [0, 0, 0, 1]) };
  const { results, next } = run(step, begin(step), { ...feeds, 'dial/classifier/learningRate': ndarray([], [1]) });
  expect(results['metric/loss']!.data[0]).toBeCloseTo(Math.log(2), 12);
  // dL/dlogit = softmax − target: (½ − ¾, ½ − ¼)
  expect([...next['classifier/dense/bias']!.data]).toEqual([0.25, -0.25]);
});

describe('a player played again', () => {
  const optimizer = sgd({ learningRate: 1 });
  const half = network([1], [dense(1, { useBias: false, kernelInitializer: 'ones' }), dropout(0.5)]);
  /** Raises its kernel by the mean of x, and plays again in a move after that. */
  const game = (again: PlayOptions): Game => ({
    players: { player: { network: half, optimizer }, other: { network: half, optimizer } },
    batch: 4,
    moves: [
      {
        name: 'first',
        updates: ['player'],
        objective: (scope) => {
          const y = scope.play('player', scope.examples('x', 4), { noise: 'shared' });
          scope.metric('first', mean(y));
          return neg(mean(y));
        },
      },
      {
        name: 'second',
        updates: ['other'],
        objective: (scope) => {
          const y = scope.play('player', scope.examples('x', 4), again);
          scope.metric('second', mean(y));
          return mean(y);
        },
      },
    ],
  });
  const played = (again: PlayOptions) => {
    const step = buildStep(game(again), { shape: [1], classCount: 0 });
    const noise = step.description.noise.map(({ name }) => name);
    const feeds = {
      ...Object.fromEntries(step.description.dials.map(({ name }) => [`dial/${name}`, ndarray([], [1])])),
      'data/x': one,
      // the first two of four are dropped, or the last
      [`noise/${noise[0]}`]: ndarray([4, 1], [0.1, 0.2, 0.8, 0.9]),
      ...(noise[1] && { [`noise/${noise[1]}`]: ndarray([4, 1], [0.8, 0.8, 0.9, 0.1]) }),
    };
    const { results } = run(step, begin(step), feeds);
    return { noise, values: [results['metric/first']!.data[0], results['metric/second']!.data[0]] };
  };

  it('has what the moves before left it, and random numbers of its own', () => {
    const { noise, values } = played({});
    expect(noise).toEqual(['shared/dropout/mask', 'second/player/dropout/mask']);
    // 2 · ½ · 1, and with the kernel at 2 and three kept: 2 · ¾ · 2
    expect(values).toEqual([1, 3]);
  });
  it('has the random numbers of a name', () => {
    expect(played({ noise: 'shared' })).toEqual({ noise: ['shared/dropout/mask'], values: [1, 2] });
  });
  it('is as the step found it, and makes the same of the same', () => {
    expect(played({ noise: 'shared', asFound: true }).values).toEqual([1, 1]);
  });
});

describe('a step of very many updates', () => {
  const optimizer = sgd({ learningRate: 0.1 });
  const player = { network: network([1], [dense(1)]), optimizer };
  const batch = { generator: 4, discriminator: 4 };
  const data = { shape: [1], classCount: 0 };

  it.each([
    ['parts of a batch', () => buildStep(ganGame(gan({ generator: player, discriminator: player, batch })), data, 501)],
    [
      'updates looked ahead to',
      () =>
        buildStep(
          ganGame(gan({ generator: player, discriminator: player, batch, unrolling: { steps: 600 } })),
          data,
          2,
        ),
    ],
  ])('is refused before it is built: %s', (_, build) => {
    expect(build).toThrow(/a step of 1,[02]0[0-9] updates is too large a graph: 1,000 at the most/);
  });

  it('is refused where the game is written', () => {
    const options = { generator: player, discriminator: player, batch };
    expect(() => gan({ ...options, discriminatorSteps: 1e9 })).toThrow(/1000/);
    expect(() => gan({ ...options, unrolling: { steps: 1e9 } })).toThrow(/1000/);
  });
});
