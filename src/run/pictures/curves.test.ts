import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawCurves } from './curves.ts';

type Line = Record<string, unknown>;

const lines = (count: number, change: (line: Line, i: number) => Line = (line) => line): Line[] =>
  Array.from({ length: count }, (_, i) => {
    const wave = Math.sin(i * 1.7);
    const line = { step: (i + 1) * 10, dLoss: 0.6 + 0.1 * wave, gLoss: 1 + 0.3 * wave, dReal: 0.7, dFake: 0.3 };
    return change({ ...line, dAccuracy: 0.8 + 0.05 * wave }, i);
  });

/** The colours of the picture, each as the number of its strongly coloured pixels. */
async function inks(png: Uint8Array) {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const counts = { blue: 0, vermilion: 0, green: 0 };
  const is = (i: number, color: number[]) => color.every((value, c) => Math.abs(data[i + c]! - value) < 25);
  for (let i = 0; i < data.length; i += 3) {
    if (is(i, [0, 114, 178])) counts.blue++;
    else if (is(i, [213, 94, 0])) counts.vermilion++;
    else if (is(i, [0, 158, 115])) counts.green++;
  }
  return { ...counts, width: info.width, height: info.height };
}

test('draws all the curves, the same every time', async () => {
  const png = await drawCurves(lines(300), { title: '001-a' });
  const { width, height, ...counts } = await inks(png);
  expect([width, height]).toEqual([1720, 1120]);
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(2000);
  expect(Buffer.compare(png, await drawCurves(lines(300), { title: '001-a' }))).toBe(0);
});

test('leaves out what is not logged', async () => {
  const png = await drawCurves(lines(50, ({ step, dLoss }) => ({ step, dLoss })));
  expect(await inks(png)).toMatchObject({ vermilion: 0, green: 0 });
});

test('survives anything that training may log', async () => {
  const cases: Line[][] = [
    [],
    lines(1),
    lines(2),
    lines(1, (line) => ({ ...line, step: 0 })),
    lines(10, (line) => ({ ...line, dLoss: null, gLoss: Number.NaN })),
    lines(100, (line, i) => ({ ...line, gLoss: i > 60 ? 1e300 : i > 50 ? Number.POSITIVE_INFINITY : line.gLoss })),
    lines(100, (line) => ({ ...line, dLoss: -1e-9, gLoss: 0, dReal: -3, dFake: 7 })),
    lines(30_000),
  ];
  for (const each of cases) {
    const { width } = await inks(await drawCurves(each));
    expect(width).toBe(1720);
  }
});

test('one wild value does not flatten the curves', async () => {
  const usual = await inks(await drawCurves(lines(200, ({ step, dLoss, gLoss }) => ({ step, dLoss, gLoss }))));
  const wild = await inks(
    await drawCurves(lines(200, ({ step, dLoss, gLoss }, i) => ({ step, dLoss, gLoss: i === 9 ? 1e9 : gLoss }))),
  );
  expect(Math.abs(wild.vermilion / usual.vermilion - 1)).toBeLessThan(0.2);
});

test('shows where one stage of a run ends and the next begins', async () => {
  const staged = (of: (i: number) => number) => drawCurves(lines(50, (line, i) => ({ ...line, stage: of(i) })));
  const plain = await drawCurves(lines(50));
  expect(Buffer.compare(await staged(() => 1), plain)).toBe(0);
  expect(Buffer.compare(await staged((i) => (i < 25 ? 1 : 2)), plain)).not.toBe(0);
});
