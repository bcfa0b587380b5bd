import { joined } from './gif.ts';

/**
 * Still WebPs as one that moves and goes round for ever: their bitstreams in frames of a container (RFC 9649, section 2.7).
 *
 * @param duration of each picture, in milliseconds
 */
export function joinWebp(stills: readonly Uint8Array[], width: number, height: number, duration: number): Uint8Array {
  const size = [...three(width - 1), ...three(height - 1)];
  const frames = stills.map((still) =>
    // neither blended with the picture before nor disposed of
    chunk('ANMF', [[...three(0), ...three(0), ...size, ...three(duration), 0b10], ...picturesIn(still)]),
  );
  const animated = 0b10;
  const alpha = 0b10000;
  return chunk('RIFF', [
    letters('WEBP'),
    chunk('VP8X', [[animated | alpha, 0, 0, 0, ...size]]),
    chunk('ANIM', [[0, 0, 0, 0, 0, 0]]),
    ...frames,
  ]);
}

const letters = (word: string): number[] => [...word].map((letter) => letter.charCodeAt(0));
const three = (value: number): number[] => [value & 255, (value >> 8) & 255, (value >> 16) & 255];

function chunk(name: string, parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const content = joined(parts);
  const { length } = content;
  return joined([letters(name), [...three(length), length >>> 24], content, length % 2 === 1 ? [0] : []]);
}

/** The chunks of a still's picture, as they are: its pixels, and their alpha where that is apart. */
function picturesIn(still: Uint8Array): Uint8Array[] {
  const view = new DataView(still.buffer, still.byteOffset, still.byteLength);
  const found: Uint8Array[] = [];
  for (let at = 12; at + 8 <= still.length; ) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length + (length % 2);
    if (['VP8 ', 'VP8L', 'ALPH'].includes(String.fromCharCode(...still.subarray(at, at + 4))))
      found.push(still.subarray(at, end));
    at = end;
  }
  return found;
}
