/** A type of numbers as files store them. */
export interface NumberType {
  /** As NumPy calls it. */
  readonly name: string;
  /** Bytes of one value. */
  readonly bytes: number;
  /** Reads the value whose bytes begin at `at`. Integers beyond 2⁵³ are rounded. */
  readonly read: (view: DataView, at: number, little: boolean) => number;
}

const type = (name: string, bytes: number, read: NumberType['read']): NumberType => ({ name, bytes, read });

/** The types of real numbers, by NumPy's codes for them. */
const types: Readonly<Record<string, NumberType>> = {
  b1: type('bool', 1, (view, at) => (view.getUint8(at) === 0 ? 0 : 1)),
  u1: type('uint8', 1, (view, at) => view.getUint8(at)),
  u2: type('uint16', 2, (view, at, little) => view.getUint16(at, little)),
  u4: type('uint32', 4, (view, at, little) => view.getUint32(at, little)),
  u8: type('uint64', 8, (view, at, little) => Number(view.getBigUint64(at, little))),
  i1: type('int8', 1, (view, at) => view.getInt8(at)),
  i2: type('int16', 2, (view, at, little) => view.getInt16(at, little)),
  i4: type('int32', 4, (view, at, little) => view.getInt32(at, little)),
  i8: type('int64', 8, (view, at, little) => Number(view.getBigInt64(at, little))),
  f2: type('float16', 2, (view, at, little) => halfFloat(view.getUint16(at, little))),
  f4: type('float32', 4, (view, at, little) => view.getFloat32(at, little)),
  f8: type('float64', 8, (view, at, little) => view.getFloat64(at, little)),
};

/** What is stored and in which order of bytes. */
export interface NumberStore {
  readonly type: NumberType;
  readonly little: boolean;
}

/** The store that a NumPy `descr` such as `<f4` names; undefined for complex numbers, text, dates and records. */
export function storeOf(descr: string): NumberStore | undefined {
  const type = '<>|='.includes(descr[0] ?? '?') ? types[descr.slice(1)] : undefined;
  // '=' is the order of the machine that wrote it: little-endian wherever NumPy is common
  return type && { type, little: descr[0] !== '>' };
}

/** One byte a value. */
export const byteStore: NumberStore = { type: types.u1!, little: true };

/** Decodes the first `count` values of `bytes` into `out`, from `at` on. */
export function decodeNumbers(
  bytes: Uint8Array,
  { type, little }: NumberStore,
  count: number,
  out: { [index: number]: number },
  at = 0,
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let k = 0; k < count; k++) out[at + k] = type.read(view, k * type.bytes, little);
}

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
