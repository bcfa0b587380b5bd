import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { checkArguments, findCommand, parseCall } from '../../src/cli/parse.ts';
import { commands } from '../../src/cli/registry.ts';
import { findPreset } from '../../src/presets/registry.ts';
import { filesIn, packageJson, root, text } from './tree.ts';

const pages = ['README.md', ...filesIn(['docs'], '.md')];

/** The contents of a page's fenced blocks of a language. */
const blocks = (page: string, language: string) =>
  [...text(page).matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'gm'))].map((m) => m[1]!);

const lines = blocks('README.md', 'sh').flatMap((block) =>
  block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== ''),
);

describe('commands of the README', () => {
  it('are two for a fresh machine', () => {
    expect(lines.slice(0, 2)).toEqual(['npm start', 'npm test']);
  });

  it.each(lines)('%s', (line) => {
    const words = line.split(' ').filter((word) => !/^[A-Z_]+=/.test(word));
    if (words[0] === 'npm') {
      if (words[1] !== 'rebuild')
        expect(Object.keys(packageJson.scripts)).toContain(words[1] === 'run' ? words[2] : words[1]);
      return;
    }
    expect(words.slice(0, 2)).toEqual(['npx', 'duel']);
    const { command, rest } = findCommand(words.slice(2), commands);
    expect(command).toBeDefined();
    const { args } = parseCall(command!, rest);
    checkArguments(command!, args);
    if (command!.name === 'train' && args[0] !== 'last')
      expect(findPreset(args[0]!) !== undefined || existsSync(join(root, args[0]!)), args[0]).toBe(true);
  });
});

it("the README's TypeScript is an example's", () => {
  const examples = filesIn(['examples'], '.ts').map(text);
  for (const block of blocks('README.md', 'ts'))
    expect(
      examples.some((example) => example.includes(block)),
      block,
    ).toBe(true);
});

describe.each(pages)('%s', (page) => {
  const source = text(page);
  const links = [...source.matchAll(/!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((m) => m[1]!);
  const relative = links.filter((link) => !/^[a-z]+:/.test(link));

  it('links to files that are there', () => {
    const targets = relative.map((link) => normalize(join(dirname(page), link)));
    const gone = targets.filter((path) => !existsSync(join(root, path)));
    expect(gone).toEqual([]);
  });

  it('names files of code that are there', () => {
    const named = [...source.matchAll(/`((?:[\w-]+\/)+[\w.-]+\.(?:ts|mjs|js|json))`/g)].map((m) => m[1]!);
    const places = ['', 'src/'];
    const ofRuns = /^(graphs|checkpoints|eval)\//;
    const gone = named.filter(
      (path) => !ofRuns.test(path) && !places.some((place) => existsSync(join(root, place, path))),
    );
    expect(gone).toEqual([]);
  });
});
