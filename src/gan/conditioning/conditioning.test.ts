import { describe, expect, it } from 'vitest';
import { concat, dense, network, previous, projection, sgd } from '../../nn/index.ts';
import { ndarray } from '../../tensor/index.ts';
import { gan } from '../adversarial/ganSpec.ts';
import { ganGame } from '../games/gan.ts';
import { gameSchema } from '../games/registry.ts';
import { crossEntropy, hinge, type Loss, relativisticAverage, relativisticPaired } from '../losses/index.ts';
import { gradientPenalty } from '../penalties/index.ts';
import { Played } from '../step/step.testing.ts';
import { acGan, infoGan, labels } from './index.ts';

const optimizer = sgd({ learningRate: 0.1 });
const ones = { type: 'constant', value: 1 } as const;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const data = { shape: [1], classCount: 2 };
/** Three examples of class 0 and one of class 1, all of them 1; of G's four draws one is of class 0. */
const feeds = {
  'data/real': [1, 1, 1, 1],
  'data/real.labels': [0, 0, 0, 1],
  'noise/generator.labels': [0.1, 0.6, 0.7, 0.99],
};

/** G makes a number for each class, at first 1. */
const generator = {
  network: network({ latent: [1], label: [2] }, [
    dense(1, { inputs: ['label'], useBias: false, kernelInitializer: ones }),
  ]),
  optimizer,
};
/** D: x · kernel + x · embedding of the class, at first 2 x. */
const projecting = {
  network: network({ point: [1], label: [2] }, [
    projection(['point', 'label'], { useBias: false, kernelInitializer: ones }),
  ]),
  optimizer,
};
const batch = { generator: 4, discriminator: 4 };

