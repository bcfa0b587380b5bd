import { describe, expect, it } from 'vitest';
import { philox } from './philox.ts';
import { RandomStream } from './stream.ts';

describe('Philox 4x32-10', () => {
  // the known-answer vectors of the authors' Random123 library (kat_vectors, philox4x32 10)
  const vectors: [number[], number[], number[]][] = [
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ];
  it.each(vectors)('counter %j, key %j', (c, k, expected) => {
    const out = new Uint32Array(4);
    philox(c[0]!, c[1]!, c[2]!, c[3]!, k[0]!, k[1]!, out);
    expect([...out]).toEqual(expected);
  });
});

describe('RandomStream', () => {
  it('depends on seed, stream and step, and on nothing else', () => {
    const first = (seed: number, name: string, step: number) => new RandomStream(seed, name, step).bits();
    expect(first(1, 'a', 0)).toBe(first(1, 'a', 0));
    const all = [first(1, 'a', 0), first(2, 'a', 0), first(1, 'b', 0), first(1, 'a', 1), first(1 + 2 ** 32, 'a', 0)];
    expect(new Set(all).size).toBe(5);
  });

  it('branches into streams of longer names, whatever was drawn before', () => {
    const stream = new RandomStream(2 ** 40 + 3, 'draws/real/1', 7);
    stream.bits();
    const branch = stream.branch('crop');
    const named = new RandomStream(2 ** 40 + 3, 'draws/real/1/crop', 7);
    expect([branch.bits(), branch.bits()]).toEqual([named.bits(), named.bits()]);
  });

  it('draws normal numbers with the moments of N(0, 1)', () => {
    const x = new RandomStream(7, 'normal').fillNormal(new Float32Array(200_001));
    const moment = (k: number) => x.reduce((s, v) => s + v ** k, 0) / x.length;
    expect(moment(1)).toBeCloseTo(0, 1);
    expect(moment(2)).toBeCloseTo(1, 1);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.1);
  });

  it('draws integers and permutations evenly', () => {
    const r = new RandomStream(3, 'integers');
    const counts = new Array(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[r.integer(7)]++;
    for (const c of counts) expect(Math.abs(c - 10_000)).toBeLessThan(400);
    const p = r.permutation(1000);
    expect([...p].sort((a, b) => a - b)).toEqual([...Array(1000).keys()]);
    expect([...p]).not.toEqual([...Array(1000).keys()]);
  });
});
