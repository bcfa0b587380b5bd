import { z } from 'zod';
import { showShape, type Tensor } from '../../tensor/index.ts';
import { endOf } from '../checks/ends.ts';
import type { GanParts } from '../checks/parts.ts';
import { refuse } from '../checks/refuse.ts';
import type { Technique } from '../techniques/technique.ts';
import { adaAugmentation } from './adaptation.ts';
import { type AugmentationDefinition, exampleShape, shownBy } from './augmentation.ts';
import { diffAugmentation } from './diffAugment.ts';
import type { DrawNumbers } from './draw.ts';

const definitions = [diffAugmentation, adaAugmentation] as const;

/** The schema of an augmentation in JSON. */
export const augmentSchema = z.discriminatedUnion('type', [diffAugmentation.schema, adaAugmentation.schema]);
export type Augment = z.output<typeof augmentSchema>;

const definitionOf = ({ type }: Augment) =>
  definitions.find(({ schema }) => schema.shape.type.value === type) as unknown as AugmentationDefinition<z.ZodType>;

/** Images [n, h, w, c] as an augmentation shows them to D, with numbers from `draw`; `p` is for ADA. */
export const augmented = (images: Tensor, augment: Augment, draw: DrawNumbers, p: Tensor): Tensor =>
  definitionOf(augment).augmented(augment, images, draw, p);

/** An augmentation as a technique of a GAN. */
export function augmentation(augment: Augment): Technique {
  const own = definitionOf(augment).technique?.(augment) ?? {};
  return {
    ...own,
    check: (parts) => {
      checkImages(augment.type, parts);
      own.check?.(parts);
    },
    warnings: ({ generator }) => [
      [
        endOf(generator.network) === 'sigmoid',
        `the generator ends in a sigmoid, and ${augment.type} takes 0 for grey`,
        'it is for pictures in [−1, 1]: in [0, 1] what it fills in is black and its changes of colour are twice as strong; end the generator in tanh, and give the data the range [−1, 1]',
      ],
    ],
    shown: shownBy(definitionOf(augment), augment),
  };
}

function checkImages(type: string, parts: GanParts): void {
  const shape = exampleShape(parts);
  if (shape.length !== 3)
    refuse(
      'augment-images',
      `${type} transforms images [h, w, c], and this discriminator takes ${showShape(shape)}`,
      'augment',
      'leave augment out, or begin the discriminator with flatten()',
    );
}
