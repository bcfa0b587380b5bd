import { add, mean, mul, sub, type Tensor } from '../../tensor/index.ts';
import type { Move, MoveScope } from '../game.ts';
import { generatorTerms } from '../penalties/terms.ts';
import { featureDistance } from '../techniques/featureMatching.ts';
import { historicalPenalty } from '../techniques/historicalAveraging.ts';
import { pullingAwayTerm } from '../techniques/pullingAway.ts';
import { meanOfBest } from '../techniques/topK.ts';
import { discriminatorMoves, total } from './discriminatorMoves.ts';
import { type GanTable, ganTable } from './ganTable.ts';
import type { Judgement } from './judge.ts';

/** G's update: it changes what it makes so that D takes it for real. */
export function generatorMove(table: GanTable): Move {
  const { spec, loss, judge, condition } = table;
  const n = spec.batch.discriminator;
  const compares = loss.sees === 'both' || spec.featureMatching !== undefined;
  return {
    name: 'generator',
    updates: ['generator'],
    objective: (step) => {
      const told = condition.inGeneratorUpdate(step, spec.batch.generator, compares ? n : undefined);
      const scope = condition.given(step, told);
      const latents = table.latents(scope, 'generator.latents', spec.batch.generator);
      const made = scope.play('generator', latents);
      const judging = opponent(spec, step);
      const fake = judge(condition.given(judging, told), made, 'generator');
      // the real examples of D's first update again
      let compared: Judgement | undefined;
      const real = () => {
        const seeing = condition.given(judging, condition.inDiscriminatorUpdate(step, '', n));
        compared ??= judge(seeing, scope.examples('real', n), 'compared');
        return compared;
      };
      const value = objectiveOf(table, scope, fake, real);
      scope.metric('gLoss', value);
      table.lens?.adapt(scope);
      const { historicalAveraging, pullingAway } = spec;
      const extra = [
        condition.classLoss(scope, fake.outputs, told, 'gClassLoss'),
        condition.codeLoss(scope, fake.outputs, told, 'gInfoLoss'),
        generatorTerms(table, scope, latents, made),
        pullingAway && pullingAwayTerm(scope, fake.outputs, pullingAway),
        historicalAveraging && historicalPenalty(scope, 'generator', historicalAveraging, 'gHistoricalAveraging'),
      ];
      return total(value, extra);
    },
  };
}

/** Where D is judging from: as it is, or as it will be. */
function opponent({ unrolling, ...spec }: GanTable['spec'], scope: MoveScope): MoveScope {
  if (!unrolling) return scope;
  return scope.lookAhead(discriminatorMoves(ganTable(spec, true), 0), unrolling.steps, {
    learningRate: unrolling.learningRate,
  });
}

function objectiveOf(table: GanTable, scope: MoveScope, fake: Judgement, real: () => Judgement): Tensor {
  const { featureMatching } = table.spec;
  if (!featureMatching) return adversarial(table, scope, fake, real);
  const { layer, weight, adversarial: share } = featureMatching;
  const distance = featureDistance(real().outputs[layer]!, fake.outputs[layer]!);
  scope.metric('featureMatching', distance);
  const matched = mul(distance, scope.dial('featureMatching/weight', weight));
  return share === 0 ? matched : add(matched, mul(adversarial(table, scope, fake, real), share));
}

function adversarial(table: GanTable, scope: MoveScope, fake: Judgement, real: () => Judgement): Tensor {
  const { loss, spec } = table;
  if (loss.sees === 'both') return loss.generator({ fake: fake.scores, real: real().scores });
  const random = (what: string) => scope.noise(`generator.${what}`, 'uniform', fake.scores.shape);
  const own = table.lossScope(scope, random);
  const terms = loss.generator(fake.scores, own);
  const value = spec.topK ? meanOfBest(scope, spec.topK, terms, fake.scores, loss.realIsHigh) : mean(terms);
  // how a D in advance takes real examples follows from what G makes now
  return spec.unrolling && loss.zeroSum ? sub(value, mean(loss.real(real().scores, own))) : value;
}
