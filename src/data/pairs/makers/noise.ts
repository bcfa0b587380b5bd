import type { MakerOf } from './making.ts';

/** Makes what `noise` of the pairs says. */
export const noise: MakerOf<'noise'> = ({ deviation }, shape) => ({
  shape,
  make(picture, input, { range: [low, high], random }) {
    random.fillNormal(input);
    const scale = (deviation * (high - low)) / 2;
    for (let k = 0; k < input.length; k++) input[k] = Math.max(low, Math.min(high, picture[k]! + scale * input[k]!));
  },
});
