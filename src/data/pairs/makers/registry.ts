import type { PictureShape } from '../../pictures/taps.ts';
import type { MadePairs } from '../registry.ts';
import { blur } from './blur.ts';
import { down } from './down.ts';
import { edges } from './edges.ts';
import { grey } from './grey.ts';
import type { InputMaker, MakerOf } from './making.ts';
import { mask } from './mask.ts';
import { noise } from './noise.ts';

/** How each way makes inputs, by the type that its JSON carries: without its schema, so that pages need not hold that. */
const makers: { readonly [T in MadePairs['type']]: MakerOf<T> } = { grey, down, mask, noise, blur, edges };

/** Whether inputs are made of pictures, of all ways to have pairs. */
export const isMade = (pairs: { readonly type: string }): pairs is MadePairs => Object.hasOwn(makers, pairs.type);

/**
 * What makes the inputs of pictures of a shape, such as those that `translate` is given.
 *
 * @throws DuelError of kind `data` where pictures of this shape have no such input
 */
export const inputMaker = (pairs: MadePairs, shape: PictureShape): InputMaker =>
  (makers[pairs.type] as MakerOf<MadePairs['type']>)(pairs as never, shape);
