import type { z } from 'zod';
import { constant, type Shape, type Tensor } from '../../tensor/index.ts';
import type { GanParts } from '../checks/parts.ts';
import type { MoveScope } from '../game.ts';
import type { Technique } from '../techniques/technique.ts';
import { type DrawNumbers, drawFrom } from './draw.ts';

/** A kind of augmentation: its JSON, and what it does. */
export interface AugmentationDefinition<S extends z.ZodType> {
  readonly schema: S;
  /** Images [n, h, w, c] as D is shown them, with numbers from `draw`, each change with probability `p` where it has one. */
  augmented(config: z.output<S>, images: Tensor, draw: DrawNumbers, p: Tensor): Tensor;
  /** p in a step. Default 1. */
  probability?(config: z.output<S>, scope: MoveScope): Tensor;
  /** How it follows the training, and what it is checked for. Default: not at all. */
  technique?(config: z.output<S>): Pick<Technique, 'check' | 'observe' | 'adapt'>;
}

/** Defines a kind of augmentation. */
export const defineAugmentation = <S extends z.ZodType>(
  definition: AugmentationDefinition<S>,
): AugmentationDefinition<S> => definition;

/** The options of an augmentation's constructor: all of its schema but the type. */
export type AugmentOptions<S extends z.ZodType> = Omit<z.input<S>, 'type'>;

/** What D is shown in a move. */
export function shownBy<S extends z.ZodType>(
  { augmented, probability }: AugmentationDefinition<S>,
  config: z.output<S>,
): NonNullable<Technique['shown']> {
  return (scope, examples, name) => {
    const noise = (index: number, kind: 'uniform' | 'normal', shape: readonly number[]) =>
      scope.noise(`${name}.augment${index}`, kind, shape);
    const draw = drawFrom(noise, examples.shape[0]!);
    return augmented(config, examples, draw, probability?.(config, scope) ?? constant(1));
  };
}

/** The shape of an example that D is shown: of what it takes, that of one of the examples that it judges at once. */
export function exampleShape({ discriminator, packing }: Pick<GanParts, 'discriminator' | 'packing'>): Shape {
  const taken = Object.values(discriminator.network.inputs)[0]!;
  return [...taken.slice(0, -1), taken.at(-1)! / packing];
}
