import type { Sharp } from 'sharp';
import { loadSharp } from './sharp.ts';

/** White of a picture of 16 bits that uses all of them. */
export const fullWhite = 2 ** 16 - 1;

/** What is white in pictures of 16 bits whose greatest value is this: of so many bits, 8 to 16, all that hold it. */
export const whiteFor = (greatest: number): number =>
  Math.max(255, 2 ** Math.ceil(Math.log2(Math.max(1, greatest) + 1)) - 1);

/** The greatest value of a picture in any of its colours. */
export async function greatestIn(source: Sharp): Promise<number> {
  const { hasAlpha } = await source.metadata();
  const { channels } = await source.stats();
  return Math.max(0, ...(hasAlpha ? channels.slice(0, -1) : channels).map(({ max }) => max));
}

/** A picture of 16 bits as one of 8, in which `white` is 255; turned as it is to be seen. */
export async function asBytes(source: Sharp, white: number): Promise<Sharp> {
  const space = (await source.metadata()).space === 'grey16' ? 'grey16' : 'rgb16';
  const { data, info } = await source
    .autoOrient()
    .toColourspace(space)
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const values = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
  const bytes = new Uint8Array(values.length);
  const hasAlpha = channels === 2 || channels === 4;
  for (let i = 0; i < values.length; i++) {
    // what covers is written in full by some, and to the same white by others
    const top = hasAlpha && i % channels === channels - 1 && values[i]! > white ? fullWhite : white;
    bytes[i] = Math.min(255, Math.round((255 * values[i]!) / top));
  }
  return (await loadSharp())(bytes, { raw: { width, height, channels } });
}

const about = 'pictures of 16 bits:';

/** Says what was found in pictures of 16 bits, and what was made of it; `said`: what is white, where that was said. */
export function whiteNote(greatest: number, said?: number): string {
  const [most, white] = [greatest, said ?? whiteFor(greatest)].map((n) => n.toLocaleString('en-US'));
  const why = said === undefined ? '' : ', as was said';
  const beyond = said !== undefined && greatest > said ? ', what is beyond it too' : '';
  return `${about} values 0 … ${most}; ${white} is taken for white${why}${beyond}, and 8 bits of each value are kept`;
}

/** Whether a line says that. */
export const isWhiteNote = (line: string): boolean => line.startsWith(about);
