import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { pathWord } from '../../files/paths.ts';
import { readConfig } from '../config/config.ts';
import { tiny } from './tiny.testing.ts';
import { resume, train } from './train.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-moved-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string) => join(folder, name);

it('goes on where the data have moved, and refuses others', async () => {
  writeFileSync(file('points.csv'), 'x,y\n0,1\n1,0\n1,1\n0,0\n');
  const { directory } = await train(tiny, { data: file('points.csv'), out: folder, threads: 1 });
  const { data } = readConfig(directory);
  copyFileSync(file('points.csv'), file('others.csv'));
  renameSync(file('points.csv'), file('moved.csv'));
  writeFileSync(file('others.csv'), 'x,y\n0,1\n1,0\n1,1\n0,2\n');

  await expect(resume(directory, { steps: 4 })).rejects.toMatchObject({
    ...{ kind: 'data', code: 'data/not-found', where: file('points.csv') },
    fix: expect.stringContaining(`duel train ${pathWord(directory)} --data PLACE`),
  });
  await expect(resume(directory, { steps: 4, data: file('others.csv') })).rejects.toMatchObject({
    ...{ kind: 'data', code: 'data/changed', where: file('others.csv') },
    fix: expect.stringContaining('--data PLACE'),
  });
  expect(readConfig(directory).data.source).toBe(file('points.csv'));
  expect(await resume(directory, { steps: 4, data: file('moved.csv') })).toMatchObject({ step: 4, status: 'finished' });
  expect(readConfig(directory).data).toEqual({ ...data, source: file('moved.csv') });
});
