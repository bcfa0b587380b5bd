import { add, mul, type Tensor } from '../../tensor/index.ts';
import type { Judge } from '../adversarial/judge.ts';
import type { LazyTerm, MoveScope } from '../game.ts';
import type { Sides } from '../losses/index.ts';
import type { GeneratorUpdate } from '../techniques/technique.ts';
import type { PenaltyScope } from './penalty.ts';
import { type Penalty, penaltyTypes } from './registry.ts';
import { squaredSlopes } from './slopes.ts';

/** The penalties of a GAN by name: 'r1', and 'r1.1' for a second of the kind. */
function named(penalties: readonly Penalty[]): [string, Penalty][] {
  return penalties.map((penalty, i) => {
    const n = penalties.slice(0, i).filter(({ type }) => type === penalty.type).length;
    return [n === 0 ? penalty.type : `${penalty.type}.${n}`, penalty];
  });
}

/** What D's update has at hand for penalties. */
export interface Sample extends Sides {
  readonly latents: Tensor;
  /** D's scores in this update; asked for where a penalty needs them. */
  scores(side: keyof Sides): Tensor;
  /** ‖∇D‖² of each decision, from those scores; absent where they do not have it for the asking. */
  slopes?(side: keyof Sides): Tensor;
}

/** The game that penalties are part of. */
export interface Penalized {
  readonly penalties: readonly Penalty[];
  /** What their weights are multiplied with. */
  readonly scale: number;
  readonly judge: Judge;
  /** What G makes of latents for D's update. */
  made(scope: MoveScope, latents: Tensor): Tensor;
}

/** The penalties of D's update number `k`, given as a suffix of names. */
export function penaltyTerms(game: Penalized, scope: MoveScope, k: string, sample: Sample): LazyTerm[] {
  const { penalties, scale, judge } = game;
  return named(penalties).map(([name, penalty]) => {
    const own: PenaltyScope = {
      real: sample.real,
      fake: sample.fake,
      latents: sample.latents,
      scores: {
        get real() {
          return sample.scores('real');
        },
        get fake() {
          return sample.scores('fake');
        },
      },
      squaredSlopes: (side) => sample.slopes?.(side) ?? squaredSlopes(own, sample[side], side),
      make: (z) => game.made(scope, z),
      judge: (x, what) => judge(scope, x, `${name}${k}.${what}`, { recorded: false }).scores,
      random: (what, kind, shape) => scope.noise(`${name}${k}.${what}`, kind, shape),
      dial: (what, value) => scope.dial(`${name}/${what}`, value),
      state: (what, initial) => scope.state(`${name}/${what}`, [], initial),
      setState: (what, value) => scope.setState(`${name}/${what}`, value),
    };
    const value = penaltyTypes.get(penalty.type)!.value(penalty, own);
    return { name, every: penalty.every, weight: mul(own.dial('weight', penalty.weight), scale), value };
  });
}

/** What penalties add to G's loss; undefined where nothing. */
export function generatorTerms(
  penalties: readonly Penalty[],
  { scope, player, latents, made }: Pick<GeneratorUpdate, 'scope' | 'player' | 'latents' | 'made'>,
): Tensor | undefined {
  const terms = named(penalties).flatMap(([name, penalty]) => {
    const term = penaltyTypes.get(penalty.type)!.generator?.(penalty, {
      latents,
      made,
      make: (z) => scope.play(player, z, { recorded: false }),
      random: (what, kind, shape) => scope.noise(`generator.${name}.${what}`, kind, shape),
      dial: (what, value) => scope.dial(`${name}/${what}`, value),
      metric: (value) => scope.metric(`g${name[0]!.toUpperCase()}${name.slice(1)}`, value),
    });
    return term ? [term] : [];
  });
  return terms.length > 0 ? terms.reduce((a, b) => add(a, b)) : undefined;
}
