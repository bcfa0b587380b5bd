import { describe, expect, it } from 'vitest';
import { comparisonText, resultOf } from './comparison.mjs';

const run = (msPerStep, peakRssMiB = 300, rest = {}) => ({
  msPerStep,
  msPerStepMin: msPerStep - 1,
  peakRssMiB,
  ...rest,
});
const rounds = {
  system: 'mnist-mlp',
  duel: [20, 10, 12].map((ms) => run(ms, 300 + ms, { flopPerStep: 6e8 })),
  peers: [
    {
      name: 'torch_gan',
      runs: { contiguous: [30, 24, 90].map((ms) => run(ms)), channels_last: [40, 18, 25].map((ms) => run(ms, 290)) },
    },
  ],
  peaks: [
    { gflops: 90, size: 1024 },
    { gflops: 100, size: 2048 },
    { gflops: 80, size: 1536 },
  ],
};
const settings = { machine: 'A machine', device: 'cpu', threads: 2, rounds: 3, seconds: 8 };

describe('the result of a system', () => {
  const result = resultOf({ ...rounds, yardstick: true });
  it('has medians over rounds, minima, largest memory, and shares of the best peak', () => {
    expect(result.duel).toEqual({ msPerStep: 12, msPerStepMin: 9, peakRssMiB: 320, gflops: 50, ofPeak: 0.5 });
    expect(result.gflopPerStep).toBe(0.6);
    expect(result.peak).toEqual({ gflops: 100, size: 2048 });
  });

  it('takes the variant whose median is better', () => {
    expect(result.peers).toHaveLength(1);
    expect(result.peers[0]).toMatchObject({ variant: 'channels_last', msPerStep: 25, peakRssMiB: 290 });
    expect(result.peers[0].ratio).toBeCloseTo(25 / 12, 12);
  });

  it('has no ratio without a yardstick', () => {
    const [peer] = resultOf({ ...rounds, yardstick: false }).peers;
    expect(peer).not.toHaveProperty('ratio');
  });

  it('is printed', () => {
    const pytorch = { version: '2.9', blas: 'openblas' };
    expect(comparisonText({ pytorch, yardstick: true, results: [result] }, settings)).toBe(
      [
        'PyTorch 2.9, openblas BLAS',
        'A machine, 2 threads: medians over rounds (3 of 8 s); peak 100 GFLOP/s, a product of 2048²',
        '',
        'system                               ms/step   min  ÷ Duel  peak MiB  GFLOP/step  GFLOP/s  of peak',
        'mnist-mlp  Duel                         12.0  9.00               320        0.60     50.0   50.0 %',
        '           torch_gan, channels_last     25.0  17.0    2.08       290        0.60     24.0   24.0 %',
      ].join('\n'),
    );
  });

  it('says why there is no peer, and why there is no ratio', () => {
    const text = (peers) => comparisonText({ results: [result], ...peers }, settings).split('\n')[0];
    expect(text({ absent: ['a.py'] })).toBe('no peer: a.py is not there');
    expect(text({})).toBe('no peer: --peer FILE names one');
    expect(text({ pytorch: { missing: 'python3 has no PyTorch' }, yardstick: true })).toBe('python3 has no PyTorch');
    expect(text({ pytorch: { version: '2.9', blas: 'reference' }, yardstick: false })).toContain(
      'no yardstick: no ratios',
    );
  });
});
