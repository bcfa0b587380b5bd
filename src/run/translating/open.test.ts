import { expect, it } from 'vitest';
import { compileOpen } from '../../compile/open.ts';
import { assertMemory } from '../../files/memory.ts';
import { applyNetwork, describe, type Network } from '../../nn/index.ts';
import { translator } from '../../presets/networks/translator.ts';
import { unet } from '../../presets/networks/unet.ts';
import { anyBatch, input } from '../../tensor/index.ts';
import { networkAt, type Size, sizeRule } from './sizes.ts';
import { partsOf } from './translator.ts';

const outputsAt = (network: Network, size: Size) => {
  const shapes = new Map(describe(network).variables.map(({ name, shape }) => [name, shape]));
  const variable = (name: string) => input(name, shapes.get(name)!);
  const inputs = input('inputs', [anyBatch, ...size, 3]);
  return { images: applyNetwork(networkAt(network, size)!, inputs, { training: false, variable }) };
};

it.each([
  ["pix2pix' U-Net", unet([64, 64, 3])],
  ["CycleGAN's translator", translator([64, 64, 3])],
])('%s has no size inside', (_, network) => {
  const { multiple, isFree } = sizeRule(network);
  expect(isFree).toBe(true);
  const [one, other] = [
    outputsAt(network, [2 * multiple, 2 * multiple]),
    outputsAt(network, [3 * multiple, 4 * multiple]),
  ];
  const open = compileOpen(one, other, 'inputs', {});
  expect(open).toBeDefined();
});

it('is refused where a picture does not fit into memory, by the size of what is made of it', () => {
  const photograph = { height: 12_000, width: 16_000, channels: 3 };
  expect(() => assertMemory('this translation', partsOf(photograph, 1, 3), 16e9)).not.toThrow();
  expect(() => assertMemory('this translation', partsOf(photograph, 4, 3), 16e9)).toThrow(
    'this translation needs at least 48 GB of memory, and there are 16 GB in all: 46 GB for what is made of it, 48000×64000, ' +
      '2.3 GB for a picture of 12000×16000',
  );
});
