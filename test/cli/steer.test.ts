import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readJsonLines } from '../../src/run/directory/jsonl.ts';
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

it('a run that was steered, killed and resumed has the bytes of one that was steered alike and left alone', async () => {
  const run = folder.file('runs/002-ring');
  // more than it can do before it is killed, however late that is
  const many = '1000000';
  const words = ['--snapshot-every', '200', '--keep', '100', '--threads', '1'];
  const child = folder.start('train', 'ring', '--steps', many, ...words);
  const ended = new Promise((done) => child.once('exit', done));
  const logged = () => Number([...readJsonLines(join(run, 'metrics.jsonl'))].at(-1)?.step ?? 0);
  await expect.poll(() => existsSync(join(run, 'metrics.jsonl')) && logged(), { timeout: 30_000 }).toBeGreaterThan(10);
  const turned = await folder.duel('dial', run, 'generator.optimizer.learningRate=1e-4');
  expect(turned.code).toBe(0);
  const [{ step }] = JSON.parse(readFileSync(join(run, 'dials.json'), 'utf8'));
  await expect.poll(logged, { timeout: 30_000 }).toBeGreaterThan(step + 250);
  child.kill('SIGKILL');
  await ended;
  const steps = 200 * Math.ceil(logged() / 200 + 5);

  // the other one is taken back to before its first step, with what was turned and when
  const alone = folder.file('runs/003-ring');
  cpSync(run, alone, { recursive: true });
  for (const name of ['checkpoints', 'samples', 'metrics.jsonl', 'events.jsonl'])
    rmSync(join(alone, name), { recursive: true });
  for (const one of [run, alone])
    expect(await folder.duel('train', one, '--steps', String(steps))).toMatchObject({ code: 0 });
  const last = (one: string) => readFileSync(join(one, 'checkpoints', `${String(steps).padStart(9, '0')}.safetensors`));
  expect(last(run).equals(last(alone))).toBe(true);
  expect([...readJsonLines(join(run, 'events.jsonl'))].filter(({ type }) => type === 'dials')).toHaveLength(1);
}, 180_000);
