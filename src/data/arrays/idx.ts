import { exampleSize } from '../dataset.ts';
import { dataError } from '../problems.ts';

/** An array as an IDX file holds it. */
export interface IdxArray {
  dims: readonly number[];
  bytes: Uint8Array;
}

/** Largest array that is taken into memory, in bytes. */
export const idxLimit = 768 * 2 ** 20;

/**
 * Reads the head of an IDX file: the dimensions and where the values begin. Undefined while `head` is too short.
 *
 * The format (http://yann.lecun.com/exdb/mnist): two zero bytes, a byte for the type (8: unsigned bytes), a byte for
 * the number of dimensions, each dimension as a big-endian 32-bit integer, then the values in C order.
 */
export function parseIdxHead(head: Uint8Array, where: string): { dims: number[]; begin: number } | undefined {
  if (head.length < 4) return undefined;
  if (head[0] !== 0 || head[1] !== 0 || !idxTypes.has(head[2]!) || head[3]! < 1 || head[3]! > 4)
    throw dataError('bad-idx', `not an IDX file: it begins with ${hex(head.subarray(0, 4))}, not 00 00 08 0n`, {
      where,
      fix: 'download the file again: duel data fetch NAME',
    });
  if (head[2] !== 8)
    throw dataError('idx-type', `IDX values of type ${idxTypes.get(head[2]!)} are not supported, only bytes`, {
      where,
      fix: 'convert the values to unsigned bytes, or to .npy',
    });
  const begin = 4 + 4 * head[3]!;
  if (head.length < begin) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const dims = Array.from({ length: head[3]! }, (_, k) => view.getUint32(4 + 4 * k));
  if (exampleSize(dims) > idxLimit)
    throw dataError(
      'too-large',
      `declares ${dims.join(' × ')} values, more than the ${idxLimit / 2 ** 20} MB that are kept in memory`,
      {
        where,
        fix: 'if the file is not damaged, save it as .npy, of which only what is needed is in memory',
      },
    );
  return { dims, begin };
}

/** Reads a whole IDX file of unsigned bytes. */
export function parseIdx(file: Uint8Array, where: string): IdxArray {
  const head = parseIdxHead(file, where);
  if (head === undefined) throw truncatedIdx(where, `the file ends within its head, after ${file.length} bytes`);
  const expected = head.begin + exampleSize(head.dims);
  if (file.length < expected)
    throw truncatedIdx(where, `${file.length} bytes where ${head.dims.join(' × ')} values need ${expected}`);
  if (file.length > expected) throw trailingIdx(where, head.dims, file.length - expected);
  return { dims: head.dims, bytes: file.subarray(head.begin) };
}

export function truncatedIdx(where: string, message: string): Error {
  return dataError('truncated-idx', message, { where, fix: 'download the file again: duel data fetch NAME' });
}

export function trailingIdx(where: string, dims: readonly number[], extra: number): Error {
  return dataError('idx-length', `${extra} bytes follow the ${dims.join(' × ')} values`, {
    where,
    fix: 'download the file again: duel data fetch NAME',
  });
}

const idxTypes = new Map([
  [0x08, 'unsigned byte'],
  [0x09, 'signed byte'],
  [0x0b, 'short'],
  [0x0c, 'int'],
  [0x0d, 'float'],
  [0x0e, 'double'],
]);

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
