import { expect, it } from 'vitest';
import { resultsOf, samplingText, variantsOf } from './measure.mjs';

it('PyTorch has its layouts, plain and compiled where there is a compiler', () => {
  expect(variantsOf({ hasCompiler: true, isPerceptron: false })).toEqual({
    'as it is': [],
    compiled: ['--compile'],
    frozen: ['--compile', '--freeze'],
    channels_last: ['--channels-last'],
    'channels_last compiled': ['--channels-last', '--compile'],
    'channels_last frozen': ['--channels-last', '--compile', '--freeze'],
  });
  expect(Object.keys(variantsOf({ hasCompiler: false, isPerceptron: false }))).toEqual(['as it is', 'channels_last']);
  expect(Object.keys(variantsOf({ hasCompiler: true, isPerceptron: true }))).toEqual([
    'as it is',
    'compiled',
    'frozen',
  ]);
});

const turn = (name, one, many) => ({ name, rates: { 1: one, 64: many } });
const turns = [
  turn('Duel', [100, 300, 200], [1000, 1000, 1000]),
  turn('ONNX Runtime', [400, 400, 400], [1000, 500, 2000]),
  turn('as it is', [50, 50, 50], [2000, 2000, 2000]),
  turn('compiled', [100, 100, 100], [800, 800, 800]),
];

it('medians count, and of PyTorch the best variant of each batch', () => {
  expect(resultsOf('dcgan', turns)).toEqual([
    {
      ...{ system: 'dcgan', batch: 1, duel: 200, exported: 400, ofExported: 0.5 },
      peer: { variant: 'compiled', rate: 100, ratio: 2 },
    },
    {
      ...{ system: 'dcgan', batch: 64, duel: 1000, exported: 1000, ofExported: 1 },
      peer: { variant: 'as it is', rate: 2000, ratio: 0.5 },
    },
  ]);
  expect(resultsOf('dcgan', turns.slice(0, 2))[0].peer).toBeUndefined();
});

it('the table says both ratios, and a dash where there is no PyTorch', () => {
  const settings = { machine: 'a machine', threads: 2, rounds: 3, seconds: 1 };
  const beside = samplingText({ version: '2.15', blas: 'mkl', results: resultsOf('dcgan', turns) }, settings);
  expect(beside).toContain('a machine, 2 threads, PyTorch 2.15, mkl BLAS; pictures per second, medians of 3 rounds');
  expect(beside).toMatch(/dcgan +1 +200 +400 +100 \(compiled\) +0\.50 +2\.00/);
  const without = samplingText({ results: resultsOf('dcgan', turns.slice(0, 2)) }, settings);
  expect(without).toMatch(/dcgan +64 +1000 +1000 +– +1\.00 +–/);
});
