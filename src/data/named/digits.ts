import { digits as drawDigits } from '../drawn/digits.ts';
import type { NamedDataset } from '../request.ts';

export const digits: NamedDataset = {
  name: 'digits',
  title: 'Digits drawn by pen strokes',
  shape: [28, 28, 1],
  counts: { train: 60_000, test: 10_000 },
  classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  licence: 'MIT',
  origin: 'drawn by Duel itself, endless and reproducible by seed',
  needs: 'nothing',
  async open({ resolution, channels, split, seed }) {
    return drawDigits({
      ...(resolution === undefined ? {} : { resolution }),
      ...(channels === undefined ? {} : { channels }),
      ...(split === undefined ? {} : { split }),
      ...(seed === undefined ? {} : { seed }),
    });
  },
};