describe('a conditional GAN', () => {
  it.each(['together', 'separate'] as const)('tells G and D the class, %s', (order) => {
    const spec = gan({ generator, discriminator: projecting, batch, conditioning: labels(), order });
    const game = ganGame(spec);
    const play = new Played(game, data);
    play.next(feeds);
    const [e0, e1] = play.state['discriminator/projection/embedding']!.data;
    if (order === 'together') {
      // ½ (σ(2) − σ(−2)) for each class by its share of real examples, of which G makes as many
      const slope = 0.5 * (sigmoid(2) - sigmoid(-2));
      expect(e0).toBeCloseTo(1 - 0.1 * slope * 0.75, 7);
      expect(e1).toBeCloseTo(1 - 0.1 * slope * 0.25, 7);
    } else {
      // real examples first: up by σ(−2); then generated ones are seen by what D has become
      const kernel = 1 + 0.1 * sigmoid(-2);
      const [up0, up1] = [1 + 0.075 * sigmoid(-2), 1 + 0.025 * sigmoid(-2)];
      expect(e0).toBeCloseTo(up0 - 0.075 * sigmoid(kernel + up0), 7);
      expect(e1).toBeCloseTo(up1 - 0.025 * sigmoid(kernel + up1), 7);
    }
    // G: a quarter of class 0 and three of class 1, against D as it now is
    const w = play.state['discriminator/projection/kernel']!.data[0]!;
    const made = play.state['generator/dense/kernel']!.data;
    expect(made[0]).toBeCloseTo(1 + 0.1 * 0.25 * sigmoid(-(w + e0!)) * (w + e0!), 7);
    expect(made[1]).toBeCloseTo(1 + 0.1 * 0.75 * sigmoid(-(w + e1!)) * (w + e1!), 7);
  });

  it.each([0, 3])('compares pairs of one class, whatever D adds for it: %s', (offset) => {
    // D: x + offset of the class; real examples are 0, G makes 1 of class 0 and 2 of class 1
    const judging = network({ x: [1], label: [2] }, [concat(['x', 'label']), dense(1, { useBias: false })]);
    const frozen = sgd({ learningRate: 0 });
    const play = new Played(
      ganGame(
        gan({
          generator,
          discriminator: { network: judging, optimizer: frozen },
          batch,
          conditioning: labels(),
          loss: relativisticPaired(),
        }),
      ),
      data,
    );
    play.state['discriminator/dense/kernel'] = ndarray([3, 1], [1, offset, -offset]);
    play.state['generator/dense/kernel'] = ndarray([2, 1], [1, 2]);
    play.next({ ...feeds, 'data/real': [0, 0, 0, 0] });
    expect(play.metrics.gLoss).toBeCloseTo(Math.log1p(Math.exp(-1)) * 0.75 + Math.log1p(Math.exp(-2)) * 0.25, 12);
    const [one, two] = play.state['generator/dense/kernel']!.data;
    expect(one).toBeCloseTo(1 + 0.1 * 0.75 * sigmoid(-1), 12);
    expect(two).toBeCloseTo(2 + 0.1 * 0.25 * sigmoid(-2), 12);
  });

  it.each([0, 3])('compares with the average of the same classes, whatever D adds for one: %s', (offset) => {
    const judging = network({ x: [1], label: [2] }, [concat(['x', 'label']), dense(1, { useBias: false })]);
    const discriminator = { network: judging, optimizer: sgd({ learningRate: 0 }) };
    const loss = relativisticAverage();
    const play = new Played(ganGame(gan({ generator, discriminator, batch, conditioning: labels(), loss })), data);
    play.state['discriminator/dense/kernel'] = ndarray([3, 1], [1, offset, -offset]);
    play.state['generator/dense/kernel'] = ndarray([2, 1], [1, 2]);
    play.next({ ...feeds, 'data/real': [0, 0, 0, 0] });
    // three of class 0, where G makes 1, and one of class 1, where it makes 2
    const [real, fake] = [
      [offset, offset, offset, -offset],
      [1 + offset, 1 + offset, 1 + offset, 2 - offset],
    ];
    const mean = (of: readonly number[]) => of.reduce((a, b) => a + b) / of.length;
    const softplus = (x: number) => Math.log1p(Math.exp(x));
    const expected =
      mean(fake!.map((s) => softplus(mean(real!) - s))) + mean(real!.map((s) => softplus(s - mean(fake!))));
    expect(play.metrics.gLoss).toBeCloseTo(expected, 12);
  });

  it.each([2, 6])('matches features at the classes of the real examples, with %i examples of G', (count) => {
    const judging = network(
      { point: [1], label: [2] },
      [
        projection(['point', 'label'], { name: 'score' }),
        dense(1, { name: 'seen', inputs: ['point'], useBias: false }),
      ],
      { outputs: ['score', 'seen'] },
    );
    const play = new Played(
      ganGame(
        gan({
          generator,
          discriminator: { network: judging, optimizer },
          batch: { generator: count, discriminator: 4 },
          conditioning: labels(),
          featureMatching: { layer: 'seen' },
        }),
      ),
      data,
    );
    play.state['generator/dense/kernel'] = ndarray([2, 1], [5, 7]);
    const classes = [0, 1, 1, 1];
    play.next({ 'data/real': classes.map((c) => [5, 7][c]!), 'data/real.labels': classes });
    // G makes each class as it is, of the first real examples, and then of the first again
    const made = Array.from({ length: count }, (_, i) => [5, 7][classes[i % 4]!]!);
    const seen = play.at('discriminator/seen/kernel');
    expect(play.metrics.gLoss).toBeCloseTo((seen * (6.5 - made.reduce((a, b) => a + b) / count)) ** 2, 10);
  });

  it('takes penalties at the classes of the real examples', () => {
    const spec = gan({
      generator,
      discriminator: projecting,
      batch,
      conditioning: labels(),
      penalties: [gradientPenalty()],
    });
    const play = new Played(ganGame(spec), data);
    play.state['discriminator/projection/embedding'] = ndarray([2, 1], [1, 2]);
    play.next(feeds);
    // D's slope is kernel + embedding: 2 in class 0, of which there are three, and 3 in class 1
    expect(play.metrics.gradientPenalty).toBeCloseTo((3 * (2 - 1) ** 2 + (3 - 1) ** 2) / 4, 6);
  });

  it('is refused where a network cannot be told', () => {
    const deaf = { network: network([1], [dense(1)]), optimizer };
    for (const players of [
      { generator: deaf, discriminator: projecting },
      { generator, discriminator: deaf },
    ])
      expect(() => gan({ ...players, batch, conditioning: labels() })).toThrowError(
        expect.objectContaining({ code: 'gan/label-input' }),
      );
    expect(() => gan({ generator, discriminator: deaf, batch, conditioning: acGan() })).toThrowError(
      expect.objectContaining({ code: 'gan/features', where: 'conditioning' }),
    );
    const game = ganGame(gan({ generator, discriminator: projecting, batch, conditioning: labels() }));
    expect(() => new Played(game, { shape: [1], classCount: 0 })).toThrow(/needs data with classes/);
  });
});

