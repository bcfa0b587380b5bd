import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { oneMode } from '../directory/crafted.testing.ts';
import { reportOf } from '../report/report.ts';
import { tiny } from '../training/tiny.testing.ts';
import { train } from '../training/train.ts';
import { Curves } from './curves.ts';
import { diagnoseRun } from './diagnose.ts';
import { type Diagnosis, type Evidence, isThere } from './evidence.ts';
import { readDiagnosis, writeDiagnosis } from './kept.ts';
import { diagnoses } from './registry.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const options = { threads: 1, out: folder };

describe('of runs', () => {
  it('names a generator of one mode, with the numbers that say so and commands that its configuration takes', async () => {
    const run = oneMode(folder);
    const { findings, step, others } = await diagnoseRun(run, { threads: 1 });
    expect(step).toBe(12);
    expect(findings.map(({ name }) => name)).toEqual(['mode-collapse']);
    const [{ signs, remedies }] = findings as [(typeof findings)[number]];
    // one of eight modes; its points lie within 0.014 of its centre, those of the ring within 1
    expect(signs[0]!.value).toBeCloseTo(1 / 8, 1);
    expect(signs[1]!.value).toBeCloseTo(0.014, 2);
    expect(remedies.map(({ command }) => command)).toContainEqual(
      expect.stringMatching(/^duel train \S+\/config\.json --set loss=relativisticPaired --set penalties\.0=r1/),
    );
    expect(others.map(({ name }) => name)).toContain('divergence');
  });

  it('names a generator that does not move', async () => {
    const set = ['generator.optimizer.learningRate=1e-9'];
    const { directory } = await train(tiny, { ...options, steps: 120, snapshotEvery: 120, set });
    const { findings } = await diagnoseRun(directory, { threads: 1 });
    expect(findings.map(({ name }) => name)).toEqual(['dead-start']);
    expect(findings[0]!.signs[0]!.value).toBeLessThan(1e-5);
    expect(findings[0]!.remedies[0]!.command).toContain('learningRate=2e-4');
  });

  it('names one whose numbers exploded, also before its first checkpoint, with the way back', async () => {
    const wish = { ...options, name: 'blown', set: ['generator.optimizer.learningRate=1e300'], steps: 10 };
    await expect(train(tiny, wish)).rejects.toMatchObject({ code: 'train/diverged' });
    const directory = join(folder, readdirSync(folder).find((name) => name.endsWith('blown'))!);
    const { findings, notes } = await diagnoseRun(directory);
    expect(findings.map(({ name }) => name)).toEqual(['divergence']);
    expect(findings[0]!.remedies[0]!.command).toMatch(/^duel train \S+blown --on-divergence rollback:0.5$/);
    expect(notes.join()).toContain('no checkpoint yet');
  });

  it.each([9, 20])('looks at what it can where there are %i examples', async (n) => {
    const data = join(folder, `few-${n}.csv`);
    writeFileSync(data, ['x,y', ...Array.from({ length: n }, (_, i) => `${i},${i * i}`)].join('\n'));
    const { directory } = await train(tiny, { ...options, data, steps: 4 });
    const { findings, others, notes } = await diagnoseRun(directory, { threads: 1 });
    const looked = [...findings, ...others].map(({ name }) => name);
    expect(looked).toContain('divergence');
    expect(looked.includes('mode-collapse')).toBe(n === 20);
    expect(notes.join().includes('too few examples')).toBe(n === 9);
  });

  it('is kept in the folder, through no link, and stands on the report', async () => {
    const run = oneMode(folder);
    const found = await diagnoseRun(run, { threads: 1 });
    writeDiagnosis(found);
    expect(readDiagnosis(run)).toMatchObject({ step: 12, findings: [{ name: 'mode-collapse', holds: true }] });
    const { html, problems } = await reportOf(run);
    expect(problems).toEqual([]);
    expect(html).toContain('mode collapse: it makes the same few things');
    expect(html).toContain('--set loss=relativisticPaired');
    rmSync(join(run, 'doctor.json'));
    const away = join(folder, 'away.json');
    writeFileSync(away, '{}');
    symlinkSync(away, join(run, 'doctor.json'));
    expect(() => writeDiagnosis(found)).toThrow(/link/);
  });
});

