import type { ImageValue } from './event.ts';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** By the colour type that a PNG's header names; with a palette it is RGB. */
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 3, 4: 2, 6: 4 };

/** A PNG as a value of TensorBoard, by what its header says; undefined where it is none. */
export function imageValue(tag: string, png: Uint8Array): ImageValue | undefined {
  if (png.length < 33 || !signature.every((byte, i) => png[i] === byte)) return undefined;
  const header = new DataView(png.buffer, png.byteOffset);
  const channels = channelsOf[png[25]!];
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  return channels === undefined || width === 0 || height === 0 ? undefined : { tag, png, width, height, channels };
}
