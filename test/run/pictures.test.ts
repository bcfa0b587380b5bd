import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'duel-pictures-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder as people have them: kinds, sizes and colours mixed, and files that are no pictures. */
async function mixedFolder(): Promise<string> {
  const data = join(folder, 'data');
  mkdirSync(data);
  const blob = (width: number, height: number, channels: 3 | 4) =>
    sharp({ create: { width, height, channels, background: { r: width % 255, g: height % 255, b: 90, alpha: 0.5 } } });
  const files: [string, Sharp][] = [
    ['a.png', blob(40, 70, 3).png()],
    ['b.jpg', blob(123, 64, 3).jpeg()],
    ['c.webp', blob(33, 33, 3).webp()],
    ['d-alpha.png', blob(64, 20, 4).png()],
    ['e-grey.png', blob(50, 50, 3).greyscale().png()],
    ['f-palette.png', blob(31, 99, 3).png({ palette: true })],
    ['g-16-bit.png', blob(64, 64, 3).toColourspace('rgb16').png()],
    ['h-cmyk.jpg', blob(80, 60, 3).toColourspace('cmyk').jpeg()],
    ['i-turned.jpg', blob(90, 45, 3).withMetadata({ orientation: 6 }).jpeg()],
    ['j-tiny.png', blob(5, 7, 3).png()],
  ];
  for (const [name, picture] of files) await picture.toFile(join(data, name));
  writeFileSync(join(data, 'LICENSE'), 'words');
  return data;
}

it('a folder of different sizes and kinds trains with no code', async () => {
  const data = await mixedFolder();
  for (const resolution of ['32', '64']) {
    const out = join(folder, resolution);
    const small = ['--steps', '2', '--batch', '2', '--threads', '1', '--out', out];
    const run = spawnSync(
      'node',
      [resolve('bin/duel.js'), 'train', 'dcgan', '--data', data, '--resolution', resolution, ...small],
      { encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') } },
    );
    expect(run.stderr + run.status).toMatch(/0$/);
    const directory = join(out, readdirSync(out)[0]!);
    const { width } = await sharp(join(directory, 'reals.png')).metadata();
    expect(width).toBeGreaterThan(8 * Number(resolution));
    expect(existsSync(join(directory, 'samples', '000000002.png'))).toBe(true);
    expect(existsSync(join(directory, 'checkpoints', '000000002.safetensors'))).toBe(true);
  }
}, 120_000);
