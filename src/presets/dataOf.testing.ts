import type { DataShape } from '../gan/index.ts';
import type { Shape } from '../tensor/index.ts';
import type { Preset } from './preset.ts';

/** Shapes of data as a preset wants them, of pictures of a shape: pairs, or two domains, where it is for those. */
export function dataOf({ name, data }: Preset, shape: Shape): DataShape {
  const own = { shape, classCount: 10 };
  const small = name === 'super-resolution' ? [shape[0]! / 4, shape[1]! / 4, ...shape.slice(2)] : shape;
  return {
    ...own,
    ...(data.pairs && { parts: { input: small, target: shape } }),
    ...(data.domains && { domains: Object.fromEntries(data.domains.map((domain) => [domain, own])) }),
  };
}
