import { expect, it } from 'vitest';
import { playersOf } from '../../gan/index.ts';
import { describe as describeNetwork } from '../../nn/index.ts';
import { findPreset } from '../../presets/registry.ts';
import { presetConfig } from './config.ts';

const picture = { shape: [32, 32, 3], kind: 'uint8' } as const;
const dataset = { shape: [32, 32, 3], classes: [], count: 100, parts: { input: picture, target: picture } };
const configured = (set: readonly string[]) =>
  presetConfig(findPreset('pix2pix')!, { source: 'photos', range: [-1, 1] }, dataset, { set });
const translators = (options: Readonly<Record<string, unknown>>) =>
  findPreset('cyclegan')!.game({ shape: [32, 32, 3], classCount: 0 }, options);
const layersOf = (game: ReturnType<typeof translators>, player: string) =>
  playersOf(game)[player]!.network.layers.map(({ type }) => type);
const firstOf = (config: ReturnType<typeof configured>, player: string) =>
  describeNetwork(playersOf(config.game)[player]!.network).variables[0]!.shape;

it('a preset builds its networks by its own options, among settings of the configuration', () => {
  const config = configured(['pixel.weight=10', 'width=8', 'seed=3']);
  expect([firstOf(config, 'generator'), firstOf(config, 'discriminator')]).toEqual([
    [4, 4, 3, 8],
    [4, 4, 6, 8],
  ]);
  expect(config).toMatchObject({ seed: 3, game: { pixel: { weight: 10 } } });
  expect(firstOf(configured(['conditional=false']), 'discriminator')).toEqual([4, 4, 3, 32]);
  expect(Object.keys(playersOf(configured(['adversarial=0']).game))).toEqual(['generator']);
  expect(configured(['dropout=0', 'norm=batch']).game).toMatchObject({
    generator: { network: { layers: expect.not.arrayContaining([expect.objectContaining({ type: 'dropout' })]) } },
  });
});

it.each([
  ['width=0', 'preset/options'],
  ['norm=layer', 'preset/options'],
  ['width.deep=1', 'config/unknown-key'],
  ['widht=8', 'config/unknown-key'],
])('%s is refused', (setting, code) => {
  expect(() => configured([setting])).toThrow(expect.objectContaining({ kind: 'usage', code }));
});

it('an option is one of a preset, and what is meant by a misspelt one is said', () => {
  expect(() => configured(['widht=8'])).toThrow(expect.objectContaining({ fix: expect.stringContaining('width') }));
});

it("CycleGAN's generators are ResNets, or U-Nets without dropout", () => {
  expect(layersOf(translators({ blocks: 2 }), 'ab').filter((type) => type === 'add')).toHaveLength(2);
  const unets = translators({ network: 'unet' });
  for (const player of ['ab', 'ba']) {
    // 32, 16, 8 and 4 pixels, and two of the ways down are read again
    expect(layersOf(unets, player).filter((type) => type === 'concat')).toHaveLength(2);
    expect(layersOf(unets, player)).not.toContain('dropout');
  }
  // what is made is added to the input
  expect(layersOf(translators({ network: 'unet', residual: true }), 'ab').at(-1)).toBe('add');
  expect(layersOf(translators({ residual: true }), 'ba').at(-1)).toBe('add');
  expect(() => translators({ network: 'unet', blocks: 2 })).toThrow(
    expect.objectContaining({ kind: 'usage', code: 'preset/options', where: 'cyclegan.blocks' }),
  );
});
