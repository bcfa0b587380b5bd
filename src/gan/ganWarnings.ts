import type { NamedLayer } from '../nn/index.ts';
import { batchWarnings } from './batchWarnings.ts';
import type { GanSpec } from './ganSpec.ts';
import { lazyWarnings } from './lazyWarnings.ts';
import type { Loss } from './losses/index.ts';
import { penaltyTypes } from './penalties/index.ts';
import type { Warning, WarningRow } from './warning.ts';

/** What a person should know of a GAN's configuration before it is trained. What cannot work at all is refused. */
export function warningsOf(spec: GanSpec): Warning[] {
  const { layers } = spec.discriminator.network;
  const ofSlopes = spec.penalties.filter(({ type }) => penaltyTypes.get(type)!.ofSlopes).map(({ type }) => type);
  const norm = ofSlopes.some((type) => type === 'gradientPenalty' || type === 'dragan');
  const spectral = layers.some((layer) => layer.spectralNorm === true);
  const limited = spec.discriminator.optimizer.weightLimit !== undefined;
  const warnings: WarningRow[] = [
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
    [
      spec.topK !== undefined && spec.featureMatching?.adversarial === 0,
      'top-k has no effect beside feature matching',
      "top-k drops terms of the generator's usual loss, and feature matching takes the place of that; give it an adversarial share, or leave topK out",
    ],
    ...labelWarnings(spec.loss),
    ...batchWarnings(spec),
    ...lazyWarnings(spec),
  ];
  return warnings.flatMap(([applies, message, why]) => (applies ? [{ message, why }] : []));
}

/** Of the labels that D learns. */
function labelWarnings(loss: Loss): WarningRow[] {
  if (loss.type !== 'crossEntropy') return [];
  const { real, fake, target } = loss;
  return [
    [
      Math.abs(target - fake) < Math.abs(target - real),
      `the generator wants the label ${target} for its examples, and ${fake} is the discriminator's label for generated ones`,
      "it would learn to make what is told from real examples; set target to the label of real ones, 'real'",
    ],
    [
      fake > 0 && fake < 1,
      `the discriminator's label for generated examples is smoothed, to ${fake}`,
      'the generator may then rest on examples that are taken for bad (Salimans et al. 2016, section 3.4); smooth the label of real ones alone',
    ],
  ];
}

function endsInSigmoid(layers: readonly NamedLayer[]): boolean {
  const last = layers.at(-1)!;
  return last.type === 'sigmoid' || last.activation === 'sigmoid';
}