describe('AC-GAN', () => {
  /** D says nothing at first: score and class logits are 0. */
  const naming = {
    network: network(
      { point: [1] },
      [
        dense(1, { name: 'score', kernelInitializer: 'zeros' }),
        dense(2, { name: 'classes', inputs: [previous(2)], kernelInitializer: 'zeros' }),
      ],
      { outputs: ['score', 'classes'] },
    ),
    optimizer,
  };
  const play = (weight: number, order: 'together' | 'separate', loss: Loss = crossEntropy()) => {
    const conditioning = acGan({ weight });
    const game = ganGame(gan({ generator, discriminator: naming, batch, conditioning, order, loss }));
    const played = new Played(game, data);
    played.next(feeds);
    return played;
  };

  it.each([
    [0.5, crossEntropy(), 1],
    [2, crossEntropy(), 1],
    [0.5, hinge(), 2],
    [2, hinge(), 2],
  ] as const)('D learns to name classes, with weight %s, beside %o', (weight, loss, sides) => {
    const played = play(weight, 'together', loss);
    expect(played.metrics.classLoss).toBeCloseTo(Math.log(2), 7);
    // −dL/db_c = weight (share of c − ½), on real examples and as much on generated ones
    const [b0, b1] = played.state['discriminator/classes/bias']!.data;
    expect(b0).toBeCloseTo(0.1 * weight * sides * 0.25, 7);
    expect(b1).toBeCloseTo(-0.1 * weight * sides * 0.25, 7);
  });
  it('D learns on either side where these are apart', () => {
    const [b0] = play(1, 'separate').state['discriminator/classes/bias']!.data;
    const seen = 0.1 * 0.25;
    // the second time the logits are b = ±seen + w x with w = b, since all examples are 1
    const softmax0 = sigmoid(4 * seen);
    expect(b0).toBeCloseTo(seen + 0.1 * (0.75 - softmax0), 7);
  });
  it('G learns to make what D names right', () => {
    const [untold, told] = [0, 1].map((w) => play(w, 'together'));
    const [weightless, weighted] = [untold!, told!].map(({ state }) => state['generator/dense/kernel']!.data);
    // D's class kernel w = ±0.025 and bias alike: logits ±0.05 on 1; its score's slope is 0
    const [kernel, logit] = [0.025, 0.05];
    expect([...weightless!]).toEqual([1, 1]);
    // −d(−log softmax_y)/dx = (1 − softmax_y)(w_y − w_other)
    expect(weighted![0]).toBeCloseTo(1 + 0.1 * 0.25 * (1 - sigmoid(2 * logit)) * 2 * kernel, 7);
    expect(weighted![1]).toBeCloseTo(1 - 0.1 * 0.75 * (1 - sigmoid(-2 * logit)) * 2 * kernel, 7);
    expect(told!.metrics.gClassLoss).toBeCloseTo(
      -0.25 * Math.log(sigmoid(2 * logit)) - 0.75 * Math.log(sigmoid(-2 * logit)),
      7,
    );
  });
});

