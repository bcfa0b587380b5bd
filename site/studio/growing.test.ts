import { expect, it } from 'vitest';
import type { Curves } from '../../src/studio/api.ts';
import { joined, nothingDrawn, stepsBehind } from './growing.ts';

/** Curves of the steps from one to another, as a server gives them that thins them. */
const curvesOf = (from: number, to: number, every: number): Curves => {
  const all = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const steps = all.filter((step) => (step - 1) % every === 0 || step === to);
  return { steps, every, metrics: { gLoss: steps.map((step) => step / 2) } };
};

it('grows by what comes, and keeps no more than is seen', () => {
  let curves = curvesOf(1, 10, 1);
  let last = 10;
  for (let step = 60; step <= 40_000; step += 50, last = curves.steps.at(-1)!)
    curves = joined(curves, curvesOf(last + 1, step, curves.every));
  expect(curves.every).toBe(27);
  expect(curves).toEqual(curvesOf(1, curves.steps.at(-1)!, 27));
});

it('is the same where nothing comes, and takes up what is logged later', () => {
  const before = curvesOf(1, 3, 1);
  expect(joined(before, { steps: [], every: 1, metrics: {} })).toBe(before);
  const after = { steps: [4], every: 1, metrics: { fid: [7] } };
  expect(joined(before, after).metrics).toEqual({ gLoss: [0.5, 1, 1.5, null], fid: [null, null, null, 7] });
});

it('asks for all of a run that went back, or is far ahead', () => {
  expect(stepsBehind(nothingDrawn, 5)).toBeUndefined();
  expect(stepsBehind(curvesOf(1, 100, 1), 60)).toBeUndefined();
  expect(stepsBehind(curvesOf(1, 100, 1), 100_000)).toBeUndefined();
  expect(stepsBehind(curvesOf(1, 1000, 9), 1900)).toBe(100);
});
