import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { constants, crc32, createInflateRaw, inflateRaw } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, type ZipFile } from 'yauzl';
import { DuelError } from '../../errors.ts';
import { assertFile, openToRead } from '../../files/reading.ts';
import { dataError, fileError, messageOf } from '../problems.ts';
import type { Reading } from '../reading.ts';
import { BlockReader } from './block-reader.ts';
import { classFileLimit } from './class-files.ts';
import { sortOut } from './contents.ts';
import { pictureFileLimit } from './folder.ts';
import { headLength } from './picture-formats.ts';
import { assertPath, identityOf, isHidden, type PictureOrigin, type PictureSource } from './picture-source.ts';

/** What is kept of an entry: a yauzl `Entry` takes about a kilobyte, and archives have 200,000. */
interface ZipFileEntry {
  path: string;
  method: number;
  encrypted: boolean;
  crc: number;
  compressed: number;
  bytes: number;
  header: number;
}

/** Deflate cannot do better than 1032 : 1; a picture, compressed already, does not come near. */
const ratioLimit = 200;
const ratioMatters = 8 * 2 ** 20;
/** Bytes of an archive for each entry below which entries lie close together. */
const dense = 2 ** 13;
const inflate = promisify<Uint8Array, object, Uint8Array>(inflateRaw);

/** A zip of pictures, not yet listed: an archive of 200,000 takes seconds. */
export async function zipOrigin(path: string, reading: Reading, signal?: AbortSignal): Promise<PictureOrigin> {
  const info = await stat(path).catch((cause) => {
    throw fileError(path, cause);
  });
  assertFile(info, path, 'data');
  const { size, mtimeMs } = info;
  return { identity: identityOf(path, [size, mtimeMs]), open: () => openZip(path, reading, signal) };
}

/** Lists the pictures in a zip. Entries are read one by one; the archive is never in memory, nothing is unpacked. */
export async function openZip(path: string, reading: Reading, signal?: AbortSignal): Promise<PictureSource> {
  const info = await stat(path).catch((cause) => {
    throw fileError(path, cause);
  });
  assertFile(info, path, 'data');
  const file = await openToRead(path, 'data').catch((cause) => {
    throw fileError(path, cause);
  });
  try {
    const reader = new BlockReader(file);
    const archive = await fromRandomAccessReaderPromise(reader, info.size, { autoClose: false }).catch((cause) => {
      throw (cause as NodeJS.ErrnoException).syscall === undefined ? badZip(path, cause) : fileError(path, cause);
    });
    const entries = await listFiles(archive, path, info.size, signal);
    reader.isDense = info.size < dense * entries.length;
    const read = (entry: ZipFileEntry, length?: number) => readEntry({ archive, reader, path }, entry, length);
    const head = (entry: ZipFileEntry) => read(entry, headLength);
    const { pictures, unread, classFiles, passedOver } = await sortOut(entries, reading, head, signal);
    return {
      where: path,
      paths: pictures.map((picture) => picture.path),
      unread,
      passedOver,
      problems: [],
      classFiles: classFiles.map((entry) => entry.path),
      loadClassFile: async (index) => {
        const entry = classFiles[index]!;
        if (entry.bytes > classFileLimit)
          throw dataError('too-large', `${entry.bytes} bytes, more than ${classFileLimit}`, {
            where: `${path}, ${entry.path}`,
            fix: 'take it out: then sub-folders are the classes',
          });
        return read(entry);
      },
      place: (index) => `${path}, ${pictures[index]!.path}`,
      weight: (index) => weightOf(pictures[index]!),
      head: (index, length) => read(pictures[index]!, length),
      load: (index) => read(pictures[index]!),
      close: () => file.close(),
    };
  } catch (cause) {
    await file.close();
    throw cause;
  }
}

async function listFiles(
  archive: ZipFile,
  path: string,
  size: number,
  signal: AbortSignal | undefined,
): Promise<ZipFileEntry[]> {
  const entries: ZipFileEntry[] = [];
  let compressed = 0;
  try {
    for await (const entry of archive.eachEntry()) {
      signal?.throwIfAborted();
      compressed += entry.compressedSize;
      if (compressed > size)
        throw dataError('zip-bomb', 'its entries overlap: they add up to more than the archive', {
          where: path,
          fix: 'get the archive from its publisher again',
        });
      assertPath(entry.fileName, path);
      if (!entry.fileName.endsWith('/') && !isHidden(entry.fileName)) entries.push(keep(entry));
    }
  } catch (cause) {
    if (cause instanceof DuelError || signal?.aborted) throw cause;
    throw badZip(path, cause);
  }
  return entries;
}

