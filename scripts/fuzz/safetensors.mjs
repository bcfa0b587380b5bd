import { changeJson } from './json.mjs';

/** A checkpoint with one thing in it changed, and what. */
export function changedCheckpoint(bytes, random) {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString());
  const data = Uint8Array.from(bytes.subarray(8 + length));
  if (random.chance(0.4)) {
    const view = new DataView(data.buffer);
    const value = random.of([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3e38, 0, -1e20]);
    const count = random.of([1, 10, data.length / 4]);
    for (let k = 0; k < count; k++) view.setFloat32(4 * random.below(data.length / 4), value, true);
    return [joined(header, data), `${count} values of ${value}`];
  }
  if (random.chance(0.3)) {
    const lie = Buffer.from(bytes);
    lie.writeBigUInt64LE(BigInt(random.of([0, 1, length + 1, length - 1, 2 ** 31, 2 ** 40, bytes.length])));
    return [lie, 'another length of the header'];
  }
  const what = changeJson(header, random);
  return [joined(header, data), `header ${what}`];
}

function joined(header, data) {
  const text = Buffer.from(JSON.stringify(header));
  const bytes = Buffer.alloc(8 + text.length + data.length);
  bytes.writeBigUInt64LE(BigInt(text.length));
  text.copy(bytes, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}
