import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { openDataset } from '../../data/index.ts';
import { keptWhite } from '../../data/pictures/white.ts';
import type { DataRequest } from '../../data/request.ts';
import { translate } from '../../library/translate.ts';
import { findPreset } from '../../presets/registry.ts';
import { type RunConfig, readConfig, writeConfig } from '../config/config.ts';
import type { RunEvent } from '../directory/events.ts';
import { resume, train } from '../training/train.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-white-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (...names: string[]) => join(folder, ...names);
const threads = 1;
const dataContext = { cacheFolder: file('cache') };
const options = { out: file('runs'), steps: 1, batch: 1, threads, dataContext };

/** A 32×32 picture of 16 bits whose values go from 0 to nearly `most`. */
const deep = (most: number, as: 'png' | 'raw' = 'png') => {
  const values = Uint16Array.from({ length: 32 * 32 }, (_, i) => Math.round((most * (i % 100)) / 99));
  if (as === 'raw') return values;
  return sharp(values, { raw: { width: 32, height: 32, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
};
/** The same in 8 bits, where `white` is 255. */
const shallow = (most: number, white: number) => {
  const bytes = Uint8Array.from(deep(most, 'raw') as Uint16Array, (v) => Math.round((255 * v) / white));
  return sharp(bytes, { raw: { width: 32, height: 32, channels: 1 } })
    .png()
    .toBuffer();
};
async function put(path: string, picture: ReturnType<typeof deep | typeof shallow>): Promise<string> {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, await picture);
  return path;
}
/** What a run makes of a picture, and what it says. */
async function made(run: string, picture: string, more: object = {}) {
  const out = file('made.png');
  const { notes } = await translate(run, picture, out, more);
  return { bytes: readFileSync(out).toString('base64'), notes };
}
const note = (values: string, white: string) =>
  `pictures of 16 bits: values 0 … ${values}; ${white} is taken for white, as was said, and 8 bits of each value are kept`;

it('is kept in a run, which translates darker pictures as it learned from, and goes on where the data have moved', async () => {
  for (const name of ['a.png', 'b.png']) await put(file('photos', name), deep(4000));
  const dark = await put(file('dark.png'), deep(300));
  const asLearned = await put(file('asLearned.png'), shallow(300, 4095));
  const asAlone = await put(file('asAlone.png'), shallow(300, 511));
  const { directory } = await train(findPreset('restore')!, {
    ...options,
    data: file('photos'),
    pairs: 'noise',
    resolution: 32,
  });
  expect(readConfig(directory).data.white).toBe(4095);
  expect(await made(directory, dark)).toMatchObject({ notes: [note('300', '4,095')] });
  expect((await made(directory, dark)).bytes).toBe((await made(directory, asLearned)).bytes);
  expect((await made(directory, dark, { made: true })).bytes).toBe(
    (await made(directory, asLearned, { made: true })).bytes,
  );

  renameSync(file('photos'), file('moved'));
  rmSync(file('cache'), { recursive: true });
  expect(await resume(directory, { threads, dataContext, steps: 2, data: file('moved') })).toMatchObject({ step: 2 });
  expect(readConfig(directory).data.white).toBe(4095);

  const { white: _, ...rest } = readConfig(directory).data;
  /** A run that has kept this alone. */
  const keeping = (name: string, white: RunConfig['data']['white']) => {
    cpSync(join(directory, 'checkpoints'), file('runs', name, 'checkpoints'), { recursive: true });
    writeConfig(file('runs', name), { ...readConfig(directory), data: { ...rest, ...(white && { white }) } });
    return file('runs', name);
  };
  // of pairs, that of the inputs counts, and of their targets where inputs are made of these
  const ofParts = keeping('parts', { input: 1023, target: 4095 });
  expect((await made(ofParts, dark)).notes).toEqual([note('300', '1,023')]);
  expect((await made(ofParts, dark, { made: true })).notes).toEqual([note('300', '4,095')]);
  // a run of before has kept none, and translates as it did
  expect((await made(keeping('older', undefined), dark)).bytes).toBe((await made(directory, asAlone)).bytes);
});

it('of two domains is kept of each, and so is that of the two parts of pairs', async () => {
  await put(file('scans', 'A', '1.png'), deep(4000));
  await put(file('scans', 'B', '1.png'), deep(700));
  const kept = async (request: Partial<DataRequest>) => {
    const dataset = await openDataset({ source: file('scans'), ...request }, { cacheFolder: file('cache') });
    await dataset.close();
    return keptWhite(dataset);
  };
  const pairs = { type: 'folders', input: 'B', target: 'A' } as const;
  const domains = { a: file('scans', 'A'), b: file('scans', 'B') };
  expect(await kept({ pairs, crop: 16 })).toEqual({ input: 1023, target: 4095 });
  expect(await kept({ pairs, white: { input: 4095, target: 65_535 } })).toEqual({ input: 4095, target: 65_535 });
  expect(await kept({ domains })).toEqual({ a: 4095, b: 1023 });
  expect(await kept({ domains, white: { b: 65_535 } })).toEqual({ a: 4095, b: 65_535 });
  expect(await kept({ pairs: { type: 'sideBySide', input: 'left' } })).toEqual({ input: 4095, target: 4095 });
});

it('can be said', async () => {
  await put(file('few', 'a.png'), deep(300));
  const wish = { ...options, data: file('few'), resolution: 32 } as const;
  const dcgan = findPreset('dcgan')!;
  const { directory } = await train(dcgan, { ...wish, range: [0, 4095] });
  expect(readConfig(directory).data).toMatchObject({ white: 4095 });
  expect(readConfig(directory).data.scaling).toBeUndefined();
  const { directory: other } = await train(dcgan, wish);
  expect(readConfig(other).data.white).toBe(511);
  await expect(train(dcgan, { ...wish, range: [10, 4095] })).rejects.toMatchObject({
    message: 'in pictures of 16 bits 0 is black, and white is 65,535 at most',
    fix: '--range 0,4095',
  });
  // whoever learns on hears where the two differ
  const said: string[] = [];
  const on = (event: RunEvent) => void (event.type === 'data' && said.push(...event.found));
  await train(dcgan, { ...wish, init: directory, on });
  expect(said.join('\n')).toMatch(
    /white in its pictures of 16 bits was 4095, and is 511 here: --range 0,4095 reads them alike/,
  );
});
