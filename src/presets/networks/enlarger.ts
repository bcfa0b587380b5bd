import { DuelError } from '../../errors.ts';
import {
  conv2d,
  depthToSpace,
  type Layer,
  leakyRelu,
  type Network,
  network,
  residual,
  varianceScaling,
} from '../../nn/index.ts';
import type { Shape } from '../../tensor/index.ts';
import { besideInput } from './besideInput.ts';
import { pictureSize } from './stages.ts';

export interface EnlargerOptions {
  /** Channels of all blocks. Default 64. */
  readonly width?: number;
  /** Residual blocks. Default 16. */
  readonly blocks?: number;
}

/** How many times higher and wider the pictures made are: 2, 4 or 8. Throws where they are not. */
export function enlargement(from: Shape, to: Shape): number {
  const [[height, width], [h, w]] = [pictureSize(from), pictureSize(to)];
  const factor = h / height;
  if ([2, 4, 8].includes(factor) && w / width === factor) return factor;
  throw new DuelError(
    'usage',
    'preset/no-enlargement',
    `this preset enlarges pictures 2, 4 or 8 times, and ${width}×${height} are to become ${w}×${h}`,
    {
      where: '--pairs',
      fix: 'make the small pictures from your own with --pairs down:2 or down:4, at a resolution that this divides',
    },
  );
}

/**
 * A generator that enlarges pictures: SRGAN's residual network (Ledig et al. 2017, figure 4) without its batch norm, as
 * ESRGAN has it (Wang et al. 2018, section 3.1), with sub-pixel convolutions at the end, beside the picture enlarged
 * bilinearly, to which it adds what is missing. ESRGAN's blocks begin near their shortcuts too; its dense ones are left out.
 *
 * @param from shape of the pictures given
 * @param to shape of the pictures made: 2, 4 or 8 times as high and wide
 */
export function enlarger(from: Shape, to: Shape, { width = 64, blocks = 16 }: EnlargerOptions = {}): Network {
  const doublings = Math.log2(enlargement(from, to));
  const same = { padding: 'same', kernelInitializer: 'heNormal' } as const;
  // what a block and the whole add is small at first
  const small = {
    padding: 'same',
    kernelInitializer: varianceScaling({ scale: 0.02, distribution: 'normal' }),
  } as const;
  const block = () => residual([conv2d(width, 3, same), leakyRelu(0.2), conv2d(width, 3, small)]);
  const doubled = (): Layer[] => [conv2d(4 * width, 3, same), depthToSpace(2), leakyRelu(0.2)];
  return network(from, [
    conv2d(width, 3, same),
    ...residual([...Array.from({ length: blocks }, block).flat(), conv2d(width, 3, small)]),
    ...Array.from({ length: doublings }, doubled).flat(),
    conv2d(width, 3, same),
    leakyRelu(0.2),
    conv2d(to[2]!, 3, small),
    ...besideInput(from, to),
  ]);
}
