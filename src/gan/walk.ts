import type { Latents } from './latents.ts';

/**
 * A point of the great circle through two latents, at `t` in [0, 1]; lengths go linearly from one to the other. Latents
 * of high dimension lie near a sphere, and a straight line would leave it.
 *
 *     slerp(a, b, t) = sin((1 − t) ω) / sin ω · a + sin(t ω) / sin ω · b,   ω the angle between a and b
 *
 * White 2016, "Sampling Generative Networks", https://arxiv.org/abs/1609.04468.
 */
export function slerp(a: Float32Array, b: Float32Array, t: number): Float32Array {
  const dot = a.reduce((sum, v, i) => sum + v * b[i]!, 0);
  const cosine = dot / (Math.hypot(...a) * Math.hypot(...b));
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const sine = Math.sin(angle);
  // the same or opposite directions have no one great circle
  const near = !(sine > 1e-6);
  const from = near ? 1 - t : Math.sin((1 - t) * angle) / sine;
  const to = near ? t : Math.sin(t * angle) / sine;
  return a.map((v, i) => from * v + to * b[i]!);
}

/**
 * `frames` latents along the way through all `stops` [n, …], evenly spaced in time. An open way begins at the first stop
 * and ends at the last; a closed one goes on to the first again, whose frame is not repeated. Classes and
 * codes are blended linearly on the way.
 */
export function walkLatents(stops: Latents, frames: number, { closed }: { closed: boolean }): Latents {
  const [count = 0, ...shape] = stops.shape;
  const size = stops.data.length / count;
  const stop = (i: number) => stops.data.subarray((i % count) * size, ((i % count) + 1) * size);
  const legs = closed ? count : count - 1;
  const data = new Float32Array(frames * size);
  const width = (stops.told?.length ?? 0) / count;
  const told = new Float32Array(frames * width);
  for (let f = 0; f < frames; f++) {
    const way = frames === 1 ? 0 : (f * legs) / (closed ? frames : frames - 1);
    const leg = Math.min(Math.floor(way), Math.max(0, legs - 1));
    data.set(slerp(stop(leg), stop(leg + 1), way - leg), f * size);
    const share = way - leg;
    for (let c = 0; c < width; c++) {
      const at = (i: number) => stops.told![(i % count) * width + c]!;
      told[f * width + c] = (1 - share) * at(leg) + share * at(leg + 1);
    }
  }
  return { shape: [frames, ...shape], data, ...(width > 0 && { told }) };
}
