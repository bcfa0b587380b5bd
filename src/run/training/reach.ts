import { makersOf, playersOf, translatorsOf } from '../../gan/index.ts';
import { describe, type Network } from '../../nn/index.ts';
import type { RunConfig } from '../config/config.ts';

/** The values between which a function's results lie. */
const bounds: Readonly<Record<string, readonly [number, number]>> = {
  tanh: [-1, 1],
  sigmoid: [0, 1],
  softmax: [0, 1],
  relu: [0, Number.POSITIVE_INFINITY],
  softplus: [0, Number.POSITIVE_INFINITY],
};

/** Layers that move values and leave them as they are. */
const movers = ['reshape', 'flatten'];

/** A function at the end of a network that bounds what comes out; undefined where none does. */
function lastFunction({ layers, outputs }: Network): string | undefined {
  if (outputs !== undefined) return undefined;
  const last = layers.findLast(({ type }) => !movers.includes(type)) as
    | { type: string; activation?: unknown }
    | undefined;
  return (
    last &&
    ([last.type, last.activation].find((name) => typeof name === 'string' && name in bounds) as string | undefined)
  );
}

/**
 * Says where a generator's last function and the range that the data are brought to do not agree: what it cannot give it
 * never learns, and what the data never have tells it from them for good. Standardised columns go beyond any bounds. Points
 * as they are drawn have no range.
 */
export function reachWarnings({ game, data }: RunConfig): string[] {
  const [low, high] = data.range;
  const makers = [...makersOf(game), ...translatorsOf(game).map(({ player }) => player)];
  return makers.flatMap((maker) => {
    const { network } = playersOf(game)[maker]!;
    const name = lastFunction(network);
    const isPicture = describe(network).outputShape.length === 4;
    if (name === undefined || !(data.scaling || isPicture)) return [];
    const [least, greatest] = bounds[name]!;
    const gives = greatest === Number.POSITIVE_INFINITY ? `${least} and more` : `${least} to ${greatest}`;
    if (data.scaling?.type === 'standard')
      return [
        `the ${maker}'s last function, ${name}, gives ${gives}, and columns are brought to mean 0 and deviation 1, which some values lie beyond: it can never make all of them; leave it out, or bring them to ${low} to ${high} by what they span, --range LOW,HIGH`,
      ];
    const outside = low < least || high > greatest;
    const unused = least < low || (greatest > high && greatest !== Number.POSITIVE_INFINITY);
    if (!outside && !unused) return [];
    const why = outside ? 'it can never make all of them' : 'the rest of what it gives is easily told from them';
    const fix =
      greatest === Number.POSITIVE_INFINITY
        ? `end it in ${low < 0 ? 'tanh' : 'sigmoid'}`
        : `--set data.range=[${least},${greatest}]`;
    return [
      `the ${maker}'s last function, ${name}, gives ${gives}, and the data are brought to ${low} to ${high}: ${why}; ${fix}`,
    ];
  });
}
