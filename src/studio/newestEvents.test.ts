import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { NewestEvents } from './newestEvents.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-events-'));
const file = join(folder, 'events.jsonl');
afterAll(() => rmSync(folder, { recursive: true }));

const line = (type: string, step: number) => `${JSON.stringify({ type, step })}\n`;
const stepsOf = (events: NewestEvents) => events.of(file).events.map(({ step }) => step);

it('tells of the newest, without what comes all the time, and reads on where it was', () => {
  const events = new NewestEvents();
  expect(events.of(file).events).toEqual([]);
  writeFileSync(file, [line('data', 0), ...Array.from({ length: 60 }, (_, i) => line('warning', i + 1))].join(''));
  expect(stepsOf(events)).toEqual(Array.from({ length: 50 }, (_, i) => i + 11));
  const { version } = events.of(file);
  appendFileSync(file, line('report', 61) + line('checkpoint', 61));
  expect(events.of(file).version).toBe(version);
  appendFileSync(file, `${line('paused', 62)}{"type":"goes-on","st`);
  expect(events.of(file).version).not.toBe(version);
  expect(stepsOf(events).slice(-2)).toEqual([60, 62]);
  appendFileSync(file, 'ep":62}\n');
  expect(stepsOf(events).slice(-3)).toEqual([60, 62, 62]);
  // as one who has never looked before
  expect(events.of(file).events).toEqual(new NewestEvents().of(file).events);
});

it('reads anew what was cut back and written on', () => {
  const events = new NewestEvents();
  writeFileSync(file, line('warning', 1) + line('warning', 2));
  expect(stepsOf(events)).toEqual([1, 2]);
  writeFileSync(file, line('warning', 1) + line('rollback', 1) + line('warning', 3));
  expect(stepsOf(events)).toEqual([1, 1, 3]);
  rmSync(file);
  expect(stepsOf(events)).toEqual([]);
});
