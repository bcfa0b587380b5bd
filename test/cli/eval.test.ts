import { existsSync, mkdirSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { oneMode } from '../../src/run/directory/crafted.testing.ts';
import { Folder } from './duel.ts';

const folder = new Folder();
afterAll(() => folder.remove());
const duel = folder.here.bind(folder);
mkdirSync(folder.file('runs'));
oneMode(folder.file('runs'));

it('prints a table, and says where the result is kept', async () => {
  const { code, stdout, stderr } = await folder.duel('eval', 'last', '-n', '300', '--metrics', 'modes');
  expect(stdout).toMatch(/^modes {2}modes +1 of 8\nmodes {2}high quality +9\d\.\d %\nmodes {2}reverse KL +2\.079\n/);
  expect(stderr).toContain('300 samples of step 12, seeds 0-299');
  expect(stderr).toContain('kept in runs/001-one-mode/eval/000000012.json');
  expect(existsSync(folder.file('runs/001-one-mode/eval/000000012.json'))).toBe(true);
  expect(code).toBe(0);
});

it('ends with 7 where a requirement is not met, and with 0 where all are', async () => {
  const require = (...texts: string[]) => texts.flatMap((text) => ['--require', text]);
  const good = await duel('eval', '1', '-n', '100', ...require('modes>=1', 'klReverse<2.1'));
  expect([good.code, good.stderr.includes('not met')]).toEqual([0, false]);
  const bad = await duel('eval', '1', '-n', '100', ...require('modes>=8', 'klReverse<2.1'));
  expect(bad.code).toBe(7);
  expect(bad.stderr).toContain('not met: modes>=8 (it is 1)');
  expect(bad.stderr).not.toContain('not met: klReverse');
});

it('prints one JSON object, unmet requirements or not', async () => {
  const { code, stdout } = await duel('eval', 'last', '--metrics', 'modes', '--require', 'of==25', '--json');
  expect(code).toBe(7);
  expect(JSON.parse(stdout)).toEqual({
    run: expect.stringContaining('001-one-mode'),
    step: 12,
    metrics: {
      modes: {
        modes: 1,
        of: 8,
        highQuality: expect.closeTo(0.989, 1),
        klReverse: expect.closeTo(Math.log(8), 6),
        deviation: expect.closeTo(0.974, 1),
        counts: [expect.any(Number), 0, 0, 0, 0, 0, 0, 0],
      },
    },
    measured: { modes: { n: 2500, seeds: '0-2499', raw: false, protocol: expect.any(String) } },
    requirements: [{ require: 'of==25', value: 8, met: false }],
    met: false,
    file: expect.stringContaining('000000012.json'),
  });
});

it('refuses what cannot be measured before it measures', async () => {
  const tries = [
    await duel('eval', 'last', '--require', 'modes=8'),
    await duel('eval', 'last', '--require', 'fid<3'),
    await duel('eval', 'last', '--metrics', 'classes'),
    await duel('eval', 'last', '-n', '3', '--seeds', '1'),
    await duel('eval', 'last', '--judge', 'none'),
  ];
  expect(tries.map((t) => t.code)).toEqual([2, 2, 2, 2, 2]);
  expect(tries.map((t) => t.stderr)).toEqual([
    expect.stringContaining("--require 'modes>=8'"),
    expect.stringContaining('use one of modes, of, highQuality'),
    expect.stringContaining("'classes' means nothing on ring"),
    expect.stringContaining('leave one of them out'),
    expect.stringContaining("there is no run 'none'"),
  ]);
});
