import { z } from 'zod';
import { cycle, type DataShape, leastSquares } from '../../gan/index.ts';
import { adam, linearDecay } from '../../nn/index.ts';
import type { Shape } from '../../tensor/index.ts';
import { patchGan } from '../networks/patchGan.ts';
import { pictureSize } from '../networks/stages.ts';
import { translator } from '../networks/translator.ts';
import { depthFor, unet } from '../networks/unet.ts';
import { definePresetWith } from '../preset.ts';
import { forPairs, normOption, patchOption, widthOption } from './pairs.ts';

const options = z
  .strictObject({
    width: widthOption(32),
    /** What the generators are: the paper's ResNet, or pix2pix's U-Net without its dropout, which sees its input to the end. */
    network: z.enum(['resnet', 'unet']).default('resnet'),
    /** Whether what the generators make is added to the picture given: for domains whose pictures differ little. */
    residual: z.boolean().default(false),
    /** Residual blocks of the ResNets. Default: 6, from 256 pixels on 9. */
    blocks: z.int().positive().max(64).optional(),
    norm: normOption,
    patch: patchOption,
  })
  .refine(({ network, blocks }) => network === 'resnet' || blocks === undefined, {
    path: ['blocks'],
    error: 'a U-Net has no blocks: leave out blocks, or network=unet',
  });

/**
 * Zhu et al. 2017 (arXiv 1703.10593), sections 3 and 4: two ResNets, two PatchGANs, λ = 10, identity loss 0.5 λ (section
 * 5.2), a pool of 50 pictures, batch 1, Adam at 2e-4 with β₁ = 0.5, constant for half of the training and then falling to 0.
 * `leastSquares()` has ½ before each square, which for D is the halving of section 4; for G, whose loss is not halved,
 * `adversarial` is 2. Channels are half of theirs, 32 for 64. The U-Net is the other generator of the authors' program;
 * `residual` is in neither.
 */
export const cyclegan = definePresetWith(options, {
  ...forPairs,
  name: 'cyclegan',
  title: 'CycleGAN: pictures from pictures, without pairs',
  about:
    'Turns pictures of one folder into those of another and back, without pairs: --domain-a DIR --domain-b DIR. What goes there and back is to return.',
  data: { ...forPairs.data, domains: ['a', 'b'] },
  game: (data, { width, network, residual, blocks, norm, patch }) => {
    const [a, b] = [shapeIn(data, 'a'), shapeIn(data, 'b')];
    const optimizer = adam({ learningRate: linearDecay(2e-4, 0, undefined, { hold: 0.5 }), beta1: 0.5 });
    const made = (from: Shape, to: Shape) =>
      network === 'unet'
        ? unet(from, to, { width, norm, dropout: 0, depth: depthFor(to), residual })
        : translator(from, to, { width, norm, blocks, residual });
    const seen = { width, norm, patch };
    return cycle({
      ab: { network: made(a, b), optimizer },
      ba: { network: made(b, a), optimizer },
      a: { network: patchGan(a, seen), optimizer },
      b: { network: patchGan(b, seen), optimizer },
      batch: 1,
      loss: leastSquares(),
      adversarial: 2,
      cycle: 10,
      identity: 0.5,
      pool: 50,
    });
  },
  length: { steps: 20_000 },
  monitor: { rows: 8, columns: 2 },
});

function shapeIn({ shape, domains }: DataShape, domain: string) {
  const own = domains?.[domain]?.shape ?? shape;
  pictureSize(own);
  return own;
}
