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
  const legs = closed ? count : count - 1;
  const data = new Float32Array((frames * stops.data.length) / count);
  const told = new Float32Array((frames * (stops.told?.length ?? 0)) / count);
  for (let f = 0; f < frames; f++) {
    const way = frames === 1 ? 0 : (f * legs) / (closed ? frames : frames - 1);
    const point = pointOnWay(stops, way, legs);
    data.set(point.data, (f * data.length) / frames);
    if (point.told) told.set(point.told, (f * told.length) / frames);
  }
  return { shape: [frames, ...shape], data, ...(told.length > 0 && { told }) };
}

/**
 * The latent `way` stops from the first one, 1.5 half-way from the second to the third: `[1, …]`.
 *
 * @param legs from stop to stop, after which the way ends. Default: as many as there are stops, back to the first
 */
export function pointOnWay(stops: Latents, way: number, legs = stops.shape[0]!): Latents {
  const [count = 0, ...shape] = stops.shape;
  const leg = Math.min(Math.floor(way), Math.max(0, legs - 1));
  const share = way - leg;
  const part = (array: Float32Array, i: number) => {
    const size = array.length / count;
    return array.subarray((i % count) * size, ((i % count) + 1) * size);
  };
  const { data, told } = stops;
  const [from, to] = told ? [part(told, leg), part(told, leg + 1)] : [];
  return {
    shape: [1, ...shape],
    data: slerp(part(data, leg), part(data, leg + 1), share),
    ...(from && to && { told: from.map((v, c) => (1 - share) * v + share * to[c]!) }),
  };
}
