import { crc32c } from './crc32c.ts';

/** A checksum of what holds checksums itself: rotated right by 15 bits, and a constant added. */
const masked = (bytes: Uint8Array): number => {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
};

/**
 * A record of TensorFlow's files: the length of the data (uint64) and its checksum, the data and theirs, in little endian.
 * A file is records one after the other, so that it can be read while it grows; a torn one at its end is waited for.
 */
export function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, masked(data), true);
  return bytes;
}
