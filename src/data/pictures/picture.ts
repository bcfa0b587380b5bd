import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { DuelError } from '../../errors.ts';
import { dataError, messageOf } from '../problems.ts';
import { bmpFacts, decodeBmp } from './bmp.ts';
import { hasManyScans } from './jpeg-scans.ts';
import { conversion, formatsRead, type PictureFormat, recognise } from './picture-formats.ts';
import { loadSharp } from './sharp.ts';
import { asBytes, fullWhite, greatestIn } from './sixteen-bits.ts';

/** The form into which every picture of a data set is brought. */
export interface PictureForm {
  height: number;
  width: number;
  /** 4: with alpha; else what is transparent is laid on white. */
  channels: 1 | 3 | 4;
  fit: 'crop' | 'pad' | 'stretch';
  /** Lanczos by default; `bilinear` is a triangle as wide as the picture shrinks (as in Pillow). */
  resampling: 'lanczos' | 'bilinear';
  /** Which half of the picture is taken for it. Default: all of it. Of an odd width the middle column is left out. */
  half?: 'left' | 'right' | undefined;
  /** What is white in a picture of 16 bits. Default: all of them. */
  white?: number | undefined;
}

/** What a picture is before it is brought into form; width and height as it is to be seen (turned by EXIF). */
export interface PictureFacts {
  format: PictureFormat;
  width: number;
  height: number;
  /** Such as `RGB`, `grey`, `RGB with alpha`, `palette`, `CMYK`, `grey, 16 bit`. */
  channelKind: string;
  grey: boolean;
  channels: number;
  /** Bytes of a channel of a pixel. */
  depth: 1 | 2;
  /** Whether it can only be decoded all at once: interlaced PNG, progressive JPEG, and all other formats. */
  atOnce: boolean;
  /** Whether it is to be turned by a quarter before it is seen. */
  turned: boolean;
}

/** Most pixels that a picture may have: a file of a few kilobytes can declare billions. */
const pixelLimit = 2 ** 27;
const fits = { crop: 'cover', pad: 'contain', stretch: 'fill' } as const;

/** Whether what a picture is stands at the beginning of its file; a TIFF may say it at its end. */
export const factsFromHead = (format: PictureFormat): boolean =>
  format === 'png' || format === 'jpeg' || format === 'bmp';

/** Reads a picture's head, of which the file's beginning will do where `factsFromHead` says so. */
export async function readFacts(bytes: Uint8Array, where: string, check: string): Promise<PictureFacts> {
  return guarded(where, check, async () => {
    const format = formatOf(bytes, where, check);
    if (format === 'bmp') return factsOfBmp(bytes);
    const meta = await (await picture(bytes, format, 'none')).metadata();
    assertValues(meta, where);
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
      atOnce: format === 'jpeg' ? hasManyScans(bytes) : format !== 'png' || meta.isProgressive === true,
      turned: (meta.orientation ?? 1) >= 5,
    };
  });
}

function factsOfBmp(bytes: Uint8Array): PictureFacts {
  const { width, height, channels } = bmpFacts(bytes);
  if (width * height > pixelLimit) throw new Error('Input image exceeds pixel limit');
  const grey = channels === 1;
  const channelKind = grey ? 'grey' : channels === 4 ? 'RGB with alpha' : 'RGB';
  return { format: 'bmp', width, height, channelKind, grey, channels, depth: 1, atOnce: true, turned: false };
}

/**
 * Decodes a picture to bytes `[h, w, c]`: turned as its EXIF data say, alpha composited on white, 16 bits cut to 8
 * by what is white in them,
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
    const format = formatOf(bytes, where, check);
    const opened = await picture(bytes, format);
    if (format === 'tiff') assertValues(await opened.metadata(), where);
    const isDeep = form.white !== undefined && form.white < fullWhite && (await opened.metadata()).depth === 'ushort';
    const source = isDeep ? await asBytes(opened, form.white!) : opened;
    const pipeline = inForm(form.half ? await halved(source, form.half) : source, form);
    const { data, info } = await pipeline.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    if (info.width !== width || info.height !== height || info.channels !== channels)
      throw new Error(`decoded to ${info.width} × ${info.height} × ${info.channels}`);
    return data;
  });
}

/** The greatest value of a picture in any of its colours, as it is in the file. */
export const greatestValue = (bytes: Uint8Array, where: string, check: string): Promise<number> =>
  guarded(where, check, async () => greatestIn(await picture(bytes, formatOf(bytes, where, check))));

/** The left or right half of a picture as it is to be seen. */
async function halved(source: Sharp, half: 'left' | 'right'): Promise<Sharp> {
  const meta = await source.metadata();
  const { width, height } = meta.autoOrient ?? meta;
  const wide = Math.floor(width / 2);
  return source.autoOrient().extract({ left: half === 'left' ? 0 : width - wide, top: 0, width: wide, height });
}

function inForm(pipeline: Sharp, form: PictureForm): Sharp {
  const turned = pipeline.autoOrient();
  return (form.channels === 4 ? turned.ensureAlpha() : turned.flatten({ background: '#fff' }))
    .resize({
      width: form.width,
      height: form.height,
      fit: fits[form.fit],
      background: '#000',
      kernel: form.resampling === 'bilinear' ? 'linear' : 'lanczos3',
    })
    .toColourspace(form.channels === 1 ? 'b-w' : 'srgb');
}

/** Throws where the numbers of a TIFF are no shades between black and white, or its bands no colours. */
function assertValues({ depth, channels }: Metadata, where: string): void {
  if (depth !== undefined && depth !== 'uchar' && depth !== 'ushort')
    throw dataError('picture-values', `its values are of type ${depth}, of which nothing says what is black or white`, {
      where,
      fix: 'save it with 8 or 16 bits a channel, or all of them as one array in an .npy file',
    });
  if (Number(channels) > 5)
    throw dataError('channels', `a picture of ${channels} bands, where grey, RGB and CMYK are read`, {
      where,
      fix: 'save three of its bands as RGB, or all of them as one array in an .npy file',
    });
}

// A damaged JPEG decodes to the end with no more than a warning; PNG warns of harmless things too.
async function picture(
  bytes: Uint8Array,
  format: PictureFormat,
  failOn: NonNullable<SharpOptions['failOn']> = format === 'jpeg' ? 'warning' : 'error',
): Promise<Sharp> {
  const options: SharpOptions = {
    failOn,
    limitInputPixels: pixelLimit,
    sequentialRead: true,
  };
  const sharp = await loadSharp();
  if (format !== 'bmp') return sharp(bytes, options);
  const { data, width, height, channels } = decodeBmp(bytes, pixelLimit);
  return sharp(data, { ...options, raw: { width, height, channels } });
}

export function formatOf(bytes: Uint8Array, where: string, check: string): PictureFormat {
  const what = recognise(bytes, where);
  if (what && 'format' in what) return what.format;
  if (what)
    throw dataError('unread-format', `a picture in a format that is not read: ${what.unread}, whatever its name says`, {
      where,
      fix: conversion(where),
    });
  const problem =
    bytes.length === 0 ? 'the file is empty' : `not a picture, whatever its name says; ${formatsRead} are read`;
  throw dataError('not-a-picture', problem, { where, fix: `take it out; to find all such files: ${check}` });
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
