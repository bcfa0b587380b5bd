import { readdirSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { commands } from '../../src/cli/registry.ts';
import { version } from '../../src/version.ts';
import { Folder } from './duel.ts';

const folder = new Folder();
afterAll(() => folder.remove());
const duel = folder.duel.bind(folder);

it('alone explains itself on stdout', async () => {
  const { code, stdout, stderr } = await duel();
  expect(code).toBe(0);
  expect(stderr).toBe('');
  for (const { name, summary } of commands) expect(stdout).toMatch(new RegExp(`${name} +${summary}`));
  expect(stdout).toContain('train quickstart');
});

it('has the version of the package', async () => {
  expect((await duel('--version')).stdout).toBe(`${version}\n`);
  expect(await folder.json('--version')).toEqual({ version });
});

it('explains each command, with every flag', async () => {
  const [train, check] = await Promise.all([duel('train', '--help'), duel('help', 'data', 'check')]);
  for (const flag of ['--data', '--set PATH=VALUE', '--snapshot-every N', '--dry-run', '-h, --help'])
    expect(train.stdout).toContain(flag);
  expect(check.stdout).toContain('DATA');
  expect([train.code, check.code]).toEqual([0, 0]);
});

/** Words, the error, and what it says to do. */
const mistakes: [words: string, message: string, fix: string][] = [
  ['trian mnist-mlp', "there is no command 'trian'", 'did you mean: '],
  ['data chekc x', "there is no command 'data chekc'", 'data check'],
  ['data', "'data' is half a command", 'data fetch'],
  ['nonsense', "there is no command 'nonsense'", 'lists the commands'],
  ['train quickstart --stesp 3', "'duel train' has no option --stesp", 'did you mean: --steps'],
  ['train quickstart --frames 3', "'duel train' has no option --frames", '--help'],
  ['train', 'WHAT is missing', 'train quickstart'],
  ['train quickstart twice', "'twice' is one argument too many", '--help'],
  ['train quikstart', "there is no preset, file or run 'quikstart'", 'train quickstart'],
  ['train quickstart --steps 0', '--steps takes a whole number from 1 on', ''],
  ['train quickstart --steps 1e3', '--steps takes a whole number from 1 on', ''],
  ['train quickstart --steps --batch 3', '--steps needs a value', '--steps N'],
  ['train quickstart --dry-run=yes', '--dry-run takes no value', ''],
  ['train quickstart --seed 1 --seed 2', '--seed is given twice', ''],
  ['train quickstart --device gpu', '--device takes auto, cpu, webgpu or cuda', ''],
  ['train quickstart --set nothing', "'nothing' is no setting", '--set path=value'],
  ['train quickstart --set generator.optimiser.learningRate=1', "there is no 'generator.optimiser'", 'optimizer'],
  ['train quickstart --data moons', 'this preset makes pictures, and these data are [2]', ''],
  ['train gone.json', 'there is no such file', ''],
  ['train gone.ts', 'there is no such file', ''],
  ['train 7', "there is no run '7'", ''],
  ['sample last', 'there is no run yet', ''],
  ['sample last --n 3 --seeds 1,2', '--n and --seeds both say which samples', ''],
  ['sample last --seeds 5-2', '--seeds takes numbers and ranges', ''],
  ['sample last --checkpoint newest', '--checkpoint takes last, best or a step', ''],
  ['sample last --truncation -1', '--truncation takes a number from 0 to 10', ''],
  ['sample last --latents z.npy --n 3', '--latents are taken as they are', ''],
  ['walk last --out walk.avi', 'a walk is written to FILE.png or FILE.gif', ''],
  ['export last --to pdf', '--to takes onnx, html, site, step, safetensors or tensorboard', ''],
  ['data fetch mnits', "there is no data set 'mnits'", 'data fetch mnist'],
];

it.each(mistakes)('%s', async (words, message, fix) => {
  const { code, stdout, stderr } = await folder.here(...words.split(' '));
  expect(stderr).toMatch(/^error: /);
  expect(stderr).toContain(message);
  expect(stderr).toContain(fix);
  expect(stderr).not.toContain('    at ');
  expect(stdout).toBe('');
  expect(code).toBe(2);
  expect(readdirSync(folder.path)).toEqual([]);
});

it('says mistakes in JSON too, and shows stacks when asked', async () => {
  const { code, stdout, stderr } = await duel('train', 'quickstart', '--stesp', '3', '--json', '--verbose');
  expect(JSON.parse(stdout).error).toMatchObject({ kind: 'usage', code: 'usage/unknown-flag', exitCode: 2 });
  expect(stderr).toContain('    at ');
  expect(code).toBe(2);
});

it('ends with 3 where data are missing', async () => {
  const { code, stderr } = await duel('train', 'celeba-dcgan');
  expect(stderr).toContain('DUEL_DATA');
  expect(code).toBe(3);
  expect(readdirSync(folder.path)).toEqual([]);
});
