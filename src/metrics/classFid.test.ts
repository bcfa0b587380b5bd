import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { classFid } from './classFid.ts';
import { type FeatureCase, features } from './features/features.testing.ts';
import type { DataFacts, Reals } from './metric.ts';

const { byClass }: { byClass: { sets: FeatureCase[]; fids: number[]; floors: number[]; reals: number[] } } = JSON.parse(
  readFileSync('test/fixtures/generators.json', 'utf8'),
);

const data: DataFacts = {
  source: 'photos',
  shape: [6, 1, 1],
  range: [0, 1],
  isDrawn: false,
  classes: ['cat', 'dog', 'none'],
  asked: { kind: 'class', count: 3 },
};

/** The features of pictures of one column are these themselves. */
const extractor = {
  shape: data.shape,
  features: async ({ shape: [n = 0], data }: { shape: readonly number[]; data: Float32Array }) => ({
    n,
    width: 6,
    data,
  }),
};

it("is scipy's distance of each class, and says of how many", async () => {
  const [made, real, others] = byClass.sets.map((set) => features(...set));
  const reals = {
    n: real!.n,
    features: async () => real!,
    labels: async () => Int32Array.from({ length: real!.n }, (_, i) => i ** 2 % 3),
    once: (_: string, compute: () => Promise<readonly number[]>) => compute(),
    others: async () => [real!, others!],
    otherLabels: async () => [
      Int32Array.from({ length: real!.n }, (_, i) => i ** 2 % 3),
      Int32Array.from({ length: others!.n }, (_, i) => i % 3),
    ],
  } as unknown as Reals;
  const tally = classFid.begin(data, { extractor, reals });
  const asked = Array.from({ length: made!.n }, (_, i) => i % 3);
  for (const [from, to] of [
    [0, 100],
    [100, 240],
  ] as const)
    await tally.add({
      shape: [to - from, 6, 1, 1],
      data: Float32Array.from(made!.data.subarray(6 * from, 6 * to)),
      asked: asked.slice(from, to),
    });
  const values = await tally.result();
  const lists = values as Record<string, readonly number[]>;
  for (const k of [0, 1]) {
    // samples go by float32
    expect(lists.fids![k]! / byClass.fids[k]!).toBeCloseTo(1, 6);
    expect(lists.floors![k]! / byClass.floors[k]!).toBeCloseTo(1, 10);
    expect(lists.lows![k]).toBeLessThan(lists.fids![k]!);
    expect(Math.abs(lists.infinites![k]! / lists.fids![k]! - 1)).toBeLessThan(0.2);
  }
  expect(lists.samples).toEqual([80, 80, 80]);
  expect(lists.reals).toEqual(byClass.reals);
  // a class without real examples is no number, and the mean is that of the others
  expect(lists.fids![2]).toBeNaN();
  expect(values.classFid).toBeCloseTo((lists.fids![0]! + lists.fids![1]!) / 2, 12);
  expect(values.largestClassFid).toBe(lists.fids![0]);
  expect(classFid.show(values, data.classes).map(([what]) => what)).toEqual([
    'mean over classes',
    '  cat',
    '  dog',
    '  none',
  ]);
  expect(classFid.show(values, data.classes)[1]![1]).toMatch(
    /^0\.497 \(real examples: 0\.054; 80 samples beside 100\)$/,
  );
});

it('means nothing of a generator that is told no class of the data', () => {
  expect(classFid.demand(data)).toMatchObject({ n: 10_000, byClass: true });
  expect(classFid.demand({ ...data, asked: undefined })).toBeUndefined();
  expect(classFid.demand({ ...data, asked: { kind: 'code', count: 3 } })).toBeUndefined();
  expect(classFid.demand({ ...data, shape: [2] })).toBeUndefined();
});
