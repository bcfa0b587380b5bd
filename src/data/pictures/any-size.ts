import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { readWhole } from '../../files/reading.ts';
import { fileError } from '../problems.ts';
import { newestReading } from '../reading.ts';
import { openFolder, pictureFileLimit, readHead } from './folder.ts';
import type { PictureSource } from './picture-source.ts';
import { PictureReader } from './reader.ts';
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
  close(): Promise<void>;
}

/** Opens a picture, or the pictures of a folder or zip. Throws a `DuelError` of kind `data` that names what is wrong. */
export async function openSized(path: string, signal?: AbortSignal): Promise<SizedPictures> {
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
  return {
    paths: source.paths,
    isFile: !info.isDirectory() && !isZip,
    async read(index, channels) {
      let size = { height: 0, width: 0 };
      const pixels = await reader.decode(index, ({ height, width }) => {
        size = { height, width };
        return { ...size, channels, fit: 'stretch', resampling: 'lanczos' };
      });
      return { ...size, channels, pixels };
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
