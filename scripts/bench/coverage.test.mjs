import { expect, it } from 'vitest';
import { coverageTable } from './coverage.mjs';

const run = { preset: 'ring', steps: 20_000, of: 8, modes: 8, highQuality: 0.98, deviation: 0.9, klReverse: 0.01 };

it('tells the least and the mean of the seeds', () => {
  const seeds = [
    { ...run, cpuSeconds: 100 },
    { ...run, modes: 7, highQuality: 0.9, deviation: 1.1, klReverse: 0.25, cpuSeconds: 120 },
  ];
  expect(coverageTable(seeds).split('\n')[2]).toBe(
    '| `ring` | 20,000 | 2 | 7 of 8 | 7.5 | 90.0 % | 94.0 % | 0.90 to 1.10 | 0.010 to 0.250 | 110 |',
  );
});

it('has a row for each preset, length and change, and a dash where no sample was good', () => {
  const bad = { ...run, preset: 'ring-baseline', modes: 0, highQuality: 0, deviation: null, klReverse: null };
  const noisy = { ...run, change: 'instanceNoise=0.1' };
  const lines = coverageTable([run, bad, { ...run, steps: 100 }, noisy].map((r) => ({ ...r, cpuSeconds: 1 }))).split(
    '\n',
  );
  expect(lines.length).toBe(6);
  expect(lines[3]).toBe('| `ring-baseline` | 20,000 | 1 | 0 of 8 | 0.0 | 0.0 % | 0.0 % | – | – | 1 |');
  expect(lines[5]).toMatch(/^\| `ring`, `instanceNoise=0.1` \| 20,000 \| 1 \|/);
});
