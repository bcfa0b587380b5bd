import { add, concat, mean, mul, slice, type Tensor } from '../../tensor/index.ts';
import type { LazyTerm, Move, MoveScope, Objective } from '../game.ts';
import type { Sides } from '../losses/index.ts';
import { takeBothSlopes } from '../penalties/registry.ts';
import { pointOf, squaredSlopesAt } from '../penalties/slopes.ts';
import { penaltyTerms } from '../penalties/terms.ts';
import { sorted } from '../techniques/technique.ts';
import type { GanContext } from './ganContext.ts';
import { judged, type Side } from './judged.ts';
import { judgedInParts, type Parted } from './judgedInParts.ts';

/** D's loss on one side, which is reported, and which techniques take note of. */
function lossOn(gan: GanContext, scope: MoveScope, side: Side, scores: Tensor, terms: Tensor, p: Tensor | undefined) {
  if (side === 'Real' && p)
    for (const technique of gan.techniques) technique.observe?.(scope, p, gan.spec.batch.discriminator);
  return judged(scope, gan.loss, side, { scores, terms, p });
}

/** D's loss on both sides, which is reported. */
function lossOnBoth(gan: GanContext, scope: MoveScope, scores: Sides, terms: Sides): Tensor {
  const { loss } = gan;
  const p: Partial<Sides> =
    loss.sees === 'both'
      ? loss.probabilityReal(scores)
      : loss.probabilityReal
        ? { fake: loss.probabilityReal(scores.fake), real: loss.probabilityReal(scores.real) }
        : {};
  const onFake = lossOn(gan, scope, 'Fake', scores.fake, terms.fake, p.fake);
  const onReal = lossOn(gan, scope, 'Real', scores.real, terms.real, p.real);
  return add(onFake, onReal);
}

/** D's objective: its loss, and what techniques and penalties add to it. */
function objectiveOf(
  { techniques, scale }: GanContext,
  scope: MoveScope,
  value: Tensor,
  penalties: readonly LazyTerm[],
) {
  const update = { scope, player: 'discriminator' };
  const { always, lazy } = sorted(
    techniques.map((technique) => technique.discriminator?.(update)),
    scale,
  );
  return { loss: total(value, always), lazy: [...penalties, ...lazy] } satisfies Objective;
}

/** D's update on real examples, and then that on generated ones, with the penalties. */
function separate(gan: GanContext, k: string): Move[] {
  const { loss, spec, judge, condition } = gan;
  const n = spec.batch.discriminator;
  const learnt = (scope: MoveScope, side: Side, batch: Tensor) => {
    if (loss.sees === 'both') throw new TypeError('a loss that compares was let through with separate updates');
    const name = side === 'Real' ? 'real' : 'fake';
    const parts = gan.partsOf(n);
    const termsOf = (scores: Tensor, from: MoveScope) => {
      const own = gan.lossScope(scope, (what) => from.noise(`${name}${k}.${what}`, 'uniform', scores.shape));
      return loss[name](scores, own);
    };
    const lossFrom = (scores: Tensor) =>
      lossOn(gan, scope, side, scores, termsOf(scores, scope), loss.probabilityReal?.(scores));
    if (parts > 1) {
      const parted: Parted = {
        ...{ judge, scope, name: `${name}${k}`, batches: [batch], parts },
        lossOf: ([scores], portion) => mean(termsOf(scores!, portion)),
      };
      const learnt = judgedInParts(parted, 'parameters');
      const [scores] = learnt.scores as [Tensor];
      lossFrom(scores);
      return { scores, value: learnt.value };
    }
    const { scores, outputs } = judge(scope, batch, `${name}${k}`);
    return { scores, value: total(lossFrom(scores), [condition.term(scope, name, outputs, told(scope))]) };
  };
  const told = (scope: MoveScope) => condition.inDiscriminatorUpdate(scope, k, n);
  return [
    {
      name: `discriminator${k}.real`,
      updates: ['discriminator'],
      objective: (scope) => learnt(condition.given(scope, told(scope)), 'Real', scope.examples(`real${k}`, n)).value,
    },
    {
      name: `discriminator${k}.fake`,
      updates: ['discriminator'],
      objective: (step) => {
        const scope = condition.given(step, told(step));
        const latents = gan.latents(scope, `fake${k}.latents`, n);
        const fake = gan.made(scope, latents);
        const { scores, value } = learnt(scope, 'Fake', fake);
        if (spec.penalties.length === 0) return objectiveOf(gan, scope, value, []);
        const real = scope.examples(`real${k}`, n);
        let again: Tensor | undefined;
        const onReal = () => (again ??= judge(scope, real, `real${k}.again`, { recorded: false }).scores);
        const sample = { real, fake, latents, scores: (side: keyof Sides) => (side === 'fake' ? scores : onReal()) };
        return objectiveOf(gan, scope, value, penaltyTerms(gan, scope, k, sample));
      },
    },
  ];
}

