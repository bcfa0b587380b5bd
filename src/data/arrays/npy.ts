import { dataError } from '../problems.ts';
import { type NumberStore, storeOf } from './numbers.ts';

/** What the head of a `.npy` file says of the array. */
export interface NpyHead {
  readonly store: NumberStore;
  readonly dims: readonly number[];
  /** Whether the first index runs fastest. */
  readonly fortran: boolean;
  /** Where the values begin, in bytes. */
  readonly begin: number;
}

/** Longest head that is believed, in bytes; NumPy itself writes less than 200. */
export const npyHeadLimit = 65_536;

/**
 * Reads the head of a `.npy` file (NumPy enhancement proposal 1, versions 1 to 3). Undefined while `file` is too short.
 * Real numbers of any type, order of bytes and order of indices are known; anything else throws a `DuelError` of kind
 * `data`.
 */
export function parseNpyHead(file: Uint8Array, where: string): NpyHead | undefined {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
  if (magic.some((byte, k) => k < file.length && file[k] !== byte))
    throw dataError('bad-npy', 'not an .npy file: it does not begin with \\x93NUMPY', { where, fix: resave });
  if (file.length < 12) return undefined;
  const version = file[6]!;
  if (version < 1 || version > 3)
    throw dataError('bad-npy', `.npy version ${version} is not known`, { where, fix: resave });
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const begin = (version === 1 ? 10 : 12) + length;
  if (begin > npyHeadLimit) throw dataError('bad-npy', `a head of ${length} bytes`, { where, fix: resave });
  if (file.length < begin) return undefined;
  const text = new TextDecoder('latin1').decode(file.subarray(version === 1 ? 10 : 12, begin));
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  if (fortran === undefined || shape === undefined)
    throw dataError('bad-npy', `the head is not understood: ${text.slice(0, 80).trim()}`, { where, fix: resave });
  const store = descr === undefined ? undefined : storeOf(descr);
  if (store === undefined)
    throw dataError('npy-type', `values of type ${descr ?? 'record'}; integers, floats and bool are read`, {
      where,
      fix: 'save one field, or a real part: numpy.save(PATH, array.real)',
    });
  const dims = shape.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number.parseInt(part, 10)]));
  return { store, dims, fortran: fortran === 'True', begin };
}

/** What is wrong with a file that is shorter or longer than its head says. */
export function npyTruncated(where: string, message: string): Error {
  return dataError('truncated-npy', message, { where, fix: 'copy or save the file again' });
}

const resave = 'save it again: numpy.save(PATH, array)';
