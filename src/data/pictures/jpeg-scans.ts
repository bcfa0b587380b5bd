/**
 * Whether a JPEG comes in several scans, as progressive ones do: then the coefficients of all of it are kept until the
 * last. True where the beginning of the file does not say.
 */
export function hasManyScans(jpeg: Uint8Array): boolean {
  let components = 0;
  for (let at = 2; at + 9 < jpeg.length && jpeg[at] === 0xff; ) {
    const marker = jpeg[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    // C2, C6, CA, CE: progressive.
    if (isFrame && (marker & 3) === 2) return true;
    if (isFrame) components = jpeg[at + 9]!;
    if (marker === 0xda) return jpeg[at + 4]! < components;
    at += 2 + (jpeg[at + 2]! << 8) + jpeg[at + 3]!;
  }
  return true;
}
