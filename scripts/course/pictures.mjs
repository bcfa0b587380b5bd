// node scripts/course/pictures.mjs [NAME …]: draws the lessons' pictures to site/lessons/pictures/NAME.webp, with what the
// playground's trainer makes on Node (seed 0, one thread) and the playground's own drawing, in Chromium ($CHROMIUM).
// Colours are of middling brightness on no background, so that they are read in light and dark.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { loadCourse } from './load.mjs';
import { basics } from './pictures/basics.mjs';
import { trouble } from './pictures/trouble.mjs';

const root = join(import.meta.dirname, '../..');
/** By name, what makes the parts of a picture: rows of panels. */
const pictures = { ...basics, ...trouble };
/** Canvas pixels to a CSS pixel; most bytes of a picture. */
const scale = 1.6;
const most = 40 * 1024;

const course = await loadCourse();
const engine = await course.openHere('cpu', { threads: 1 });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage();
const { outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, 'draw.ts')],
  ...{ bundle: true, write: false, format: 'iife', globalName: 'course', platform: 'browser' },
});
await page.addScriptTag({ content: outputFiles[0].text });

const wanted = process.argv.slice(2);
for (const [name, make] of Object.entries(pictures)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { width, height, panels } = await make(course, engine);
  const plain = JSON.parse(JSON.stringify(panels, (_, value) => (ArrayBuffer.isView(value) ? [...value] : value)));
  const url = await page.evaluate(
    ([panels, width, height, scale]) => globalThis.course.draw(panels, width, height, scale),
    [plain, width, height, scale],
  );
  const png = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  let bytes;
  for (const quality of [85, 75, 65, 55, 45, 35]) {
    bytes = await sharp(png).webp({ quality, alphaQuality: quality, effort: 6 }).toBuffer();
    if (bytes.length <= most) break;
  }
  writeFileSync(join(root, 'site/lessons/pictures', `${name}.webp`), bytes);
  console.log(`${name}.webp: ${width} × ${height}, ${(bytes.length / 1024).toFixed(1)} KiB`);
}
await browser.close();
await engine.close();
