import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { crossEntropy, gan } from '../../gan/index.ts';
import * as nn from '../../nn/index.ts';
import { definePreset } from '../../presets/preset.ts';
import type { ConfigOptions, RunConfig } from '../config/config.ts';
import { resolveConfig, warningsFor } from './resolve.ts';

const optimizer = nn.adam({ learningRate: 1e-3 });
const ending = (...layers: nn.Layer[]) =>
  definePreset({
    name: 'ending',
    title: 'Ending',
    about: 'For tests.',
    data: { source: 'digits', range: [-1, 1] },
    game: ({ shape }) =>
      gan({
        generator: {
          network: nn.network([2], [nn.dense(shape.reduce((a, b) => a * b)), ...layers, nn.reshape([...shape])]),
          optimizer,
        },
        discriminator: { network: nn.network([...shape], [nn.flatten(), nn.dense(1)]), optimizer },
        batch: { generator: 2, discriminator: 2 },
        loss: crossEntropy(),
      }),
    draw: 'shuffled',
    length: { steps: 1 },
    report: { steps: 1, as: 'means' },
    snapshot: { steps: 1 },
    monitor: { rows: 1, columns: 1 },
  });
/** The configuration with another generator. */
const withGenerator = (config: RunConfig, network: nn.Network): RunConfig => {
  const game = config.game as Extract<RunConfig['game'], { type: 'gan' }>;
  return { ...config, game: { ...game, generator: { ...game.generator, network } } };
};
const said = async (layers: nn.Layer[], set: string[] = [], more: ConfigOptions = {}) =>
  warningsFor(await resolveConfig(ending(...layers), { set, ...more })).filter((text) =>
    text.includes('last function'),
  );

it('says that a generator cannot reach the data, with the change that mends it', async () => {
  const [sigmoid, ...none] = await said([nn.sigmoid()]);
  expect(none).toEqual([]);
  expect(sigmoid).toBe(
    "the generator's last function, sigmoid, gives 0 to 1, and the data are brought to -1 to 1: it can never make all of them; --set data.range=[0,1]",
  );
  expect(await said([nn.sigmoid()], ['data.range=[0,1]'])).toEqual([]);
  expect(await said([nn.relu()])).toEqual([expect.stringMatching(/gives 0 and more.*never make.*end it in tanh/)]);
});

it('says that it gives what the data never have', async () => {
  expect(await said([nn.tanh()], ['data.range=[0,1]'])).toEqual([
    expect.stringMatching(
      /tanh, gives -1 to 1, and the data are brought to 0 to 1: the rest.*--set data\.range=\[-1,1\]$/,
    ),
  ]);
  expect(await said([nn.tanh()])).toEqual([]);
  expect(await said([])).toEqual([]);
  expect(await said([nn.relu()], ['data.range=[0,1]'])).toEqual([]);
});

it('says it of points as they are drawn', async () => {
  expect(await said([nn.tanh()], [], { data: 'ring' })).toEqual([
    "the generator's last function, tanh, gives -1 to 1, and points of ring lie in -1.03 to 1.03: it can never make all of them; leave it out",
  ]);
  expect(await said([nn.elu()], [], { data: 'grid' })).toEqual([expect.stringMatching(/elu, gives -1 and more/)]);
  expect(await said([], [], { data: 'ring' })).toEqual([]);
});

it('says it of each part that outputs are joined of, and of the output that samples are', async () => {
  const two = (first: nn.Layer, second: nn.Layer) =>
    nn.network(
      [2],
      [
        nn.dense(8, { name: 'body' }),
        nn.dense(784, { name: 'colour', inputs: ['body'], activation: 'tanh' }),
        nn.dense(1, { name: 'mark', inputs: ['body'], activation: 'sigmoid' }),
        nn.dense(1, { inputs: ['body'] }),
        first,
        second,
      ],
      { outputs: ['picture', 'mark'] },
    );
  const of = async (...layers: [nn.Layer, nn.Layer]) =>
    warningsFor(
      await resolveConfig(ending(), { set: [] }).then((config) => withGenerator(config, two(...layers))),
    ).filter((text) => text.includes('last function'));
  // the mark is no part of the picture
  expect(
    await of(nn.dropout(0.5, { inputs: ['colour'] }), nn.reshape([28, 28, 1], { name: 'picture', inputs: ['colour'] })),
  ).toEqual([]);
  const joined = nn.concat(['colour', 'mark'], { name: 'joined' });
  expect(await of(joined, nn.reshape([785, 1, 1], { name: 'picture' }))).toEqual([
    expect.stringMatching(/^the generator's last function, sigmoid in mark, gives 0 to 1/),
  ]);
});

it('says that no bounded function reaches standardised columns', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'duel-reach-'));
  const data = join(folder, 'people.csv');
  writeFileSync(data, 'age,income\n20,20000\n70,60000\n35,31000\n');
  for (const layer of [nn.tanh(), nn.sigmoid(), nn.relu()])
    expect(await said([layer], [], { data })).toEqual([
      expect.stringMatching(/columns are brought to mean 0 and deviation 1.*never make.*--range LOW,HIGH$/),
    ]);
  expect(await said([], [], { data })).toEqual([]);
  expect(await said([nn.tanh()], [], { data, range: [0, 100_000] })).toEqual([]);
  rmSync(folder, { recursive: true });
});
