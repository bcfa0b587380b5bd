import { z } from 'zod';
import { describe, scheduleSchema } from '../../nn/index.ts';
import { constructed } from '../../nn/problems.ts';
import { abs, add, mean, mul, sameShape, showShape, sub, type Tensor } from '../../tensor/index.ts';
import { reportOf } from '../adversarial/judged.ts';
import { amountsOfPlayers, checkAmounts } from '../checks/amountChecks.ts';
import type { GanParts } from '../checks/parts.ts';
import { refuse } from '../checks/refuse.ts';
import { type Game, type Move, type MoveScope, playerSchema } from '../game.ts';
import { checkLoss, checkScores } from '../losses/checks.ts';
import { adversarialLoss, leastSquares, lossSchema, lossWarnings } from '../losses/index.ts';
import { Adversary } from '../translation/adversary.ts';
import { isNothing } from '../translation/distances.ts';
import { pooled } from '../translation/imagePool.ts';
import { judgesBy } from './judgesBy.ts';
import { defineGame, translatesImages } from './kind.ts';

const core = z.strictObject({
  type: z.literal('cycle'),
  /** Makes pictures of domain b from those of a. */
  ab: playerSchema,
  /** Makes pictures of domain a from those of b. */
  ba: playerSchema,
  /** Tells pictures of domain a from made ones. */
  a: playerSchema,
  /** Tells pictures of domain b from made ones. */
  b: playerSchema,
  /** Pictures of each domain in an update. */
  batch: z.int().positive(),
  loss: lossSchema.default(leastSquares()),
  /** What the generators' adversarial losses count: a number or a schedule, and a dial. */
  adversarial: scheduleSchema.default(1),
  /** λ, what it counts that the way there and back returns a picture; a dial. */
  cycle: scheduleSchema.default(10),
  /** What it counts that a generator leaves pictures of its own results' domain alone, in shares of λ; a dial. 0: nothing. */
  identity: scheduleSchema.default(0.5),
  /** Generated pictures of each domain that are kept, to be shown to its discriminator again. 0: none. */
  pool: z.int().nonnegative().max(10_000).default(50),
});
export type CycleSpec = z.output<typeof core>;

const schema = core.transform((spec) => {
  checkCycle(spec);
  return spec;
});

/**
 * A game of two domains without pairs (Zhu et al. 2017, CycleGAN): two generators, each of which turns pictures of one domain
 * into the other's, and a discriminator for each domain.
 *
 *     G: adversarial · (L(D_b(ab(x))) + L(D_a(ba(y))))
 *        + λ (E|ba(ab(x)) − x| + E|ab(ba(y)) − y|) + λ · identity (E|ab(y) − y| + E|ba(x) − x|)
 *     D_b: its loss on y and on ab(x) out of a pool; D_a likewise
 *
 * Both generators are updated together, and then both discriminators, on what the generators made before.
 *
 * @throws DuelError where the parts do not go together, with the reason
 */
export const cycle = (options: Omit<z.input<typeof core>, 'type'>): CycleSpec =>
  constructed(schema, 'cycle', options, {}, { code: 'gan/invalid' });

/** Each way: who goes it, from where to where, and who brings back. */
const ways = [
  { by: 'ab', from: 'a', to: 'b', back: 'ba' },
  { by: 'ba', from: 'b', to: 'a', back: 'ab' },
] as const;
type Way = (typeof ways)[number];

const playersOf = ({ ab, ba, a, b }: CycleSpec) => ({ ab, ba, a, b });

function game(spec: CycleSpec): Game {
  const { batch, pool, loss } = spec;
  const pictures = (scope: MoveScope, domain: 'a' | 'b') => scope.examples(domain, batch, { domain });
  /** What a way makes of its pictures, with the generator as the step found it: the same in all moves. */
  const made = (scope: MoveScope, { by, from }: Way) =>
    scope.play(by, pictures(scope, from), { noise: by, asFound: true });
  const adversaries = {
    a: new Adversary({ player: 'a', loss, prefix: 'a/' }),
    b: new Adversary({ player: 'b', loss, prefix: 'b/' }),
  };
  const distance = (x: Tensor, y: Tensor) => mean(abs(sub(x, y)));
  const generate: Move = {
    name: 'generators',
    updates: ['ab', 'ba'],
    objective: (scope) => {
      const each = (term: (way: Way) => Tensor) => ways.map(term).reduce((x, y) => add(x, y));
      const fakes = { a: made(scope, ways[1]), b: made(scope, ways[0]) };
      const opinion = each(({ to }) => {
        const adversary = adversaries[to];
        const real = () => adversary.judgement(scope, pictures(scope, to));
        return adversary.opinion(scope, adversary.judgement(scope, fakes[to]), real);
      });
      const returned = each(({ from, to, back }) => distance(scope.play(back, fakes[to]), pictures(scope, from)));
      scope.metric('gAdversarial', opinion);
      scope.metric('cycle', returned);
      const lambda = scope.dial('cycle', spec.cycle);
      const terms = [mul(opinion, scope.dial('adversarial', spec.adversarial)), mul(returned, lambda)];
      if (!isNothing(spec.identity)) {
        const kept = each(({ by, to }) => distance(scope.play(by, pictures(scope, to)), pictures(scope, to)));
        scope.metric('identity', kept);
        terms.push(mul(kept, mul(lambda, scope.dial('identity', spec.identity))));
      }
      const value = terms.reduce((x, y) => add(x, y));
      scope.metric('gLoss', value);
      return value;
    },
  };
  const discriminate = ways.map(
    (way): Move => ({
      name: way.to,
      updates: [way.to],
      objective: (scope) => {
        const fake = pooled(scope, `pool/${way.to}`, made(scope, way), pool);
        return adversaries[way.to].objective(scope, { real: pictures(scope, way.to), fake });
      },
    }),
  );
  return {
    players: playersOf(spec),
    moves: [generate, ...discriminate],
    batch,
    report: (metrics) => report(metrics, adversaries.a.loss.scale),
  };
}

