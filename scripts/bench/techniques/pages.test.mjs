import { describe, expect, it } from 'vitest';
import { checkPages, completePages, markdownOf, withCosts } from './pages.mjs';
import { variants } from './variants.mjs';

const row = (name, page) => ({
  name,
  page,
  msPerStep: 98.4,
  extra: 0.25,
  gflop: 10.4,
  extraGflop: 2.5,
  peakRssMiB: 301,
});
const settings = {
  where: 'A machine',
  threads: 2,
  rounds: 5,
  seconds: 0.8,
  node: '20.20.2',
  runtime: '1.30.0',
  date: '2026-11-25',
};

describe('the costs of a page', () => {
  it('are a table in Markdown under what they were measured with', () => {
    expect(markdownOf([row('base'), row('hinge()', 'losses')], settings)).toEqual({
      losses: [
        'A machine, 2 threads; Node 20.20.2, onnxruntime-node 1.30.0; 2026-11-25. Medians of 5 rounds of 0.8 s; a step of the base has 10.4 GFLOP.',
        '',
        '|  | ms/step | extra | extra GFLOP | peak MiB |',
        '| --- | --: | --: | --: | --: |',
        '| base | 98.4 | +25 % | 2.50 | 301 |',
        '| `hinge()` | 98.4 | +25 % | 2.50 | 301 |',
      ].join('\n'),
    });
    expect(() => markdownOf([row('hinge()', 'losses')], settings)).toThrow('the base was not measured');
  });

  it('stand between the markers, whatever stood there', () => {
    const page = (inner) => `# Losses\n\n<!-- costs: losses -->${inner}<!-- /costs -->\n\nMore.\n`;
    const once = withCosts(page('\n'), 'losses', 'a table');
    expect(once).toBe(page('\n\na table\n\n'));
    expect(withCosts(once, 'losses', 'another')).toBe(page('\n\nanother\n\n'));
  });

  it.each(['# Losses\n', '<!-- costs: losses -->\n', '<!-- /costs --><!-- costs: losses -->'])(
    'want a place: %j',
    (text) => {
      expect(() => withCosts(text, 'losses', '')).toThrow('docs/techniques/losses.md has no place for its costs');
    },
  );

  it('have one in every page', () => {
    expect(checkPages).not.toThrow();
  });

  it('are written for pages that were measured whole', () => {
    expect(completePages(variants.filter(({ page }) => page === 'losses'))).toEqual(['losses']);
    expect(completePages(variants.slice(1))).not.toContain('losses');
  });
});
