import { isMade } from '../../data/pairs/makers/registry.ts';
import { scaled, withHoles } from '../../run/translating/asIs.ts';
import { madeInput } from '../../run/translating/madeInput.ts';
import { cutOut, type Picture } from '../../run/translating/tiles.ts';
import type { TranslatorFacts } from '../generator/facts.ts';
import { Problem } from '../generator/problem.ts';

/** A picture that a person has brought: its pixels as red, green, blue and alpha. */
export interface Photo {
  /** Its file's name without the ending. */
  readonly name: string;
  readonly height: number;
  readonly width: number;
  /** Holes are transparent. */
  readonly pixels: Uint8ClampedArray;
}

/** Most pixels of one that is translated in a page. */
const mostPixels = 2 ** 24;

/**
 * Decodes a file as it is to be seen.
 *
 * @throws Problem where the browser cannot, or where it is too large
 */
export async function readPhoto(file: Blob, name: string): Promise<Photo> {
  const bitmap = await createImageBitmap(file, { premultiplyAlpha: 'none' }).catch(() => {
    throw new Problem(
      `${name} is no picture that this browser can read.`,
      'Take a PNG, JPEG, WebP, AVIF, GIF or BMP file.',
    );
  });
  const { width, height } = bitmap;
  try {
    if (width * height > mostPixels)
      throw new Problem(
        `${name} has ${width} × ${height} pixels, which is too large for a page.`,
        'Make it smaller, or use: duel translate RUN --in PICTURE --out PICTURE',
      );
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return { name: name.replace(/\.[^.]*$/, ''), height, width, pixels: data };
  } finally {
    bitmap.close();
  }
}

/** Whether what a network fills are holes, which are transparent in what it is given. */
export const isFilling = ({ from, pairs }: Pick<TranslatorFacts, 'from' | 'pairs'>): boolean =>
  from === 'input' && pairs?.type === 'mask';

/**
 * A photo as `duel translate` gives it to a network: in grey where it takes grey, what is transparent laid on white, or
 * as a hole.
 *
 * @throws Problem where the network takes other channels
 */
export function inputOf(
  { height, width, pixels }: Photo,
  facts: Pick<TranslatorFacts, 'input' | 'range' | 'from' | 'pairs'>,
): Picture {
  const channels = facts.input.at(-1)!;
  if (isFilling(facts))
    return withHoles({ height, width, channels: 4, pixels: bytesOf(pixels) }, channels - 1, facts.range);
  if (channels !== 1 && channels !== 3)
    throw new Problem(
      `This network takes pictures of ${channels} channels.`,
      'It can be used in a program, which is given the file of: duel export RUN --to onnx',
    );
  return opaque({ height, width, pixels }, channels, facts.range);
}

/** Whether what a network is given can be made of pictures as its training made it. */
export const canMake = ({ from, pairs }: Pick<TranslatorFacts, 'from' | 'pairs'>): boolean =>
  from === 'input' && pairs !== undefined && isMade(pairs);

/**
 * A photo as what was to come out in training, and the input that this made of it. Where an input has fewer pixels than that
 * by a factor, sides are cut to what it divides.
 */
export function pairOf(
  photo: Photo,
  facts: TranslatorFacts,
  seed: number,
): { readonly input: Picture; readonly target: Picture } {
  const { pairs, range, output } = facts;
  if (!pairs || !isMade(pairs)) throw new TypeError('the inputs of this network were not made of pictures');
  const factor = pairs.type === 'down' ? pairs.factor : 1;
  const whole = opaque(photo, output.at(-1) === 1 ? 1 : 3, range);
  const divided = (side: number) => Math.max(factor, side - (side % factor));
  const target = cutOut(whole, 0, 0, [divided(photo.height), divided(photo.width)]);
  return { target, input: madeInput(target, pairs, range, seed) };
}

/** A photo in the colours that a network has; what is transparent is laid on white. */
function opaque(
  { height, width, pixels }: Pick<Photo, 'height' | 'width' | 'pixels'>,
  channels: 1 | 3,
  range: readonly [number, number],
): Picture {
  const bytes = new Uint8Array(height * width * channels);
  for (let p = 0; p < height * width; p++) {
    const [red, green, blue] = [0, 1, 2].map((c) => onWhite(pixels[4 * p + c]!, pixels[4 * p + 3]!)) as Three;
    if (channels === 1) bytes[p] = greyOf(red, green, blue);
    else bytes.set([red, green, blue], 3 * p);
  }
  return scaled({ height, width, channels, pixels: bytes }, range);
}

type Three = [number, number, number];
const bytesOf = (pixels: Uint8ClampedArray) => new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.length);
const onWhite = (value: number, alpha: number): number =>
  alpha === 255 ? value : Math.round((value * alpha + 255 * (255 - alpha)) / 255);

const linear = Float64Array.from({ length: 256 }, (_, v) =>
  v <= 0.04045 * 255 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
);

/** How light a colour of sRGB is, as libvips makes grey of it: by ITU-R Rec. 709 of linear light. */
export function greyOf(red: number, green: number, blue: number): number {
  if (red === green && green === blue) return red;
  const y = 0.2126 * linear[red]! + 0.7152 * linear[green]! + 0.0722 * linear[blue]!;
  return Math.round(255 * (y <= 0.0031308 ? 12.92 * y : 1.055 * y ** (1 / 2.4) - 0.055));
}
