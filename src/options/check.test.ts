import { expect, it } from 'vitest';
import { checkOptions } from './check.ts';
import * as kinds from './kinds.ts';

const known = {
  batch: kinds.whole(),
  set: kinds.texts('loss=hinge'),
  fit: kinds.oneOf(['crop', 'pad', 'stretch']),
  seeds: kinds.seeds,
  checkpoint: kinds.checkpoint,
  resolution: kinds.resolution,
  range: kinds.range,
  raw: kinds.flag,
  signal: kinds.signal,
  on: kinds.callback,
  out: kinds.text,
  fps: kinds.number(1, 50),
};
const check = (options: object) => () => checkOptions('train()', options, known as never);

it.each<[object, string, string, string]>([
  [{ batch: Number.NaN }, 'batch: NaN', 'a whole number from 1 on', 'leave batch out'],
  [{ batch: 1.5 }, 'batch: 1.5', 'a whole number from 1 on', 'give a whole number'],
  [{ batch: '16' }, "batch: '16'", 'a whole number from 1 on', 'write batch: 16'],
  [{ batch: 0 }, 'batch: 0', 'from 1 on', 'leave batch out'],
  [{ batch: null }, 'batch: null', 'from 1 on', 'leave batch out'],
  [{ set: 'a=1' }, "set: 'a=1'", 'a list of texts', "write set: ['a=1']"],
  [{ set: [1] }, 'set: [1]', 'a list of texts', "such as ['loss=hinge']"],
  [{ fit: 'crp' }, "fit: 'crp'", "'crop', 'pad' or 'stretch'", "write fit: 'crop'"],
  [{ seeds: 7 }, 'seeds: 7', 'a list of one or more whole numbers', 'write seeds: [7]'],
  [{ seeds: [] }, 'seeds: []', 'a list of one or more whole numbers', 'leave seeds out'],
  [{ seeds: [-1] }, 'seeds: [-1]', 'from 0 on', 'leave seeds out'],
  [{ checkpoint: 'lst' }, "checkpoint: 'lst'", "'last', 'best' or a step", 'leave checkpoint out'],
  [{ checkpoint: '40' }, "checkpoint: '40'", "'last', 'best' or a step", 'write checkpoint: 40'],
  [{ resolution: '48x64' }, "resolution: '48x64'", '[height, width]', 'write resolution: [48, 64]'],
  [{ range: [255, 0] }, 'range: [255, 0]', 'the lower first', 'write range: [0, 255]'],
  [{ raw: 'no' }, "raw: 'no'", 'true or false', 'leave raw out'],
  [{ signal: new AbortController() }, 'signal: a value of type AbortController', 'an AbortSignal', 'controller.signal'],
  [{ on: 'step' }, "on: 'step'", 'a function', 'leave on out'],
  [{ out: '' }, "out: ''", 'a text', 'leave out out'],
  [{ fps: Number.POSITIVE_INFINITY }, 'fps: Infinity', 'from 1 to 50', 'leave fps out'],
])('%o is refused with the value, what is allowed, and what was meant', (options, where, takes, fix) => {
  expect(check(options)).toThrow(
    expect.objectContaining({
      ...{ kind: 'usage', code: 'options/value', where },
      message: expect.stringContaining(takes),
      fix: expect.stringContaining(fix),
    }),
  );
});

it('a misspelt name is refused with the nearest right one, or all of them', () => {
  expect(check({ bach: 16 })).toThrow(
    expect.objectContaining({
      ...{ kind: 'usage', code: 'options/unknown', where: 'bach: 16', fix: 'write batch: 16' },
      message: "train() has no option 'bach'",
    }),
  );
  expect(check({ toString: 1 })).toThrow(expect.objectContaining({ fix: expect.stringContaining('batch, set, fit') }));
});

it('what is no object is refused', () => {
  for (const options of [null, 'batch=1', [1], 3])
    expect(check(options as never)).toThrow(expect.objectContaining({ kind: 'usage', code: 'options/none' }));
});

it('what fits passes, and so does what is left out', () => {
  const fitting = {
    ...{ batch: 16, set: [], fit: 'pad', seeds: [0], checkpoint: 'best', resolution: [48, 64], range: [-1, 1] },
    ...{ raw: false, signal: new AbortController().signal, on: () => {}, out: 'runs', fps: 50 },
  };
  expect(check(fitting)).not.toThrow();
  expect(check({ batch: undefined, bach: undefined })).not.toThrow();
});