function keep(entry: Entry): ZipFileEntry {
  return {
    path: entry.fileName,
    method: entry.compressionMethod,
    encrypted: entry.isEncrypted(),
    crc: entry.crc32,
    compressed: entry.compressedSize,
    bytes: entry.uncompressedSize,
    header: entry.relativeOffsetOfLocalHeader,
  };
}

/** Compressed and not, side by side; what declares too much is not loaded. */
function weightOf({ method, compressed, bytes }: ZipFileEntry): number {
  return Math.max(bytes, compressed) > pictureFileLimit ? 0 : method === 0 ? compressed : compressed + bytes;
}

/** The bytes of an entry, checked; or its first `length`, as they are. */
async function readEntry(
  { archive, reader, path: zip }: { archive: ZipFile; reader: BlockReader; path: string },
  picture: ZipFileEntry,
  length?: number,
): Promise<Uint8Array> {
  const where = `${zip}, ${picture.path}`;
  const refuse = (code: string, message: string, cause?: unknown) =>
    dataError(code, message, { where, fix: `duel data check '${zip}'`, cause });
  const { bytes, compressed } = picture;
  if (Math.max(bytes, compressed) > pictureFileLimit || (bytes > ratioMatters && bytes > ratioLimit * compressed))
    throw refuse('zip-bomb', `declares ${bytes} bytes out of ${compressed}: not a picture`);
  if (picture.encrypted) throw refuse('zip-encrypted', 'the entry is encrypted');
  if (picture.method !== 0 && picture.method !== 8)
    throw refuse('zip-method', `compressed by method ${picture.method}; only stored and deflated entries are read`);
  const header = { relativeOffsetOfLocalHeader: picture.header, compressedSize: compressed } as Entry;
  try {
    const { fileDataStart } = await archive.readLocalFileHeaderPromise(header, { minimal: true });
    const wanted = Math.min(compressed, length ?? compressed);
    const packed = await reader.bytes(fileDataStart, wanted);
    if (packed.length < wanted) throw refuse('bad-zip', 'the archive ends within the entry');
    if (length !== undefined && length < bytes)
      return picture.method === 0 ? packed : await inflateHead(packed, length);
    // One byte more than declared may come out, so that a longer stream is noticed; in one piece, so that it is not copied.
    const options = { maxOutputLength: bytes + 1, chunkSize: Math.max(64, bytes + 1) };
    const unpacked = picture.method === 0 ? packed : await inflate(packed, options);
    if (unpacked.length !== bytes) throw refuse('bad-zip', `${unpacked.length} bytes where ${bytes} are declared`);
    if (crc32(unpacked) !== picture.crc) throw refuse('bad-zip', 'the checksum does not match');
    return unpacked;
  } catch (cause) {
    if (cause instanceof DuelError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw refuse('zip-bomb', `unpacks to more than the ${bytes} bytes that it declares`, cause);
    throw refuse('bad-zip', `the entry is damaged: ${messageOf(cause)}`, cause);
  }
}

/** What the beginning of a deflated stream unpacks to, `length` bytes at most. */
async function inflateHead(packed: Uint8Array, length: number): Promise<Uint8Array> {
  const stream = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: Math.max(64, length) });
  stream.end(packed);
  for await (const chunk of stream) return (chunk as Uint8Array).subarray(0, length);
  return new Uint8Array(0);
}

function badZip(path: string, cause: unknown): DuelError {
  const message = messageOf(cause);
  if (/relative path|absolute path|characters in fileName/.test(message))
    return dataError('zip-path', `an entry leads out of the archive: ${message}`, {
      where: path,
      fix: 'do not trust this archive; pack the pictures anew',
      cause,
    });
  return dataError('bad-zip', `not a zip archive, or a damaged one: ${message}`, {
    where: path,
    fix: 'download or pack it again',
    cause,
  });
}
