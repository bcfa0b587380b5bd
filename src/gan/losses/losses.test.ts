import { describe, expect, it } from 'vitest';
import fixture from '../../../test/fixtures/losses.json' with { type: 'json' };
import { add, constant, evaluate, grad, input, mean, ndarray, ndscalar, type Tensor } from '../../tensor/index.ts';
import {
  adversarialLoss,
  began,
  crossEntropy,
  dualContrastive,
  ebgan,
  hinge,
  type Loss,
  type LossScope,
  leastSquares,
  lossSchema,
  lossTypes,
  minimax,
  relativisticAverage,
  relativisticPaired,
  wasserstein,
} from './index.ts';

/** Every kind of loss, by the name of its recorded values. */
const rows: Readonly<Record<keyof typeof fixture.cases, Loss>> = {
  crossEntropy: crossEntropy(),
  'crossEntropy, smoothed': crossEntropy({ real: 0.9 }),
  'crossEntropy, exchanged and noisy': crossEntropy({ real: 0, fake: 1, target: 0, noise: 0.05 }),
  'crossEntropy, flipped': crossEntropy({ real: 0.9, fake: 0.1, flip: 0.25 }),
  minimax: minimax(),
  leastSquares: leastSquares(),
  'leastSquares, chi squared': leastSquares({ a: -1, b: 1, c: 0 }),
  wasserstein: wasserstein(),
  hinge: hinge(),
  relativisticAverage: relativisticAverage(),
  relativisticPaired: relativisticPaired(),
  dualContrastive: dualContrastive(),
  'dualContrastive, exchanged': dualContrastive({ saturating: false }),
  began: began(),
  ebgan: ebgan({ margin: 0.5 }),
};

const column = (values: readonly number[]) => ndarray([values.length, 1], values);
const feeds = { real: column(fixture.scores.real), fake: column(fixture.scores.fake) };
const [real, fake] = [input('real', [4, 1]), input('fake', [4, 1])];

/** A loss's scope with the recorded random numbers, in which `state` holds. */
const scopeOf = (side: 'real' | 'fake', state: Record<string, number> = {}, next: Record<string, Tensor> = {}) =>
  ({
    random: (name) => constant(column(fixture.random[name as 'labels' | 'flips'][side])),
    state: (name, initial) => constant(state[name] ?? initial),
    setState: (name, value) => {
      next[name] = value;
    },
    metric: (name, value) => {
      next[`metric ${name}`] = value;
    },
  }) satisfies LossScope;

function partsOf(spec: Loss) {
  const loss = adversarialLoss(spec);
  if (loss.sees === 'both') {
    const terms = loss.discriminator({ real, fake });
    return { real: mean(terms.real), fake: mean(terms.fake), generator: loss.generator({ real, fake }) };
  }
  return {
    real: mean(loss.real(real, scopeOf('real'))),
    fake: mean(loss.fake(fake, scopeOf('fake', { k: 0.3 }))),
    generator: mean(loss.generator(fake, scopeOf('fake'))),
  };
}

describe.each(Object.entries(rows))('%s', (name, spec) => {
  const expected = fixture.cases[name as keyof typeof rows];
  it('has the values and gradients that PyTorch computes', () => {
    const parts = partsOf(spec);
    const d = grad(add(parts.real, parts.fake), [real, fake]);
    const g = grad(parts.generator, [fake]);
    const got = evaluate([parts.real, parts.fake, parts.generator, ...d, ...g], feeds).map((v) => [...v.data]);
    const { gradients } = expected;
    const want = [
      [expected.real],
      [expected.fake],
      [expected.generator],
      gradients.real,
      gradients.fake,
      gradients.generator,
    ];
    want.flat().forEach((value, i) => {
      expect(got.flat()[i]).toBeCloseTo(value, 12);
    });
  });

  it('survives JSON', () => {
    expect(lossSchema.parse(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
  });
});

it('every kind of loss has a row', () => {
  const tested = new Set<string>(Object.values(rows).map((row) => row.type));
  expect([...lossTypes.keys()].filter((type) => !tested.has(type))).toEqual([]);
});

describe('P(real)', () => {
  const probabilities = (spec: Loss): number[] => {
    const loss = adversarialLoss(spec);
    if (loss.sees === 'both') {
      const p = loss.probabilityReal({ real, fake });
      return evaluate([p.real, p.fake], feeds).flatMap((v) => [...v.data]);
    }
    return loss.probabilityReal ? [...evaluate([loss.probabilityReal(real)], feeds)[0]!.data] : [];
  };
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const { real: r, fake: f } = fixture.scores;
  const average = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;

  it.each<[string, Loss, number[]]>([
    ['is σ of the logits', crossEntropy(), r.map(sigmoid)],
    ['is 1 − σ where generated examples are labelled 1', crossEntropy({ real: 0, fake: 1 }), r.map((x) => sigmoid(-x))],
    ["is the best D's score between a and b", leastSquares({ a: -1, b: 1, c: 0 }), [0.95, 0.3, 1, 0.65]],
    [
      'compares with the average',
      relativisticAverage(),
      [...r.map((x) => sigmoid(x - average(f))), ...f.map((x) => sigmoid(x - average(r)))],
    ],
    [
      'compares with the partner',
      relativisticPaired(),
      [...r.map((x, i) => sigmoid(x - f[i]!)), ...f.map((x, i) => sigmoid(x - r[i]!))],
    ],
    ['is not there for scores that mean none', wasserstein(), []],
    ['is not there for errors', began(), []],
  ])('%s', (_, spec, expected) => {
    const got = probabilities(spec);
    expect(got.length).toBe(expected.length);
    expected.forEach((p, i) => {
      expect(got[i]).toBeCloseTo(p, 12);
    });
  });
});

describe('an autoencoder as D', () => {
  // two pictures of 1×2 pixels
  const x = constant(ndarray([2, 1, 2, 1], [1, 0, 0.5, -1]));
  const y = constant(ndarray([2, 1, 2, 1], [0.5, 0.2, 0.5, 1]));
  const errors = (spec: Loss) => {
    const e = adversarialLoss(spec).reconstructionError!(x, y);
    expect(e.shape).toEqual([2, 1]);
    return [...evaluate([e])[0]!.data];
  };
  it('is scored by its mean absolute error in BEGAN', () => {
    expect(errors(began())).toEqual([0.35, 1].map((e) => expect.closeTo(e, 12)));
  });
  it('is scored by its mean squared error in EBGAN', () => {
    expect(errors(ebgan({ margin: 1 }))).toEqual([0.145, 2].map((e) => expect.closeTo(e, 12)));
  });
  it("moves BEGAN's k by λ (γ L(x) − L(G(z))), within 0 and 1", () => {
    const loss = adversarialLoss(began({ gamma: 0.7, lambda: 0.1 }));
    const moved = (k: number, errorReal: number, errorFake: number) => {
      const next: Record<string, Tensor> = {};
      if (loss.sees === 'one') loss.generator(constant(ndscalar(errorFake)), scopeOf('fake', { k, errorReal }, next));
      return evaluate([next.k!, next['metric convergence']!]).map((v) => v.data[0]!);
    };
    expect(moved(0.5, 1, 0.2)).toEqual([expect.closeTo(0.55, 12), expect.closeTo(1.5, 12)]);
    expect(moved(0.01, 0.2, 1)).toEqual([0, expect.closeTo(1.06, 12)]);
    expect(moved(0.99, 1, 0)[0]).toBe(1);
  });
});