/** D's update on both at once. */
function together(gan: GanContext, k: string): Move[] {
  const { loss, spec, condition } = gan;
  const n = spec.batch.discriminator;
  const objective = (step: MoveScope) => {
    const told = condition.inDiscriminatorUpdate(step, k, n);
    const scope = condition.given(step, told);
    const latents = gan.latents(scope, `fake${k}.latents`, n);
    const [fake, real] = [gan.made(scope, latents), scope.examples(`real${k}`, n)];
    const joined = condition.given(step.joined(2), told);
    const halves = (t: Tensor): Sides => {
      const half = t.shape[0]! / 2;
      return { fake: slice(t, [0], [0], [half]), real: slice(t, [0], [half], [2 * half]) };
    };
    const termsOf = (scores: Sides, from: MoveScope): Sides => {
      if (loss.sees === 'both') return loss.discriminator(scores);
      const [rows, ...rest] = scores.fake.shape as [number, ...number[]];
      const random = (what: string) => halves(from.noise(`${what}${k}`, 'uniform', [2 * rows, ...rest]));
      const own = (side: keyof Sides) => gan.lossScope(scope, (what) => random(what)[side]);
      return { fake: loss.fake(scores.fake, own('fake')), real: loss.real(scores.real, own('real')) };
    };
    const onBoth = (scores: Sides) => lossOnBoth(gan, scope, scores, termsOf(scores, joined));
    const parts = gan.partsOf(n);
    if (parts > 1) {
      const lossOf: Parted['lossOf'] = ([fake, real], portion) => {
        const terms = termsOf({ fake: fake!, real: real! }, portion);
        return mul(add(mean(terms.fake), mean(terms.real)), gan.scale);
      };
      const parted = { judge: gan.judge, scope: joined, name: `both${k}`, batches: [fake, real], parts, lossOf };
      const learnt = judgedInParts(parted, 'parameters');
      const [onFake, onReal] = learnt.scores as [Tensor, Tensor];
      onBoth({ fake: onFake, real: onReal });
      return objectiveOf(gan, scope, learnt.value, []);
    }
    // one batch, generated examples first
    const isSloped = takeBothSlopes(spec.penalties);
    const batch = isSloped ? pointOf(concat([fake, real], 0)) : concat([fake, real], 0);
    const { scores: both, outputs } = gan.judge(joined, batch, `both${k}`);
    const scores = halves(both);
    const learnt = onBoth(scores);
    const slopes = isSloped ? halves(squaredSlopesAt(batch, both)) : undefined;
    const sample = {
      ...{ real, fake, latents, scores: (side: keyof Sides) => scores[side] },
      ...(slopes && { slopes: (side: keyof Sides) => slopes[side] }),
    };
    const value = mul(total(learnt, [condition.term(scope, 'both', outputs, told)]), gan.scale);
    return objectiveOf(gan, scope, value, penaltyTerms(gan, scope, k, sample));
  };
  return [{ name: `discriminator${k}`, updates: ['discriminator'], objective }];
}

/** A value with what is added to it, where it is there. */
export const total = (value: Tensor, terms: readonly (Tensor | undefined)[]): Tensor =>
  terms.reduce<Tensor>((sum, term) => (term ? add(sum, term) : sum), value);

/** D's update number `k` (from 0) of a step, in one move or two. */
export function discriminatorMoves(gan: GanContext, k: number): Move[] {
  const suffix = k === 0 ? '' : `.${k}`;
  return (gan.spec.order === 'separate' ? separate : together)(gan, suffix);
}
