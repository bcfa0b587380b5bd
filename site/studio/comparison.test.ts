import { describe, expect, it } from 'vitest';
import type { Result, RunDetails } from '../../src/studio/api.ts';
import { type Compared, chartsOf, differencesOf, measuredAt, newestAt } from './comparison.ts';

const run = (id: string, config: unknown, results: readonly Result[] = []): Compared => ({
  id,
  details: { config, results } as unknown as RunDetails,
  curves: { steps: [1, 2], every: 1, metrics: { gLoss: [0.5, null], [`of-${id}`]: [1, 2] } },
});

describe('settings that differ', () => {
  const game = (layers: readonly unknown[], rate: number) => ({
    generator: { network: { layers }, optimizer: { learningRate: rate } },
  });
  const dense = (units: number) => ({ type: 'dense', units });

  it('are told one by one where networks are built alike', () => {
    const runs = [
      run('a', { name: 'one', steps: 10, game: game([dense(3), { type: 'relu' }], 0.1) }),
      run('b', { name: 'two', steps: 10, game: game([dense(4), { type: 'relu' }], 0.1), seed: 7 }),
    ];
    expect(differencesOf(runs)).toEqual([
      ['game.generator.network.layers.0.units', ['3', '4']],
      ['seed', [undefined, '7']],
    ]);
  });

  it('are told of networks as a whole where these are built of other layers', () => {
    const runs = [
      run('a', { game: game([dense(3)], 0.1) }),
      run('b', { game: game([dense(3), { type: 'relu' }], 0.2) }),
    ];
    expect(differencesOf(runs)).toEqual([
      ['game.generator.network', ['1 layers: dense', '2 layers: dense, relu']],
      ['game.generator.optimizer.learningRate', ['0.1', '0.2']],
    ]);
  });

  it('are none where a run is not there yet', () => {
    expect(differencesOf([{ ...run('a', {}), details: undefined }, run('b', {})])).toHaveLength(1);
  });
});

it('measurements of one protocol stand in one row, as of a step', () => {
  const result = (key: string, values: Result['values']): Result => ({
    key,
    name: 'fid',
    about: key,
    better: 'lower',
    values,
  });
  const [early, late] = [
    { step: 5, value: 9 },
    { step: 10, value: 3 },
  ];
  const runs = [
    run('a', {}, [result('x', [early, late])]),
    run('b', {}, [result('x', [{ step: 8, value: 4 }]), result('y', [late])]),
  ];
  expect(measuredAt(runs, 9)).toMatchObject([
    { about: 'x', values: [early, { value: 4 }], best: 4 },
    { about: 'y', values: [undefined, undefined], best: undefined },
  ]);
  expect(measuredAt(runs, 10)[0]).toMatchObject({ values: [late, { value: 4 }], best: 3 });
});

it('charts hold a line for each run, those first that most runs have', () => {
  const charts = chartsOf([run('a', {}), run('b', {})]);
  expect(charts.map(({ title }) => title)).toEqual(['G loss', 'of-a', 'of-b']);
  expect(charts[0]!.series.map(({ name, values }) => [name, values])).toEqual([
    ['a', [0.5, null]],
    ['b', [0.5, null]],
  ]);
});

it('a picture is the newest that is not after a step', () => {
  expect([4, 5, 9, 20].map((step) => newestAt([5, 9, 12], step))).toEqual([undefined, 5, 9, 12]);
});
