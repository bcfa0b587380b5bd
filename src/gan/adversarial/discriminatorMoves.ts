import { add, concat, greater, less, mean, mul, slice, type Tensor, toFloat } from '../../tensor/index.ts';
import type { LazyTerm, Move, MoveScope, Objective } from '../game.ts';
import type { Sides } from '../losses/index.ts';
import { penaltyTerms } from '../penalties/terms.ts';
import { historicalPenalty } from '../techniques/historicalAveraging.ts';
import type { GanTable } from './ganTable.ts';

type Side = 'Real' | 'Fake';

/** Reports how D did on one side, and returns its loss there: the mean of `terms`. */
function judged(table: GanTable, scope: MoveScope, side: Side, scores: Tensor, terms: Tensor, p: Tensor | undefined) {
  const value = mean(terms);
  scope.metric(`loss${side}`, value);
  if (p) {
    scope.metric(`d${side}`, mean(p));
    if (side === 'Real') table.lens?.observe(scope, p, table.spec.batch.discriminator);
    scope.metric(`accuracy${side}`, mean(toFloat(side === 'Real' ? greater(p, 0.5) : less(p, 0.5))));
  }
  if (table.loss.reportsScores) scope.metric(`score${side}`, mean(scores));
  return value;
}

/** D's objective: its loss, what is kept of its past, and penalties. */
function objectiveOf({ spec, scale }: GanTable, scope: MoveScope, value: Tensor, lazy: readonly LazyTerm[]): Objective {
  const { historicalAveraging } = spec;
  const past =
    historicalAveraging && historicalPenalty(scope, 'discriminator', historicalAveraging, 'dHistoricalAveraging');
  const whole = past ? add(value, mul(past, scale)) : value;
  return lazy.length > 0 ? { loss: whole, lazy } : whole;
}

/** D's update on real examples, and then that on generated ones, with the penalties. */
function separate(table: GanTable, k: string): Move[] {
  const { loss, spec, judge, condition } = table;
  const n = spec.batch.discriminator;
  const lossOn = (scope: MoveScope, side: Side, batch: Tensor) => {
    if (loss.sees === 'both') throw new TypeError('a loss that compares was let through with separate updates');
    const name = side === 'Real' ? 'real' : 'fake';
    const { scores, outputs } = judge(scope, batch, `${name}${k}`);
    const own = table.lossScope(scope, (what) => scope.noise(`${name}${k}.${what}`, 'uniform', scores.shape));
    const value = judged(table, scope, side, scores, loss[name](scores, own), loss.probabilityReal?.(scores));
    const terms = [
      condition.classLoss(scope, outputs, told(scope), side === 'Real' ? 'classLoss' : undefined),
      side === 'Fake' ? condition.codeLoss(scope, outputs, told(scope), 'infoLoss') : undefined,
    ];
    return { scores, value: total(value, terms) };
  };
  const told = (scope: MoveScope) => condition.inDiscriminatorUpdate(scope, k, n);
  return [
    {
      name: `discriminator${k}.real`,
      updates: ['discriminator'],
      objective: (scope) => lossOn(condition.given(scope, told(scope)), 'Real', scope.examples(`real${k}`, n)).value,
    },
    {
      name: `discriminator${k}.fake`,
      updates: ['discriminator'],
      objective: (step) => {
        const scope = condition.given(step, told(step));
        const latents = table.latents(scope, `fake${k}.latents`, n);
        const fake = table.made(scope, latents);
        const { scores, value } = lossOn(scope, 'Fake', fake);
        if (spec.penalties.length === 0) return objectiveOf(table, scope, value, []);
        const real = scope.examples(`real${k}`, n);
        let again: Tensor | undefined;
        const onReal = () => (again ??= judge(scope, real, `real${k}.again`, { recorded: false }).scores);
        const sample = { real, fake, latents, scores: (side: keyof Sides) => (side === 'fake' ? scores : onReal()) };
        return objectiveOf(table, scope, value, penaltyTerms(table, scope, k, sample));
      },
    },
  ];
}

/** D's update on both at once. */
function together(table: GanTable, k: string): Move[] {
  const { loss, spec, condition } = table;
  const n = spec.batch.discriminator;
  const objective = (step: MoveScope) => {
    const told = condition.inDiscriminatorUpdate(step, k, n);
    const scope = condition.given(step, told);
    const latents = table.latents(scope, `fake${k}.latents`, n);
    const [fake, real] = [table.made(scope, latents), scope.examples(`real${k}`, n)];
    // one batch, generated examples first
    const joined = step.joined(2);
    const { scores: both, outputs } = table.judge(condition.given(joined, told), concat([fake, real], 0), `both${k}`);
    const halves = (t: Tensor): Sides => {
      const half = t.shape[0]! / 2;
      return { fake: slice(t, [0], [0], [half]), real: slice(t, [0], [half], [2 * half]) };
    };
    const scores = halves(both);
    const random = (what: string) => halves(joined.noise(`${what}${k}`, 'uniform', both.shape));
    const own = (side: keyof Sides) => table.lossScope(scope, (what) => random(what)[side]);
    const terms: Sides =
      loss.sees === 'both'
        ? loss.discriminator(scores)
        : { fake: loss.fake(scores.fake, own('fake')), real: loss.real(scores.real, own('real')) };
    const p: Partial<Sides> =
      loss.sees === 'both'
        ? loss.probabilityReal(scores)
        : loss.probabilityReal
          ? { fake: loss.probabilityReal(scores.fake), real: loss.probabilityReal(scores.real) }
          : {};
    const onFake = judged(table, scope, 'Fake', scores.fake, terms.fake, p.fake);
    const onReal = judged(table, scope, 'Real', scores.real, terms.real, p.real);
    const sample = { real, fake, latents, scores: (side: keyof Sides) => scores[side] };
    const ofFakes = Object.fromEntries(Object.entries(outputs).map(([name, y]) => [name, halves(y).fake]));
    // the mean of both sides, where the loss is their sum
    const named = condition.classLoss(scope, outputs, told, 'classLoss');
    const read = condition.codeLoss(scope, ofFakes, told, 'infoLoss');
    const value = mul(total(add(onFake, onReal), [named && mul(named, 2), read]), table.scale);
    return objectiveOf(table, scope, value, penaltyTerms(table, scope, k, sample));
  };
  return [{ name: `discriminator${k}`, updates: ['discriminator'], objective }];
}

/** A value with what is added to it, where it is there. */
export const total = (value: Tensor, terms: readonly (Tensor | undefined)[]): Tensor =>
  terms.reduce<Tensor>((sum, term) => (term ? add(sum, term) : sum), value);

/** D's update number `k` (from 0) of a step, in one move or two. */
export function discriminatorMoves(table: GanTable, k: number): Move[] {
  const suffix = k === 0 ? '' : `.${k}`;
  return (table.spec.order === 'separate' ? separate : together)(table, suffix);
}
