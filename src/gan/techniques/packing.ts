import { z } from 'zod';
import { describe } from '../../nn/index.ts';
import { reshape, type Shape, sameShape, showShape, type Tensor, transpose } from '../../tensor/index.ts';
import type { GanParts } from '../checks/parts.ts';
import { refuse } from '../checks/refuse.ts';
import { defineTechnique } from './technique.ts';

/** The shape that D takes when it judges `m` examples of `shape` at once (PacGAN, Lin et al. 2018): m times the channels. */
export const packed = (shape: Shape, m: number): Shape => [...shape.slice(0, -1), shape.at(-1)! * m];

/** Examples [n, …, c] by m along the last axis: [n / m, …, m c]. Example k of a pack has the channels from k c on. */
export function pack(x: Tensor, m: number): Tensor {
  const [n, ...shape] = x.shape as [number, ...number[]];
  const groups = reshape(x, [n / m, m, ...shape]);
  // m goes before the channels
  const order = [0, ...shape.slice(0, -1).map((_, i) => i + 2), 1, shape.length + 1];
  return reshape(transpose(groups, order), [n / m, ...packed(shape, m)]);
}

/** Packing (Lin et al. 2018, PacGAN): D judges several examples at once. */
export const packing = defineTechnique({
  option: z.int().positive().default(1),
  of: (size) =>
    size === 1
      ? undefined
      : { packing: { size, pack: (examples) => pack(examples, size) }, check: (parts) => checkPacks(size, parts) },
});

function checkPacks(size: number, { batch, generator, discriminator }: GanParts): void {
  const wanted = packed(describe(generator.network).outputShape.slice(1), size);
  const taken = Object.values(discriminator.network.inputs)[0]!;
  if (!sameShape(wanted, taken))
    refuse(
      'packing',
      `with ${size} examples to a pack, the discriminator has to take ${showShape(wanted)}, and it takes ${showShape(taken)}`,
      'discriminator.network',
      'build it for packed(shape, packing)',
    );
  for (const [name, count] of Object.entries(batch))
    if (count % size !== 0)
      refuse(
        'packing',
        `a batch of ${count} does not make whole packs of ${size}`,
        `batch.${name}`,
        `use a multiple of ${size}`,
      );
}
