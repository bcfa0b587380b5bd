import { expect, it } from 'vitest';
import { besideText } from './beside.mjs';

it('a comparison is a table of convolutions and one of kinds, with what failed below', () => {
  const result = {
    kind: 'forward',
    shapes: '1×8×8×64, 1×1×64×32 → 1×8×8×32',
    systems: ['a', 'b'],
    count: 3,
    gflop: 0.5,
    geometry: { batch: 1, side: 8, kernel: [1, 1], channels: [64, 32], strides: [1, 1], groups: 1 },
    ms: 2,
    peerMs: 1,
    ratio: 0.5,
  };
  const failures = [{ kind: 'forward', shapes: '1×1', message: 'no memory' }];
  const settings = { machine: 'A machine', threads: 2, rounds: 3, seconds: 0.1 };
  expect(besideText({ version: '2.0', results: [result], failures }, settings)).toBe(
    `A machine, 2 threads, PyTorch 2.0; the fastest run of each in 3 rounds in turns, 0.1 s in all

         operands → result               system  in a step  GFLOP  Duel ms  in a step  PyTorch ms  ÷ Duel
forward  1×8×8×64, 1×1×64×32 → 1×8×8×32  a, b           3×   0.50     2.00       6.00        1.00    0.50

kind  convolutions  ahead  behind by a fifth  mean ÷ Duel  time ÷ Duel
1×1              1      0                  1         0.50         0.50
all              1      0                  1         0.50         0.50

forward 1×1: no memory`,
  );
});
