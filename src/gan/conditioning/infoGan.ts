import { z } from 'zod';
import { describe, scheduleSchema } from '../../nn/index.ts';
import { constructed } from '../../nn/problems.ts';
import { add, mul, sameShape, showShape, slice } from '../../tensor/index.ts';
import type { GanParts } from '../checks/parts.ts';
import { refuse } from '../checks/refuse.ts';
import type { MoveScope } from '../game.ts';
import { codeLosses, codesFrom } from './codeGraph.ts';
import { codeWidth } from './codes.ts';
import { type Condition, giving, type JudgedSide, type Players, unconditional } from './condition.ts';
import { type ConditioningOptions, checkHead, defineConditioning } from './conditioning.ts';

/** A generator reads the codes of an InfoGAN [n, codeWidth] through an input of this name. */
export const codeInput = 'code';

const schema = z.strictObject({
  type: z.literal('infoGan'),
  /** Categorical codes, by how many values each has: `[10]`. Default: none. */
  discrete: z.array(z.int().min(2)).readonly().default([]),
  /** How many continuous codes there are, each U(−1, 1). Default 0. */
  continuous: z.int().nonnegative().default(0),
  /** λ of the categorical codes; a number or a schedule, and a dial. Default 1. */
  discreteWeight: scheduleSchema.default(1),
  /** λ of the continuous codes; a number or a schedule, and a dial. Default 0.1. */
  continuousWeight: scheduleSchema.default(0.1),
  /** The discriminator's output of logits and means [n, codeWidth], laid out as codes are. */
  output: z.string().min(1).default('codes'),
});
type InfoGan = z.output<typeof schema>;

const metrics: Record<Exclude<JudgedSide, 'real'>, string> = {
  fake: 'infoLoss',
  both: 'infoLoss',
  generator: 'gInfoLoss',
};

function byCode(config: InfoGan, players: Players): Condition {
  const { discrete, continuous, output, discreteWeight, continuousWeight } = config;
  const drawn = (scope: MoveScope, name: string, count: number) =>
    codesFrom(scope.noise(`${name}.codes`, 'uniform', [count, discrete.length + continuous]), config);
  return {
    ...unconditional,
    inDiscriminatorUpdate: (scope, k, count) => drawn(scope, `fake${k}`, count),
    inGeneratorUpdate: (scope, count) => drawn(scope, 'generator', count),
    given: (scope, codes) => giving(scope, players, codeInput, codes),
    term: (scope, on, outputs, codes) => {
      if (on === 'real') return undefined;
      const read = outputs[output]!;
      const ofFakes = on === 'both' ? slice(read, [0], [0], [read.shape[0]! / 2]) : read;
      const losses = codeLosses(ofFakes, codes!, config);
      const parts = [
        ['Discrete', losses.discrete, discreteWeight],
        ['Continuous', losses.continuous, continuousWeight],
      ] as const;
      const weighted = parts.flatMap(([kind, value, weight]) => {
        if (!value) return [];
        scope.metric(`${metrics[on]}${kind}`, value);
        return [mul(value, scope.dial(`conditioning/${kind.toLowerCase()}Weight`, weight))];
      });
      return weighted.reduce((a, b) => add(a, b));
    },
  };
}

function checkCodes(config: InfoGan, parts: GanParts): void {
  const width = codeWidth(config);
  if (width === 0)
    refuse('no-codes', 'infoGan has no codes', 'conditioning', 'name some: infoGan({ discrete: [10], continuous: 2 })');
  const { generator, discriminator } = parts;
  const [, ...others] = Object.entries(generator.network.inputs);
  const taken = others.find(([name]) => name === codeInput)?.[1];
  if (taken === undefined || !sameShape(taken, [width]))
    refuse(
      'code-input',
      `infoGan tells the generator codes ${showShape([width])}, and ${taken ? `its input '${codeInput}' takes ${showShape(taken)}` : `it has no input '${codeInput}' after its first`}`,
      'generator.network',
      `name the inputs: network({ latent: […], ${codeInput}: [${width}] }, …)`,
    );
  const { type, output } = config;
  checkHead(type, output, parts);
  const given = describe(discriminator.network).outputShapes[output]!.slice(1);
  if (!sameShape(given, [width]))
    refuse(
      'code-output',
      `infoGan reads logits and means ${showShape([width])} in the discriminator's output '${output}', and that gives ${showShape(given)}`,
      'discriminator.network',
      `end it with dense(${width}, { name: '${output}' })`,
    );
}

export const infoGanConditioning = defineConditioning({
  schema,
  noun: 'code',
  input: codeInput,
  tells: ['generator'],
  told: ({ discrete, continuous }) => ({ type: 'codes', input: codeInput, discrete, continuous }),
  condition: byCode,
  amounts: ({ discreteWeight, continuousWeight }) => ({
    'conditioning.discreteWeight': discreteWeight,
    'conditioning.continuousWeight': continuousWeight,
  }),
  check: checkCodes,
});

/**
 * InfoGAN (Chen et al. 2016, https://arxiv.org/abs/1606.03657): G is told codes c that it may give a meaning of its own, and
 * Q, which shares D's body, reads them out of what G makes. Both maximize a lower bound of the mutual information of c
 * and G(z, c) (equations 5 and 6); D's update (with Q) and G's both lower
 *
 *     λ · −E[log Q(c | G(z, c))]
 *
 * A categorical code is even over its values, Q a softmax: −log softmax(q)_c, λ = `discreteWeight`. A continuous code is
 * U(−1, 1), Q a Gaussian of mean q and variance 1: ½ (c − q)², λ = `continuousWeight`. The paper's appendix lets Q say
 * the deviation too; its published code for MNIST fixes it at 1, as is done here. Where D lowers the mean of both sides
 * (`crossEntropy` with order 'together') the term is halved with them, so that λ weighs what it does in the paper.
 *
 * G has an input `code` [codeWidth] beside its first: categorical codes one-hot, one after the other, then the continuous
 * ones. D has a second output `codes` of the same width. Labels of the data are not used.
 *
 * @example infoGan({ discrete: [10], continuous: 2 })
 */
export const infoGan = (options: ConditioningOptions<typeof schema> = {}) => constructed(schema, 'infoGan', options);
