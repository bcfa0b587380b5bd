import { DuelError } from '../errors.ts';

/** Stands for `data/pictures/sharp.ts` in a page, which has no sharp: PNGs are written without it. */
export const loadSharp = async (): Promise<never> => {
  throw new DuelError('usage', 'page/pictures', 'JPEG, WebP and GIF, and pictures from files: not in a page', {
    fix: 'make PNGs, or use Duel on Node for this',
  });
};
