import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Folder, folderWithGan } from './duel.ts';

let folder: Folder;
beforeAll(() => {
  folder = folderWithGan();
  // a game whose building never ends, with a word as it begins
  folder.write(
    'endless.mjs',
    `
    import { definePreset } from 'duel-gan';
    export default definePreset({
      name: 'endless',
      title: 'Endless',
      about: 'A game that takes for ever.',
      data: { source: 'ring', range: [-1, 1] },
      game: () => {
        process.stderr.write('building\\n');
        for (;;);
      },
      draw: 'replacement',
      length: { steps: 10 },
      report: { steps: 10, as: 'means' },
      snapshot: { steps: 10 },
      monitor: { rows: 1, columns: 1 },
    });
    `,
  );
});
afterAll(() => folder.remove());

const signals = ['SIGINT', 'SIGTERM'] as const;

const end = (child: ChildProcess) =>
  new Promise<NodeJS.Signals | number | null>((done) => child.once('exit', (code, signal) => done(signal ?? code)));

/** What a process has said so far. */
function told(child: ChildProcess): () => string {
  let said = '';
  child.stderr!.on('data', (text) => {
    said += text;
  });
  return () => said;
}

/** Waits for what a process prints; also where it ends before. */
const says = (child: ChildProcess, words: string) =>
  new Promise<void>((done) => {
    let said = '';
    child.stderr!.on('data', (text) => {
      said += text;
      if (said.includes(words)) done();
    });
    child.once('exit', () => done());
  });

it.each(signals)(
  'ends in the middle of building a graph with %s',
  async (signal) => {
    const child = folder.start('train', 'endless.mjs', '--out', signal);
    const ended = end(child);
    const said = told(child);
    await says(child, 'building');
    child.kill(signal);
    expect(await ended).toBe(signal);
    expect(said()).toMatch(
      /^building\nstopped before the first step: .*\n {2}begin again {2}.* train endless\.mjs --out/,
    );
    expect(existsSync(folder.file(signal))).toBe(false);
  },
  60_000,
);

it.each(signals)(
  'takes back a run that %s stops while it is made ready',
  async (signal) => {
    // a step that takes seconds to load
    const child = folder.start('train', 'ring', '--set', 'discriminatorSteps=60', '--out', `new-${signal}`);
    const ended = end(child);
    const said = told(child);
    const run = folder.file(`new-${signal}/001-ring`);
    while (child.exitCode === null && !existsSync(`${run}/graphs/step.onnx`)) await wait(20);
    child.kill(signal);
    expect(await ended).toBe(signal);
    expect(said()).toContain('stopped before the first step');
    expect(readdirSync(folder.file(`new-${signal}`))).toEqual([]);
  },
  60_000,
);

it('cuts a search off that is in the middle of building a graph, and leaves nothing half made', async () => {
  folder.write(
    'hanging.mjs',
    `
    import { existsSync } from 'node:fs';
    import { definePreset, gan, nn } from 'duel-gan';
    const optimizer = nn.adam({ learningRate: 1e-3 });
    export default definePreset({
      name: 'hanging',
      title: 'Hanging',
      about: 'A game that takes for ever once a search has begun.',
      data: { source: 'ring', range: [-1, 1] },
      game: () => {
        if (existsSync('cut/search.json')) {
          process.stderr.write('building\\n');
          for (;;);
        }
        return gan({
          generator: { network: nn.network([2], [nn.dense(2)]), optimizer },
          discriminator: { network: nn.network([2], [nn.dense(1)]), optimizer },
          batch: { generator: 4, discriminator: 4 },
        });
      },
      draw: 'replacement',
      length: { steps: 10 },
      report: { steps: 10, as: 'means' },
      snapshot: { steps: 10 },
      monitor: { rows: 1, columns: 1 },
    });
    `,
  );
  const child = folder.start('search', 'hanging.mjs', '--trials', '2', '--out', 'cut');
  const ended = end(child);
  const said = told(child);
  await says(child, 'building');
  child.kill('SIGTERM');
  expect(await ended).toBe('SIGTERM');
  expect(said()).toMatch(
    /stopped in the middle: what was half made is taken away\n {2}go on {2}.* search hanging\.mjs/,
  );
  // the lock is that of a process that is no more, as after a kill
  expect(readdirSync(folder.file('cut'))).toEqual(['lock.json', 'search.json']);
}, 60_000);

