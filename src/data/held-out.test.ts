import { join } from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import type { Dataset } from './dataset.ts';
import { isHeldOut } from './held-out.ts';
import { openDataset } from './open.ts';
import { temporaryFolder } from './pictures/folders.testing.ts';
import type { DataRequest } from './request.ts';

const cacheFolder = () => temporaryFolder();
const grey = (value: number) =>
  sharp({ create: { width: 2, height: 2, channels: 3, background: { r: value, g: value, b: value } } })
    .toColourspace('b-w')
    .png()
    .toBuffer();

async function open(request: DataRequest): Promise<Dataset> {
  const dataset = await openDataset(request, { cacheFolder: cacheFolder() });
  onTestFinished(() => dataset.close());
  return dataset;
}

/** The first values of all examples. */
async function values(dataset: Dataset): Promise<number[]> {
  const out = new Float32Array(dataset.count * 4);
  await dataset.read([...Array(dataset.count).keys()], out, { range: [0, 255] });
  return Array.from({ length: dataset.count }, (_, k) => out[4 * k]!);
}

test('a share is held out by name, and the rest is trained on', async () => {
  const names = Array.from({ length: 40 }, (_, k) => `emoji-${k}`);
  const files: Record<string, Uint8Array> = {};
  for (const [k, name] of names.entries()) files[`${name}.png`] = await grey(k);
  const source = temporaryFolder(files);
  const [train, rest] = [await open({ source, holdOut: 0.25 }), await open({ source, holdOut: 0.25, split: 'test' })];
  const out = names.flatMap((name, k) => (isHeldOut(name, 0.25) ? [k] : []));
  expect([...(await values(rest))].sort((a, b) => a - b)).toEqual(out);
  expect([...(await values(train)), ...out].sort((a, b) => a - b)).toEqual([...names.keys()]);
  expect(train.notes!.found).toEqual([`40 pictures; ${out.length} of 40 held out for testing; no classes`]);
  expect(new Set([train.fingerprint, rest.fingerprint, (await open({ source })).fingerprint]).size).toBe(3);
  // Other pictures beside them, or other endings, change nothing.
  const other = temporaryFolder({ ...files, 'more.png': await grey(200) });
  const held = await values(await open({ source: other, holdOut: 0.25, split: 'test' }));
  expect(held.filter((value) => value < 200).sort((a, b) => a - b)).toEqual(out);
});

test('the share is what is asked for', () => {
  const held = Array.from({ length: 20_000 }, (_, k) => isHeldOut(String(k), 0.1)).filter(Boolean).length;
  expect(Math.abs(held / 20_000 - 0.1)).toBeLessThan(0.007);
});

test('arrays are held out by index', async () => {
  const rows = Array.from({ length: 30 }, (_, k) => `${k},5,6,7`).join('\n');
  const source = join(temporaryFolder({ 'a.csv': rows }), 'a.csv');
  const scaling = { type: 'range', low: 0, high: 255 } as const;
  const [train, rest] = [
    await open({ source, scaling, holdOut: 0.2 }),
    await open({ source, scaling, holdOut: 0.2, split: 'test' }),
  ];
  const out = [...Array(30).keys()].filter((k) => isHeldOut(String(k), 0.2));
  expect((await values(rest)).map(Math.round)).toEqual(out);
  expect((await values(train)).map(Math.round)).toEqual([...Array(30).keys()].filter((k) => !out.includes(k)));
  expect(rest.notes!.found.at(-1)).toBe(`30 examples, ${out.length} of them held out for testing`);
  await expect(rest.read([out.length], new Float32Array(4))).rejects.toMatchObject({ code: 'data/bad-read' });
});

test('what has a test split, or pictures for validation, keeps it', async () => {
  const source = temporaryFolder({ 'train/1.png': await grey(1), 'test/2.png': await grey(2) });
  expect(await values(await open({ source, holdOut: 0.5 }))).toEqual([1]);
  expect(await values(await open({ source, holdOut: 0.5, split: 'test' }))).toEqual([2]);
  const validated = temporaryFolder({ 'train/1.png': await grey(1), 'val/2.png': await grey(2) });
  expect(await values(await open({ source: validated, split: 'test' }))).toEqual([2]);
  const [a, b] = [true, false].map((isOut) => ['1', '2', '3', '4', '5'].find((name) => isHeldOut(name, 0.5) === isOut));
  const alone = temporaryFolder({ [`train/${a}.png`]: await grey(1), [`train/${b}.png`]: await grey(3) });
  const parts = [
    await open({ source: alone, holdOut: 0.5 }),
    await open({ source: alone, holdOut: 0.5, split: 'test' }),
  ];
  expect([await values(parts[0]!), await values(parts[1]!)]).toEqual([[3], [1]]);
});

test('refuses a share that leaves nothing on one side', async () => {
  const source = temporaryFolder({ '1.png': await grey(1), '2.png': await grey(2) });
  await expect(open({ source, holdOut: 1e-9 })).rejects.toMatchObject({
    kind: 'data',
    code: 'data/hold-out',
    message: 'none of 2 examples would be held out for testing',
    fix: 'hold out a larger share than 1e-9, or leave it out',
  });
  await expect(open({ source, holdOut: 0.999 })).rejects.toMatchObject({ message: /^each of 2 examples/ });
  await expect(open({ source, holdOut: 1 })).rejects.toMatchObject({ code: 'data/hold-out' });
  await expect(open({ source, split: 'test' })).rejects.toMatchObject({
    code: 'data/no-split',
    fix: expect.stringContaining('--hold-out 0.1'),
  });
});
