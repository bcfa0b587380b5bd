import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exportOnnx } from '../export.ts';
import { RunGenerator } from '../sampling/generator.ts';
import { tiny } from '../training/tiny.testing.ts';
import { resume, train } from '../training/train.ts';
import { runFormat } from './format.ts';
import { readRunInfo } from './info.ts';
import { summarizeRuns } from './summary.ts';

const out = mkdtempSync(join(tmpdir(), 'duel-format-'));
afterAll(() => rmSync(out, { recursive: true }));

let run = '';
beforeAll(async () => {
  run = (await train(tiny, { out, steps: 2, threads: 1 })).directory;
});
const rewrite = (change: (info: Record<string, unknown>) => void) => {
  const info = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'));
  change(info);
  writeFileSync(join(run, 'run.json'), JSON.stringify(info));
};

it('a new run names the version of its format, and one without goes on as the first', async () => {
  expect(readRunInfo(run)).toMatchObject({ format: runFormat });
  rewrite((info) => {
    delete info.format;
  });
  expect(await resume(run, { steps: 3, threads: 1 })).toMatchObject({ status: 'finished', step: 3 });
  expect(readRunInfo(run)).not.toHaveProperty('format');
});

it('a run of a later version is refused by whoever opens it, whatever else is in it, and listed with the reason', async () => {
  writeFileSync(join(run, 'config.json'), '{"shape":"of later"}');
  rewrite((info) => {
    Object.assign(info, { format: runFormat + 1, status: 'asleep', versions: { duel: '7.8.9' } });
  });
  const refused = {
    kind: 'checkpoint',
    code: 'run/later-format',
    message: `this run is of version ${runFormat + 1} of the format, and this Duel knows versions up to ${runFormat}`,
    where: join(run, 'run.json'),
    fix: 'update Duel: the run was last written by Duel 7.8.9',
  };
  await expect(resume(run)).rejects.toMatchObject(refused);
  await expect(RunGenerator.open(run)).rejects.toMatchObject(refused);
  await expect((async () => exportOnnx(run, join(out, 'x.onnx')))()).rejects.toMatchObject(refused);
  expect(summarizeRuns(out)).toMatchObject([{ status: 'broken', problem: refused.message }]);
});
