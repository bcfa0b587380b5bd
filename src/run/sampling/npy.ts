import { DuelError } from '../../errors.ts';

export interface NpyArray {
  shape: number[];
  /** Row-major (C order), whatever the order in the file. */
  data: Float32Array;
}

type Reader = (view: DataView, at: number, little: boolean) => number;

const readers: Record<string, { size: number; read: Reader }> = {
  f4: { size: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { size: 8, read: (view, at, little) => view.getFloat64(at, little) },
  i1: { size: 1, read: (view, at) => view.getInt8(at) },
  i2: { size: 2, read: (view, at, little) => view.getInt16(at, little) },
  i4: { size: 4, read: (view, at, little) => view.getInt32(at, little) },
  i8: { size: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  u1: { size: 1, read: (view, at) => view.getUint8(at) },
  u2: { size: 2, read: (view, at, little) => view.getUint16(at, little) },
  u4: { size: 4, read: (view, at, little) => view.getUint32(at, little) },
};

const magic = '\x93NUMPY';

/** Encodes a float32 array as a NumPy `.npy` file, version 1.0, C order. `data` is row-major. */
export function encodeNpy(data: Float32Array, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  if (elementCount(shape) !== data.length) {
    throw new DuelError('internal', 'npy/shape', `${data.length} values do not have the shape [${shape.join(', ')}]`);
  }
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Magic, version and length take 10 bytes; data begin at a multiple of 64, the header ends with a newline.
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + data.byteLength);
  bytes.set(Buffer.from(`${magic}\x01\x00..${dictionary.padEnd(length - 1)}\n`, 'latin1'));
  new DataView(bytes.buffer).setUint16(8, length, true);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + length);
  return bytes;
}

/**
 * Decodes a `.npy` file of floats (32 or 64 bits) or integers to float32.
 *
 * Reads versions 1 to 3, either byte order, C and Fortran order. Anything else throws a `DuelError` of kind `data`;
 * `where` is the file's name for its message.
 */
export function decodeNpy(bytes: Uint8Array, where: string): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { descr, fortran, shape, dataStart } = parseHeader(bytes, view, where);
  const reader = readers[descr.slice(1)];
  if (reader === undefined || !'<>|='.includes(descr[0]!)) {
    throw unreadable(where, 'type', `it holds values of type '${descr}'; readable are floats and integers`, asFloat32);
  }
  const count = elementCount(shape);
  const expected = count * reader.size;
  if (bytes.length - dataStart !== expected) {
    const message = `it holds ${bytes.length - dataStart} bytes of data where [${shape.join(', ')}] takes ${expected}`;
    throw unreadable(where, 'truncated', message, 'save or copy the file again');
  }
  const little = descr[0] !== '>';
  const data = new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = reader.read(view, dataStart + i * reader.size, little);
  return { shape, data: fortran ? toRowMajor(data, shape) : data };
}

const asFloat32 = "save it with numpy.save(path, array.astype('float32'))";

function parseHeader(bytes: Uint8Array, view: DataView, where: string) {
  const notNpy = () => unreadable(where, 'format', 'it is no NumPy .npy file', asFloat32);
  if (bytes.length < 12 || Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== magic) throw notNpy();
  const start = bytes[6] === 1 ? 10 : 12;
  const length = bytes[6] === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (bytes[6]! < 1 || bytes[6]! > 3 || start + length > bytes.length) throw notNpy();
  const text = Buffer.from(bytes.subarray(start, start + length)).toString('utf8');
  const descr = /'descr'\s*:\s*'([^']+)'/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const sizes = /'shape'\s*:\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || sizes === undefined) {
    throw unreadable(where, 'header', `its header is ${JSON.stringify(text.trim().slice(0, 120))}`, asFloat32);
  }
  const shape = (sizes.match(/\d+/g) ?? []).map(Number);
  return { descr, fortran: order === 'True', shape, dataStart: start + length };
}

/** Element (i₀, i₁, …) of a Fortran array is at i₀ + n₀·(i₁ + n₁·(…)). */
function toRowMajor(data: Float32Array, shape: readonly number[]): Float32Array {
  const result = new Float32Array(data.length);
  const index = shape.map(() => 0);
  for (let from = 0; from < data.length; from++) {
    result[index.reduce((at, i, axis) => at * shape[axis]! + i, 0)] = data[from]!;
    for (let axis = 0; axis < shape.length; axis++) {
      index[axis] = (index[axis]! + 1) % shape[axis]!;
      if (index[axis] !== 0) break;
    }
  }
  return result;
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function unreadable(where: string, code: string, message: string, fix: string): DuelError {
  return new DuelError('data', `npy/${code}`, `the array cannot be read: ${message}`, { where, fix });
}
