import { describe, expect, it } from 'vitest';
import { evaluate, input, ndscalar } from '../tensor/index.ts';
import {
  cosineDecay,
  emaDecayAt,
  emaDecayForHalfLife,
  emaHalfLife,
  emaSchema,
  emaUpdate,
  exponentialDecay,
  halfLifeDecayAt,
  linearDecay,
  type Schedule,
  scheduleAt,
  scheduleEnds,
  stepDecay,
  warmup,
} from './index.ts';
import { scheduleSchema } from './schedules.ts';

/** The same with all that it starts from below 0. */
const negative = (schedule: Schedule): Schedule =>
  typeof schedule === 'number'
    ? -schedule
    : schedule.type === 'constant'
      ? { ...schedule, value: -schedule.value }
      : schedule.type === 'warmup'
        ? { ...schedule, after: negative(schedule.after) as typeof schedule.after }
        : { ...schedule, initial: -schedule.initial };

const total = 100;
const rows: readonly (readonly [string, Schedule, Readonly<Record<number, number>>])[] = [
  ['a number', 0.1, { 0: 0.1, 50: 0.1, 100: 0.1 }],
  ['constant', { type: 'constant', value: 0.2 }, { 0: 0.2, 99: 0.2 }],
  ['step at', stepDecay(1, 0.1, [10, 20]), { 0: 1, 9: 1, 10: 0.1, 19: 0.1, 20: 0.01, 99: 0.01 }],
  ['step every', stepDecay(1, 0.5, 30), { 29: 1, 30: 0.5, 59: 0.5, 60: 0.25 }],
  ['exponential', exponentialDecay(1, 0.25, 10), { 0: 1, 5: 0.5, 10: 0.25, 20: 0.0625 }],
  ['exponential over the whole', exponentialDecay(1, 1 / 16), { 0: 1, 50: 0.25, 100: 0.0625 }],
  ['exponential staircase', exponentialDecay(1, 0.25, 10, true), { 0: 1, 9: 1, 10: 0.25, 19: 0.25 }],
  ['linear after half', linearDecay(1, 0, undefined, { hold: 0.5 }), { 0: 1, 50: 1, 75: 0.5, 100: 0, 200: 0 }],
  ['linear after a share of its steps', linearDecay(1, 0.5, 40, { hold: 0.25 }), { 10: 1, 25: 0.75, 40: 0.5, 99: 0.5 }],
  ['linear', linearDecay(1), { 0: 1, 25: 0.75, 100: 0 }],
  ['linear within steps', linearDecay(2, 1, 10), { 0: 2, 5: 1.5, 10: 1, 99: 1 }],
  ['cosine', cosineDecay(1), { 0: 1, 50: 0.5, 100: 0, 25: (1 + Math.SQRT1_2) / 2 }],
  ['cosine to a floor', cosineDecay(1, 0.2, 50), { 25: 0.6, 50: 0.2, 80: 0.2 }],
  ['warmup', warmup(4, 0.8), { 0: 0.2, 1: 0.4, 3: 0.8, 4: 0.8, 99: 0.8 }],
  ['warmup of a cosine, longer than the training', warmup(200, cosineDecay(1)), { 0: 0.005, 99: 0.5 }],
  ['warmup of an exponential, as long as the training', warmup(100, exponentialDecay(1, 0.1)), { 0: 0.01, 99: 1 }],
  ['warmup then linear', warmup(20, linearDecay(1)), { 9: 0.5, 20: 1, 60: 0.5, 100: 0 }],
];

describe.each(rows)('%s', (_, schedule, values) => {
  it('has its values', () => {
    for (const [step, value] of Object.entries(values))
      expect(scheduleAt(schedule, Number(step), total), `at ${step}`).toBeCloseTo(value, 12);
  });
  it('has values of no other sign than its ends', () => {
    const ends = scheduleEnds(schedule);
    for (const value of Object.values(values)) expect(value).toBeLessThanOrEqual(Math.max(...ends));
    expect(Math.min(...ends)).toBeGreaterThanOrEqual(0);
    expect(scheduleEnds(negative(schedule)).some((end) => end < 0)).toBe(true);
  });
  it('survives JSON', () => {
    expect(scheduleSchema.parse(JSON.parse(JSON.stringify(schedule)))).toEqual(schedule);
  });
});

it('averages move towards the value, by a number or a tensor', () => {
  const [average, value, decay] = [input('a', []), input('v', []), input('d', [])];
  const feeds = { a: ndscalar(1), v: ndscalar(3), d: ndscalar(0.75) };
  const [byNumber, byTensor] = evaluate([emaUpdate(average, value, 0.75), emaUpdate(average, value, decay)], feeds);
  expect(byNumber!.data[0]).toBe(1.5);
  expect(byTensor!.data[0]).toBe(1.5);
});

it('decays warm up and halve', () => {
  expect([0, 8, 1e6].map((step) => emaDecayAt(0.999, step))).toEqual([0.1, 0.5, 0.999]);
  expect(emaDecayForHalfLife(1000, 10) ** 100).toBeCloseTo(0.5, 12);
});

it('decays of a half-life let an old weight count half after so many steps', () => {
  const settled = emaHalfLife(100);
  expect(typeof settled === 'object' && halfLifeDecayAt(settled.steps, 7, 1000) ** 100).toBeCloseTo(0.5, 12);
  // R3GAN's: half a cosine from 0; the average is the weight itself at first
  const rising = cosineDecay(0, 64, 10);
  expect([0, 5, 10, 99].map((step) => halfLifeDecayAt(rising, step, 1000))).toEqual([
    0,
    expect.closeTo(0.5 ** (1 / 32), 12),
    0.5 ** (1 / 64),
    0.5 ** (1 / 64),
  ]);
  expect(emaSchema.parse(JSON.parse(JSON.stringify(emaHalfLife(rising))))).toEqual(emaHalfLife(rising));
  for (const wrong of [1, -0.1, { type: 'halfLife', steps: -1 }])
    expect(emaSchema.safeParse(wrong).success).toBe(false);
});
