import { compile, type Plan } from '../../compile/compile.ts';
import { buildStep, type Game, ganGame, initialState, portNames, type State } from '../../gan/index.ts';
import { describe } from '../../nn/index.ts';
import type { Engine, StatefulProgram } from '../../runtime/engine.ts';
import { type ReferenceSystem, referenceFeeds, referenceState } from './referenceSystems.ts';

/**
 * The numerical self-test: a device trains the four systems from known weights on known data, and its losses and
 * gradients are compared with float64 PyTorch's.
 */
export interface SelfTestResult {
  readonly system: string;
  /** [D, G] losses of each step. */
  readonly losses: readonly (readonly [number, number])[];
  /** Largest relative error of the two losses, per step. */
  readonly errors: readonly number[];
  /** Errors of step 0's gradients, those of D's first update and of G's, as `networkError` counts. */
  readonly gradientErrors: { readonly discriminator: number; readonly generator: number };
  /** Whether all errors are within the system's tolerance. */
  readonly passed: boolean;
  /** The states after D's first update, after the first step and after the last. */
  readonly opening: State;
  readonly first: State;
  readonly last: State;
}

type Role = 'generator' | 'discriminator';
const relative = (got: number, expected: number) => Math.abs(got - expected) / Math.max(Math.abs(expected), 1e-12);

/** A player's gradients after its one update from empty moments: they are then Adam's sum of gradients. */
export function gradientsIn(
  state: Readonly<Record<string, { data: ArrayLike<number> }>>,
  sys: ReferenceSystem,
  player: Role,
): Float64Array[] {
  return describe(sys.spec[player].network)
    .variables.filter((v) => v.trainable)
    .map((v) => Float64Array.from(state[`${player}/${v.name}.mSum`]!.data));
}

/** Distance between the vectors of a network's tensor norms, relative to the norm of all of it. */
export function networkError(tensors: readonly Float64Array[], sumsOfSquares: readonly number[]): number {
  const distance = tensors.reduce((d, g, i) => {
    const squares = g.reduce((a, v) => a + v * v, 0);
    return d + (Math.sqrt(squares) - Math.sqrt(sumsOfSquares[i]!)) ** 2;
  }, 0);
  return Math.sqrt(distance / sumsOfSquares.reduce((a, b) => a + b, 0));
}

/** A reference system's game, compiled and loaded with the state that the trajectories begin with. */
function load(engine: Engine, sys: ReferenceSystem, game: Game, plan: Plan): Promise<StatefulProgram> {
  const { outputs, description } = buildStep(game, { shape: sys.exampleShape, classCount: 0 });
  const state = referenceState(sys, initialState(description, 0));
  return engine.loadStateful(compile(outputs, plan).bytes, state);
}

/** The game up to D's first update. */
export const openingOf = (game: Game): Game => ({
  ...game,
  moves: game.moves.slice(0, 1),
  report: (metrics) => ({ loss: Object.values(metrics)[0]! }),
});

/** Runs `steps` steps of a system on a device and compares them with the trajectory. */
export async function selfTest(
  engine: Engine,
  sys: ReferenceSystem,
  steps: number,
  plan: Plan,
): Promise<SelfTestResult> {
  const game = ganGame(sys.spec);
  const begun = await load(engine, sys, openingOf(game), plan);
  await begun.step(referenceFeeds(sys, 0));
  const opening = (await begun.readState()) as State;
  await begun.close();

  const program = await load(engine, sys, game, plan);
  const losses: [number, number][] = [];
  let first: State = {};
  for (let s = 0; s < steps; s++) {
    const out = await program.step(referenceFeeds(sys, s));
    losses.push([out[portNames.metric('dLoss')]!.data[0]!, out[portNames.metric('gLoss')]!.data[0]!]);
    if (s === 0) first = (await program.readState()) as State;
  }
  const last = (await program.readState()) as State;
  await program.close();

  const { trajectory } = sys;
  const errors = losses.map(([d, g], s) =>
    Math.max(relative(d, trajectory.losses[s]![0]), relative(g, trajectory.losses[s]![1])),
  );
  const gradientErrors = {
    discriminator: networkError(gradientsIn(opening, sys, 'discriminator'), trajectory.discriminatorGradients),
    generator: networkError(gradientsIn(first, sys, 'generator'), trajectory.generatorGradients),
  };
  const { tolerance } = trajectory;
  const passed =
    errors.every((e, s) => e <= tolerance.losses[s]!) &&
    gradientErrors.discriminator <= tolerance.discriminatorGradients &&
    gradientErrors.generator <= tolerance.generatorGradients;
  return { system: sys.name, losses, errors, gradientErrors, passed, opening, first, last };
}
