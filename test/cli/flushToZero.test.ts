import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { Folder } from './duel.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const place = () => folder.file('runs/001-ring/run.json');
const info = () => JSON.parse(readFileSync(place(), 'utf8'));

it('a run counts numbers below 2⁻¹²⁶ as 0, and one of an earlier version goes on without', async () => {
  const train = (...words: string[]) => folder.duel('train', ...words, '--threads', '1', '--snapshot-every', '2');
  expect(await train('ring', '--steps', '2')).toMatchObject({ code: 0 });
  expect(info()).toMatchObject({ flushToZero: true, device: { kind: 'cpu', flushToZero: true } });
  expect(await train('last', '--steps', '4')).toMatchObject({ code: 0 });
  expect(info()).toMatchObject({ flushToZero: true, device: { flushToZero: true } });

  const {
    flushToZero: _,
    device: { flushToZero: __, ...device },
    ...before
  } = info();
  writeFileSync(place(), JSON.stringify({ ...before, device }));
  expect(await train('last', '--steps', '6')).toMatchObject({ code: 0 });
  expect(info().flushToZero).toBeUndefined();
  expect(info().device).toEqual(device);
}, 60_000);