/** Evidence of a run that is well, with changes. */
const evidence = (changes: Partial<Evidence> = {}, metrics: Readonly<Record<string, number>> = {}): Evidence => ({
  directory: 'runs/001-x',
  config: { game: { type: 'gan' } } as never,
  step: 1000,
  ended: undefined,
  changes: [],
  curves: new Curves(
    Array.from({ length: 1000 }, (_, i) => ({ step: i + 1, dLoss: 1.2, gLoss: 1, dAccuracy: 0.75, ...metrics })),
  ),
  samples: {
    n: 1000,
    precision: 0.8,
    realPrecision: 0.95,
    coverage: 0.9,
    reached: 1,
    realCoverage: 0.97,
    spread: 0.98,
    nearest: 1,
  },
  judged: { real: 1, heldOut: 0.95, fake: -1, told: 0.85, overfit: 0.03, overfitZ: 1 },
  generator: { moved: 1, gradient: 1e-3 },
  copies: { z: 0.3, nearer: 0.5 },
  ...changes,
});
const held = (of: Evidence): string[] =>
  diagnoses.flatMap((one: Diagnosis) => {
    const signs = one.signs(of);
    return signs && (one.holds?.(of, signs) ?? signs.every(isThere)) ? [one.name] : [];
  });
const samples = evidence().samples!;
const judged = evidence().judged!;

describe('of evidence', () => {
  it('finds nothing in a run that is well, nor in one of which nothing is known', () => {
    expect(held(evidence())).toEqual([]);
    const nothing = { curves: new Curves([]), samples: undefined, judged: undefined, generator: undefined };
    expect(held(evidence({ ...nothing, copies: undefined }))).toEqual([]);
  });

  it.each<[name: string, changes: Partial<Evidence>, metrics: Record<string, number>]>([
    [
      'discriminator-ahead',
      { samples: { ...samples, precision: 0.1, coverage: 0.2 }, judged: { ...judged, told: 0.999 } },
      {},
    ],
    [
      'discriminator-ahead',
      { samples: { ...samples, precision: 0.1, coverage: 0.2 }, judged: undefined },
      { dAccuracy: 0.99 },
    ],
    [
      'generator-ahead',
      { samples: { ...samples, precision: 0.1, coverage: 0.2 }, judged: { ...judged, told: 0.5 } },
      { dAccuracy: 0.5 },
    ],
    ['mode-collapse', { samples: { ...samples, coverage: 0.3, reached: 0.5 } }, {}],
    ['mode-collapse', { samples: { ...samples, coverage: 0.1, reached: 0.3, precision: 0.2, spread: 0.1 } }, {}],
    ['discriminator-overfits', { judged: { ...judged, heldOut: -0.5, overfit: 0.75, overfitZ: 12 } }, {}],
    ['memorisation', { copies: { z: -9, nearer: 0.9 } }, {}],
    [
      'dead-start',
      { generator: { moved: 0.001, gradient: 1e-3 }, samples: { ...samples, precision: 0, coverage: 0.7 } },
      {},
    ],
    [
      'dead-start',
      { generator: { moved: 0.3, gradient: 1e-12 }, samples: { ...samples, precision: 0, coverage: 0.7 } },
      {},
    ],
    ['divergence', { ended: { at: 12, why: 'gLoss became NaN' } }, {}],
  ])('%s', (name, changes, metrics) => {
    expect(held(evidence(changes, metrics))).toEqual([name]);
  });

  it.each<[name: string, changes: Partial<Evidence>, metrics: Record<string, number>]>([
    ['a D that is far ahead of samples that are good', { judged: { ...judged, told: 0.999 } }, { dAccuracy: 0.995 }],
    ['a D that is at a loss since samples are good', { judged: { ...judged, told: 0.52 } }, { dAccuracy: 0.5 }],
    ['samples that are far off, and varied', { samples: { ...samples, precision: 0, coverage: 0 } }, {}],
    ['a fine-tuning that hardly moves what is good already', { generator: { moved: 0.001, gradient: 1e-4 } }, {}],
  ])('and none: %s', (_, changes, metrics) => {
    expect(held(evidence(changes, metrics))).toEqual([]);
  });

  it('losses that swing are oscillation, those that grow a hundredfold divergence', () => {
    const curves = (dLoss: (i: number) => number) =>
      new Curves(Array.from({ length: 2000 }, (_, i) => ({ step: i + 1, dLoss: dLoss(i), dAccuracy: 0.75 })));
    expect(held(evidence({ curves: curves((i) => 1 + 0.6 * Math.sin(i / 40)) }))).toEqual(['oscillation']);
    expect(held(evidence({ curves: curves((i) => Math.exp(i / 200)) }))).toEqual(['divergence']);
    expect(held(evidence({ curves: curves((i) => 3 * Math.exp(-i / 200)) }))).toEqual([]);
  });
});
