// node scripts/course/sheets.mjs: the lessons' pictures that are made of runs' own, to site/lessons/pictures/NAME.webp: what
// the documentation shows of long trainings (docs/images, with their commands on its pages), smaller and side by side.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { ada, augmentSheet } from '../../dist/index.js';

const root = join(import.meta.dirname, '../..');
const image = (name) => join(root, 'docs/images', `${name}.png`);
const most = 40 * 1024;
const gap = 24;

/** Pictures of one height, side by side. */
async function row(names, height) {
  const parts = await Promise.all(
    names.map((name) => sharp(image(name)).resize({ height }).toBuffer({ resolveWithObject: true })),
  );
  let left = 0;
  const placed = parts.map(({ data, info }) => {
    const at = { input: data, left, top: 0 };
    left += info.width + gap;
    return at;
  });
  const background = '#80808000';
  return sharp({ create: { width: left - gap, height, channels: 4, background } })
    .composite(placed)
    .png()
    .toBuffer();
}

const sheets = {
  noise: async () => (await augmentSheet('digits', { augment: ada(), p: 0.5, n: 8 })).bytes,
  conditional: () => row(['cgan', 'infogan'], 560),
  evaluation: () => sharp(image('cgan-curve')).resize({ width: 1280 }).toBuffer(),
  variants: () => sharp(image('pix2pix')).toBuffer(),
};
for (const [name, make] of Object.entries(sheets)) {
  const picture = await make();
  let bytes;
  for (const quality of [90, 80, 70, 60, 50, 40, 30]) {
    bytes = await sharp(picture).webp({ quality, effort: 6 }).toBuffer();
    if (bytes.length <= most) break;
  }
  const { width, height } = await sharp(bytes).metadata();
  writeFileSync(join(root, 'site/lessons/pictures', `${name}.webp`), bytes);
  console.log(`${name}.webp: ${width} × ${height}, ${(bytes.length / 1024).toFixed(1)} KiB`);
}
