import { inputMaker } from '../../data/pairs/makers/registry.ts';
import type { MadePairs } from '../../data/pairs/registry.ts';
import { RandomStream } from '../../random/stream.ts';
import type { Picture } from './tiles.ts';

/**
 * The input that a training makes of a picture, both in its range.
 *
 * @param seed what is random about it follows from it
 * @throws DuelError of kind `data` where pictures of this shape have no such input
 */
export function madeInput(
  { height, width, channels, data }: Picture,
  pairs: MadePairs,
  range: readonly [number, number],
  seed: number,
): Picture {
  const maker = inputMaker(pairs, [height, width, channels]);
  const [h, w, made] = maker.shape;
  const input = new Float32Array(h * w * made);
  maker.make(data, input, { range, random: new RandomStream(seed, 'translate') });
  return { height: h, width: w, channels: made, data: input };
}
