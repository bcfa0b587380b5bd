import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, expect, it } from 'vitest';
import { folderWithGan, outcome } from './duel.ts';

const folder = folderWithGan();
afterAll(() => folder.remove());
const duel = folder.duel.bind(folder);
const read = (path: string) => JSON.parse(readFileSync(folder.file(path), 'utf8'));
const shaOf = (run: string) => read(`${run}/checkpoints/last.json`).sha256;

it('trains a file of one’s own, and says where the pictures are and what comes next', async () => {
  const { code, stdout, stderr } = await duel('train', 'tiny.ts', '--threads', '1', '--out', 'first');
  expect(stderr).toContain('finished 6 steps');
  expect(code).toBe(0);
  expect(stdout).toBe('');
  for (const text of [
    'step 1/6',
    'step 3  D loss',
    'D(G(z))',
    'step 4  checkpoint 000000004.safetensors',
    'first/001-tiny/samples/000000006.png',
    'duel.js sample first/001-tiny',
  ])
    expect(stderr).toContain(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: there must be none where there is no terminal
  expect(stderr).not.toMatch(/[\x1b\r]/);
  expect(readdirSync(folder.file('first/001-tiny/samples'))).toEqual(['000000004.png', '000000006.png']);
});

it('prints one JSON object per line, the first with the directory', async () => {
  const { stdout } = await duel(
    'train',
    'tiny.ts',
    '--threads',
    '1',
    '--out',
    'json',
    '--name',
    'Other name',
    '--json',
  );
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events[0]).toMatchObject({ type: 'start', from: 0, steps: 6, device: { kind: 'cpu', threads: 1 } });
  expect(events[0].directory).toMatch(/json[\\/]001-Other-name$/);
  expect(events.filter((e) => e.type === 'step')).toHaveLength(6);
  expect(events.at(-1)).toEqual({ type: 'end', step: 6, status: 'finished' });
});

it('shows what it would train: a configuration that trains the same', async () => {
  const dry = await folder.here(
    'train',
    'quickstart',
    '--steps',
    '2',
    '--batch',
    '4',
    '--set',
    'generator.ema=0.5',
    '--dry-run',
  );
  expect(dry.stderr).toMatch(/generator\n.*\nLayer \(type\)/);
  expect(existsSync(folder.file('runs'))).toBe(false);
  folder.write('kept.json', dry.stdout);
  const config = read('kept.json');
  expect(config).toMatchObject({
    name: 'quickstart',
    steps: 2,
    game: { batch: { generator: 4 }, generator: { ema: 0.5 } },
  });

  const { config: again, networks } = await folder.json<{ config: object; networks: Record<string, object> }>(
    'train',
    'kept.json',
    '--seed',
    '7',
    '--dry-run',
  );
  expect(again).toEqual({ ...config, seed: 7 });
  expect(networks.discriminator).toMatchObject({ inputs: { input: [28, 28, 1] }, output: [1] });
});

it('keeps data as an absolute path', async () => {
  mkdirSync(folder.file('points'), { recursive: true });
  folder.write(
    'points/data.csv',
    `${Array.from({ length: 8 }, (_, i) =>
      Array(784)
        .fill(i / 8)
        .join(','),
    ).join('\n')}\n`,
  );
  folder.write('flat.ts', "import tiny from './tiny.ts';\nexport default { ...tiny, name: 'flat' };\n");
  const dry = await duel('train', 'flat.ts', '--data', 'points/data.csv', '--dry-run');
  // rows of 784 numbers are no images: the step cannot be built, and nothing is made
  expect(dry.stderr).toContain('cannot be played on examples [784]');
  expect(dry.code).toBe(2);

  const grid = await folder.json<{ config: { data: { source: string } } }>(
    'train',
    'quickstart',
    '--data',
    'first/001-tiny/samples',
    '--resolution',
    '28',
    '--dry-run',
  );
  expect(grid.config.data.source).toBe(folder.file('first/001-tiny/samples'));
});

it.each(['cgan', 'classifier'])('names the classes where those of the data are others: %s', async (preset) => {
  for (const name of ['cats', 'dogs'])
    cpSync(folder.file('first/001-tiny/samples'), folder.file(`animals/${name}`), { recursive: true });
  const { config } = await folder.json('train', preset, '--data', 'digits', '--dry-run');
  folder.write('ten.json', JSON.stringify(config));
  const other = await folder.here('train', 'ten.json', '--data', 'animals', '--resolution', '28', '--dry-run');
  expect(other.stderr).toContain('the networks of this game are for 10 classes, and these data have 2');
  expect(other.stderr).toContain(`where: ${folder.file('animals')}`);
  expect(other.code).toBe(2);
  const anew = await folder.here('train', preset, '--data', 'animals', '--resolution', '28', '--dry-run');
  expect(anew.code).toBe(0);
});

