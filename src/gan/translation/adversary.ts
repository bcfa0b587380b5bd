import { add, mean, mul, type Tensor } from '../../tensor/index.ts';
import { type Judge, type Judgement, judgeOf } from '../adversarial/judge.ts';
import { judged } from '../adversarial/judged.ts';
import type { MoveScope, Objective } from '../game.ts';
import { type AdversarialLoss, adversarialLoss, type Loss, type LossScope, type Sides } from '../losses/index.ts';
import type { Penalty } from '../penalties/index.ts';
import { penaltyTypes } from '../penalties/registry.ts';
import { pointOf, squaredSlopesAt } from '../penalties/slopes.ts';
import { penaltyTerms } from '../penalties/terms.ts';

export interface AdversarySettings {
  readonly player: string;
  readonly loss: Loss;
  /** Default: none. */
  readonly penalties?: readonly Penalty[];
  /** What its metrics begin with, where there are several. Default: nothing. */
  readonly prefix?: string;
}

/** A discriminator of a game of pictures into pictures: what it learns, and what it tells those who make pictures. */
export class Adversary {
  readonly loss: AdversarialLoss;
  readonly player: string;
  readonly #settings: AdversarySettings;
  readonly #judge: Judge;

  constructor(settings: AdversarySettings) {
    this.#settings = settings;
    this.player = settings.player;
    this.loss = adversarialLoss(settings.loss);
    this.#judge = judgeOf(settings.player, this.loss);
  }

  /**
   * Its objective on real and on generated pictures, each judged as a batch of its own, of which its moving statistics learn
   * the real one.
   */
  objective(scope: MoveScope, sides: Sides): Objective {
    const { loss } = this;
    const { penalties = [], prefix = '' } = this.#settings;
    const placed = (side: keyof Sides) =>
      penalties.some(({ type }) => penaltyTypes.get(type)!.at === side) ? pointOf(sides[side]) : sides[side];
    const at: Sides = { real: placed('real'), fake: placed('fake') };
    const real = this.#judge(scope, at.real, this.#named('real')).scores;
    const fake = this.#judge(scope, at.fake, this.#named('fake'), { recorded: false }).scores;
    const scores = { real, fake };
    const own = (side: keyof Sides) => this.#lossScope(scope, side, scores[side]);
    const terms: Sides =
      loss.sees === 'both'
        ? loss.discriminator(scores)
        : { real: loss.real(real, own('real')), fake: loss.fake(fake, own('fake')) };
    const p: Partial<Sides> =
      loss.sees === 'both'
        ? loss.probabilityReal(scores)
        : loss.probabilityReal
          ? { real: loss.probabilityReal(real), fake: loss.probabilityReal(fake) }
          : {};
    const onReal = judged(scope, loss, 'Real', { scores: real, terms: terms.real, p: p.real }, prefix);
    const onFake = judged(scope, loss, 'Fake', { scores: fake, terms: terms.fake, p: p.fake }, prefix);
    const penalized = {
      penalties,
      scale: loss.scale,
      judge: this.#judge,
      // penalties that ask for latents are refused
      made: (_: MoveScope, made: Tensor) => made,
    };
    const sample = {
      ...{ ...sides, latents: sides.fake, scores: (side: keyof Sides) => scores[side] },
      slopes: (side: keyof Sides) => squaredSlopesAt(at[side], scores[side]),
    };
    return {
      loss: mul(add(onReal, onFake), loss.scale),
      lazy: penaltyTerms(penalized, scope, '', sample),
    };
  }

  /** What it says of generated pictures, for those who made them. */
  judgement(scope: MoveScope, made: Tensor): Judgement {
    return this.#judge(scope, made, this.#named('made'));
  }

  /** What those who made them lower: a scalar. `real` are judged where the loss compares. */
  opinion(scope: MoveScope, made: Judgement, real: () => Judgement): Tensor {
    const { loss } = this;
    if (loss.sees === 'both') return loss.generator({ fake: made.scores, real: real().scores });
    return mean(loss.generator(made.scores, this.#lossScope(scope, 'made', made.scores)));
  }

  readonly #named = (batch: string) => (this.#settings.prefix === undefined ? batch : `${this.player}.${batch}`);

  #lossScope(scope: MoveScope, batch: string, scores: Tensor): LossScope {
    const own = (name: string) => this.#named(`${this.#settings.loss.type}/${name}`);
    return {
      random: (what) => scope.noise(this.#named(`${batch}.${what}`), 'uniform', scores.shape),
      state: (name, initial) => scope.state(own(name), [], initial),
      setState: (name, value) => scope.setState(own(name), value),
      metric: (name, value) => scope.metric(`${this.#settings.prefix ?? ''}${name}`, value),
    };
  }
}
