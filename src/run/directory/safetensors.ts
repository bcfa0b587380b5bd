import { DuelError } from '../../errors.ts';

/** A tensor as it is written: float32 or int32, row-major. */
export interface StoredTensor {
  shape: number[];
  data: Float32Array | Int32Array;
}

/** The types that can be read. F16, BF16 and F64 become float32, I64 and U8 become int32. */
export type StoredType = keyof typeof types;

export interface ReadTensor extends StoredTensor {
  /** The type in the file. */
  dtype: StoredType;
}

export interface Safetensors {
  tensors: Record<string, ReadTensor>;
  metadata: Record<string, string>;
}

// Typed arrays are little-endian on every machine that Node is built for with ONNX Runtime, and so is the format.
const types = {
  F32: { size: 4, read: (bytes: ArrayBuffer) => new Float32Array(bytes) },
  I32: { size: 4, read: (bytes: ArrayBuffer) => new Int32Array(bytes) },
  F64: { size: 8, read: (bytes: ArrayBuffer) => Float32Array.from(new Float64Array(bytes)) },
  F16: { size: 2, read: (bytes: ArrayBuffer) => Float32Array.from(new Uint16Array(bytes), halfToNumber) },
  BF16: { size: 2, read: bfloat16 },
  I64: { size: 8, read: int64 },
  U8: { size: 1, read: (bytes: ArrayBuffer) => Int32Array.from(new Uint8Array(bytes)) },
} as const;

/** The reference implementation's limit. */
const maxHeaderLength = 100_000_000;

/**
 * Encodes tensors in the safetensors format (https://github.com/huggingface/safetensors): an 8-byte length, a JSON
 * header padded with spaces to a multiple of 8, then the data, without gaps.
 *
 * Names are sorted by UTF-16 code units, metadata first, so that equal tensors give equal bytes.
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const parts = safetensorsParts(tensors, metadata);
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The same bytes one after the other, of which those of the tensors are their own memory and no copies. */
export function safetensorsParts(
  tensors: Readonly<Record<string, StoredTensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const names = Object.keys(tensors).sort();
  const entries: string[] = [];
  let end = 0;
  for (const name of names) {
    const { shape, data } = tensors[name]!;
    if (name === '__metadata__') throw new DuelError('internal', 'safetensors/name', `'${name}' is no tensor's name`);
    if (elementCount(shape) !== data.length) {
      const message = `tensor '${name}' has ${data.length} elements, its shape is [${shape.join(', ')}]`;
      throw new DuelError('internal', 'safetensors/shape', message);
    }
    const dtype = data instanceof Float32Array ? 'F32' : 'I32';
    const entry = { dtype, shape, data_offsets: [end, end + data.byteLength] };
    entries.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    end += data.byteLength;
  }
  const header = padded(`{${[...metadataEntry(metadata), ...entries].join(',')}}`);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(header.length), true);
  const data = names.map((name) => {
    const { buffer, byteOffset, byteLength } = tensors[name]!.data;
    return new Uint8Array(buffer, byteOffset, byteLength);
  });
  return [length, header, ...data];
}

/**
 * Decodes a safetensors file; every tensor gets memory of its own.
 *
 * Anything that does not fit (a truncated file, gaps, overlaps, unknown types, a name twice) throws a `DuelError` of kind
 * `checkpoint`; `where` is the file's name for its message.
 */
export function decodeSafetensors(bytes: Uint8Array, where: string): Safetensors {
  const { header, dataStart } = parseHeader(bytes, where);
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw broken(where, 'metadata', 'its metadata are not strings');
  }
  const parsed = Object.entries(entries).map(([name, entry]) => parseEntry(name, entry, where));
  checkLayout(parsed, bytes.length - dataStart, where);
  const tensors = parsed.map(({ name, dtype, shape, begin, end }) => {
    const own = new Uint8Array(end - begin);
    own.set(bytes.subarray(dataStart + begin, dataStart + end));
    return [name, { dtype, shape, data: readAs(dtype, own.buffer, name, where) }] as const;
  });
  return { tensors: Object.fromEntries(tensors), metadata: metadata as Record<string, string> };
}

interface Entry {
  name: string;
  dtype: StoredType;
  shape: number[];
  begin: number;
  end: number;
}

