import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { presets } from '../../src/presets/registry.ts';
import { Folder } from './duel.ts';

const folder = new Folder();
afterAll(() => folder.remove());
const duel = folder.here.bind(folder);

function makeRun(id: string, info: object, metrics = ''): void {
  const path = folder.file(`runs/${id}`);
  mkdirSync(path, { recursive: true });
  writeFileSync(`${path}/run.json`, JSON.stringify(info));
  writeFileSync(`${path}/metrics.jsonl`, metrics);
}

it('lists runs with how they stand; one that says running and is not was killed', async () => {
  expect((await duel('runs')).stderr).toContain('there are no runs in runs yet');
  const updated = new Date(Date.now() - 7_260_000).toISOString();
  makeRun('001-a', { name: 'a', status: 'finished', step: 1200, steps: 1200, device: { kind: 'cpu' }, updated });
  makeRun('002-b', { name: 'b', status: 'running', step: 0, steps: 50, updated }, '{"step":1}\n{"step":31}\n{"ste');
  mkdirSync(folder.file('runs/003-c'));
  const { stdout, code } = await duel('runs');
  expect(code).toBe(0);
  expect(stdout).toMatch(/001-a +finished +1,200 \/ 1,200 +- +cpu +2 h ago/);
  expect(stdout).toMatch(/002-b +killed +31 \/ 50/);
  expect(stdout).toMatch(/003-c +broken +run.json is missing/);
  const rows = await folder.json<{ id: string; status: string }[]>('runs');
  expect(rows.map(({ status }) => status)).toEqual(['finished', 'killed', 'broken']);
  renameSync(folder.file('runs'), folder.file('elsewhere'));
  for (const option of ['--runs', '--out'])
    expect((await folder.json<{ id: string }[]>('runs', option, 'elsewhere')).map(({ id }) => id)).toEqual([
      '001-a',
      '002-b',
      '003-c',
    ]);
  const both = await duel('runs', '--runs', 'elsewhere', '--out', 'elsewhere');
  expect(both.code).toBe(2);
  expect(both.stderr).toContain('both name the folder of runs');
});

it('lists presets and data sets, with what they need', async () => {
  const rows = await folder.json<{ name: string; needs: string }[]>('presets');
  const table = await duel('presets');
  const sets = await folder.json<{ name: string; here: boolean; needs: string }[]>('datasets');
  expect(rows.map(({ name }) => name)).toEqual(presets.map(({ name }) => name));
  for (const { title } of presets) expect(table.stdout).toContain(title);
  expect(sets.find(({ name }) => name === 'digits')).toMatchObject({ here: true, needs: 'nothing' });
  expect(sets.find(({ name }) => name === 'celeba')).toMatchObject({ here: false });
});

it('checks data file by file', async () => {
  mkdirSync(folder.file('bad'));
  folder.write('bad/a.png', 'no picture');
  const { code, stdout } = await duel('data', 'check', 'bad');
  expect(stdout).toContain('1 with something wrong');
  expect(stdout).toContain('a.png');
  expect(code).toBe(3);
  const gone = await duel('data', 'check', 'gone');
  expect(gone.code).toBe(3);
});

it('fetches nothing where nothing is needed', async () => {
  const { code, stderr } = await duel('data', 'fetch', 'digits');
  expect(stderr).toContain('there is nothing to download');
  expect(code).toBe(0);
});

it('examines the machine', async () => {
  type Report = { devices: { kind: string; present: boolean; fix?: string }[]; ok: boolean };
  const report = JSON.parse((await folder.duel('doctor', '--quick', '--json')).stdout) as Report;
  expect(report.ok).toBe(true);
  expect(report.devices.map(({ kind }) => kind)).toEqual(['cpu', 'webgpu', 'cuda']);
  expect(report.devices[0]!.present).toBe(true);
  for (const device of report.devices) expect(device.present || device.fix !== '').toBe(true);
});
