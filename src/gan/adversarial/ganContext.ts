import { stopGradient, type Tensor } from '../../tensor/index.ts';
import type { Condition } from '../conditioning/condition.ts';
import { conditionOf } from '../conditioning/registry.ts';
import type { MoveScope } from '../game.ts';
import { type AdversarialLoss, adversarialLoss, type LossScope } from '../losses/index.ts';
import type { Penalized } from '../penalties/terms.ts';
import { type Techniques, techniques } from '../techniques/registry.ts';
import type { Technique } from '../techniques/technique.ts';
import { usedBy } from './ganParts.ts';
import type { GanCore } from './ganSpec.ts';
import { judgeOf } from './judge.ts';
import { partsOfAtMost, togetherBecause } from './judgedInParts.ts';

/** What the moves of a GAN share. */
export interface GanContext extends Penalized {
  readonly spec: GanCore;
  readonly loss: AdversarialLoss;
  /** In the order in which they enter a step. */
  readonly techniques: readonly Technique[];
  /** What G, and D, are told beside their examples, and what D says of it. */
  readonly condition: Condition;
  /** What D's terms and penalties are multiplied with: the loss's scale where D learns from both sides at once. */
  readonly scale: number;
  /** In how many parts D judges a batch of so many. */
  partsOf(count: number): number;
  /** Latents for G. */
  latents(scope: MoveScope, name: string, count: number): Tensor;
  /** What G makes for D's update; no gradient reaches G through it, but where D is looked at in advance. */
  made(scope: MoveScope, latents: Tensor): Tensor;
  /** What the loss may ask of a move; `random` draws by name. */
  lossScope(scope: MoveScope, random: LossScope['random']): LossScope;
  /** The same for moves that are played in advance, so that gradients flow to G. */
  inAdvance(): GanContext;
}

export function ganContext(spec: GanCore, known: Techniques = techniques): GanContext {
  const { generator, discriminator, penalties } = spec;
  const loss = adversarialLoss(spec.loss);
  const byName = usedBy(spec, known);
  const used = [...byName.values()];
  const atOnce = togetherBecause(spec, byName).length > 0 ? undefined : spec.judgedAtOnce;
  const latentShape = Object.values(generator.network.inputs)[0]!;
  const own = (name: string) => `${spec.loss.type}/${name}`;
  const madeFor: GanContext['made'] = (scope, z) => scope.play('generator', z, { training: spec.fakes === 'training' });
  const context: GanContext = {
    spec,
    loss,
    techniques: used,
    penalties,
    condition: conditionOf(spec.conditioning, { generator, discriminator }),
    judge: judgeOf('discriminator', loss, used),
    scale: spec.order === 'separate' ? 1 : loss.scale,
    partsOf: (count) => partsOfAtMost(count, atOnce),
    latents: (scope, name, count) => scope.noise(name, 'normal', [count, ...latentShape]),
    made: (scope, z) => stopGradient(madeFor(scope, z)),
    lossScope: (scope, random) => ({
      random,
      state: (name, initial) => scope.state(own(name), [], initial),
      setState: (name, value) => scope.setState(own(name), value),
      metric: (name, value) => scope.metric(name, value),
    }),
    inAdvance: () => ({ ...context, made: madeFor }),
  };
  return context;
}
