import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunEvent } from '../directory/events.ts';
import { Journal } from './journal.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duel-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a run's steps, interrupted after some; returns what was told and what curves would be drawn from. */
function journalOf(name: string, steps: number, interruptions: readonly number[]) {
  const told: RunEvent[] = [];
  const directory = mkdtempSync(join(folder, name));
  let series: readonly Record<string, unknown>[] = [];
  for (const [i, from] of [0, ...interruptions].entries()) {
    const journal = new Journal({
      directory,
      config: { steps, report: { every: 100, as: 'means' }, stage: { number: 1, of: 1, from: 0, until: steps } },
      from,
      stepsPerEpoch: 64,
      batch: 8,
      on: (event) => event.type !== 'step' && told.push(event),
    });
    // some steps more than the checkpoint has, as after a kill
    const to = i < interruptions.length ? interruptions[i]! : steps;
    for (let step = from + 1; step <= to; step++)
      journal.step(step, { dLoss: Math.sin(step), gLoss: 1 / step }, { generator: 1 / step }, 0.01);
    series = journal.series().map(({ imagesPerSecond: _, ...line }) => line);
    journal.close();
  }
  return { told, series };
}

test('epochs, reports and curves of an interrupted run are those of an undisturbed one', () => {
  const undisturbed = journalOf('undisturbed', 7000, []);
  expect(undisturbed.series.length).toBe(Math.ceil(7000 / 3));
  expect(undisturbed.told.filter(({ type }) => type === 'epoch')).toHaveLength(Math.floor(7000 / 64));
  expect(undisturbed.told.filter(({ type }) => type === 'report')).toHaveLength(70);
  expect(journalOf('interrupted', 7000, [1, 130, 150, 6001])).toEqual(undisturbed);
});
