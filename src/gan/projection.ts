import { applyOutputs, describe } from '../nn/index.ts';
import { grad, input, mean, square, sub, sum, type Tensor } from '../tensor/index.ts';
import { codeInput, labelInput } from './conditioning/index.ts';
import { type GameSpec, playersOf, roleOf } from './games/registry.ts';
import { codesOfRole, type InferenceGraph } from './inference.ts';

/**
 * How latents are to change for a generator to make a picture, for several latents at once.
 *
 *     distance(z) = mean over pixels of (G(z) − target)²,   gradient = ∂ distance / ∂ z
 *
 * Karras et al. 2020, "Analyzing and Improving the Image Quality of StyleGAN" (arXiv 1912.04958), appendix D, of pixels in
 * place of LPIPS, and of the latent that the generator takes in place of its mapped one. Without what is random in sampling.
 *
 * @param count latents
 * @returns outputs `distance` [count], `gradient` [count, …latent] of inputs `latents`, `target` [1, h, w, c] and, where it
 *   is told any, `labels` or `codes`
 */
export function projectionGraph(
  game: GameSpec,
  player: string,
  count: number,
): Pick<InferenceGraph, 'weights' | 'shapes'> & { readonly outputs: Readonly<Record<string, Tensor>> } {
  const { network } = playersOf(game)[player]!;
  const [[main, shape]] = Object.entries(network.inputs) as [[string, readonly number[]]];
  const label = network.inputs[labelInput];
  const code = codesOfRole(roleOf(game, player));
  const { variables, outputShape } = describe(network);
  const inputs = new Map(variables.map((v) => [v.name, input(`${player}/${v.name}`, v.shape)]));
  const latents = input('latents', [count, ...shape]);
  const given = {
    [main]: latents,
    ...(label && { [labelInput]: input('labels', [count, ...label]) }),
    ...(code && { [codeInput]: input(code.name, [count, ...code.shape]) }),
  };
  const results = applyOutputs(network, given, { training: false, variable: (name) => inputs.get(name)! });
  const [first = network.layers.at(-1)!.name] = network.outputs ?? [];
  const target = input('target', [1, ...outputShape.slice(1)]);
  const distance = mean(square(sub(results[first]!, target)), [1, 2, 3]);
  const [gradient] = grad(sum(distance), [latents]) as [Tensor];
  return {
    outputs: { distance, gradient },
    weights: variables.map((v) => `${player}/${v.name}`),
    shapes: Object.fromEntries(variables.map((v) => [`${player}/${v.name}`, v.shape])),
  };
}
