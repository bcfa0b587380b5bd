import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Folder } from './duel.ts';

const cli = new Folder();
const folder = cli.path;
afterAll(() => cli.remove());

// clears the screen, sets its title, begins a line of its own, turns the direction of reading
const evil = '\x1b[2J\x1b]0;title\x07\nerror: all is lost\u202e\x9b31m';
/** What no line may hold. */
const acts = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

function expectHarmless(text: string): void {
  for (const line of text.split('\n')) {
    expect(line).not.toMatch(acts);
    expect(line).not.toMatch(/^error: all is lost/);
  }
}

async function pictures(name: string): Promise<string> {
  const path = join(folder, name);
  for (const label of [`${evil}a`, 'b']) {
    mkdirSync(join(path, label), { recursive: true });
    await sharp({ create: { width: 8, height: 8, channels: 3, background: label.length > 1 ? 'red' : 'blue' } })
      .png()
      .toFile(join(path, label, `${label}.png`));
  }
  writeFileSync(join(path, 'b', `${evil}broken.png`), 'no picture');
  return path;
}

it('names of files and classes reach the terminal as words alone', async () => {
  const data = await pictures(`photos${evil}`);
  const checked = await cli.duel('data', 'check', data);
  expect(checked.code).toBe(3);
  expect(checked.stdout).toContain('\\u001b[2J');
  expectHarmless(checked.stdout + checked.stderr);
  const trained = await cli.duel(
    'train',
    'mnist-mlp',
    '--data',
    data,
    '--resolution',
    '8',
    '--steps',
    '1',
    '--out',
    join(folder, `runs${evil}`),
  );
  expect(trained.stderr).toContain('\\u001b[2J');
  expectHarmless(trained.stdout + trained.stderr);
});

it("what a stranger's run says of itself reaches the terminal as words alone", async () => {
  const run = join(folder, 'runs', '001-x');
  mkdirSync(run, { recursive: true });
  writeFileSync(join(run, 'run.json'), JSON.stringify({ name: evil, status: evil, step: 1, steps: 2, preset: evil }));
  writeFileSync(join(run, 'config.json'), JSON.stringify({ name: evil, [evil]: evil }));
  for (const command of [
    ['runs', '--runs', join(folder, 'runs')],
    ['sample', run],
    ['train', run],
    ['eval', run],
  ]) {
    const { stdout, stderr } = await cli.duel(...command);
    expectHarmless(stdout + stderr);
  }
});

describe.skipIf(process.platform === 'win32')(
  'where nobody names a place, nothing is written through a link in a run',
  () => {
    const begun = join(folder, 'own', '001-ring');
    beforeAll(async () => {
      await cli.here('train', 'ring', '--steps', '4', '--snapshot-every', '2', '--out', 'own');
      await cli.here('train', 'mnist-mlp', '--data', 'digits', '--steps', '1', '--batch', '4', '--out', 'own');
    }, 60_000);

    it.each([
      ['sample RUN -n 4'],
      ['timelapse RUN'],
      ['report RUN'],
      ['export RUN'],
      ['export RUN --to safetensors'],
      ['export RUN --to step'],
      ['export RUN --to tensorboard'],
      ['export RUN --to html'],
      ['export RUN --to site'],
      ['walk DIGITS --frames 2'],
    ])(
      'duel %s',
      async (line) => {
        const run = join(folder, line.replaceAll(/\W+/g, '-'));
        const from = line.includes('DIGITS') ? join(dirname(begun), '002-mnist-mlp') : begun;
        cpSync(from, run, { recursive: true });
        const words = line.replace(/RUN|DIGITS/, run).split(' ');
        const { out } = await cli.json<{ out: string }>(...words);
        const inFolder = lstatSync(resolve(folder, out)).isDirectory() ? readdirSync(resolve(folder, out)) : [];
        const [place, outside] = [resolve(folder, out, ...inFolder.slice(0, 1)), join(folder, 'outside')];
        expect(relative(run, place)).not.toMatch(/^\.\./);
        rmSync(place);
        writeFileSync(outside, 'theirs');
        symlinkSync(outside, place);
        const { code, stderr } = await cli.here(...words);
        expect([code, stderr]).toEqual([6, expect.stringContaining('no link is followed')]);
        expect(readFileSync(outside, 'utf8')).toBe('theirs');
        expect(lstatSync(place).isSymbolicLink()).toBe(true);
      },
      60_000,
    );
  },
);
