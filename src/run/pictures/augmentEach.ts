import { compile, inferencePlan } from '../../compile/compile.ts';
import { type Augment, augmented, drawFrom } from '../../gan/index.ts';
import { RandomStream } from '../../random/stream.ts';
import type { ArrayData } from '../../runtime/engine.ts';
import { openHere } from '../../runtime/node/open.ts';
import { constant, input, sizeOf, type Tensor } from '../../tensor/index.ts';

export interface AugmentOptions {
  readonly augment: Augment;
  /** The probability of ADA's transformations. */
  readonly p: number;
  /** Of the random numbers. */
  readonly seed: number;
}

/** Pictures `[n, h, w, c]` as D is shown them, one after the other, by the graph that a training compiles. */
export async function augmentEach(
  pictures: Float32Array,
  shape: readonly number[],
  { augment, p, seed }: AugmentOptions,
): Promise<Float32Array> {
  const count = pictures.length / sizeOf(shape);
  const feeds: Record<string, ArrayData> = {};
  const fed = (name: string, of: readonly number[], data: Float32Array): Tensor => {
    feeds[name] = { shape: of, data };
    return input(name, of);
  };
  const draw = drawFrom((index, kind, of) => {
    const stream = new RandomStream(seed, `augment${index}`);
    const data = new Float32Array(sizeOf(of));
    return fed(`augment${index}`, of, kind === 'normal' ? stream.fillNormal(data) : stream.fillUniform(data));
  }, count);
  const seen = augmented(fed('examples', [count, ...shape], pictures), augment, draw, constant(p));
  const engine = await openHere('cpu');
  const program = await engine.load(compile({ seen }, inferencePlan).bytes);
  const { seen: made } = await program.run(feeds);
  await program.close();
  await engine.close();
  return made!.data as Float32Array;
}
