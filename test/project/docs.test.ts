import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { checkArguments, findCommand, parseCall } from '../../src/cli/parse.ts';
import { commands } from '../../src/cli/registry.ts';
import { findPreset } from '../../src/presets/registry.ts';
import { presetConfig } from '../../src/run/config/config.ts';
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

/** The words of a command line, without quotes. */
const wordsOf = (line: string) =>
  [...line.matchAll(/(?:[^\s']|'[^']*')+/g)]
    .map(([word]) => word.replaceAll("'", ''))
    .filter((w) => !/^[A-Z_]+=/.test(w));

/** Fails where Duel would not understand the words, or not find the preset, or a setting did not fit it. */
function checkCall(words: readonly string[]): void {
  const { command, rest } = findCommand(words, commands);
  expect(command).toBeDefined();
  const { args, options } = parseCall(command!, [...rest]);
  checkArguments(command!, args);
  if (command!.name !== 'train' || args[0] === 'last' || args[0] === 'my.json') return;
  const preset = findPreset(args[0]!);
  if (!preset) {
    expect(existsSync(join(root, args[0]!)), args[0]).toBe(true);
    return;
  }
  const data = { source: 'any', range: [-1, 1] as const };
  const isSmall = (options.resolution ?? preset.data.resolution) === undefined;
  const dataset = { shape: isSmall ? [28, 28, 1] : [64, 64, 3], classes: [...'0123456789'], count: 1000 };
  presetConfig(preset, data, dataset, { set: options.set as string[] | undefined });
}

describe('commands of the README', () => {
  it('are two for a fresh machine', () => {
    expect(lines.slice(0, 2)).toEqual(['npm start', 'npm test']);
  });

  it.each(lines)('%s', (line) => {
    const words = wordsOf(line);
    if (words[0] === 'node') {
      expect(existsSync(join(root, words[1]!)), words[1]).toBe(true);
      return;
    }
    if (words[0] === 'npm') {
      if (words[1] !== 'install')
        expect(Object.keys(packageJson.scripts)).toContain(words[1] === 'run' ? words[2] : words[1]);
      return;
    }
    expect(words.slice(0, 2)).toEqual(['npx', 'duel']);
    checkCall(words.slice(2));
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

/** The headings of a page as links name them. */
const headings = (page: string) =>
  [...text(page).matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

describe.each(pages)('%s', (page) => {
  const source = text(page);
  // addresses in a page that someone else would write are none of the project's
  const prose = source.replaceAll(/^```html\n[\s\S]*?^```$/gm, '');
  const links = [...prose.matchAll(/!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)|src="([^"]+)"/g)].map((m) => (m[1] ?? m[2])!);
  const relative = links.filter((link) => !/^[a-z]+:/.test(link));

  it('has commands that Duel understands', () => {
    const calls = source.replaceAll('\\\n', ' ').matchAll(/^ {4}npx duel (.*?)(?: > \S+)?$/gm);
    for (const [, call] of calls) expect(() => checkCall(wordsOf(call!)), call).not.toThrow();
  });

  it('links to headings that are there', () => {
    const all = [...source.matchAll(/\]\(([^)#\s:]*)#([^)]+)\)/g)];
    const gone = all.filter(([, path, heading]) => {
      const target = path === '' ? page : normalize(join(dirname(page), path!));
      return target.endsWith('.md') && !headings(target).includes(heading!);
    });
    expect(gone.map(([link]) => link)).toEqual([]);
  });

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