it('leaves a run that goes on as it is where a signal comes before its next step', async () => {
  await folder.duel('train', 'tiny.ts', '--threads', '1', '--out', 'on');
  const run = folder.file('on/001-tiny');
  const listed = () => readdirSync(run, { recursive: true }).sort();
  const before = listed();
  const child = folder.start('train', 'on/001-tiny', '--steps', '8');
  const ended = end(child);
  const said = told(child);
  while (child.exitCode === null && !existsSync(`${run}/lock.json`)) await wait(5);
  child.kill('SIGTERM');
  expect(await ended).toBe('SIGTERM');
  expect(said()).toMatch(
    /stopped before its next step: on\/001-tiny is as it was, at step 6\n {2}go on {2}.* train on\/001-tiny --steps 8\n$/,
  );
  expect(listed()).toEqual(before);
  expect((await folder.duel('train', 'on/001-tiny', '--steps', '8', '--threads', '1')).code).toBe(0);
}, 60_000);

it('ends in the middle of a step with the second signal', async () => {
  // the presets' game with a step that takes a minute
  folder.write(
    'heavy.mjs',
    `
    import { definePreset, gan, nn } from 'duel-gan';
    const optimizer = nn.adam({ learningRate: 1e-3 });
    export default definePreset({
      name: 'heavy',
      title: 'Heavy',
      about: 'A step that takes long.',
      data: { source: 'ring', range: [-1, 1] },
      game: () => gan({
        generator: { network: nn.network([2], [nn.dense(1024), nn.dense(1024), nn.dense(2)]), optimizer },
        discriminator: { network: nn.network([2], [nn.dense(1024), nn.dense(1024), nn.dense(1)]), optimizer },
        batch: { generator: 16_000, discriminator: 16_000 },
        discriminatorSteps: 10,
      }),
      draw: 'replacement',
      length: { steps: 10 },
      report: { steps: 10, as: 'means' },
      snapshot: { steps: 10 },
      monitor: { rows: 1, columns: 1 },
    });
    `,
  );
  const child = folder.start('train', 'heavy.mjs', '--out', 'heavy', '--threads', '1');
  const ended = end(child);
  await says(child, 'to step 10');
  await wait(500);
  child.kill('SIGINT');
  await says(child, 'once more ends at once');
  await wait(300);
  child.kill('SIGINT');
  expect(await ended).toBe('SIGINT');
  expect(readdirSync(folder.file('heavy/001-heavy/checkpoints'))).toEqual([]);
}, 60_000);

it('answers a training that is busy, and ends it with the second signal', async () => {
  folder.write(
    'busy.mjs',
    `
    import { existsSync } from 'node:fs';
    export { default } from './tiny.ts';
    setInterval(() => {
      if (!existsSync('busy/001-tiny/checkpoints/last.json')) return;
      process.stderr.write('busy\\n');
      for (;;);
    }, 20);
    `,
  );
  const child = folder.start('train', 'busy.mjs', '--out', 'busy', '--steps', '1000000');
  const ended = end(child);
  await says(child, 'to step 1,000,000');
  await wait(500);
  child.kill('SIGTERM');
  await says(child, 'SIGTERM: finishing the step and saving; once more ends at once');
  await wait(300);
  child.kill('SIGTERM');
  expect(await ended).toBe('SIGTERM');
}, 60_000);

it.each(signals)(
  'leaves nothing behind where %s ends the writing of samples',
  async (signal) => {
    if (!existsSync(folder.file('runs'))) await folder.duel('train', 'tiny.ts', '--threads', '1');
    const place = folder.file(`samples-${signal}`);
    mkdirSync(place);
    const child = folder.start('sample', 'last', '-n', '1000000', '--out', `${place}/all.npy`);
    const ended = end(child);
    while (child.exitCode === null && readdirSync(place).length === 0) await wait(20);
    await wait(300);
    child.kill(signal);
    expect(await ended).toBe(signal);
    expect(readdirSync(place)).toEqual([]);
  },
  60_000,
);