/** The means of what both discriminators report, the loss of each, and what the generators report. */
function report(metrics: Readonly<Record<string, Tensor>>, scale: number): Record<string, Tensor> {
  const own = (prefix: string) =>
    Object.fromEntries(
      Object.entries(metrics).flatMap(([name, t]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), t]] : [])),
    );
  const { gLoss, ...others } = Object.fromEntries(Object.entries(metrics).filter(([name]) => !name.includes('/')));
  const [a, b] = ['a/', 'b/'].map((prefix) => reportOf({ ...own(prefix), gLoss: gLoss! }, scale));
  const means = Object.fromEntries(Object.entries(a!).map(([name, t]) => [name, mul(add(t, b![name]!), 0.5)]));
  return { ...means, gLoss: gLoss!, dLossA: a!.dLoss!, dLossB: b!.dLoss!, ...others };
}

/** What checks and warnings ask of a GAN, of one domain. */
const partsOf = (spec: CycleSpec, { by, to }: Way): GanParts => ({
  generator: spec[by],
  discriminator: spec[to],
  batch: { generator: spec.batch, discriminator: spec.batch },
  order: 'together',
  loss: { ...adversarialLoss(spec.loss), type: spec.loss.type },
  penalties: [],
  packing: 1,
  replaced: undefined,
});

function checkCycle(spec: CycleSpec): void {
  const { adversarial, cycle: lambda, identity } = spec;
  checkAmounts({ ...amountsOfPlayers(playersOf(spec)), adversarial, cycle: lambda, identity });
  for (const way of ways) {
    const parts = partsOf(spec, way);
    checkLoss(parts, way.to);
    checkScores(parts, way.to);
    checkMade(spec, way);
  }
  const [a, b] = [takenBy(spec, 'a'), takenBy(spec, 'b')];
  if (!isNothing(identity) && !sameShape(a, b))
    refuse(
      'identity',
      `pictures of one domain are ${showShape(a)}, of the other ${showShape(b)}: no generator can leave the other's alone`,
      'identity',
      'set identity to 0',
    );
}

const takenBy = (spec: CycleSpec, player: 'ab' | 'ba' | 'a' | 'b') => Object.values(spec[player].network.inputs)[0]!;

/** Throws where what a generator makes is not what its judge, or who brings it back, takes. */
function checkMade(spec: CycleSpec, { by, to, back }: Way): void {
  const made = describe(spec[by].network).outputShape.slice(1);
  for (const player of [to, back] as const)
    if (!sameShape(made, takenBy(spec, player)))
      refuse(
        'made',
        `'${by}' makes pictures ${showShape(made)}, and '${player}' takes ${showShape(takenBy(spec, player))}`,
        `${player}.network`,
        'build both for pictures of one shape',
      );
}

/** A game of two domains: a generator each way, and a discriminator for each. */
export const cycleKind = defineGame({
  schema,
  players: playersOf,
  game,
  role: ({ loss }, player) => (player === 'ab' || player === 'ba' ? translatesImages : judgesBy(loss)),
  makers: () => [],
  translators: () =>
    ways.map(({ by, from, to, back }) => ({
      player: by,
      name: `${from}2${to}`,
      from: { domain: from },
      to: { domain: to },
      back,
    })),
  classCount: () => undefined,
  batches: ({ batch }) => ({ batch }),
  withBatch: (spec, batch) => ({ ...spec, batch }),
  draws: ({ batch }) => batch,
  warnings: (spec) =>
    ways
      .slice(0, 1)
      .flatMap((way) =>
        lossWarnings(spec.loss, partsOf(spec, way)).flatMap(([applies, message, why]) =>
          applies ? [{ message, why }] : [],
        ),
      ),
  ofTheBatch: ({ loss: config }) => {
    const loss = adversarialLoss(config);
    return loss.sees === 'both' && !loss.paired ? [config.type] : [];
  },
});
