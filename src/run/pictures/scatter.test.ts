import sharp from 'sharp';
import { expect, test } from 'vitest';
import { scatter } from './scatter.ts';

const reals = Float32Array.of(-1, -1, 1, 1);

/** How many pixels are nearer to blue, and to red, than to grey. */
async function inks(png: Uint8Array): Promise<{ blue: number; red: number }> {
  const { data } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const counts = { blue: 0, red: 0 };
  for (let i = 0; i < data.length; i += 3) {
    if (data[i + 2]! - data[i]! > 30) counts.blue++;
    if (data[i]! - data[i + 2]! > 30) counts.red++;
  }
  return counts;
}

test('draws both kinds of points, the same every time', async () => {
  const png = await scatter({ samples: Float32Array.of(0, 0, 0.5, 0.5), reals });
  expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 960, height: 960 });
  const labels = await inks(await scatter({ samples: new Float32Array(), reals: new Float32Array() }));
  const drawn = await inks(png);
  expect(drawn.blue).toBeGreaterThan(labels.blue + 20);
  expect(drawn.red).toBeGreaterThan(labels.red + 20);
  expect(Buffer.compare(png, await scatter({ samples: Float32Array.of(0, 0, 0.5, 0.5), reals }))).toBe(0);
});

test('points that are not finite are as good as none, those beyond the extent are counted', async () => {
  const empty = await scatter({ samples: new Float32Array(), reals });
  const lost = await scatter({ samples: Float32Array.of(Number.NaN, 0, 0, Number.POSITIVE_INFINITY), reals });
  expect(Buffer.compare(empty, lost)).toBe(0);
  const beyond = await scatter({ samples: Float32Array.of(1e30, 0), reals });
  expect(Buffer.compare(empty, beyond)).not.toBe(0);
  expect((await inks(beyond)).red).toBe((await inks(empty)).red);
});

test('survives one point, equal points and many', async () => {
  for (const points of [Float32Array.of(3, 3), new Float32Array(20_000), new Float32Array()]) {
    expect((await scatter({ samples: points, reals: points, size: 200 })).length).toBeGreaterThan(100);
  }
  expect(() => scatter({ samples: new Float32Array(3), reals })).toThrow('two coordinates');
});