function parseHeader(bytes: Uint8Array, where: string): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < 8) throw broken(where, 'truncated', `it has ${bytes.length} bytes, too few for a header`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > maxHeaderLength) throw broken(where, 'header', `its header would have ${length} bytes`);
  if (8 + length > bytes.length) {
    throw broken(where, 'truncated', `its header has ${length} bytes and the file only ${bytes.length}`);
  }
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length));
    header = JSON.parse(text);
  } catch (cause) {
    throw broken(where, 'header', 'its header is not JSON', cause);
  }
  if (!isRecord(header) || !text.startsWith('{')) throw broken(where, 'header', 'its header is not a JSON object');
  const twice = repeatedKey(text);
  if (twice !== undefined) throw broken(where, 'duplicate', `its header has the key '${twice}' twice`);
  return { header, dataStart: 8 + length };
}

function parseEntry(name: string, entry: unknown, where: string): Entry {
  const wrong = (what: string) => broken(where, 'entry', `tensor '${name}' ${what}`);
  if (!isRecord(entry)) throw wrong('is not described by an object');
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(types, dtype)) {
    throw wrong(`has the type ${JSON.stringify(dtype)}; readable are ${Object.keys(types).join(', ')}`);
  }
  if (!isCounts(shape) || !Number.isSafeInteger(elementCount(shape))) {
    throw wrong(`has the shape ${JSON.stringify(shape)}`);
  }
  if (!isCounts(offsets) || offsets.length !== 2) throw wrong(`has the offsets ${JSON.stringify(offsets)}`);
  const [begin, end] = offsets as [number, number];
  const size = types[dtype as StoredType].size * elementCount(shape);
  if (end - begin !== size) {
    throw wrong(`takes ${end - begin} bytes where ${dtype} [${shape.join(', ')}] takes ${size}`);
  }
  return { name, dtype: dtype as StoredType, shape, begin, end };
}

/** The tensors must tile the data exactly: no gap, no overlap, nothing missing at the end, nothing behind it. */
function checkLayout(entries: Entry[], dataLength: number, where: string): void {
  let at = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) {
      const kind = begin < at ? 'overlap' : 'gap';
      throw broken(where, kind, `tensor '${name}' begins at byte ${begin}, where ${at} was expected`);
    }
    at = end;
  }
  if (at > dataLength) throw broken(where, 'truncated', `it holds ${dataLength} of ${at} bytes of data`);
  if (at < dataLength) throw broken(where, 'gap', `${dataLength - at} bytes at its end belong to no tensor`);
}

function readAs(dtype: StoredType, bytes: ArrayBuffer, name: string, where: string): Float32Array | Int32Array {
  try {
    return types[dtype].read(bytes);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw broken(where, 'range', `tensor '${name}': ${cause.message}`, cause);
  }
}

/** JSON.parse takes the last of two equal keys; the format forbids them. `text` is valid JSON. */
function repeatedKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (key !== undefined) {
      const name = JSON.parse(key) as string;
      if (open.at(-1)!.has(name)) return name;
      open.at(-1)!.add(name);
    }
  }
  return undefined;
}

function metadataEntry(metadata: Readonly<Record<string, string>>): string[] {
  const keys = Object.keys(metadata).sort();
  if (keys.length === 0) return [];
  return [`"__metadata__":{${keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(metadata[key])}`).join(',')}}`];
}

function padded(header: string): Uint8Array {
  const bytes = new TextEncoder().encode(header);
  const result = new Uint8Array(Math.ceil(bytes.length / 8) * 8).fill(0x20);
  result.set(bytes);
  return result;
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

function bfloat16(bytes: ArrayBuffer): Float32Array {
  return new Float32Array(Uint32Array.from(new Uint16Array(bytes), (bits) => bits << 16).buffer);
}

function int64(bytes: ArrayBuffer): Int32Array {
  const values = new BigInt64Array(bytes);
  return Int32Array.from({ length: values.length }, (_, i) => {
    const value = values[i]!;
    if (BigInt.asIntN(32, value) !== value) throw new RangeError(`${value} does not fit into 32 bits`);
    return Number(value);
  });
}

function broken(where: string, code: string, message: string, cause?: unknown): DuelError {
  return new DuelError('checkpoint', `safetensors/${code}`, `the safetensors file cannot be read: ${message}`, {
    where,
    fix: 'use another checkpoint, or copy the file again from where it came from',
    cause,
  });
}
