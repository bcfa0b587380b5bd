import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuelError } from '../../errors.ts';
import { halfMade } from '../../files/halfMade.ts';
import { attempt } from '../../files/problem.ts';
import { readWholeSync } from '../../files/reading.ts';
import type { Raster } from '../pictures/raster.ts';

/** Whether ffmpeg is there. */
export const hasFfmpeg = (): boolean => spawnSync('ffmpeg', ['-version'], { stdio: 'ignore' }).status === 0;

/** Throws where there is no ffmpeg, with what does without. */
export function assertFfmpeg(): void {
  if (hasFfmpeg()) return;
  throw new DuelError('usage', 'film/no-ffmpeg', 'an MP4 is made by ffmpeg, and there is none on this machine', {
    where: 'ffmpeg',
    fix: 'install it (Debian: apt install ffmpeg; macOS: brew install ffmpeg), or write to FILE.gif or FILE.webp',
  });
}

/** Frames as an H.264 film that browsers and phones play. */
export async function encodeMp4(frames: readonly Raster[], fps: number, signal?: AbortSignal): Promise<Uint8Array> {
  assertFfmpeg();
  const { width, height, channels } = frames[0]!;
  const place = join(tmpdir(), 'duel-film-');
  const fix = 'choose another folder for temporary files: TMPDIR=FOLDER; or write to FILE.gif, which needs none';
  const folder = attempt(place, { doing: 'write', fix }, () => mkdtempSync(place));
  const settle = halfMade(folder);
  const file = join(folder, 'film.mp4');
  // H.264 with colours at half the resolution wants even sizes
  const even = 'pad=ceil(iw/2)*2:ceil(ih/2)*2:color=white';
  const input = ['-f', 'rawvideo', '-pix_fmt', pixelFormats[channels]!, '-s', `${width}x${height}`, '-r', String(fps)];
  const output = ['-vf', even, '-c:v', 'libx264', '-crf', '18', '-pix_fmt', 'yuv420p', '-movflags', '+faststart', file];
  try {
    await run(['-v', 'error', ...input, '-i', '-', ...output], frames, signal);
    return readWholeSync(file, 'internal');
  } finally {
    rmSync(folder, { recursive: true, force: true });
    settle();
  }
}

const pixelFormats: Readonly<Record<number, string>> = { 1: 'gray', 3: 'rgb24', 4: 'rgba' };

async function run(args: readonly string[], frames: readonly Raster[], signal?: AbortSignal): Promise<void> {
  const child = spawn('ffmpeg', args, { stdio: ['pipe', 'ignore', 'pipe'], ...(signal && { signal }) });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // it may end before it has read all
  child.stdin.on('error', () => undefined);
  for (const { data } of frames)
    if (!child.stdin.write(data)) await Promise.race([new Promise((done) => child.stdin.once('drain', done)), ended]);
  child.stdin.end();
  if ((await ended) === 0) return;
  throw new DuelError('device', 'film/ffmpeg', `ffmpeg could not make the film: ${said.trim().split('\n')[0]}`, {
    where: 'ffmpeg',
    fix: 'write to FILE.gif or FILE.webp, which need no ffmpeg',
  });
}
