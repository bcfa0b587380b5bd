import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newestReading } from '../../data/index.ts';
import { dense, network, reshape } from '../../nn/index.ts';
import { definePreset } from '../../presets/preset.ts';
import { readConfig } from '../config/config.ts';
import { generatorGame } from '../directory/crafted.testing.ts';
import type { RunEvent } from '../directory/events.ts';
import { resume, train } from './train.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-reading-'));
afterAll(() => rmSync(folder, { recursive: true }));

const dot = (r: number, g: number, b: number, format: 'png' | 'gif' | 'jpeg' = 'png') =>
  sharp({ create: { width: 4, height: 4, channels: 3, background: { r, g, b } } })
    .toFormat(format)
    .toBuffer();

/** A folder that every later reading reads otherwise than the first. */
const data = join(folder, 'data');
beforeAll(async () => {
  const files: Record<string, Uint8Array> = {
    'testing/class2/a.png': await dot(10, 20, 30),
    'training/class10/a.png': await dot(40, 50, 60),
    'training/class2/b.png': await dot(70, 80, 90),
    'training/class2/c.gif': await dot(1, 2, 3, 'gif'),
    'training/class2/d.jfif': await dot(1, 2, 3, 'jpeg'),
    'training/class2/e': await dot(1, 2, 3),
  };
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(data, path)), { recursive: true });
    writeFileSync(join(data, path), bytes);
  }
});

/** What the version of 27 November 2026, which had the first reading alone, made of that folder. */
const first = {
  classes: ['testing', 'training'],
  dataFingerprint: 'c506b22f14c8e1826f67bfd9e4ad0a432e45e5e8e94ed0a7adff6c7afce35649',
};

const preset = definePreset({
  name: 'small',
  title: 'Small',
  about: 'As small as can be.',
  data: { source: data, range: [-1, 1] },
  game: ({ shape }) => generatorGame(network([2], [dense(shape.reduce((a, b) => a * b)), reshape([...shape])])),
  draw: 'shuffled',
  length: { steps: 1 },
  report: { steps: 1, as: 'means' },
  snapshot: { steps: 1 },
  monitor: { rows: 1, columns: 1 },
});

const events: RunEvent[] = [];
const options = {
  out: join(folder, 'runs'),
  threads: 1,
  on: (event: RunEvent) => void events.push(event),
  dataContext: { cacheFolder: join(folder, 'cache') },
};
const { out: _, ...going } = options;
const read = (run: string, file: string) => readFileSync(join(run, file), 'utf8');

test('a new run says what folders were taken for, and keeps the rules', async () => {
  const { directory } = await train(preset, options);
  expect(readConfig(directory).data).toMatchObject({ source: data, reading: newestReading });
  expect(JSON.parse(read(directory, 'run.json')).classes).toEqual(['class2', 'class10']);
  const found = [expect.stringContaining('testing/ as test (1), training/ as train')];
  expect(events).toContainEqual({ type: 'data', step: 0, found });
  const lines = read(directory, 'events.jsonl').split('\n', 1)[0]!;
  expect(JSON.parse(lines)).toMatchObject({ type: 'data', step: 0, found });

  events.length = 0;
  await resume(directory, { ...going, steps: 2 });
  expect(events.map(({ type }) => type)).not.toContain('data');
});

test('a run of before goes on by the rules of before', async () => {
  const { reading, ...old } = readConfig(join(options.out, '001-small')).data;
  expect(reading).toBe(newestReading);
  const config = { ...readConfig(join(options.out, '001-small')), data: old };
  const { directory } = await train(config, options);
  expect(JSON.parse(read(directory, 'run.json'))).toMatchObject(first);
  expect(readConfig(directory).data.reading).toBeUndefined();
  expect((await resume(directory, { ...going, steps: 2 })).step).toBe(2);

  // Other data are read by the newest rules.
  const other = await train(config, { ...options, data: join(data, 'training') });
  expect(readConfig(other.directory).data.reading).toBe(newestReading);
});
