import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { oneMode } from '../run/directory/crafted.testing.ts';
import { type Served, served } from './served.testing.ts';

let at: Served;
let file: string;
beforeAll(async () => {
  at = await served();
  mkdirSync(at.runs, { recursive: true });
  file = join(oneMode(at.runs), 'directions.json');
});
afterAll(() => at.close());
const path = '/api/runs/001-one-mode/directions';
const smile = { player: 'generator', name: 'smile', vector: [0.6, -0.8] };

it('keeps named directions in the run, one of a name, and drops them', async () => {
  expect(await at.get(path)).toEqual([]);
  expect(await at.post(path, smile)).toEqual({ status: 200, json: [smile] });
  const other = { ...smile, name: 'thick' };
  await at.post(path, other);
  const again = { ...smile, vector: [1, 0] };
  expect((await at.post(path, again)).json).toEqual([other, again]);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ directions: [other, again] });
  expect((await at.post(`${path}/drop`, { player: 'generator', name: 'thick' })).json).toEqual([again]);
  expect(await at.get(path)).toEqual([again]);
  await at.post(`${path}/drop`, { player: 'generator', name: 'smile' });
  expect(existsSync(file)).toBe(false);
});

it('keeps forty at the most: the oldest goes', async () => {
  for (let i = 0; i < 42; i++) await at.post(path, { ...smile, name: `d${i}` });
  const names = (await at.get<{ name: string }[]>(path)).map(({ name }) => name);
  expect([names.length, names[0], names.at(-1)]).toEqual([40, 'd2', 'd41']);
  rmSync(file);
});

it.each([
  { ...smile, name: '' },
  { ...smile, name: 'a\nb' },
  { ...smile, name: '\u202eevil' },
  { ...smile, vector: [] },
  { ...smile, vector: ['1'] },
  { ...smile, vector: [null] },
  { ...smile, vector: [1e9] },
  { ...smile, more: 1 },
  [],
])('refuses %j', async (body) => {
  expect((await at.post(path, body)).status).toBe(422);
  expect(existsSync(file)).toBe(false);
});

it('refuses without the token, and what is broken or a link', async () => {
  expect((await at.post(path, smile, {})).status).toBe(403);
  writeFileSync(file, '{"directions":[{"player":"generator"}]}');
  const answer = await fetch(new URL(path, at.studio.url));
  expect([answer.status, await answer.json()]).toMatchObject([422, { fix: expect.stringContaining('delete it') }]);
  writeFileSync(file, 'x'.repeat(5e6));
  expect((await fetch(new URL(path, at.studio.url))).status).toBe(422);
  rmSync(file);
  const secret = join(at.root, 'secret.json');
  writeFileSync(secret, '{"directions":[]}');
  symlinkSync(secret, file);
  expect((await at.post(path, smile)).status).toBe(422);
  expect(readFileSync(secret, 'utf8')).toBe('{"directions":[]}');
  rmSync(file);
});
