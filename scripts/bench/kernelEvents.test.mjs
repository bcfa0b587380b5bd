import { describe, expect, it } from 'vitest';
import { flopOf, runsOf, showShapes, timeByOperator, timeByShape } from './kernelEvents.mjs';

const session = (ts, dur, name = 'model_run') => ({ cat: 'Session', name, ts, dur, args: {} });
const kernel = (ts, dur, op_name, inputs, output) => ({
  cat: 'Node',
  name: `${op_name}_0_kernel_time`,
  ts,
  dur,
  args: {
    op_name,
    input_type_shape: inputs.map((shape) => ({ float: shape })),
    output_type_shape: [{ float: output }],
  },
});
const product = (ts, dur) =>
  kernel(
    ts,
    dur,
    'Gemm',
    [
      [64, 100],
      [100, 50],
    ],
    [64, 50],
  );

// as ONNX Runtime writes them: a run's own event after those of its operators
const events = [
  session(0, 900, 'session_initialization'),
  kernel(1010, 40, 'Mul', [[64, 50], []], [64, 50]),
  product(1060, 400),
  session(1100, 900, 'SequentialExecutor::Execute'),
  session(1000, 1000),
  product(3000, 200),
  { cat: 'Node', name: 'Gemm_0_fence_before', ts: 3000, dur: 5, args: { op_name: 'Gemm' } },
  product(3300, 240),
  session(2900, 1000),
];

describe('a profile', () => {
  const runs = runsOf(events);
  it('is split into runs', () => {
    expect(runs.map((r) => [r.ms, r.kernels.map((k) => [k.op, k.ms])])).toEqual([
      [
        1,
        [
          ['Mul', 0.04],
          ['Gemm', 0.4],
        ],
      ],
      [
        1,
        [
          ['Gemm', 0.2],
          ['Gemm', 0.24],
        ],
      ],
    ]);
  });

  it('is summed by operator and shape, most first', () => {
    const rows = timeByShape(runs);
    expect(rows.map((r) => [r.op, r.shapes, r.count])).toEqual([
      ['Gemm', '64×100, 100×50 → 64×50', 1.5],
      ['Mul', '64×50, 1 → 64×50', 0.5],
    ]);
    expect(rows[0].msPerStep).toBeCloseTo(0.42, 12);
    expect(rows[0].share).toBeCloseTo(0.42, 12);
    // three products of 640,000 operations in 0.84 ms
    expect(rows[0].gflops).toBeCloseTo((3 * 2 * 64 * 100 * 50) / 0.84e6, 9);
    expect(rows[1]).not.toHaveProperty('gflops');
  });

  it('is summed by operator', () => {
    const more = [{ ms: 1, kernels: [...runs[0].kernels, { op: 'Mul', inputs: [[3], [3]], outputs: [[3]], ms: 0.5 }] }];
    expect(timeByOperator(more).map((r) => [r.op, r.count])).toEqual([
      ['Mul', 2],
      ['Gemm', 1],
    ]);
  });
});

describe('operations of what ONNX Runtime ran', () => {
  it.each([
    [
      'Gemm',
      [
        [64, 100],
        [100, 50],
      ],
      [64, 50],
      2 * 64 * 100 * 50,
    ],
    [
      'Gemm with A transposed',
      [
        [100, 64],
        [100, 50],
      ],
      [64, 50],
      2 * 64 * 100 * 50,
    ],
    ['FusedGemm with a bias', [[64, 100], [50, 100], [50]], [64, 50], 2 * 64 * 100 * 50],
    [
      'MatMul of a batch',
      [
        [8, 3, 4],
        [8, 4, 5],
      ],
      [8, 3, 5],
      8 * 2 * 3 * 4 * 5,
    ],
    [
      'MatMul of a matrix with a batch',
      [
        [3, 4],
        [8, 4, 5],
      ],
      [8, 3, 5],
      8 * 2 * 3 * 4 * 5,
    ],
    ['MatMul with a vector', [[3, 4], [4]], [3], 2 * 3 * 4],
    [
      'Conv in two groups',
      [
        [2, 6, 8, 8],
        [10, 3, 5, 5],
      ],
      [2, 10, 4, 4],
      2 * (2 * 10 * 16) * 25 * 3,
    ],
    [
      'ConvTranspose',
      [
        [2, 10, 4, 4],
        [10, 6, 5, 5],
      ],
      [2, 6, 8, 8],
      2 * (2 * 10 * 16) * 25 * 6,
    ],
    [
      'Mul',
      [
        [3, 4],
        [3, 4],
      ],
      [3, 4],
      undefined,
    ],
  ])('%s', (words, inputs, output, expected) => {
    expect(flopOf({ op: words.split(' ')[0], inputs, outputs: [output] })).toBe(expected);
  });
});

it('equal shapes that follow each other are counted', () => {
  expect(showShapes([[2, 3], [2, 3], [], [4]])).toBe('2 of 2×3, 1, 4');
});
