import { join } from 'node:path';
import { DuelError } from '../../errors.ts';
import type { MemoryPart } from '../../files/memory.ts';
import { pathWord } from '../../files/paths.ts';
import { drawsOf, type GameSpec, playersOf, type StepDescription, type StepGraph } from '../../gan/index.ts';
import { describe } from '../../nn/index.ts';
import type { DeviceKind } from '../../runtime/engine.ts';
import { peakBytes, type Shape, showShape, sizeOf } from '../../tensor/index.ts';
import type { RunConfig } from '../config/config.ts';
import { stagesOf } from '../config/stages.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { bytesOfStep, readStepDescription } from '../directory/graphs.ts';

const floats = (...shapes: readonly Shape[]): number => shapes.reduce((sum, shape) => sum + 4 * sizeOf(shape), 0);

type Sizes = Pick<RunConfig, 'game' | 'monitor'>;

/** What a training takes at the least, as far as its configuration shows it before its step is built. */
export function partsBefore(config: Sizes, example: Shape): MemoryPart[] {
  return [
    parametersPart(variablesOf(config.game)),
    batchesPart(drawsOf(config.game) * floats(example)),
    monitorPart(config, example),
  ];
}

/**
 * What a training takes at the least of this machine's memory, counted from the shapes of its step. What a GPU computes is in
 * a memory of its own.
 */
export function partsOf(
  config: Sizes,
  { outputs, description }: StepGraph,
  example: Shape,
  device: DeviceKind = 'cpu',
): MemoryPart[] {
  return partsWith(config, description, device === 'cpu' ? peakBytes(Object.values(outputs)) : 0, example);
}

/** @param results bytes of the results within a step */
function partsWith(
  config: Sizes,
  { state, noise, examples }: StepDescription,
  results: number,
  example: Shape,
): MemoryPart[] {
  const drawn = drawnBy({ examples }).map(({ shape }) => shape);
  return [
    parametersPart(state),
    {
      what: 'the results within a step',
      bytes: results,
      fix: 'use a smaller --batch, or compute it in parts with --microbatch N; smaller networks or a smaller --resolution take less too',
    },
    batchesPart(floats(...noise.map(({ shape }) => shape), ...drawn)),
    monitorPart(config, example),
  ];
}

/**
 * The same of a run that goes on, counted from its compiled graphs: what the one of the stages that are left takes that takes
 * most. Nothing where these are not as they were made: they are compiled anew.
 */
export function partsToGoOn(directory: string, config: RunConfig, device: DeviceKind): MemoryPart[] {
  const done = new Checkpoints(join(directory, 'checkpoints')).last()?.step ?? 0;
  const left = stagesOf(config).filter(({ stage }) => stage.from < config.steps && done < stage.until);
  const takenBy = left.map((stage) => {
    try {
      const description = readStepDescription(directory, stage);
      const fed = [...description.state, ...description.noise, ...drawnBy(description)].map(({ shape }) => shape);
      const results = device === 'cpu' ? Math.max(0, bytesOfStep(directory, stage) - floats(...fed)) : 0;
      return partsWith(stage, description, results, description.examples[0]?.shape ?? []);
    } catch (cause) {
      if (cause instanceof DuelError) return [];
      throw cause;
    }
  });
  const fix = `go on where there is more memory, or begin anew in smaller parts: duel train ${pathWord(join(directory, 'config.json'))} --microbatch N`;
  return mostOf(takenBy).map((part) => ({ ...part, fix }));
}

/** What takes most. */
export const mostOf = (takenBy: readonly (readonly MemoryPart[])[]): readonly MemoryPart[] =>
  takenBy.reduce((most, parts) => (sum(parts) > sum(most) ? parts : most), []);

const sum = (parts: readonly MemoryPart[]) => parts.reduce((total, { bytes }) => total + bytes, 0);

const drawnBy = ({ examples }: Pick<StepDescription, 'examples'>) =>
  examples.map(({ count, shape }) => ({ shape: [count, ...shape] }));

interface Sized {
  readonly name: string;
  readonly shape: Shape;
}

const variablesOf = (game: GameSpec): Sized[] =>
  Object.entries(playersOf(game)).flatMap(([player, { network }]) =>
    describe(network).variables.map(({ name, shape }) => ({ name: `${player}/${name}`, shape })),
  );

function parametersPart(state: readonly Sized[]): MemoryPart {
  const largest = state.reduce((a, b) => (sizeOf(b.shape) > sizeOf(a.shape) ? b : a), { name: '', shape: [0] });
  return {
    what: `the parameters and their optimizers (the largest is ${largest.name} ${showShape(largest.shape)})`,
    bytes: floats(...state.map(({ shape }) => shape)),
    fix: 'choose fewer units, channels or latents, or a smaller --resolution',
  };
}

const batchesPart = (bytes: number): MemoryPart => ({
  // the next one is made while a step runs
  what: 'the batches of two steps',
  bytes: 2 * bytes,
  fix: 'use a smaller --batch, or fewer discriminatorSteps',
});

/** Real examples, samples, and the picture of them; of points there are always as many. */
function monitorPart({ monitor: { rows, columns } }: Sizes, example: Shape): MemoryPart {
  const each = example.length === 3 ? 2 * floats(example) + sizeOf(example) : 0;
  return {
    what: `the pictures of ${rows} rows of ${columns}`,
    bytes: rows * columns * each,
    fix: rows * columns > 64 ? '--set monitor.rows=8 --set monitor.columns=8' : 'choose a smaller --resolution',
  };
}
