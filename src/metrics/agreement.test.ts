import { expect, it } from 'vitest';
import { agreementOf } from './agreement.ts';

it('counts the samples of a class that are judged to be of it', () => {
  const counts = [
    [9, 1, 0],
    [0, 6, 4],
    [0, 0, 20],
  ];
  expect(agreementOf(counts, 'class')).toEqual({ asked: [0.9, 0.6, 1], agreement: 35 / 40, smallestAgreement: 0.6 });
});

it('lets the values of a code stand for what most samples agree with, one class each', () => {
  // value 0 makes class 1 and value 1 class 2; value 2 makes class 2 too, and has to take what is left
  const counts = [
    [1, 9, 0],
    [0, 2, 8],
    [3, 0, 7],
  ];
  expect(agreementOf(counts, 'code')).toEqual({
    asked: [0.9, 0.8, 0.3],
    agreement: 20 / 30,
    smallestAgreement: 0.3,
    means: [1, 2, 0],
  });
});

it('leaves values without a class where there are too many, and classes without a value where too few', () => {
  expect(agreementOf([[4], [6]], 'code')).toMatchObject({ means: [-1, 0], asked: [0, 1], agreement: 0.6 });
  expect(agreementOf([[1, 3, 0]], 'code')).toMatchObject({ means: [1], agreement: 0.75 });
});

it('knows nothing of a class that was not asked for', () => {
  const { asked, agreement, smallestAgreement } = agreementOf(
    [
      [3, 1],
      [0, 0],
    ],
    'class',
  );
  expect([asked, agreement, smallestAgreement]).toEqual([[0.75, Number.NaN], 0.75, Number.NaN]);
});
