import { codesOf, codeWidth } from '../../gan/conditioning/codes.ts';
import { type Latents, latentsOf } from '../../gan/latents.ts';
import { projectionStarts } from '../../gan/projectionStarts.ts';
import type { GeneratorFacts } from './facts.ts';
import type { Networks } from './networks.ts';

/** Where a picture was found among a generator's latents. */
export interface Projected {
  /** `[1, …]`. */
  readonly latents: Latents;
  /** Root of the mean squared difference of pixels, in levels of 255. */
  readonly distance: number;
}

export const projectionSteps = 250;
/** Adam's, with the rate of StyleGAN2's projector. */
const [rate, beta1, beta2] = [0.1, 0.9, 0.999];

/** The rate rises over the first 5 % of the steps, and falls over the last quarter as half a cosine. */
function rateAt(step: number): number {
  const share = step / projectionSteps;
  const down = 0.5 - 0.5 * Math.cos(Math.PI * Math.min(1, (1 - share) / 0.25));
  return rate * down * Math.min(1, share / 0.05);
}

/**
 * The latent of which a generator makes what is most like a picture: gradient descent from several seeds.
 *
 * @param model the network of `projectionGraph`, by its place among the page's
 * @param target `[h, w, c]` in the generator's range
 * @param onStep told the step and the least distance so far; false ends it
 */
export async function project(
  facts: GeneratorFacts,
  networks: Networks,
  model: number,
  target: Float32Array,
  onStep: (step: number, distance: number) => boolean,
): Promise<Projected | undefined> {
  const count = projectionStarts(facts.codes.discrete[0] ?? 0);
  const seeds = Array.from({ length: count }, (_, i) => i);
  const data = latentsOf(seeds, facts.input);
  const told = codeWidth(facts.codes) > 0 ? codesOf(seeds, facts.codes) : undefined;
  const [m, v] = [new Float32Array(data.length), new Float32Array(data.length)];
  const size = data.length / count;
  const fixed = {
    target: { shape: [1, ...facts.output], data: target },
    ...(told && { [facts.isToldClasses ? 'labels' : 'codes']: { shape: [count, told.length / count], data: told } }),
  };
  const best = { distance: Number.POSITIVE_INFINITY, at: 0, latent: data.slice(0, size) };
  for (let step = 1; step <= projectionSteps; step++) {
    // what is sent may be taken over by the worker: it gets copies
    const feeds = { latents: { shape: [count, ...facts.input], data: data.slice() }, ...fixed };
    const { distance, gradient } = await networks.run(model, feeds);
    for (let i = 0; i < count; i++) {
      const found = distance!.data[i]!;
      if (found >= best.distance) continue;
      Object.assign(best, { distance: found, at: i, latent: data.slice(i * size, (i + 1) * size) });
    }
    if (!onStep(step, levels(best.distance, facts))) return undefined;
    adam(data, gradient!.data as Float32Array, m, v, step);
  }
  const width = told ? told.length / count : 0;
  return {
    distance: levels(best.distance, facts),
    latents: {
      shape: [1, ...facts.input],
      data: best.latent,
      seeds: [0],
      ...(told && { told: told.slice(best.at * width, (best.at + 1) * width) }),
    },
  };
}

const levels = (square: number, { range: [low, high] }: GeneratorFacts): number =>
  Math.sqrt(square) * (255 / (high - low));

function adam(data: Float32Array, gradient: Float32Array, m: Float32Array, v: Float32Array, step: number): void {
  const alpha = rateAt(step);
  for (let k = 0; k < data.length; k++) {
    const g = gradient[k]!;
    m[k] = beta1 * m[k]! + (1 - beta1) * g;
    v[k] = beta2 * v[k]! + (1 - beta2) * g * g;
    data[k]! -= (alpha * m[k]!) / (1 - beta1 ** step) / (Math.sqrt(v[k]! / (1 - beta2 ** step)) + 1e-8);
  }
}
