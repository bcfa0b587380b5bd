import { join } from 'node:path';
import { compile, inferencePlan } from '../compile/compile.ts';
import { DuelError } from '../errors.ts';
import { codesOfRole, makersOf, playersOf, projectionGraph, roleOf, type State, weightsOf } from '../gan/index.ts';
import { projectionStarts } from '../gan/projectionStarts.ts';
import { describe } from '../nn/index.ts';
import { readConfig } from './config/config.ts';
import { stageAt } from './config/stages.ts';
import { Checkpoints } from './directory/checkpoints.ts';
import type { ExportOptions } from './export.ts';

/**
 * The network by which a picture is looked for among a generator's latents, as ONNX with the weights inside; see
 * `projectionGraph`.
 *
 * @throws DuelError `export/no-projector` where the network makes no pictures of latents
 */
export function encodeProjector(directory: string, { net, checkpoint = 'last', raw }: ExportOptions = {}): Uint8Array {
  const run = readConfig(directory);
  const checkpoints = new Checkpoints(join(directory, 'checkpoints'));
  const { step, tensors, file } = checkpoints.load(checkpoint);
  const { game } = stageAt(run, step);
  const player = net ?? makersOf(game)[0] ?? '';
  const network = makersOf(game).includes(player) ? playersOf(game)[player]!.network : undefined;
  if (!network || describe(network).outputShape.length !== 4)
    throw new DuelError('usage', 'export/no-projector', 'no pictures are made of latents by this network', {
      where: directory,
      fix: 'choose the run of a GAN that makes pictures',
    });
  const told = network.inputs.label?.[0] ?? 0;
  const graph = projectionGraph(game, player, projectionStarts(told || codeValues(game, player)));
  const where = join(checkpoints.folder, file);
  return compile(graph.outputs, inferencePlan, {
    weights: weightsOf(tensors as unknown as State, graph, { raw, where }),
    name: `${player}-projector`,
  }).bytes;
}

/** Values of the first code that a generator of an InfoGAN is told. */
const codeValues = (game: Parameters<typeof playersOf>[0], player: string): number =>
  codesOfRole(roleOf(game, player))?.discrete[0] ?? 0;
