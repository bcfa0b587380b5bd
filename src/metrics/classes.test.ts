import { expect, it } from 'vitest';
import { classes, classTally } from './classes.ts';
import type { Judge } from './metric.ts';

const pictures = { source: 'x', range: [-1, 1], isDrawn: false } as const;

it('counts classes and confidence over batches', async () => {
  const rows = [
    [0.75, 0.25, 0],
    [0.5, 0.25, 0.25],
    [0, 0.25, 0.75],
    [0.125, 0.125, 0.75],
  ];
  const judge: Judge = {
    shape: [1],
    classes: ['a', 'b', 'c'],
    read: async ({ data }) => Float32Array.from([...data].flatMap((row) => rows[row]!)),
  };
  const tally = classTally(judge);
  await tally.add({ shape: [3, 1], data: Float32Array.of(0, 1, 2) });
  await tally.add({ shape: [1, 1], data: Float32Array.of(3) });
  const values = tally.result();
  expect(values).toEqual({ classes: 2, of: 3, smallest: 0, shares: [0.5, 0, 0.5], confidence: 2.75 / 4 });
  expect(classes.show(values)).toEqual([
    ['classes', '2 of 3'],
    ['smallest class', '0.0 %'],
    ['mean confidence', '0.688'],
  ]);
});

it('covers a class from 3 % on', async () => {
  const judge: Judge = {
    shape: [1],
    classes: ['a', 'b', 'c'],
    read: async ({ data }) => Float32Array.from([...data].flatMap((k) => [0, 1, 2].map((c) => Number(c === k)))),
  };
  const tally = classTally(judge);
  const data = Float32Array.from({ length: 100 }, (_, i) => (i < 3 ? 1 : i < 5 ? 2 : 0));
  await tally.add({ shape: [100, 1], data });
  expect(tally.result()).toMatchObject({ classes: 2, smallest: 0.02, shares: [0.95, 0.03, 0.02] });
});

it('counts what was asked for and judged to be so', async () => {
  const judge: Judge = {
    shape: [1],
    classes: ['a', 'b', 'c'],
    read: async ({ data }) => Float32Array.from([...data].flatMap((k) => [0, 1, 2].map((c) => Number(c === k)))),
  };
  const tally = classTally(judge, { kind: 'code', count: 2 });
  await tally.add({ shape: [3, 1], data: Float32Array.of(2, 1, 2), asked: [0, 1, 0] });
  await tally.add({ shape: [3, 1], data: Float32Array.of(2, 1, 0), asked: [0, 1, 1] });
  const values = tally.result();
  expect(values).toMatchObject({ asked: [1, 2 / 3], agreement: 5 / 6, smallestAgreement: 2 / 3, means: [2, 1] });
  expect(classes.show(values).slice(3)).toEqual([
    ['agreement', '83.3 %'],
    ['smallest agreement', '66.7 %'],
    ['  asked for 0 (class 2)', '100.0 %'],
    ['  asked for 1 (class 1)', '66.7 %'],
  ]);
});

it('means something on labelled images of some classes', () => {
  const demand = (shape: number[], count: number) =>
    classes.demand({ ...pictures, shape, classes: Array.from({ length: count }, (_, i) => `${i}`) })?.judge?.shape;
  expect(demand([28, 28, 1], 10)).toEqual([28, 28, 1]);
  expect([demand([28, 28, 1], 0), demand([2], 8), demand([28, 28, 3], 1000)]).toEqual(new Array(3).fill(undefined));
});

it('takes 200 samples of each class, where one can be asked for', () => {
  const facts = { ...pictures, shape: [28, 28, 1], classes: [...'abcdefghij'] };
  expect(classes.demand(facts)).toMatchObject({ n: 1000, values: ['classes', 'of', 'smallest', 'confidence'] });
  const asked = { kind: 'class', count: 10 } as const;
  expect(classes.demand({ ...facts, asked })).toMatchObject({
    n: 2000,
    values: expect.arrayContaining(['agreement', 'smallestAgreement']),
  });
});
