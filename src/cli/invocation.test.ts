import { expect, it } from 'vitest';
import { invocation, quoted, shown, spelled } from './invocation.ts';

it.each([
  ['/home/a/duel/bin/duel.js', {}, 'node bin/duel.js'],
  ['/home/a/duel/node_modules/.bin/duel', { npm_command: 'exec' }, 'npx duel'],
  ['/usr/local/bin/duel', {}, 'duel'],
])('%s was called as it can be called again', (script, env, expected) => {
  expect(invocation(script, env, '/home/a/duel')).toBe(expected);
});

it('shows paths from here where that is shorter', () => {
  expect(shown('/a/b/runs/001-x', '/a/b')).toBe('runs/001-x');
  expect(shown('/a/b', '/a/b')).toBe('.');
  expect(shown('/tmp/x', '/a/b/c/d')).toBe('/tmp/x');
});

it('quotes for the shell what needs it', () => {
  expect(quoted('runs/001-x')).toBe('runs/001-x');
  expect(quoted("it's here")).toBe(`'it'\\''s here'`);
  expect(quoted("\x1b'\\n")).toBe("$'\\u001b\\'\\\\n'");
});

it('spells commands in texts as they can be pasted', () => {
  const spell = (text: string) => spelled(text, ['train', 'data check'], 'npx duel');
  expect(spell("start with 'duel train X'")).toBe("start with 'npx duel train X'");
  expect(spell('duel data check, then duel train')).toBe('npx duel data check, then npx duel train');
  expect(spell('the duel trains')).toBe('the duel trains');
});
