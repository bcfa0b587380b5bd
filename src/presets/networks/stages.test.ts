import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DuelError } from '../../errors.ts';
import { halved, stagesOf } from './stages.ts';

test('halves height and width down to 4 to 7 pixels', () => {
  const square = (...sides: number[]) => sides.map((side) => [side, side]);
  expect(stagesOf([28, 28, 1])).toEqual(square(7, 14, 28));
  expect(stagesOf([64, 64, 3])).toEqual(square(4, 8, 16, 32, 64));
  expect(stagesOf([48, 64, 3])).toEqual([
    [6, 8],
    [12, 16],
    [24, 32],
    [48, 64],
  ]);
  expect(stagesOf([16, 256, 1])[0]).toEqual([4, 64]);
  expect(halved([36, 64, 3], 2)).toEqual([9, 16]);
});

const refusal = (work: () => unknown): DuelError | undefined => {
  try {
    work();
  } catch (error) {
    if (error instanceof DuelError) return error;
    throw error;
  }
  return undefined;
};

test.each([
  [() => stagesOf([50, 50, 3]), 'use --resolution 48, the nearest that it can'],
  [() => stagesOf([30, 62, 1]), 'use --resolution 28x64, the nearest that it can'],
  [() => stagesOf([178, 218, 3]), 'use --resolution 192x224, the nearest that it can'],
  [() => stagesOf([8, 8, 1]), 'use --resolution 16, the nearest that it can'],
  [() => halved([30, 50, 3], 3), 'use --resolution 32x48, the nearest that it can'],
])('names the nearest size', (work, fix) => {
  expect(refusal(work)).toMatchObject({ kind: 'usage', code: 'preset/resolution', fix });
});

test('the size that is named is made, and no nearer one is', () => {
  const side = fc.integer({ min: 1, max: 140 });
  const makes = (height: number, width: number) => refusal(() => stagesOf([height, width, 1])) === undefined;
  fc.assert(
    fc.property(side, side, (height, width) => {
      const named = refusal(() => stagesOf([height, width, 1]))?.fix;
      if (named === undefined) return;
      const [, h, w = h] = /--resolution (\d+)(?:x(\d+))?,/.exec(named)!.map(Number) as [number, number, number];
      const [high, wide] = [h, Number.isNaN(w) ? h : w];
      expect(makes(high, wide)).toBe(true);
      const distance = Math.abs(high - height) + Math.abs(wide - width);
      for (let y = -distance + 1; y < distance; y++)
        for (let x = -distance + 1 + Math.abs(y); x < distance - Math.abs(y); x++)
          if (height + y > 0 && width + x > 0) expect(makes(height + y, width + x)).toBe(false);
    }),
    { numRuns: 40 },
  );
});

test.each([[[2]], [[24, 2]], [[784]]])('examples of %j are no pictures', (shape) => {
  for (const work of [() => stagesOf(shape), () => halved(shape, 2)])
    expect(refusal(work)).toMatchObject({ kind: 'usage', code: 'preset/no-pictures' });
});
