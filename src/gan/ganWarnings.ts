import type { NamedLayer } from '../nn/index.ts';
import type { GanSpec } from './ganSpec.ts';
import { penaltyTypes } from './penalties/index.ts';

/** Something in a configuration that works against itself, and why. */
export interface Warning {
  readonly message: string;
  readonly why: string;
}

/** What a person should know of a GAN's configuration before it is trained. What cannot work at all is refused. */
export function warningsOf(spec: GanSpec): Warning[] {
  const { layers } = spec.discriminator.network;
  const ofSlopes = spec.penalties.filter(({ type }) => penaltyTypes.get(type)!.ofSlopes).map(({ type }) => type);
  const norm = ofSlopes.some((type) => type === 'gradientPenalty' || type === 'dragan');
  const spectral = layers.some((layer) => layer.spectralNorm === true);
  const limited = spec.discriminator.optimizer.weightLimit !== undefined;
  const warnings: [boolean, string, string][] = [
    [
      ofSlopes.length > 0 && layers.some(({ type }) => type === 'batchNorm'),
      `the discriminator has batch norm, and ${ofSlopes.join(', ')} penalizes its slope at each example`,
      'batch norm makes the score of an example depend on the whole batch, so its own slope is no longer what is penalized (Gulrajani et al. 2017, section 4); use layerNorm, instanceNorm or none',
    ],
    [
      ofSlopes.length > 0 && spectral,
      `the discriminator has spectral norm, and ${ofSlopes.join(', ')} limits its slope a second time`,
      norm
        ? 'spectral norm keeps the slope at or below 1 and the penalty pulls it to 1: one of them is usually enough'
        : 'both together are allowed; one of them is usually enough',
    ],
    [
      norm && limited,
      "the discriminator's weights are limited, and a penalty asks for a slope of 1",
      'a weight limit usually keeps the slope far below 1; WGAN-GP takes the penalty in the place of the limit',
    ],
    [
      spec.loss.type === 'wasserstein' && !limited && !spectral && ofSlopes.length === 0,
      'nothing keeps the discriminator Lipschitz',
      'without that the Wasserstein loss has no lowest value, and scores grow without end; add gradientPenalty(), spectral norm, or a weightLimit to the optimizer of the discriminator',
    ],
    [
      spec.loss.type !== 'began' && spec.loss.type !== 'ebgan' && endsInSigmoid(layers),
      "the discriminator's last layer is a sigmoid",
      'losses take scores without an activation; crossEntropy and its like apply the sigmoid themselves',
    ],
  ];
  return warnings.flatMap(([applies, message, why]) => (applies ? [{ message, why }] : []));
}

function endsInSigmoid(layers: readonly NamedLayer[]): boolean {
  const last = layers.at(-1)!;
  return last.type === 'sigmoid' || last.activation === 'sigmoid';
}
