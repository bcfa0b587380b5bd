import { expect, it } from 'vitest';
import { cas } from './cas.ts';
import type { Batch, DataFacts, Judge, Labelled, Lesson, Reals } from './metric.ts';

const data: DataFacts = {
  source: 'photos',
  shape: [1, 1, 1],
  range: [0, 1],
  isDrawn: false,
  classes: ['a', 'b', 'c'],
  asked: { kind: 'class', count: 3 },
};
const batch = (values: readonly number[]): Batch => ({
  shape: [values.length, 1, 1, 1],
  data: Float32Array.from(values),
});

/** Takes the pixel's number for the class, or another. */
const judge = (answer: (value: number) => number): Judge => ({
  shape: data.shape,
  classes: data.classes,
  read: async ({ data }) =>
    Float32Array.from([...data].flatMap((value) => [0, 1, 2].map((k) => (k === answer(value) ? 1 : 0)))),
});

it('is the share of new examples that the pupil names, and beside it the judge on them and on the samples', async () => {
  const heard: number[] = [];
  const lesson: Lesson = {
    steps: 70,
    add: ({ data }, classes) => void heard.push(...data, ...classes),
    // never says c
    learn: async () => judge((value) => value % 2),
  };
  const labels = [0, 1, 2, 1, -1];
  const reals = {
    async *newExamples(): AsyncGenerator<Labelled> {
      yield { ...batch(labels.map((k) => Math.max(0, k))), labels: Int32Array.from(labels) };
    },
  } as unknown as Reals;
  const tally = cas.begin(data, { judge: judge((value) => value), reals, lesson });
  // asked for b, one is c
  await tally.add({ ...batch([0, 1, 2]), asked: [0, 1, 2] });
  await tally.add({ ...batch([2]), asked: [1] });
  const values = await tally.result();
  expect(heard).toEqual([0, 1, 2, 0, 1, 2, 2, 1]);
  // the last example has no class
  expect(values).toEqual({
    cas: 0.75,
    realCas: 1,
    reverse: 0.75,
    casByClass: [1, 1, 0],
    realCasByClass: [1, 1, 1],
    reverseByClass: [1, 0.5, 1],
    heldOutN: 4,
    steps: 70,
  });
  expect(cas.show(values, data.classes)).toEqual([
    ['trained on samples', '75.0 % of 4 new examples, after 70 steps'],
    ['trained on real examples', '100.0 % of the same, and 75.0 % of the samples'],
    ['  a', '100.0 % (real: 100.0 %; of the samples 100.0 %)'],
    ['  b', '100.0 % (real: 100.0 %; of the samples 50.0 %)'],
    ['  c', '0.0 % (real: 100.0 %; of the samples 100.0 %)'],
  ]);
});

it('waits to be asked for, and takes what fits into memory', () => {
  expect(cas.onRequest).toBe(true);
  expect(cas.demand({ ...data, shape: [28, 28, 1] })!.n).toBe(60_000);
  expect(cas.demand({ ...data, shape: [128, 128, 3] })!.n).toBe(5461);
  expect(cas.demand({ ...data, asked: { kind: 'code', count: 3 } })).toBeUndefined();
});
