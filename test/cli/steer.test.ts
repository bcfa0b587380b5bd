import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Folder, folderWithGan } from './duel.ts';

let folder: Folder;
beforeAll(() => {
  folder = folderWithGan();
});
afterAll(() => folder.remove());

it('steers a run that another process trains, and says so where none does', async () => {
  const child = folder.start('train', 'ring', '--steps', '1000000', '--snapshot-every', '1000000', '--threads', '1');
  let said = '';
  child.stderr!.on('data', (text) => {
    said += text;
  });
  const ended = new Promise((done) => child.once('exit', done));
  await expect.poll(() => said, { timeout: 30_000 }).toMatch(/step \d+\/1000000/);

  const list = await folder.duel('dial', 'last');
  expect(list.code).toBe(0);
  expect(list.stdout).toMatch(/generator\/learningRate +5\.0e-3 +generator\.optimizer\.learningRate\n/);
  expect(list.stderr).toMatch(/turn one while it trains: .* dial last .*learningRate=0\.000/);
  const turned = await folder.duel('dial', 'last', 'generator.optimizer.learningRate=1e-5', 'instanceNoise=0.1');
  expect(turned.stdout).toMatch(/^from step [\d,]+ on: /);
  expect(turned.stdout).toContain('generator/learningRate 0.00001');
  expect(turned.stdout).toContain('instanceNoise 0.1');
  expect(await folder.duel('dial', 'last', 'instanceNoise=0.1')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is what it stands at already'),
  });
  expect(await folder.duel('dial', 'last', 'loss=hinge')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('it is built into the compiled step'),
  });
  expect((await folder.duel('tell', 'last', 'pause')).stdout).toMatch(/^paused; .* tell last go-on\n/);
  expect((await folder.duel('runs')).stdout).toMatch(/001-ring +paused/);
  expect(await folder.duel('tell', 'last', 'stopp')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('tell last stop'),
  });
  expect((await folder.duel('tell', 'last', 'stop')).stdout).toMatch(/^told to save and stop/);
  expect(await ended).toBe(130);
  expect(said).toMatch(/paused\n/);

  const run = folder.file('runs/001-ring');
  expect(readdirSync(run)).not.toContain('orders');
  expect(JSON.parse(readFileSync(`${run}/dials.json`, 'utf8'))).toMatchObject([
    { values: { 'generator/learningRate': 0.00001, instanceNoise: 0.1 } },
  ]);
  expect(await folder.duel('tell', 'last', 'pause')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/no process trains this run[\s\S]*train runs\/001-ring\n/),
  });
}, 120_000);
