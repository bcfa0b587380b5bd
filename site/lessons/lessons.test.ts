import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { addressOf, allLayers, placeOf } from '../points/address.ts';
import { specOf } from '../points/game.ts';
import type { Block } from './lesson.ts';
import { lessons } from './lessons.ts';

const loaded = await Promise.all(lessons.map(async ({ name, load }) => ({ name, lesson: await load() })));
const blocks = loaded.flatMap(({ name, lesson }) => lesson.blocks.map((block) => ({ name, block })));
const ofKind = <K extends Block['kind']>(kind: K) =>
  blocks.flatMap(({ name, block }) =>
    block.kind === kind ? [{ name, block: block as Extract<Block, { kind: K }> }] : [],
  );

describe('a try', () => {
  it.each(ofKind('try').map(({ name, block }) => ({ lesson: name, label: block.label, block })))(
    '$lesson, $label: is a state that controls can show, and a link can hold',
    ({ lesson, block: { settings, until = [] } }) => {
      const place = { settings, layers: allLayers, lesson };
      const there = placeOf(addressOf(place));
      expect(addressOf(there)).toEqual(addressOf(place));
      expect({ ...there.settings, drawn: [] }).toEqual({ ...settings, drawn: [] });
      expect(there.settings.drawn).toHaveLength(settings.drawn.length);
      expect(specOf(settings).type).toBe('gan');
      expect([...until].sort((a, b) => a - b)).toEqual(until);
    },
  );
});

describe('a question', () => {
  it.each(ofKind('question').map(({ name, block }) => ({ lesson: name, question: block.question, block })))(
    '$lesson, $question',
    ({ block: { answers } }) => {
      expect(answers.filter(({ isRight }) => isRight)).toHaveLength(1);
      expect(answers.length).toBeGreaterThanOrEqual(3);
      expect(new Set(answers.map(({ text }) => text)).size).toBe(answers.length);
    },
  );
});

const pictures = ofKind('picture').map(({ name, block }) => ({ lesson: name, ...block }));
describe.skipIf(pictures.length === 0)('a picture', () => {
  it.each(pictures)('$lesson, $caption', async ({ picture, size: [width, height], alt }) => {
    const bytes = readFileSync(fileURLToPath(new URL(picture, import.meta.url)));
    const about = await sharp(bytes).metadata();
    expect(about.format).toBe('webp');
    expect(bytes.length).toBeLessThanOrEqual(40 * 1024);
    expect(about.width / about.height).toBeCloseTo(width / height, 1);
    expect(about.width).toBeGreaterThanOrEqual(width);
    expect(alt.length).toBeGreaterThan(20);
  });
});
