import { div, mean, mul, reshape, sub, sum, type Tensor } from '../../tensor/index.ts';
import type { Move, MoveScope } from '../game.ts';
import { ofDecisions } from '../losses/meanOfEach.ts';
import { generatorTerms } from '../penalties/terms.ts';
import { type GeneratorUpdate, sorted } from '../techniques/technique.ts';
import { discriminatorMoves, total } from './discriminatorMoves.ts';
import type { GanContext } from './ganContext.ts';
import type { Judgement } from './judge.ts';
import { judgedInParts, type Parted } from './judgedInParts.ts';

/** G's update: it changes what it makes so that D takes it for real. */
export function generatorMove(context: GanContext): Move {
  const { spec, loss, judge, condition, techniques } = context;
  const n = spec.batch.discriminator;
  const compares = loss.sees === 'both' || techniques.some(({ objective }) => objective?.compares);
  return {
    name: 'generator',
    updates: ['generator'],
    objective: (step) => {
      const told = condition.inGeneratorUpdate(step, spec.batch.generator, compares ? n : undefined);
      const scope = condition.given(step, told);
      const latents = context.latents(scope, 'generator.latents', spec.batch.generator);
      const outputs = scope.playOutputs('generator', latents);
      const made = Object.values(outputs)[0]!;
      const parts = context.partsOf(spec.batch.generator);
      if (parts > 1) return learntInParts(context, scope, made, parts);
      const judging = opponent(context, step);
      const fake = judge(condition.given(judging, told), made, 'generator');
      // the real examples of D's first update again
      let compared: Judgement | undefined;
      const real = () => {
        const seeing = condition.given(judging, condition.inDiscriminatorUpdate(step, '', n));
        compared ??= judge(seeing, scope.examples('real', n), 'compared');
        return compared;
      };
      const update: GeneratorUpdate = { scope, player: 'generator', latents, made, outputs, fake, real };
      const value = objectiveOf(context, update);
      scope.metric('gLoss', value);
      for (const technique of techniques) technique.adapt?.(scope);
      const own = [condition.term(scope, 'generator', fake.outputs, told), generatorTerms(spec.penalties, update)];
      const { always, lazy } = sorted(techniques.map((technique) => technique.generator?.(update)));
      return { loss: total(value, [...own, ...always]), lazy };
    },
  };
}

/** G's objective where D judges what it made part by part. */
function learntInParts(context: GanContext, scope: MoveScope, made: Tensor, parts: number): Tensor {
  const { loss, judge, lossScope, techniques } = context;
  if (loss.sees === 'both') throw new TypeError('a loss that compares was let through part by part');
  const lossFrom = (scores: Tensor, from: MoveScope): Tensor => {
    const own = lossScope(scope, (what) => from.noise(`generator.${what}`, 'uniform', scores.shape));
    return mean(loss.generator(scores, own));
  };
  const lossOf: Parted['lossOf'] = ([scores], portion) => lossFrom(scores!, portion);
  const learnt = judgedInParts({ judge, scope, name: 'generator', batches: [made], parts, lossOf }, 'batches');
  scope.metric('gLoss', lossFrom(learnt.scores[0]!, scope));
  for (const technique of techniques) technique.adapt?.(scope);
  return learnt.value;
}

/** Where D is judging from: as it is, or as it will be. */
const opponent = (context: GanContext, scope: MoveScope): MoveScope =>
  context.techniques.reduce(
    (from, technique) => technique.opponent?.(from, discriminatorMoves(context.inAdvance(), 0)) ?? from,
    scope,
  );

/** G's loss: the usual one, or what takes its place. */
function objectiveOf(context: GanContext, update: GeneratorUpdate): Tensor {
  const usual = () => adversarial(context, update);
  return context.techniques.reduce(
    (inner, { objective }) => (objective ? () => objective.of(update, inner) : inner),
    usual,
  )();
}

function adversarial({ loss, techniques, lossScope }: GanContext, { scope, fake, real }: GeneratorUpdate): Tensor {
  if (loss.sees === 'both') return loss.generator({ fake: fake.scores, real: real().scores });
  const random = (what: string) => scope.noise(`generator.${what}`, 'uniform', fake.scores.shape);
  const own = lossScope(scope, random);
  const terms = loss.generator(fake.scores, own);
  const weights = techniques.flatMap(
    (technique) => technique.weights?.(scope, ofDecisions(fake.scores), loss.realIsHigh) ?? [],
  );
  const value = weights.length === 0 ? mean(terms) : weightedMean(terms, weights.reduce(mul));
  // how a D in advance takes real examples follows from what G makes now
  const ahead = techniques.some(({ opponent }) => opponent);
  return ahead && loss.zeroSum ? sub(value, mean(loss.real(real().scores, own))) : value;
}

/** The mean over decisions that count differently, [n]; terms are one for each, or for each of its patches. */
const weightedMean = (terms: Tensor, weights: Tensor): Tensor =>
  div(sum(mul(reshape(ofDecisions(terms), weights.shape), weights)), sum(weights));
