import { describe, expect, it } from 'vitest';
import { compile, trainingPlan } from '../../dist/compile/compile.js';
import { input, matmul } from '../../dist/tensor/index.js';
import { timeByShape } from './kernelEvents.mjs';
import { kernelTimes } from './kernelTimes.mjs';
import { convolutionsOf, matches } from './operators.mjs';

describe('the convolutions of a system', () => {
  const all = convolutionsOf(['mnist-dcgan']);
  const of = (filter) => all.filter((row) => matches(row, filter)).map((row) => `${row.count} · ${row.shapes}`);

  it('are those of its folded step', () => {
    // D sees 128 real and 128 generated pictures, then G's 256; G's convolutions of doubled images are folded
    expect(of('forward').sort()).toEqual(
      [
        '2 · 128×28×28×1, 5×5×1×64 → 128×14×14×64, stride 2×2',
        '2 · 128×14×14×64, 5×5×64×128 → 128×7×7×128, stride 2×2',
        '1 · 256×28×28×1, 5×5×1×64 → 256×14×14×64, stride 2×2',
        '1 · 256×14×14×64, 5×5×64×128 → 256×7×7×128, stride 2×2',
        '1 · 128×7×7×128, 3×3×128×256 → 128×7×7×256',
        '1 · 128×14×14×64, 3×3×64×4 → 128×14×14×4',
        '1 · 256×7×7×128, 3×3×128×256 → 256×7×7×256',
        '1 · 256×14×14×64, 3×3×64×4 → 256×14×14×4',
      ].sort(),
    );
  });

  it('are picked by words', () => {
    expect(of('')).toHaveLength(all.length);
    expect(of('kernel gradient 256×28').every((words) => words.includes('256×28×28×1'))).toBe(true);
    expect(of('kernel gradient 128×28').length).toBe(1);
    expect(of('celeba')).toEqual([]);
  });
});

it("an operator's time comes from ONNX Runtime's profile, without the first run", async () => {
  const { bytes } = compile({ y: matmul(input('a', [6, 4]), input('b', [4, 5])) }, trainingPlan);
  const feeds = {
    a: { shape: [6, 4], data: new Float32Array(24) },
    b: { shape: [4, 5], data: new Float32Array(20) },
  };
  let fed = 0;
  const runs = await kernelTimes(bytes, () => ++fed && feeds, { threads: 1, seconds: 0.001 });
  expect(runs.length).toBe(fed - 1);
  expect(runs.length).toBeGreaterThanOrEqual(3);
  const [row, ...others] = timeByShape(runs);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ op: 'Gemm', shapes: '6×4, 4×5 → 6×5', count: 1 });
  expect(row.msPerStep).toBeGreaterThan(0);
  expect(row.share).toBeLessThanOrEqual(1);
});
