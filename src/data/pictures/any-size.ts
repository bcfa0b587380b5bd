import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { readWhole } from '../../files/reading.ts';
import { fileError } from '../problems.ts';
import { newestReading, type Reading } from '../reading.ts';
import { openFolder, pictureFileLimit, readHead } from './folder.ts';
import type { PictureSource } from './picture-source.ts';
import { PictureReader } from './reader.ts';
import { White } from './white.ts';
import { openZip } from './zip.ts';

/** A picture as it is, byte for byte of its pixels. */
export interface SizedPicture {
  readonly height: number;
  readonly width: number;
  /** 1, 3 or 4: grey, RGB, RGB with alpha. */
  readonly channels: number;
  readonly pixels: Uint8Array;
}

/** Pictures of any sizes, one after the other, with the paths that they have in their folder or zip. */
export interface SizedPictures {
  readonly paths: readonly string[];
  /** Whether it is one picture, and no folder or zip. */
  readonly isFile: boolean;
  /** @param channels that are wanted: what is transparent is laid on white, unless with 4 */
  read(index: number, channels: 1 | 3 | 4): Promise<SizedPicture>;
  /** What was found of the values of those that have been read, for people. */
  found(): Promise<string[]>;
  close(): Promise<void>;
}

export interface SizedOptions {
  readonly reading?: Reading | undefined;
  readonly white?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a picture, or the pictures of a folder or zip. Throws a `DuelError` of kind `data` that names what is wrong.
 *
 * @param white what is white in pictures of 16 bits. Default: what follows from the greatest value of all
 * @param reading rules by which values become bytes: below 4, the upper 8 bits of 16 are kept
 */
export async function openSized(
  path: string,
  { reading = newestReading, white, signal }: SizedOptions = {},
): Promise<SizedPictures> {
  const info = await stat(path).catch((cause) => {
    throw fileError(path, cause);
  });
  const isZip = !info.isDirectory() && /\.zip$/i.test(path);
  const source = info.isDirectory()
    ? await openFolder(path, newestReading, signal)
    : isZip
      ? await openZip(path, newestReading, signal)
      : onePicture(path, info.size);
  const reader = new PictureReader(source);
  const whites = new White(reader, white, signal);
  return {
    paths: source.paths,
    isFile: !info.isDirectory() && !isZip,
    async read(index, channels) {
      let size = { height: 0, width: 0 };
      const pixels = await reader.decode(index, async (facts) => {
        size = { height: facts.height, width: facts.width };
        const form = { ...size, channels, fit: 'stretch', resampling: 'lanczos' } as const;
        return reading < 4 ? form : { ...form, white: await whites.of(facts) };
      });
      return { ...size, channels, pixels };
    },
    async found() {
      const found = await whites.found();
      return found ? [found.note] : [];
    },
    close: () => source.close(),
  };
}

/** A source of a single file. */
function onePicture(path: string, bytes: number): PictureSource {
  return {
    where: path,
    paths: [basename(path)],
    unread: [],
    passedOver: {},
    problems: [],
    classFiles: [],
    loadClassFile: async () => new Uint8Array(),
    place: () => path,
    weight: () => bytes,
    head: (_, length) => readHead(path, length),
    load: () => readWhole(path, 'data', { limit: pictureFileLimit }),
    close: async () => {},
  };
}