describe('InfoGAN', () => {
  /** A code of two values and a continuous one; G adds them up: x = 1 + t at first. */
  const telling = {
    network: network({ latent: [1], code: [3] }, [
      dense(1, { inputs: ['code'], useBias: false, kernelInitializer: ones }),
    ]),
    optimizer,
  };
  /** D and Q say nothing at first: score, logits and mean are 0. */
  const reading = (width = 3, outputs = ['score', 'codes']) => ({
    network: network(
      { point: [1] },
      [
        dense(1, { name: 'score', kernelInitializer: 'zeros' }),
        dense(width, { name: 'codes', inputs: ['point'], kernelInitializer: 'zeros' }),
      ],
      { outputs },
    ),
    optimizer,
  });
  // one of value 0 and three of value 1, which t = 2u − 1 goes with
  const u = [0.1, 0.5, 0.6, 0.75, 0.7, 0.25, 0.99, 0];
  const codes = [
    [1, 0, 0],
    [0, 1, 0.5],
    [0, 1, -0.5],
    [0, 1, -1],
  ] as const;
  const xs = codes.map(([a, b, t]) => a + b + t);
  const mean = (of: (i: number) => number) => codes.reduce((sum, _, i) => sum + of(i) / 4, 0);
  const play = (weights: readonly [number, number], order: 'together' | 'separate', loss: Loss = crossEntropy()) => {
    const conditioning = infoGan({
      discrete: [2],
      continuous: 1,
      discreteWeight: weights[0],
      continuousWeight: weights[1],
    });
    const spec = gan({ generator: telling, discriminator: reading(), batch, conditioning, order, loss });
    expect(gameSchema.parse(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
    // data without classes, whose mean is G's: D's score stays 0
    const played = new Played(ganGame(spec), { shape: [1], classCount: 0 });
    const real = new Array<number>(4).fill(mean((i) => xs[i]!));
    played.next({ 'data/real': real, 'noise/fake.codes': u, 'noise/generator.codes': u });
    return played;
  };
  const cases = [
    [[1, 0.1], 'together'],
    [[0.5, 2], 'together'],
    [[0.5, 2], 'separate'],
  ] as const;

  it.each([
    ...cases.map(([weights, order]) => [weights, order, crossEntropy()] as const),
    [[0.5, 2], 'together', hinge()] as const,
  ])('Q learns to read codes, with weights %j and D on both sides %s, beside %o', (weights, order, loss) => {
    const { state, metrics } = play(weights, order, loss);
    expect(metrics.infoLossDiscrete).toBeCloseTo(Math.log(2), 7);
    expect(metrics.infoLossContinuous).toBeCloseTo(
      mean((i) => codes[i]![2] ** 2 / 2),
      7,
    );
    // a sum of both sides for the paper's, or half of it, the term of Q with them
    const scale = order === 'together' && loss.type === 'crossEntropy' ? 0.5 : 1;
    const [forDiscrete, forContinuous] = weights.map((w) => 0.1 * w * scale) as [number, number];
    const bias = state['discriminator/codes/bias']!.data;
    const kernel = state['discriminator/codes/kernel']!.data;
    // −dL/dq is λ (c − ½) for logits and λ (t − 0) for the mean
    for (const k of [0, 1] as const) {
      expect(bias[k]).toBeCloseTo(forDiscrete * mean((i) => codes[i]![k] - 0.5), 7);
      expect(kernel[k]).toBeCloseTo(forDiscrete * mean((i) => (codes[i]![k] - 0.5) * xs[i]!), 7);
    }
    expect(bias[2]).toBeCloseTo(forContinuous * mean((i) => codes[i]![2]), 7);
    expect(kernel[2]).toBeCloseTo(forContinuous * mean((i) => codes[i]![2] * xs[i]!), 7);
  });

  it.each(cases)('G learns to be read, with weights %j and D on both sides %s', (weights, order) => {
    const { state, metrics } = play(weights, order);
    const [b0, b1, bt] = state['discriminator/codes/bias']!.data as unknown as [number, number, number];
    const [k0, k1, kt] = state['discriminator/codes/kernel']!.data as unknown as [number, number, number];
    const [score, offset] = ['kernel', 'bias'].map((name) => state[`discriminator/score/${name}`]!.data[0]!) as [
      number,
      number,
    ];
    const pull = codes.map(([a, , t], i) => {
      const x = xs[i]!;
      // log softmax of the value that it is: slope (1 − p)(k − k of the other)
      const ahead = (k0 - k1) * x + b0 - b1;
      const discrete = a === 1 ? sigmoid(-ahead) * (k0 - k1) : sigmoid(ahead) * (k1 - k0);
      const real = sigmoid(-score * x - offset) * score;
      return real + weights[0] * discrete + weights[1] * (t - kt * x - bt) * kt;
    });
    const log2 = (a: number, ahead: number) => Math.log1p(Math.exp(a === 1 ? -ahead : ahead));
    const unread = codes.map(([a, , t], i) => [log2(a, (k0 - k1) * xs[i]! + b0 - b1), (t - kt * xs[i]! - bt) ** 2 / 2]);
    expect(metrics.gInfoLossDiscrete).toBeCloseTo(
      mean((i) => unread[i]![0]!),
      7,
    );
    expect(metrics.gInfoLossContinuous).toBeCloseTo(
      mean((i) => unread[i]![1]!),
      7,
    );
    const made = state['generator/dense/kernel']!.data;
    for (const j of [0, 1, 2] as const) expect(made[j]).toBeCloseTo(1 + 0.1 * mean((i) => codes[i]![j] * pull[i]!), 6);
  });

  it('is refused where codes have no way in or out', () => {
    const conditioning = infoGan({ discrete: [2], continuous: 1 });
    const parts = { generator: telling, discriminator: reading(), batch, conditioning };
    const deaf = { network: network([1], [dense(1)]), optimizer };
    const narrow = { network: network({ latent: [1], code: [2] }, [dense(1, { inputs: ['code'] })]), optimizer };
    const refused = (changes: Partial<typeof parts> & { packing?: number }, code: string, message: RegExp) => {
      const play = () => gan({ ...parts, ...changes });
      expect(play).toThrowError(expect.objectContaining({ kind: 'usage', code }));
      expect(play).toThrow(message);
    };
    refused({ conditioning: infoGan() }, 'gan/no-codes', /no codes/);
    refused({ generator: deaf }, 'gan/code-input', /codes \[3\], and it has no input 'code'/);
    refused({ generator: narrow }, 'gan/code-input', /codes \[3\], and its input 'code' takes \[2\]/);
    refused({ discriminator: deaf }, 'gan/features', /infoGan reads the discriminator's output 'codes'/);
    refused({ discriminator: reading(4) }, 'gan/code-output', /means \[3\].*gives \[4\]/);
    refused({ discriminator: reading(3, ['codes', 'score']) }, 'gan/output-order', /first output is its score/);
    refused({ packing: 2 }, 'gan/packed-labels', /no one code/);
  });
});

it('is refused with packs, whose examples have no one class', () => {
  for (const conditioning of [labels(), acGan()])
    expect(() => gan({ generator, discriminator: projecting, batch, conditioning, packing: 2 })).toThrowError(
      expect.objectContaining({ code: 'gan/packed-labels', where: 'packing' }),
    );
});
