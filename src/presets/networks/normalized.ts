import { batchNorm, type Initializer, instanceNorm, type Layer, randomNormal } from '../../nn/index.ts';

/**
 * What stands between the convolutions of networks that make pictures from pictures. Of one picture at a time, 'batch' is
 * 'instance' in training, and differs in sampling, where it uses the moving statistics.
 */
export type Norm = 'instance' | 'batch' | 'none';

/** How kernels begin: N(0, 0.02²), as pix2pix and CycleGAN have it, or wider where no norm brings values to size. */
export const kernelsFor = (norm: Norm): Initializer => (norm === 'none' ? 'heNormal' : randomNormal(0.02));

/** The layer of a norm; no layer for none. */
export function normLayer(norm: Norm): Layer[] {
  const options = { epsilon: 1e-5, gammaInitializer: randomNormal(0.02, 1) };
  if (norm === 'none') return [];
  return [norm === 'batch' ? batchNorm({ momentum: 0.9, ...options }) : instanceNorm(options)];
}
