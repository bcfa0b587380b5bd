import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lessons } from '../../site/lessons/lessons.ts';
import { Folder } from '../cli/duel.ts';

// What the course says can be run is run. Trainings are cut to so many steps, by the option that says how long they are;
// all else is as it stands.
const mostSteps = 40;

const texts = await Promise.all(
  lessons.map(async ({ name, load }) => {
    const { command, program } = await load();
    return { name, command: command.text.trim(), program: program.text };
  }),
);

describe('a command of a lesson ends well', () => {
  /** Words of a line as a shell splits them; what is quoted stays together. */
  const words = (line: string) =>
    [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c!).slice(2);
  const cut = ([command, ...rest]: string[]) => {
    if (command !== 'train') return [command!, ...rest];
    const at = rest.indexOf('--steps');
    const steps = at < 0 ? mostSteps : Math.min(mostSteps, Number(rest[at + 1]));
    const others = at < 0 ? rest : rest.filter((_, i) => i !== at && i !== at + 1);
    return ['train', ...others, '--steps', String(steps)];
  };

  it.each(texts)('$name', { timeout: 180_000 }, async ({ command }) => {
    const folder = new Folder();
    // a line that ends with a backslash goes on
    for (const line of command.replaceAll(/\\\n\s*/g, '').split('\n')) {
      expect(line).toMatch(/^npx duel \S/);
      const { code, stderr } = await folder.duel(...cut(words(line)));
      expect(code, `${line}\n${stderr}`).toBe(0);
    }
    folder.remove();
  });
});

describe('a program of a lesson', () => {
  const folder = new Folder();
  const cut = (program: string) =>
    program.replaceAll(
      /steps: ([\d_]+)/g,
      (_, n: string) => `steps: ${Math.min(mostSteps, Number(n.replaceAll('_', '')))}`,
    );
  const fileOf = (name: string) => `${name}.ts`;

  beforeAll(() => {
    mkdirSync(folder.file('node_modules'));
    symlinkSync(resolve('.'), folder.file('node_modules/duel-gan'), 'dir');
    const options = {
      ...{ target: 'es2022', module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true },
      ...{ types: ['node'], typeRoots: [resolve('node_modules/@types')] },
    };
    folder.write('package.json', '{ "type": "module" }');
    folder.write(
      'tsconfig.json',
      JSON.stringify({ compilerOptions: options, files: texts.map(({ name }) => fileOf(name)) }),
    );
    for (const { name, program } of texts) folder.write(fileOf(name), program);
  });
  afterAll(() => folder.remove());

  it('is right by the package’s types', { timeout: 120_000 }, () => {
    const { status, stdout } = spawnSync(process.execPath, [
      resolve('node_modules/typescript/bin/tsc'),
      '-p',
      folder.path,
    ]);
    expect(status, String(stdout)).toBe(0);
  });

  it.each(texts)(
    '$name: is about ten lines, which run and say something',
    { timeout: 180_000 },
    ({ name, program }) => {
      expect(program.split('\n').filter((line) => /\w/.test(line)).length).toBeLessThanOrEqual(16);
      const at = `${name}.mjs`;
      folder.write(at, transformSync(cut(program), { loader: 'ts', format: 'esm' }).code);
      const cwd = folder.file(name);
      mkdirSync(cwd);
      const { status, stdout, stderr } = spawnSync(process.execPath, [folder.file(at)], { cwd });
      expect(status, String(stderr)).toBe(0);
      expect(String(stdout)).not.toBe('');
    },
  );
});
