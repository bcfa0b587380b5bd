import { describe, expect, it } from 'vitest';
import { compared, resultOf } from './measure.mjs';
import { markdownOf, withSweep } from './page.mjs';
import { drawGrowth } from './picture.mjs';
import { sweeps } from './sweeps.mjs';

const runs = (ms) => [{ msPerStep: ms, peak: 100, peakRssMiB: 300, beside: 0 }];
const foundOf = (sweep, counts = { flop: 2e9, executed: 1e9, state: 2 ** 18 }) => ({
  sweep,
  ...compared(
    sweep,
    sweeps[sweep].points.map((point) => resultOf(point, counts, runs(10 + point.batch))),
  ),
});
const settings = { where: 'a machine', rounds: 3, seconds: 2.5, node: '20', runtime: '1.30', date: '2026-11-30' };

describe('the page of growth', () => {
  it('has a row for each point of a sweep', () => {
    const text = markdownOf({ ...foundOf('dcgan batch'), settings });
    expect(text).toContain('Medians of 3 rounds of 2.5 s in turns. The line is 10.0 ms + 1.00 ms × batch.');
    expect(text.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(
      2 + sweeps['dcgan batch'].points.length,
    );
    expect(text).toContain('| batch | ms/step |');
    expect(markdownOf({ ...foundOf('threads'), settings })).toContain('| system | batch | threads |');
  });

  it('takes a table into its place and leaves the rest as it is', () => {
    const text = 'a\n<!-- growth: width -->\nold\n<!-- /growth -->\nb\n';
    const once = withSweep(text, 'width', 'new');
    expect(once).toBe('a\n<!-- growth: width -->\n\nnew\n\n<!-- /growth -->\nb\n');
    expect(withSweep(once, 'width', 'new')).toBe(once);
    expect(() => withSweep(text, 'threads', 'new')).toThrow('no place for a sweep: <!-- growth: threads -->');
  });

  it('has a picture of all sweeps', async () => {
    const known = Object.fromEntries(Object.keys(sweeps).map((sweep) => [sweep, foundOf(sweep)]));
    const png = await drawGrowth(known);
    expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    expect(png.length).toBeGreaterThan(5000);
  });
});
