import {
  add,
  arange,
  cast,
  concat,
  equal,
  floor,
  gather,
  greater,
  greaterEqual,
  less,
  logicalAnd,
  minimum,
  mul,
  reshape,
  type Shape,
  slice,
  stopGradient,
  type Tensor,
  toFloat,
  where,
} from '../../tensor/index.ts';
import type { MoveScope } from '../game.ts';

/**
 * A pool of generated pictures for D, kept with the run (Shrivastava et al. 2017, section 2.3, as CycleGAN uses it): the
 * pictures of a batch come one after the other. As long as the pool is not full, each is put in and shown. Then each is shown
 * with chance ½, and otherwise takes the place of one of the pool, which is shown.
 *
 * @param name of the pool: `NAME` holds the pictures [size, …], `NAME.count` how many
 * @param pictures [n, …]; no gradient flows through what is shown
 * @param size pictures in the pool; 0: none, and all are shown as they are
 */
export function pooled(scope: MoveScope, name: string, pictures: Tensor, size: number): Tensor {
  const made = stopGradient(pictures);
  if (size === 0) return made;
  const [n, ...shape] = made.shape as [number, ...number[]];
  const kept = { parts: 'inSequence' } as const;
  const along: Shape = [size, ...shape.map(() => 1)];
  const places = reshape(toFloat(arange(0, size)), along);
  let pool = scope.state(name, [size, ...shape], 0, kept);
  let count = scope.state(`${name}.count`, [], 0, kept);
  const chances = scope.noise(name, 'uniform', [n, 2]);
  const shown = Array.from({ length: n }, (_, i) => {
    const picture = slice(made, [0], [i], [i + 1]);
    const [coin, place] = [0, 1].map((k) => reshape(slice(chances, [0, 1], [i, k], [i + 1, k + 1]), []));
    const filling = less(count, size);
    const takes = logicalAnd(greaterEqual(count, size), greater(coin!, 0.5));
    const at = where(filling, count, minimum(floor(mul(place!, size)), size - 1));
    const stored = gather(pool, cast(reshape(at, [1]), 'int32'));
    const enters = greater(add(toFloat(filling), toFloat(takes)), 0.5);
    pool = where(logicalAnd(equal(places, at), enters), picture, pool);
    count = minimum(add(count, 1), size);
    return where(takes, stored, picture);
  });
  scope.setState(name, pool);
  scope.setState(`${name}.count`, count);
  return concat(shown, 0);
}