it('stops on Ctrl-C, saves, and goes on to the state that an undisturbed run has', async () => {
  // more than it can do before the signal comes, however late that is
  const many = ['--steps', '1000000', '--snapshot-every', '1000000', '--threads', '1'];
  const child = folder.start('train', 'tiny.ts', ...many, '--out', 'parts', '--json');
  const ended = outcome(child);
  for await (const line of createInterface({ input: child.stdout! })) {
    if (JSON.parse(line).step === 10) child.kill('SIGINT');
  }
  const { code, stderr } = await ended;
  expect(stderr).toMatch(/interrupted at step \d+, saved in parts\/001-tiny/);
  expect(stderr).toContain('duel.js train parts/001-tiny');
  expect(code).toBe(130);
  expect(read('parts/001-tiny/run.json').status).toBe('interrupted');
  const steps = read('parts/001-tiny/checkpoints/last.json').step + 50;

  const rest = await duel('train', 'last', '--out', 'parts', '--steps', String(steps));
  expect(rest.stderr).toContain(`from step ${steps - 50} to step ${steps}`);
  expect(rest.code).toBe(0);
  const whole = await duel('train', 'tiny.ts', '--steps', String(steps), '--threads', '1', '--out', 'whole');
  expect(whole.code).toBe(0);
  expect(shaOf('parts/001-tiny')).toBe(shaOf('whole/001-tiny'));

  const done = await duel('train', 'parts/001-tiny');
  expect(done.stderr).toContain(`all ${steps} steps of parts/001-tiny are done; --steps ${2 * steps} would go on`);
  expect(done.code).toBe(0);
});

it('ends with 143 after SIGTERM', async () => {
  const child = folder.start('train', 'tiny.ts', '--steps', '100000', '--threads', '1', '--out', 'term', '--json');
  const ended = outcome(child);
  await once(child.stdout!, 'data');
  child.kill('SIGTERM');
  expect((await ended).code).toBe(143);
});

it('lets a run that goes on stay the same run', async () => {
  const batch = await folder.here('train', '1', '--out', 'first', '--batch', '8');
  expect(batch.stderr).toContain('--batch cannot change in a run that goes on');
  expect(batch.stderr).toContain('first/001-tiny/config.json --batch');
  const steps = await folder.here('train', '1', '--out', 'first', '--steps', '3');
  expect(steps.stderr).toContain('this run has 6 steps behind it');
  const built = await folder.here('train', '1', '--out', 'first', '--set', 'loss=hinge');
  expect(built.stderr).toContain('--set loss=hinge cannot change in a run that goes on');
  expect(built.stderr).toContain('generator/learningRate, ');
  const anew = await folder.here('train', 'quickstart', '--stretch-schedules', '--dry-run');
  expect(anew.stderr).toContain('--stretch-schedules is for a run that goes on');
  const lower = ['--set', 'generator.optimizer.learningRate=1e-5'];
  const dry = await folder.json<{ config: { game: object } }>('train', '1', '--out', 'first', ...lower, '--dry-run');
  expect(dry.config.game).toMatchObject({ generator: { optimizer: { learningRate: 1e-5 } } });
  const more = await duel('train', '1', '--out', 'first', '--steps', '8', '--snapshot-every', '7', ...lower);
  expect(more.stderr).toContain('step 6  from here generator/learningRate 0.00001');
  expect(more.stderr).toContain('finished 8 steps, 2 of them now');
  expect([batch, steps, built, anew, more].map(({ code }) => code)).toEqual([2, 2, 2, 2, 0]);
});

it('cannot begin a game of code from its configuration, and makes nothing then', async () => {
  const { config } = await folder.json<{ config: { game: object } }>('train', 'quickstart', '--dry-run');
  const { generator, discriminator } = config.game as Record<string, object>;
  const game = { type: 'custom', players: { generator, discriminator }, batch: 4 };
  folder.write('custom.json', JSON.stringify({ ...config, game }));
  const { code, stderr } = await folder.here('train', 'custom.json', '--out', 'custom');
  expect(stderr).toContain('the moves of this game are code');
  expect(code).toBe(2);
  expect(existsSync(folder.file('custom'))).toBe(false);
});

it('warns of a game that works against itself, with the reason', async () => {
  const { code, stderr } = await duel(
    'train',
    'tiny.ts',
    ...['--set', 'game.loss={"type":"wasserstein"}', '--steps', '1', '--out', 'warned'],
  );
  expect(stderr).toMatch(/^warning: nothing keeps the discriminator Lipschitz: without that/m);
  expect(code).toBe(0);
});

it('warns in a dry run too', async () => {
  const lazy = ['train', 'ring', '--set', 'penalties=[{"type":"r1","every":16}]', '--dry-run'];
  const { code, stdout, stderr } = await folder.here(...lazy);
  expect(stderr).toMatch(/^warning: r1 is computed on every 16th step alone, and examples are points/m);
  expect(JSON.parse(stdout)).toMatchObject({ name: 'ring' });
  expect(code).toBe(0);
  expect((await folder.json(...lazy)).warnings).toEqual([expect.stringContaining('r1 is computed on every 16th step')]);
  expect((await folder.json('train', 'ring', '--dry-run')).warnings).toEqual([]);
});

it('ends with 4 when the numbers run away', async () => {
  const { code, stderr } = await duel(
    'train',
    'tiny.ts',
    '--set',
    'generator.optimizer.learningRate=1e30',
    '--out',
    'nan',
  );
  expect(stderr).toMatch(/error: \w+ became NaN at step \d/);
  expect(code).toBe(4);
});
