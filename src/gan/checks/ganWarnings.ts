import type { GanCore } from '../adversarial/ganSpec.ts';
import { conditioningWarnings } from '../conditioning/registry.ts';
import { lossWarnings } from '../losses/registry.ts';
import type { Technique } from '../techniques/technique.ts';
import { batchWarnings } from './batchWarnings.ts';
import { endOf } from './ends.ts';
import { lazyWarnings } from './lazyWarnings.ts';
import type { GanParts } from './parts.ts';
import { slopeWarnings } from './slopeWarnings.ts';
import type { Warning, WarningRow } from './warning.ts';

/** What a person should know of a GAN's configuration before it is trained. What cannot work at all is refused. */
export function ganWarnings(spec: GanCore, parts: GanParts, techniques: readonly Technique[]): Warning[] {
  const { loss, conditioning } = spec;
  const warnings: WarningRow[] = [
    ...slopeWarnings(parts),
    ...scoreWarnings(parts),
    ...lossWarnings(loss, parts),
    ...(conditioning ? conditioningWarnings(conditioning, parts) : []),
    ...batchWarnings(parts),
    ...lazyWarnings(parts),
    ...techniques.flatMap((technique) => technique.warnings?.(parts) ?? []),
  ];
  return warnings.flatMap(([applies, message, why]) => (applies ? [{ message, why }] : []));
}

/** Of the end of D. */
function scoreWarnings({ discriminator, loss }: GanParts): WarningRow[] {
  const score = endOf(discriminator.network);
  return [
    [
      !loss.reconstructionError && ['sigmoid', 'tanh', 'softmax'].includes(score),
      `the discriminator's score ends in a ${score}`,
      'losses take scores without an activation and without bounds; crossEntropy and its like apply the sigmoid themselves',
    ],
  ];
}
