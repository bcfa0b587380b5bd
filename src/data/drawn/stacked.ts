import { assertReadable, type Dataset, exampleSize, type ReadOptions } from '../dataset.ts';
import { dataError } from '../problems.ts';
import { heightAndWidth, type Resolution, resolutionText } from '../resolution.ts';
import { Draws } from './draws.ts';

export interface StackOptions {
  /** Default 0. */
  seed?: number;
  /** Examples in an epoch; the data themselves are endless. */
  count: number;
  /** In pixels, at least those of the digits, which get a black border. Default: those of the digits. */
  resolution?: Resolution;
  /** Tells apart what is drawn from the same seed, such as the splits. */
  stream: number;
}

const channels = 3;

/**
 * Three grey images of `images`, drawn independently, as the red, green and blue of one: `[h, w, 3]`. Example i follows
 * from (seed, stream, i) alone, and nothing is stored.
 *
 * Classes a, b, c of the three make the class a·k² + b·k + c of k³. Metz et al. 2017, "Unrolled Generative Adversarial
 * Networks", https://arxiv.org/abs/1611.02163, section 3.3.1.
 */
export function stacked(name: string, images: Dataset, options: StackOptions): Dataset {
  const { seed = 0, count, stream } = options;
  const [height, width] = images.shape as [number, number];
  const [tall, wide] = options.resolution === undefined ? [height, width] : heightAndWidth(options.resolution);
  if (tall < height || wide < width)
    throw dataError('cannot-resize', `${name} has digits of ${height} by ${width}, which are padded and never scaled`, {
      where: `a resolution of ${resolutionText([tall, wide])}`,
      fix: `leave --resolution out, or choose ${Math.max(height, width)} or more`,
    });
  const shape = [tall, wide, channels];
  const size = exampleSize(shape);
  const [top, left] = [(tall - height) >> 1, (wide - width) >> 1];
  const k = images.classes.length;
  return {
    name,
    count,
    shape,
    classes: stackedClasses(images.classes),
    kind: images.kind,
    fingerprint: `stacked-v1-${images.fingerprint}-stream${stream}-seed${seed}-${shape.join('x')}`,
    async read(indices, out, { range = [-1, 1], labels }: ReadOptions = {}) {
      assertReadable({ name, shape }, Number.MAX_SAFE_INTEGER, indices, out, labels);
      const n = indices.length;
      const draws = new Draws();
      const which: number[] = [];
      for (let i = 0; i < n; i++) {
        draws.restart(seed, indices[i]!, stream);
        for (let c = 0; c < channels; c++) which.push(draws.below(images.count));
      }
      const grey = new Float32Array(channels * n * height * width);
      const digits = new Int32Array(channels * n);
      await images.read(which, grey, { range, labels: digits });
      if (tall > height || wide > width) out.fill(range[0], 0, n * size);
      for (let i = 0, from = 0; i < n; i++) {
        for (let c = 0; c < channels; c++)
          for (let y = 0; y < height; y++) {
            let to = i * size + ((top + y) * wide + left) * channels + c;
            for (let x = 0; x < width; x++, to += channels) out[to] = grey[from++]!;
          }
        if (labels) labels[i] = (digits[3 * i]! * k + digits[3 * i + 1]!) * k + digits[3 * i + 2]!;
      }
    },
    close: () => images.close(),
  };
}

/** Names of the classes of three stacked images: `000`, `001`, … where the images' own are digits. */
export const stackedClasses = (classes: readonly string[]): string[] =>
  classes.flatMap((a) => classes.flatMap((b) => classes.map((c) => a + b + c)));
