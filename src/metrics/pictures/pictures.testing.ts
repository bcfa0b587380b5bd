import { RandomStream } from '../../random/stream.ts';

/** Name of the stream, number, height, width, channels, and the share of waves, the rest being noise. */
export type PictureCase = readonly [
  name: string,
  n: number,
  height: number,
  width: number,
  channels: number,
  mix?: number,
];

/** Pictures in [0, 1] by a formula: the same as `pictures` in test/fixtures/metrics.py, to the bit. */
export function pictures(...[name, n, height, width, channels, mix = 0.5]: PictureCase) {
  const random = new RandomStream(3, name);
  const data = new Float32Array(n * height * width * channels);
  let at = 0;
  for (let i = 0; i < n; i++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const waves = Math.abs(((x + y + 2 * i) % 32) - 16) / 16;
        for (let c = 0; c < channels; c++, at++) data[at] = mix * waves + (1 - mix) * random.uniform();
      }
  return { shape: [n, height, width, channels], data };
}
