import { z } from 'zod';
import { describe, scheduleSchema } from '../../nn/index.ts';
import { constructed } from '../../nn/problems.ts';
import { add, concat, mul, sameShape, showShape, stopGradient, type Tensor } from '../../tensor/index.ts';
import type { Judgement } from '../adversarial/judge.ts';
import { reportOf } from '../adversarial/judged.ts';
import { amountsOfPlayers, checkAmounts } from '../checks/amountChecks.ts';
import type { GanParts } from '../checks/parts.ts';
import { refuse } from '../checks/refuse.ts';
import { slopeWarnings } from '../checks/slopeWarnings.ts';
import { type Game, type Move, type MoveScope, playerSchema } from '../game.ts';
import { checkLoss, checkScores } from '../losses/checks.ts';
import { adversarialLoss, crossEntropy, lossSchema, lossWarnings } from '../losses/index.ts';
import { amountsOfPenalties, checkPenalties, penaltySchema, penaltyTypes, slopeOf } from '../penalties/index.ts';
import { Adversary } from '../translation/adversary.ts';
import { featureDistance, featuresSchema, isNothing, pixelDistance, pixelSchema } from '../translation/distances.ts';
import { judgesBy } from './judgesBy.ts';
import { defineGame, translatesImages } from './kind.ts';

const core = z.strictObject({
  type: z.literal('paired'),
  /** Takes a pair's input and gives what its target is to be. */
  generator: playerSchema,
  /** Absent: the generator learns from pixels alone. */
  discriminator: playerSchema.optional(),
  /** Pairs in an update. */
  batch: z.int().positive(),
  loss: lossSchema.default(crossEntropy()),
  /** What the generator's adversarial loss counts: a number or a schedule, and a dial. 0: the discriminator is left out. */
  adversarial: scheduleSchema.default(1),
  /** Whether the discriminator sees the input before the picture made of it, joined along the channels. */
  conditional: z.boolean().default(true),
  /** How far what is made may be from the target, pixel by pixel. */
  pixel: pixelSchema(100).prefault({}),
  /** How far both may be in the discriminator's layers. Default: that counts nothing. */
  features: featuresSchema.optional(),
  /** What is added to the discriminator's loss; of what it sees, the input included. */
  penalties: z.array(penaltySchema).default([]),
});
type PairedCore = z.output<typeof core>;

const schema = core.transform((spec) => {
  checkPaired(spec);
  return spec;
});
export type PairedSpec = PairedCore;

/**
 * A game of pairs: a generator makes of each input what its target is to be, as pix2pix (Isola et al. 2017), super-resolution
 * and restoration have it.
 *
 *     G: adversarial · L(D(x, G(x))) + pixel.weight · E|y − G(x)| + features.weight · Σ E|f(y) − f(G(x))|
 *     D: its loss on (x, y) and on (x, G(x))
 *
 * @throws DuelError where the parts do not go together, with the reason
 */
export const paired = (options: Omit<z.input<typeof core>, 'type'>): PairedSpec =>
  constructed(schema, 'paired', options, {}, { code: 'gan/invalid' });

/** The discriminator, where it has a part in the game. */
const opponentOf = ({ discriminator, adversarial, features }: PairedCore) =>
  isNothing(adversarial) && (features === undefined || isNothing(features.weight)) ? undefined : discriminator;

const playersOf = (spec: PairedCore) => {
  const discriminator = opponentOf(spec);
  return { generator: spec.generator, ...(discriminator && { discriminator }) };
};

/** The layers that are compared: those that are named, or all but the scores. */
const layersOf = ({ features, discriminator }: PairedCore): readonly string[] =>
  features?.layers ?? Object.keys(describe(discriminator!.network).outputShapes).slice(1);

function game(spec: PairedCore): Game {
  const { batch, conditional, features, pixel, penalties, loss } = spec;
  const adversary = opponentOf(spec) && new Adversary({ player: 'discriminator', loss, penalties });
  const part = (scope: MoveScope, name: 'input' | 'target') => scope.examples('pairs', batch, { part: name });
  /** What is made of the inputs: the same in all moves. */
  const made = (scope: MoveScope) => scope.play('generator', part(scope, 'input'), { noise: 'generator' });
  /** A picture as D sees it. */
  const seen = (scope: MoveScope, picture: Tensor) =>
    conditional ? concat([part(scope, 'input'), picture], 3) : picture;
  const discriminate: Move | undefined = adversary && {
    name: 'discriminator',
    updates: ['discriminator'],
    objective: (scope) => {
      const fake = seen(scope, stopGradient(made(scope)));
      return adversary.objective(scope, { real: seen(scope, part(scope, 'target')), fake });
    },
  };
  /** What D says of what is made, weighed. */
  const judged = (scope: MoveScope, picture: Tensor, by: Adversary): Tensor[] => {
    const judgement = by.judgement(scope, seen(scope, picture));
    let known: Judgement | undefined;
    const real = () => (known ??= by.judgement(scope, seen(scope, part(scope, 'target'))));
    const terms: Tensor[] = [];
    if (!isNothing(spec.adversarial)) {
      const opinion = by.opinion(scope, judgement, real);
      scope.metric('gAdversarial', opinion);
      terms.push(mul(opinion, scope.dial('adversarial', spec.adversarial)));
    }
    if (features && !isNothing(features.weight)) {
      const distance = featureDistance(layersOf(spec), judgement.outputs, real().outputs);
      scope.metric('features', distance);
      terms.push(mul(distance, scope.dial('features/weight', features.weight)));
    }
    return terms;
  };
  const generate: Move = {
    name: 'generator',
    updates: ['generator'],
    objective: (scope) => {
      const picture = made(scope);
      const terms = adversary ? judged(scope, picture, adversary) : [];
      const distance = pixelDistance(pixel, picture, part(scope, 'target'));
      scope.metric(pixel.type, distance);
      if (!isNothing(pixel.weight)) terms.push(mul(distance, scope.dial('pixel/weight', pixel.weight)));
      const value = terms.reduce((a, b) => add(a, b));
      scope.metric('gLoss', value);
      return value;
    },
  };
  return {
    players: playersOf(spec),
    moves: [...(discriminate ? [discriminate] : []), generate],
    batch,
    report: (metrics) => reportOf(metrics, adversary?.loss.scale ?? 1),
  };
}

