import type { Sharp, SharpOptions } from 'sharp';
import { DuelError } from '../../errors.ts';
import { dataError, messageOf } from '../problems.ts';
import { hasManyScans } from './jpeg-scans.ts';

/** The form into which every picture of a data set is brought. */
export interface PictureForm {
  height: number;
  width: number;
  channels: 1 | 3;
  fit: 'crop' | 'pad' | 'stretch';
  /** Lanczos by default; `bilinear` is a triangle as wide as the picture shrinks (as in Pillow). */
  resampling: 'lanczos' | 'bilinear';
}

/** What a picture is before it is brought into form; width and height as it is to be seen (turned by EXIF). */
export interface PictureFacts {
  format: 'png' | 'jpeg' | 'webp';
  width: number;
  height: number;
  /** Such as `RGB`, `grey`, `RGB with alpha`, `palette`, `CMYK`, `grey, 16 bit`. */
  channelKind: string;
  grey: boolean;
  channels: number;
  /** Bytes of a channel of a pixel. */
  depth: 1 | 2;
  /** Whether it can only be decoded all at once: interlaced PNG, progressive JPEG, WebP. */
  atOnce: boolean;
  /** Whether it is to be turned by a quarter before it is seen. */
  turned: boolean;
}

/** Most pixels that a picture may have: a file of a few kilobytes can declare billions. */
const pixelLimit = 2 ** 27;
const fits = { crop: 'cover', pad: 'contain', stretch: 'fill' } as const;

/** Reads a picture's head, of which the file's beginning will do; WebP is wanted whole. */
export async function readFacts(bytes: Uint8Array, where: string, check: string): Promise<PictureFacts> {
  return guarded(where, check, async () => {
    const format = formatOf(bytes, where, check);
    const meta = await (await picture(bytes, format, 'none')).metadata();
    const { width = 0, height = 0 } = meta.autoOrient ?? meta;
    const grey = meta.space === 'b-w' || meta.space === 'grey16';
    let channelKind = meta.space === 'cmyk' ? 'CMYK' : grey ? 'grey' : meta.isPalette ? 'palette' : 'RGB';
    if (meta.hasAlpha) channelKind += ' with alpha';
    if (meta.depth === 'ushort') channelKind += ', 16 bit';
    return {
      format,
      width,
      height,
      channelKind,
      grey,
      channels: meta.channels ?? 4,
      depth: meta.depth === 'ushort' ? 2 : 1,
      atOnce: format === 'jpeg' ? hasManyScans(bytes) : format === 'webp' || meta.isProgressive === true,
      turned: (meta.orientation ?? 1) >= 5,
    };
  });
}

/**
 * Decodes a picture to bytes `[h, w, c]`: turned as its EXIF data say, alpha composited on white, 16 bits cut to 8,
 * CMYK and embedded colour profiles converted to sRGB, resized if its size is another.
 */
export async function decodePicture(
  bytes: Uint8Array,
  form: PictureForm,
  where: string,
  check: string,
): Promise<Uint8Array> {
  return guarded(where, check, async () => {
    const { width, height, channels } = form;
    const pipeline = inForm(await picture(bytes, formatOf(bytes, where, check)), form);
    const { data, info } = await pipeline.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    if (info.width !== width || info.height !== height || info.channels !== channels)
      throw new Error(`decoded to ${info.width} × ${info.height} × ${info.channels}`);
    return data;
  });
}

function inForm(pipeline: Sharp, form: PictureForm): Sharp {
  return pipeline
    .autoOrient()
    .flatten({ background: '#fff' })
    .resize({
      width: form.width,
      height: form.height,
      fit: fits[form.fit],
      background: '#000',
      kernel: form.resampling === 'bilinear' ? 'linear' : 'lanczos3',
    })
    .toColourspace(form.channels === 1 ? 'b-w' : 'srgb');
}

// A damaged JPEG decodes to the end with no more than a warning; PNG warns of harmless things too.
async function picture(
  bytes: Uint8Array,
  format: PictureFacts['format'],
  failOn: NonNullable<SharpOptions['failOn']> = format === 'jpeg' ? 'warning' : 'error',
): Promise<Sharp> {
  const options: SharpOptions = {
    failOn,
    limitInputPixels: pixelLimit,
    sequentialRead: true,
  };
  return (await loadSharp())(bytes, options);
}

let loaded: Promise<typeof import('sharp').default> | undefined;

/** Loads sharp on first use: a command that needs no picture starts without it. */
function loadSharp(): Promise<typeof import('sharp').default> {
  loaded ??= import('sharp').then(({ default: sharp }) => {
    // Several pictures are decoded at once, each on one thread, and none twice.
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  });
  return loaded;
}

export function formatOf(bytes: Uint8Array, where: string, check: string): PictureFacts['format'] {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'png';
  if (text(0, 3) === '\xff\xd8\xff') return 'jpeg';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'webp';
  const what = bytes.length === 0 ? 'the file is empty' : 'neither PNG, JPEG nor WebP, whatever its name says';
  throw dataError('not-a-picture', what, { where, fix: `take it out; to find all such files: ${check}` });
}

async function guarded<T>(where: string, check: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof DuelError) throw cause;
    const message = messageOf(cause);
    const tooLarge = /pixel limit/i.test(message);
    throw dataError(tooLarge ? 'too-large' : 'bad-picture', tooLarge ? `more than ${pixelLimit} pixels` : message, {
      where,
      fix: `replace it or take it out; to find all such files: ${check}`,
      cause,
    });
  }
}
