import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { measured } from '../child.mjs';
import { answeringDriver, nvidiaDrivers } from './drivers.mjs';
import { Parts } from './parts.mjs';

const folder = mkdtempSync(join(tmpdir(), 'duel-gpu-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A clock that only work moves. */
function clock() {
  let time = 0;
  const takes = (seconds) => async (value) => {
    time += seconds;
    return value;
  };
  return { now: () => time, takes };
}

it('a part that fails is recorded with its reason, and the rest goes on', async () => {
  const { now, takes } = clock();
  const heard = [];
  const parts = new Parts({ minutes: 10, heard: (record) => heard.push(record.part), now });
  expect(await parts.do({ part: 'first' }, 60, () => takes(2)({ ms: 3 }))).toEqual({ ms: 3 });
  const broken = async () => {
    throw new Error('no memory');
  };
  expect(await parts.do({ part: 'steps', system: 'mnist-mlp' }, 60, broken)).toBeUndefined();
  await parts.do({ part: 'last' }, 60, () => takes(1)(4));
  expect(parts.records).toEqual([
    { part: 'first', seconds: 2, value: { ms: 3 } },
    { part: 'steps', system: 'mnist-mlp', seconds: 0, failed: 'no memory' },
    { part: 'last', seconds: 1, value: 4 },
  ]);
  expect(heard).toEqual(['first', 'steps', 'last']);
});

it('a part has its own limit, or what is left of the whole; nothing begins when no time is left', async () => {
  const { now, takes } = clock();
  const parts = new Parts({ minutes: 1, now });
  const limits = [];
  const work = (seconds) => (limit) => {
    limits.push(limit.seconds);
    return takes(seconds)();
  };
  await parts.do({ part: 'a' }, 40, work(38));
  await parts.do({ part: 'b' }, 40, work(20));
  await parts.do({ part: 'c' }, 40, work(1));
  expect(limits).toEqual([40, 22]);
  expect(parts.records.at(-1)).toEqual({ part: 'c', skipped: 'no time was left' });
});

it('limits grow with a whole that may take longer, as in software', async () => {
  const parts = new Parts({ minutes: 30, now: clock().now });
  await parts.do({ part: 'a' }, 40, async ({ seconds }) => expect(seconds).toBe(120));
});

it('what takes too long is ended, and says so', async () => {
  const begin = performance.now();
  const endless = measured(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { seconds: 0.5 });
  await expect(endless).rejects.toThrow('it took longer than 1 s');
  expect(performance.now() - begin).toBeLessThan(20_000);
});

it("drivers are the system's files that name NVIDIA, then its libraries by files of our own", () => {
  for (const name of ['nvidia_icd.json', 'lvp_icd.json', 'nvidia_layers.txt']) writeFileSync(join(folder, name), '{}');
  const [system, ...own] = nvidiaDrivers(folder, [folder, join(folder, 'gone')]);
  expect(system).toBe(join(folder, 'nvidia_icd.json'));
  expect(own.map((file) => JSON.parse(readFileSync(file, 'utf8')).ICD.library_path)).toEqual([
    'libGLX_nvidia.so.0',
    'libEGL_nvidia.so.0',
  ]);
  expect(own.every(existsSync)).toBe(true);
});

it('the first driver that answers is taken, and why others do not is kept', async () => {
  const chosen = { VK_DRIVER_FILES: process.env.VK_DRIVER_FILES, VK_ICD_FILENAMES: process.env.VK_ICD_FILENAMES };
  for (const name of Object.keys(chosen)) delete process.env[name];
  try {
    const ask = async (env) => (env.VK_DRIVER_FILES?.includes('nvidia_EGL') ? undefined : 'no adapter');
    const { driver, env, tried } = await answeringDriver(folder, { seconds: 9 }, ask);
    expect(driver).toMatch(/nvidia_EGL\.json$/);
    expect(env.VK_DRIVER_FILES).toBe(driver);
    expect(tried.at(-1)).toEqual({ driver: expect.stringMatching(/nvidia_GLX/), reason: 'no adapter' });

    const none = await answeringDriver(folder, { seconds: 9 }, async () => 'no adapter');
    expect(none.env).toBeUndefined();
    expect(none.tried.at(-1).driver).toBe("the system's choice");

    process.env.VK_ICD_FILENAMES = '/mine.json';
    expect((await answeringDriver(folder, { seconds: 9 }, async () => undefined)).driver).toBe('/mine.json');
  } finally {
    delete process.env.VK_ICD_FILENAMES;
    for (const [name, value] of Object.entries(chosen)) if (value !== undefined) process.env[name] = value;
  }
});
