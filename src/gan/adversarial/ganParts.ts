import { augmentation } from '../augment/registry.ts';
import type { GanParts } from '../checks/parts.ts';
import { adversarialLoss } from '../losses/index.ts';
import { slopeOf } from '../penalties/index.ts';
import { type Techniques, techniques, techniquesOf } from '../techniques/registry.ts';
import type { Technique } from '../techniques/technique.ts';
import type { GanCore } from './ganSpec.ts';

/** The techniques that a GAN uses, by the option that sets each, in the order in which they enter a step. */
export const usedBy = (spec: GanCore, known: Techniques = techniques): ReadonlyMap<string, Technique> =>
  new Map([...(spec.augment ? [['augment', augmentation(spec.augment)] as const] : []), ...techniquesOf(spec, known)]);

/** What the parts of a GAN have to agree on. */
export function partsOf(spec: GanCore, used: ReadonlyMap<string, Technique> = usedBy(spec)): GanParts {
  const { generator, discriminator, batch, order, loss, penalties } = spec;
  const all = [...used.values()];
  return {
    generator,
    discriminator,
    batch,
    order,
    loss: { ...adversarialLoss(loss), type: loss.type },
    penalties: penalties.map((penalty) => ({ type: penalty.type, every: penalty.every, slope: slopeOf(penalty) })),
    packing: all.reduce((size, { packing }) => size * (packing?.size ?? 1), 1),
    replaced: all.find(({ objective }) => objective?.replaces)?.objective?.replaces,
  };
}
