import { expect, it } from 'vitest';
import { gameKinds } from '../../src/gan/index.ts';
import { filesIn, text } from './tree.ts';

const kinds = Object.keys(gameKinds).join('|');
const asksForKind = new RegExp(`\\b(type|kind)\\s*[!=]==?\\s*'(${kinds})'|\\bcase '(${kinds})'`);

it('what differs between kinds of games lies in their files: nothing else asks for one by its name', () => {
  const asking = filesIn(['src'], '.ts')
    .filter((path) => !path.startsWith('src/gan/games/') && !/\.(test|testing)\.ts$/.test(path))
    .filter((path) => asksForKind.test(text(path)));
  expect(asking).toEqual([]);
});

it('the check finds such a question', () => {
  expect(asksForKind.test("if (config.game.type === 'gan') return 1;")).toBe(true);
  expect(asksForKind.test("switch (spec.type) { case 'classifier': }")).toBe(true);
});