/** What checks and warnings ask of a GAN, where there is a discriminator. */
function partsOf(spec: PairedCore): GanParts | undefined {
  const discriminator = opponentOf(spec);
  return (
    discriminator && {
      generator: spec.generator,
      discriminator,
      batch: { generator: spec.batch, discriminator: spec.batch },
      order: 'together',
      loss: { ...adversarialLoss(spec.loss), type: spec.loss.type },
      penalties: spec.penalties.map((penalty) => ({
        type: penalty.type,
        every: penalty.every,
        slope: slopeOf(penalty),
      })),
      packing: 1,
      replaced: undefined,
    }
  );
}

function checkPaired(spec: PairedCore): void {
  const { adversarial, pixel, features, penalties } = spec;
  const parts = partsOf(spec);
  if (isNothing(pixel.weight) && !parts)
    refuse(
      'no-objective',
      'the generator learns from nothing: pixels have weight 0, and no discriminator has a part in the game',
      'pixel.weight',
      'give pixel.weight or adversarial a number above 0, and the game a discriminator',
    );
  checkAmounts({
    ...amountsOfPlayers(playersOf(spec)),
    adversarial,
    'pixel.weight': pixel.weight,
    'features.weight': features?.weight,
    ...amountsOfPenalties(penalties),
  });
  if (!parts) return;
  checkLoss(parts);
  checkScores(parts);
  checkPenalties(penalties, parts);
  checkSeen(spec, parts);
  checkLayers(spec);
  const latent = penalties.find(({ type }) => penaltyTypes.get(type)!.generator);
  if (latent)
    refuse(
      'no-latents',
      `${latent.type} compares neighbouring latents, and this generator takes pictures`,
      'penalties',
      'use another penalty',
    );
}

/** Throws where the discriminator does not take what the generator is given and makes. */
function checkSeen({ generator, conditional }: PairedCore, { discriminator }: GanParts): void {
  const given = Object.values(generator.network.inputs)[0]!;
  const made = describe(generator.network).outputShape.slice(1);
  const taken = Object.values(discriminator.network.inputs)[0]!;
  if (conditional && !sameShape(given.slice(0, -1), made.slice(0, -1)))
    refuse(
      'conditional',
      `the discriminator is to see inputs ${showShape(given)} beside pictures ${showShape(made)}, which differ in size`,
      'conditional',
      'set conditional to false, with a discriminator of pictures alone',
    );
  const wanted = conditional ? [...made.slice(0, -1), given.at(-1)! + made.at(-1)!] : made;
  if (!sameShape(wanted, taken))
    refuse(
      'seen',
      `the discriminator takes ${showShape(taken)}, and is shown ${showShape(wanted)}: ${conditional ? 'an input and a picture, joined' : 'a picture alone'}`,
      'discriminator.network',
      `build it for ${showShape(wanted)}, or set conditional to ${!conditional}`,
    );
}

function checkLayers(spec: PairedCore): void {
  const { features, discriminator } = spec;
  if (!features) return;
  const [score, ...outputs] = Object.keys(describe(discriminator!.network).outputShapes);
  const missing = features.layers?.find((layer) => !outputs.includes(layer));
  if (missing !== undefined || outputs.length === 0)
    refuse(
      'features',
      missing === undefined
        ? 'features are compared in layers of the discriminator, and its network gives its scores alone'
        : `features are compared in '${missing}', and the discriminator's layers to compare are ${outputs.join(', ') || 'none'}`,
      'features.layers',
      `name layers among the network's outputs, after its scores: network(…, { outputs: ['${score}', '${missing ?? 'layer'}'] })`,
    );
}

/** A game of pairs: a generator and, beside what it is told by pixels, a discriminator. */
export const pairedKind = defineGame({
  schema,
  players: playersOf,
  game,
  role: ({ loss }, player) => (player === 'generator' ? translatesImages : judgesBy(loss)),
  makers: () => [],
  translators: () => [{ player: 'generator', name: 'input2target', from: { part: 'input' }, to: { part: 'target' } }],
  classCount: () => undefined,
  batches: ({ batch }) => ({ batch }),
  withBatch: (spec, batch) => ({ ...spec, batch }),
  draws: ({ batch }) => batch,
  warnings: (spec) => {
    const parts = partsOf(spec);
    const rows = parts ? [...slopeWarnings(parts), ...lossWarnings(spec.loss, parts)] : [];
    return rows.flatMap(([applies, message, why]) => (applies ? [{ message, why }] : []));
  },
  ofTheBatch: (spec) => {
    const parts = partsOf(spec);
    if (!parts) return [];
    const { loss } = parts;
    return [
      ...(loss.sees === 'both' && !loss.paired ? [loss.type] : []),
      ...spec.penalties.map(({ type }) => type).filter((type) => penaltyTypes.get(type)!.ofBatch),
    ];
  },
});
