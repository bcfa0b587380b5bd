import { add, concat, greater, less, mean, mul, slice, type Tensor, toFloat } from '../tensor/index.ts';
import type { Move, MoveScope } from './game.ts';
import type { GanTable } from './ganTable.ts';
import type { Sides } from './losses/index.ts';

type Side = 'Real' | 'Fake';

/** Reports how D did on one side, and returns its loss there: the mean of `terms`. */
function judged(table: GanTable, scope: MoveScope, side: Side, scores: Tensor, terms: Tensor, p: Tensor | undefined) {
  const value = mean(terms);
  scope.metric(`loss${side}`, value);
  if (p) {
    scope.metric(`d${side}`, mean(p));
    if (side === 'Real') table.lens?.observe(scope, p);
    scope.metric(`accuracy${side}`, mean(toFloat(side === 'Real' ? greater(p, 0.5) : less(p, 0.5))));
  }
  if (table.loss.reportsScores) scope.metric(`score${side}`, mean(scores));
  return value;
}

/** D's update on real examples, and then that on generated ones. */
function separate(table: GanTable, k: string): Move[] {
  const { loss, spec } = table;
  const move = (side: Side, batch: (scope: MoveScope) => Tensor): Move => {
    const name = side === 'Real' ? 'real' : 'fake';
    return {
      name: `discriminator${k}.${name}`,
      updates: ['discriminator'],
      objective: (scope) => {
        if (loss.sees === 'both') throw new TypeError('a loss that compares was let through with separate updates');
        const scores = table.judge(scope, batch(scope), `${name}${k}`);
        const own = table.lossScope(scope, (what) => scope.noise(`${name}${k}.${what}`, 'uniform', scores.shape));
        return judged(table, scope, side, scores, loss[name](scores, own), loss.probabilityReal?.(scores));
      },
    };
  };
  return [
    move('Real', (scope) => scope.examples(`real${k}`, spec.batch.discriminator)),
    move('Fake', (scope) => table.fakes(scope, `fake${k}.latents`)),
  ];
}

/** D's update on both at once. */
function together(table: GanTable, k: string): Move[] {
  const { loss, spec } = table;
  const objective = (scope: MoveScope) => {
    // one batch, generated examples first
    const batch = concat(
      [table.fakes(scope, `fake${k}.latents`), scope.examples(`real${k}`, spec.batch.discriminator)],
      0,
    );
    const both = table.judge(scope, batch, `both${k}`);
    const halves = (t: Tensor): Sides => {
      const n = t.shape[0]! / 2;
      return { fake: slice(t, [0], [0], [n]), real: slice(t, [0], [n], [2 * n]) };
    };
    const scores = halves(both);
    const random = (what: string) => halves(scope.noise(`${what}${k}`, 'uniform', both.shape));
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
    return mul(add(onFake, onReal), loss.scale);
  };
  return [{ name: `discriminator${k}`, updates: ['discriminator'], objective }];
}

/** D's update number `k` (from 0) of a step, in one move or two. */
export function discriminatorMoves(table: GanTable, k: number): Move[] {
  const suffix = k === 0 ? '' : `.${k}`;
  return (table.spec.order === 'separate' ? separate : together)(table, suffix);
}
