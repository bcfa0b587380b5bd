import { z } from 'zod';
import { describe } from '../../nn/index.ts';
import { constructed } from '../../nn/problems.ts';
import {
  add,
  arange,
  equal,
  image,
  less,
  matmul,
  mean,
  reshape,
  square,
  sub,
  type Tensor,
  toFloat,
  transpose,
  where,
} from '../../tensor/index.ts';
import { type Policy, policies } from '../augment/diffAugment.ts';
import { drawFrom } from '../augment/draw.ts';
import { refuse } from '../checks/refuse.ts';
import { commonOptions, definePenalty, type PenaltyOptions, type PenaltyScope } from './penalty.ts';

/** Each picture, or with chance ½ its mirror image. */
const flip: Policy = (images, draw) => {
  const [n, h, w, c] = image('flip', images);
  const { flip: u } = draw('uniform', ['flip']);
  const column = toFloat(arange(0, w));
  const mirror = toFloat(equal(add(reshape(column, [w, 1]), reshape(column, [1, w])), w - 1));
  const mirrored = matmul(reshape(transpose(images, [0, 1, 3, 2]), [n, h * c, w]), mirror);
  return where(less(reshape(u!, [n, 1, 1, 1]), 0.5), transpose(reshape(mirrored, [n, h, c, w]), [0, 1, 3, 2]), images);
};
const transforms = { ...policies, flip };

const schema = z.strictObject({
  type: z.literal('consistency'),
  ...commonOptions(10),
  /** On real examples alone (CR), or on generated ones too (bCR). Default 'both'. */
  on: z.enum(['real', 'both']).default('both'),
  /** What may happen to a picture without making it less real. Default: a shift and a mirror image. */
  transforms: z
    .array(z.enum(Object.keys(transforms) as [keyof typeof transforms]))
    .min(1)
    .default(['translation', 'flip']),
});

export const consistencyPenalty = definePenalty({
  schema,
  value: ({ on, transforms: names }, scope: PenaltyScope) => {
    const change = (side: 'real' | 'fake'): Tensor => {
      const examples = scope[side];
      const draw = drawFrom((i, kind, shape) => scope.random(`${side}.${i}`, kind, shape), examples.shape[0]!);
      const seen = names.reduce((x, name) => transforms[name](x, draw), examples);
      return mean(square(sub(scope.scores[side], scope.judge(seen, side))));
    };
    return on === 'both' ? add(change('real'), change('fake')) : change('real');
  },
  check: (_, { generator }, where) => {
    if (describe(generator.network).outputShape.length !== 4)
      refuse(
        'no-pictures',
        'consistency shifts and mirrors pictures, and this generator makes none',
        where,
        'use latentConsistency(), or another penalty',
      );
  },
});

/**
 * Consistency regularization: D is to give a picture the score that it gives the picture shifted and mirrored. CR
 * (Zhang et al. 2020) asks it of real pictures, bCR (Zhao et al. 2021) of generated ones too.
 *
 *     weight · (E[(D(x) − D(T(x)))²] + E[(D(G(z)) − D(T(G(z))))²])
 *
 * Default weight 10, `on: 'both'`.
 */
export const consistency = (options: PenaltyOptions<typeof schema> = {}) => constructed(schema, 'consistency', options);
