import { stopGradient, type Tensor } from '../../tensor/index.ts';
import { type Lens, lensOf } from '../augment/lens.ts';
import { type Condition, conditionOf } from '../conditioning/condition.ts';
import type { MoveScope } from '../game.ts';
import { type AdversarialLoss, adversarialLoss, type LossScope } from '../losses/index.ts';
import type { GanSpec } from './ganSpec.ts';
import { type Judge, judgeOf } from './judge.ts';

/** What the moves of a GAN share. */
export interface GanTable {
  readonly spec: GanSpec;
  readonly loss: AdversarialLoss;
  /** What D sees the examples through, where the GAN augments them. */
  readonly lens: Lens | undefined;
  /** What G, and D, are told beside their examples, and what D says of it. */
  readonly condition: Condition;
  readonly judge: Judge;
  /** What D's terms and penalties are multiplied with: the loss's scale where D learns from both sides at once. */
  readonly scale: number;
  /** Latents for G. */
  latents(scope: MoveScope, name: string, count: number): Tensor;
  /** What G makes for D's update; no gradient reaches G through it, but where D is looked at in advance. */
  made(scope: MoveScope, latents: Tensor): Tensor;
  /** What the loss may ask of a move; `random` draws by name. */
  lossScope(scope: MoveScope, random: LossScope['random']): LossScope;
}

/** @param ahead whether moves are played in advance, so that gradients flow to G */
export function ganTable(spec: GanSpec, ahead = false): GanTable {
  const loss = adversarialLoss(spec.loss);
  const lens = spec.augment && lensOf(spec.augment);
  const latentShape = Object.values(spec.generator.network.inputs)[0]!;
  const own = (name: string) => `${spec.loss.type}/${name}`;
  return {
    spec,
    loss,
    lens,
    condition: conditionOf(spec.conditioning, { generator: spec.generator, discriminator: spec.discriminator }),
    judge: judgeOf(spec, lens, loss),
    scale: spec.order === 'separate' ? 1 : loss.scale,
    latents: (scope, name, count) => scope.noise(name, 'normal', [count, ...latentShape]),
    made: (scope, z) => {
      const made = scope.play('generator', z, { training: spec.fakes === 'training' });
      return ahead ? made : stopGradient(made);
    },
    lossScope: (scope, random) => ({
      random,
      state: (name, initial) => scope.state(own(name), [], initial),
      setState: (name, value) => scope.setState(own(name), value),
      metric: (name, value) => scope.metric(name, value),
    }),
  };
}
