import { exampleSize } from '../dataset.ts';
import { dataError } from '../problems.ts';

export interface NpyHead {
  store: 'uint8' | 'float32' | 'float64';
  dims: readonly number[];
  /** Where the values begin, in bytes. */
  begin: number;
}

const stores = new Map<string, NpyHead['store']>([
  ['|u1', 'uint8'],
  ['<u1', 'uint8'],
  ['<f4', 'float32'],
  ['<f8', 'float64'],
]);

/** Longest head that is believed, in bytes; NumPy itself writes less than 200. */
export const npyHeadLimit = 65_536;

/**
 * Reads the head of a `.npy` file (NumPy enhancement proposal 1, versions 1 to 3). Undefined while `file` is too short.
 * Only C order and little-endian uint8, float32 and float64 are taken.
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
  const store = descr === undefined ? undefined : stores.get(descr);
  if (store === undefined)
    throw dataError(
      'npy-type',
      `values of type ${descr ?? 'record'}; uint8, float32 and float64 (little-endian) are read`,
      {
        where,
        fix: 'numpy.save(PATH, array.astype("<f4"))',
      },
    );
  if (fortran === 'True')
    throw dataError('npy-order', 'values in Fortran order', {
      where,
      fix: 'numpy.save(PATH, numpy.ascontiguousarray(array))',
    });
  const dims = shape.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number.parseInt(part, 10)]));
  return { store, dims, begin };
}

/** Shape of one example in an array of `dims`: `[n, h, w, c]`, `[n, h, w]` or `[n, d]`. */
export function npyExample(dims: readonly number[], where: string): number[] {
  const [count = 0, ...rest] = dims;
  if (rest.length < 1 || rest.length > 3)
    throw dataError('npy-shape', `an array of ${dims.length} dimensions; [n, h, w, c], [n, h, w] or [n, d] are read`, {
      where,
      fix: 'numpy.save(PATH, array.reshape(...))',
    });
  if (count === 0 || rest.some((n) => n === 0))
    throw dataError('empty', `an empty array: ${dims.join(' × ')}`, { where, fix: 'choose other data' });
  if (rest.length === 3 && rest[2] !== 1 && rest[2] !== 3)
    throw dataError('channels', `images of ${rest[2]} channels; 1 or 3 are read, the last dimension being channels`, {
      where,
      fix: 'numpy.save(PATH, numpy.moveaxis(array, 1, -1)) if channels come first',
    });
  if (!Number.isSafeInteger(count * exampleSize(rest)))
    throw dataError('too-large', `declares ${dims.join(' × ')} values`, { where, fix: resave });
  return rest.length === 2 ? [...rest, 1] : rest;
}

const resave = 'save it again: numpy.save(PATH, array)';
