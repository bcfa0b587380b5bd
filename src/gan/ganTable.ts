import { stopGradient, type Tensor } from '../tensor/index.ts';
import { type Lens, lensOf } from './augment/lens.ts';
import type { MoveScope } from './game.ts';
import type { GanSpec } from './ganSpec.ts';
import { type Judge, judgeOf } from './judge.ts';
import { type AdversarialLoss, adversarialLoss, type LossScope } from './losses/index.ts';

/** What the moves of a GAN share. */
export interface GanTable {
  readonly spec: GanSpec;
  readonly loss: AdversarialLoss;
  /** What D sees the examples through, where the GAN augments them. */
  readonly lens: Lens | undefined;
  readonly judge: Judge;
  /** Latents for G. */
  latents(scope: MoveScope, name: string, count: number): Tensor;
  /** Generated examples for D's update, through which no gradient reaches G. */
  fakes(scope: MoveScope, name: string): Tensor;
  /** What the loss may ask of a move; `random` draws by name. */
  lossScope(scope: MoveScope, random: LossScope['random']): LossScope;
}

export function ganTable(spec: GanSpec): GanTable {
  const loss = adversarialLoss(spec.loss);
  const lens = spec.augment && lensOf(spec.augment);
  const latentShape = Object.values(spec.generator.network.inputs)[0]!;
  const latents: GanTable['latents'] = (scope, name, count) => scope.noise(name, 'normal', [count, ...latentShape]);
  const own = (name: string) => `${spec.loss.type}/${name}`;
  return {
    spec,
    loss,
    lens,
    judge: judgeOf(lens, loss),
    latents,
    fakes: (scope, name) => {
      const z = latents(scope, name, spec.batch.discriminator);
      return stopGradient(scope.play('generator', z, { training: spec.fakes === 'training' }));
    },
    lossScope: (scope, random) => ({
      random,
      state: (name, initial) => scope.state(own(name), [], initial),
      setState: (name, value) => scope.setState(own(name), value),
      metric: (name, value) => scope.metric(name, value),
    }),
  };
}
