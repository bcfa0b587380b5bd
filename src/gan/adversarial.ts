import { z } from 'zod';
import { add, concat, greater, less, mean, mul, slice, stopGradient, type Tensor, toFloat } from '../tensor/index.ts';
import { type Game, type Move, type MoveScope, playerSchema } from './game.ts';
import { adversarialLoss, crossEntropy, lossSchema } from './loss.ts';

/** A GAN of one generator and one discriminator, in JSON. */
export const ganSchema = z.strictObject({
  type: z.literal('gan'),
  generator: playerSchema,
  discriminator: playerSchema,
  /** Latents in G's update, and real (and as many generated) examples in each of D's. */
  batch: z.strictObject({ generator: z.int().positive(), discriminator: z.int().positive() }),
  loss: lossSchema.default(crossEntropy()),
  /**
   * 'separate': D is updated on real examples and then again on generated ones, as Keras tutorials do; 'together':
   * D is updated once on both, as PyTorch's do.
   */
  order: z.enum(['separate', 'together']).default('together'),
  /** Whether D's generated examples come from G in inference mode (`predict`) or as it trains. */
  fakes: z.enum(['inference', 'training']).default('training'),
  /** D's updates (each on fresh examples) for one of G. */
  discriminatorSteps: z.int().positive().default(1),
});
export type GanSpec = z.output<typeof ganSchema>;

/** A GAN from its parts; see `ganSchema` for the options and their defaults. */
export const gan = (options: Omit<z.input<typeof ganSchema>, 'type'>): GanSpec =>
  ganSchema.parse({ type: 'gan', ...options });

type Sums = Record<'lossReal' | 'lossFake' | 'dReal' | 'dFake' | 'accuracyReal' | 'accuracyFake', Tensor>;

/** The players and moves of a GAN. */
export function ganGame(spec: GanSpec): Game {
  const loss = adversarialLoss(spec.loss);
  const n = spec.batch.discriminator;
  const latentShape = Object.values(spec.generator.network.inputs)[0]!;
  const latents = (scope: MoveScope, name: string, count: number) =>
    scope.noise(name, 'normal', [count, ...latentShape]);
  const fakesFor = (scope: MoveScope, name: string) =>
    stopGradient(scope.play('generator', latents(scope, name, n), { training: spec.fakes === 'training' }));

  const judged = (scope: MoveScope, kind: 'Real' | 'Fake', logits: Tensor, value: Tensor) => {
    const p = loss.probabilityReal(logits);
    const hit = toFloat(kind === 'Real' ? greater(p, 0.5) : less(p, 0.5));
    scope.metric(`loss${kind}`, value);
    scope.metric(`d${kind}`, mean(p));
    scope.metric(`accuracy${kind}`, mean(hit));
    return value;
  };

  const separate = (k: string): Move[] => [
    {
      name: `discriminator${k}.real`,
      updates: ['discriminator'],
      objective: (scope) => {
        const u = loss.usesLabelNoise ? scope.noise(`real${k}.labels`, 'uniform', [n, 1]) : undefined;
        const logits = scope.play('discriminator', scope.examples(`real${k}`, n));
        return judged(scope, 'Real', logits, loss.real(logits, u));
      },
    },
    {
      name: `discriminator${k}.fake`,
      updates: ['discriminator'],
      objective: (scope) => {
        const u = loss.usesLabelNoise ? scope.noise(`fake${k}.labels`, 'uniform', [n, 1]) : undefined;
        const logits = scope.play('discriminator', fakesFor(scope, `fake${k}.latents`));
        return judged(scope, 'Fake', logits, loss.fake(logits, u));
      },
    },
  ];

  const together = (k: string): Move[] => [
    {
      name: `discriminator${k}`,
      updates: ['discriminator'],
      objective: (scope) => {
        // one batch, generated examples first
        const batch = concat([fakesFor(scope, `fake${k}.latents`), scope.examples(`real${k}`, n)], 0);
        const logits = scope.play('discriminator', batch);
        const u = loss.usesLabelNoise ? scope.noise(`labels${k}`, 'uniform', [2 * n, 1]) : undefined;
        const half = (t: Tensor, i: 0 | 1) => slice(t, [0], [i * n], [(i + 1) * n]);
        const [fake, real] = [half(logits, 0), half(logits, 1)];
        const onFake = judged(scope, 'Fake', fake, loss.fake(fake, u && half(u, 0)));
        const onReal = judged(scope, 'Real', real, loss.real(real, u && half(u, 1)));
        return mul(add(onFake, onReal), 0.5);
      },
    },
  ];

  const generator: Move = {
    name: 'generator',
    updates: ['generator'],
    objective: (scope) => {
      const made = scope.play('generator', latents(scope, 'generator.latents', spec.batch.generator));
      const value = loss.generator(scope.play('discriminator', made));
      scope.metric('gLoss', value);
      return value;
    },
  };
  const rounds = Array.from({ length: spec.discriminatorSteps }, (_, i) => (i === 0 ? '' : `.${i}`));
  return {
    players: { generator: spec.generator, discriminator: spec.discriminator },
    moves: [...rounds.flatMap(spec.order === 'separate' ? separate : together), generator],
    batch: spec.batch.generator,
    report: (metrics) => {
      const m = metrics as Sums & { gLoss: Tensor };
      const average = (a: Tensor, b: Tensor) => mul(add(a, b), 0.5);
      return {
        dLoss: average(m.lossReal, m.lossFake),
        gLoss: m.gLoss,
        dReal: m.dReal,
        dFake: m.dFake,
        dAccuracy: average(m.accuracyReal, m.accuracyFake),
        dAccuracyReal: m.accuracyReal,
        dAccuracyFake: m.accuracyFake,
      };
    },
  };
}

/** The batch of G's update changed to `generator`; D's halves keep their proportion. */
export function resizeGan(spec: GanSpec, generator: number): GanSpec {
  const ratio = spec.batch.discriminator / spec.batch.generator;
  return { ...spec, batch: { generator, discriminator: Math.max(1, Math.round(generator * ratio)) } };
}
