import { expect, it } from 'vitest';
import { constant, evaluate, ndarray } from '../tensor/index.ts';
import { adversarialLoss, crossEntropy } from './loss.ts';

const logits = constant(ndarray([2, 1], [0.5, -1]));
const noise = constant(ndarray([2, 1], [0.2, 0.6]));
const value = (t: ReturnType<typeof constant>) => evaluate([t])[0]!.data[0]!;
/** −y log σ(l) − (1 − y) log(1 − σ(l)), as it is written in textbooks. */
const textbook = (ls: number[], ys: number[]) => {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  return (
    ls.reduce((s, l, i) => s - ys[i]! * Math.log(sigmoid(l)) - (1 - ys[i]!) * Math.log(1 - sigmoid(l)), 0) / ls.length
  );
};

it('is binary cross-entropy with the labels it is given', () => {
  const plain = adversarialLoss(crossEntropy());
  expect(value(plain.real(logits))).toBeCloseTo(textbook([0.5, -1], [1, 1]), 12);
  expect(value(plain.fake(logits))).toBeCloseTo(textbook([0.5, -1], [0, 0]), 12);
  expect(value(plain.generator(logits))).toBeCloseTo(textbook([0.5, -1], [1, 1]), 12);
  const smooth = adversarialLoss(crossEntropy({ real: 0.9 }));
  expect(value(smooth.real(logits))).toBeCloseTo(textbook([0.5, -1], [0.9, 0.9]), 12);
  expect(value(smooth.generator(logits))).toBeCloseTo(textbook([0.5, -1], [1, 1]), 12);
  const noisy = adversarialLoss(crossEntropy({ real: 0, fake: 1, target: 0, noise: 0.05 }));
  expect(value(noisy.real(logits, noise))).toBeCloseTo(textbook([0.5, -1], [0.01, 0.03]), 12);
  expect(value(noisy.fake(logits, noise))).toBeCloseTo(textbook([0.5, -1], [1.01, 1.03]), 12);
});
