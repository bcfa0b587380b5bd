import { describe, expect, it } from 'vitest';
import { constant, evaluate, ndarray } from '../../tensor/index.ts';
import { codeLosses, codesFrom } from './codeGraph.ts';
import { codesOf, codeWidth } from './codes.ts';

const spec = { discrete: [3, 2], continuous: 2 };
const valuesOf = (tensor: Parameters<typeof evaluate>[0][number]) => [...evaluate([tensor])[0]!.data];

it('is laid out as one-hot categorical codes, then continuous ones', () => {
  expect(codeWidth(spec)).toBe(7);
  const u = constant(ndarray([2, 4], [0.5, 0.2, 0.75, 0, 0.99, 0.5, 0.25, 0.5]));
  expect(valuesOf(codesFrom(u, spec))).toEqual([0, 1, 0, 1, 0, 0.5, -1, ...[0, 0, 1, 0, 1, -0.5, 0]]);
  const angle = constant(ndarray([1, 1], [0.25]));
  expect(valuesOf(codesFrom(angle, { discrete: [], continuous: 1 }))).toEqual([-0.5]);
});

describe("what Q's reading costs", () => {
  it('is cross-entropy for categorical codes and half the square for continuous ones', () => {
    const q = constant(ndarray([2, 7], [1, 2, 3, 0, 4, 0.5, -1, ...[0, 0, 0, 1, 1, 0, 0]]));
    const codes = constant(ndarray([2, 7], [0, 1, 0, 1, 0, 1, 0, ...[0, 0, 1, 0, 1, -0.5, 0.5]]));
    const { discrete, continuous } = codeLosses(q, codes, spec);
    const logSum = (...logits: number[]) => Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0));
    const first = logSum(1, 2, 3) - 2 + (logSum(0, 4) - 0);
    const second = Math.log(3) + Math.log(2);
    expect(valuesOf(discrete!)[0]).toBeCloseTo((first + second) / 2, 12);
    expect(valuesOf(continuous!)[0]).toBeCloseTo(((0.25 + 1) / 2 + (0.25 + 0.25) / 2) / 2, 12);
  });
  it('is there for the kinds of codes that there are', () => {
    const one = constant(ndarray([1, 2], [1, 0]));
    expect(valuesOf(codesFrom(constant(ndarray([1, 1], [0.6])), { discrete: [2], continuous: 0 }))).toEqual([0, 1]);
    expect(codeLosses(one, one, { discrete: [2], continuous: 0 }).continuous).toBeUndefined();
    expect(codeLosses(one, one, { discrete: [], continuous: 2 }).discrete).toBeUndefined();
  });
});

describe('the codes of samples', () => {
  it('follow from the seed alone', () => {
    const rows = codesOf([5, 8, 5], spec);
    expect(rows.subarray(0, 7)).toEqual(rows.subarray(14, 21));
    expect(codesOf([8], spec)).toEqual(rows.subarray(7, 14));
    // the first code is the seed modulo its values
    expect([...rows.subarray(0, 3), ...rows.subarray(7, 10)]).toEqual([0, 0, 1, 0, 0, 1]);
  });
  it('have the value that is asked for in the first, and all else as it is', () => {
    const [own, asked] = [codesOf([5], spec), codesOf([5], spec, [1])];
    expect([...asked.subarray(0, 3)]).toEqual([0, 1, 0]);
    expect(asked.subarray(3)).toEqual(own.subarray(3));
  });
  it('are even, and reach from -1 to 1', () => {
    const n = 3000;
    const rows = codesOf([...Array(n).keys()], spec);
    const column = (k: number) => Array.from({ length: n }, (_, i) => rows[7 * i + k]!);
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    // within 4 standard deviations of the mean of n
    expect(Math.abs(mean(column(3)) - 0.5)).toBeLessThan((4 * 0.5) / Math.sqrt(n));
    for (const k of [5, 6]) {
      expect(Math.abs(mean(column(k)))).toBeLessThan(4 / Math.sqrt(3 * n));
      expect([Math.min(...column(k)), Math.max(...column(k))].map((x) => x.toFixed(2))).toEqual(['-1.00', '1.00']);
    }
  });
  it('are nothing where nothing is told', () => {
    expect(codesOf([1, 2], { discrete: [], continuous: 0 })).toHaveLength(0);
  });
});
