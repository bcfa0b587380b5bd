import { mostDrawn } from './settings.ts';

/** Drawn points lie within ±`reach`; each coordinate is one of 1296 places, two digits to base 36. */
const reach = 1.6;
const places = 36 ** 2;

const place = (v: number): number =>
  Math.max(0, Math.min(places - 1, Math.round(((v + reach) / (2 * reach)) * (places - 1))));

/** A coordinate as an address keeps it, so that a link's points are those that were drawn. */
export const snapped = (v: number): number => (place(v) / (places - 1)) * 2 * reach - reach;

/** Points, x and y in turn, as four digits each. */
export const packed = (drawn: readonly number[]): string =>
  drawn.map((v) => place(v).toString(36).padStart(2, '0')).join('');

export function unpacked(text: string): number[] {
  const pairs = text.match(/[0-9a-z]{4}/g) ?? [];
  return pairs
    .slice(0, mostDrawn)
    .flatMap((pair) => [pair.slice(0, 2), pair.slice(2)])
    .map((two) => (Number.parseInt(two, 36) / (places - 1)) * 2 * reach - reach);
}
