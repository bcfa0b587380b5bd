import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { gridRaster } from '../pictures/raster.ts';
import { encodeFilm, filmFormatOf } from './film.ts';
import { hasFfmpeg } from './mp4.ts';
import { timelapse } from './timelapse.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-film-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const frame = (value: number, size = 5) =>
  gridRaster({
    data: new Float32Array(size * size).fill(value),
    count: 1,
    height: size,
    width: size,
    channels: 1,
    range: [0, 1],
    padding: 0,
    scale: 1,
  });
const frames = [0, 0.4, 1].map((value) => frame(value));

/** What ffprobe says of a film, where it is there. */
function probe(path: string) {
  const wanted = 'stream=codec_name,width,height,nb_frames,r_frame_rate,pix_fmt';
  const args = ['-v', 'error', '-select_streams', 'v', '-show_entries', wanted, '-of', 'json', path];
  return JSON.parse(spawnSync('ffprobe', args, { encoding: 'utf8' }).stdout).streams[0];
}

describe('frames become', () => {
  it.each(['gif', 'webp'] as const)('a %s that goes round for ever', async (format) => {
    const film = await encodeFilm(frames, format, { fps: 10, hold: 2 });
    expect(await sharp(film, { animated: true }).metadata()).toMatchObject({
      format,
      pages: 3,
      pageHeight: 5,
      width: 5,
      loop: 0,
      delay: [100, 100, 2000],
    });
    const { data, info } = await sharp(film, { page: 1 }).raw().toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, info.channels)].slice(0, 3).every((value) => Math.abs(value - 102) <= 3)).toBe(true);
    expect(Buffer.compare(film, await encodeFilm(frames, format, { fps: 10, hold: 2 }))).toBe(0);
  });

  it.skipIf(!hasFfmpeg())('an MP4 of even size, the last frame held', async () => {
    const path = join(folder, 'film.mp4');
    writeFileSync(path, await encodeFilm(frames, 'mp4', { fps: 4, hold: 1 }));
    expect(probe(path)).toEqual({
      codec_name: 'h264',
      width: 6,
      height: 6,
      pix_fmt: 'yuv420p',
      r_frame_rate: '4/1',
      nb_frames: '6',
    });
  });

  it('nothing where they differ in size, or are none', async () => {
    await expect(encodeFilm([frames[0]!, frame(1, 4)], 'gif')).rejects.toThrow('of one size');
    await expect(encodeFilm([], 'webp')).rejects.toThrow('one or more');
  });

  it('a film of as many pictures, also where these do not change', async () => {
    const film = await encodeFilm([frame(1), frame(1), frame(1)], 'gif');
    const { delay } = await sharp(film, { animated: true }).metadata();
    expect(delay!.reduce((a, b) => a + b)).toBe(240);
  });
});

it('names a format by the ending', () => {
  expect(['a.GIF', 'b.webp', 'c.mp4', 'd.png', 'e'].map(filmFormatOf)).toEqual([
    'gif',
    'webp',
    'mp4',
    undefined,
    undefined,
  ]);
});

describe('a training', () => {
  const run = join(folder, 'run');
  const snapshot = async (step: number, background: string, width = 60) => {
    mkdirSync(join(run, 'samples'), { recursive: true });
    const name = `${String(step).padStart(9, '0')}.png`;
    await sharp({ create: { width, height: 40, channels: 3, background } })
      .png()
      .toFile(join(run, 'samples', name));
  };

  it('of one picture is no film', async () => {
    await snapshot(100, 'red');
    await expect(timelapse(run, { format: 'gif' })).rejects.toMatchObject({
      code: 'film/no-pictures',
      fix: expect.stringContaining('--snapshot-every'),
    });
  });

  it('is a film of its pictures in order, with the step below', async () => {
    await snapshot(2000, 'blue');
    await snapshot(300, 'lime', 30);
    // no picture of the monitor
    writeFileSync(join(run, 'samples', '000000300-seeds-0-63.png'), '');
    const { film, ...facts } = await timelapse(run, { format: 'gif' });
    expect(facts).toEqual({ steps: [100, 300, 2000], of: 3, fps: 2, width: 60, height: 68 });
    const colour = async (page: number, left: number, top: number) => {
      const { data } = await sharp(film, { page })
        .extract({ left, top, width: 1, height: 1 })
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      return [...data];
    };
    expect(await colour(0, 30, 20)).toEqual([255, 0, 0]);
    expect(await colour(1, 30, 20)).toEqual([0, 255, 0]);
    expect(await colour(2, 30, 20)).toEqual([0, 0, 255]);
    // the bar is full at the end alone
    expect((await colour(2, 55, 66))[0]).toBeLessThan(60);
    expect((await colour(0, 55, 66))[0]).toBeGreaterThan(200);
  });

  it.each([300, 2000])('names a picture that is none, of step %s', async (step) => {
    const path = join(run, 'samples', `${String(step).padStart(9, '0')}.png`);
    const whole = readFileSync(path);
    writeFileSync(path, 'no picture');
    await expect(timelapse(run, { format: 'gif' })).rejects.toMatchObject({
      kind: 'checkpoint',
      code: 'film/broken-picture',
      where: path,
      fix: expect.stringContaining('delete it'),
    });
    writeFileSync(path, whole.subarray(0, whole.length - 20));
    await expect(timelapse(run, { format: 'gif' })).rejects.toMatchObject({ code: 'film/broken-picture' });
    writeFileSync(path, whole);
  });

  it('is thinned evenly, its ends kept', async () => {
    for (let step = 3000; step <= 12_000; step += 1000) await snapshot(step, 'gray');
    const { steps, of } = await timelapse(run, { format: 'webp', frames: 4 });
    expect([steps, of]).toEqual([[100, 4000, 8000, 12_000], 13]);
  });
});
