import { findDataset } from '../../data/index.ts';
import type { ValueRange } from '../../data/scaling.ts';
import { type GameSpec, makersOf, playersOf, translatorsOf } from '../../gan/index.ts';
import { describe, type NamedLayer, type Network } from '../../nn/index.ts';
import type { RunConfig } from '../config/config.ts';
import { stagesOf } from '../config/stages.ts';

const endless = Number.POSITIVE_INFINITY;

/** The values between which a function's results lie. */
const bounds: Readonly<Record<string, (alpha: number) => ValueRange>> = {
  tanh: () => [-1, 1],
  sigmoid: () => [0, 1],
  softmax: () => [0, 1],
  relu: () => [0, endless],
  softplus: () => [0, endless],
  elu: (alpha) => [-alpha, endless],
  gelu: () => [-0.17, endless],
  silu: () => [-0.279, endless],
};

/** Layers whose results are some of what they are given, or lie between. */
const movers = ['reshape', 'flatten', 'depthToSpace', 'upsample', 'maxPool2d', 'averagePool2d', 'globalAveragePool'];

/** A function at an end of a network, and what it gives. */
interface Last {
  readonly name: string;
  /** The layer that it is in. */
  readonly layer: string;
  readonly gives: ValueRange;
}

/** The functions at the end of a network that bound what comes out: of what is joined there, those of each part. */
function lastFunctions({ layers, outputs }: Network): Last[] {
  const places = new Map(layers.map(({ name }, at) => [name, at]));
  const endsAt = (at: number | undefined): Last[] => {
    const layer = at === undefined ? undefined : layers[at];
    if (!layer) return [];
    const before = layer.inputs ? layer.inputs.map((name) => places.get(name)) : [at! - 1];
    return boundOf(layer) ?? (isMover(layer) ? before.flatMap(endsAt) : []);
  };
  return endsAt(outputs ? places.get(outputs[0]!) : layers.length - 1);
}

/** Of a function, with the one setting that moves its bound. */
interface Settings {
  readonly type: string;
  readonly alpha?: number;
}

const isMover = ({ type }: NamedLayer): boolean => type === 'concat' || movers.includes(type);

function boundOf(layer: NamedLayer): Last[] | undefined {
  const { activation } = layer as { activation?: string | Settings };
  const { type, alpha = 1 }: Settings =
    activation === undefined ? (layer as Settings) : typeof activation === 'string' ? { type: activation } : activation;
  const gives = bounds[type]?.(alpha);
  return gives && [{ name: type, layer: layer.name, gives }];
}

/**
 * Says where a generator's last function and the values of the data do not agree: what it cannot give it never learns, and
 * what the data never have tells it from them for good. Standardised columns go beyond any bounds. Of points as they are
 * drawn it is known where they lie.
 */
export function reachWarnings(config: RunConfig): string[] {
  return [...new Set(stagesOf(config).flatMap((stage) => warningsOf(stage.game, config.data)))];
}

function warningsOf(game: GameSpec, data: RunConfig['data']): string[] {
  const makers = [...makersOf(game), ...translatorsOf(game).map(({ player }) => player)];
  return makers.flatMap((maker) => {
    const { network } = playersOf(game)[maker]!;
    const ends = lastFunctions(network);
    return ends.flatMap((last) => {
      const problem = problemOf(last, data, describe(network).outputShape.length === 4);
      const { name, layer, gives } = last;
      const which = ends.length === 1 ? name : `${name} in ${layer}`;
      return problem === undefined
        ? []
        : [`the ${maker}'s last function, ${which}, gives ${said(gives)}, and ${problem}`];
    });
  });
}

const said = ([low, high]: ValueRange): string => (high === endless ? `${low} and more` : `${low} to ${high}`);
const never = 'it can never make all of them';

/** What of the data a function does not suit, and the change that mends it. */
function problemOf({ gives }: Last, { scaling, range, source }: RunConfig['data'], isPicture: boolean) {
  const [least, greatest] = gives;
  const isOutside = ([low, high]: ValueRange) => low < least || high > greatest;
  if (scaling?.type === 'standard')
    return `columns are brought to mean 0 and deviation 1, which some values lie beyond: ${never}; leave it out, or bring them to ${said(range)} by what they span, --range LOW,HIGH`;
  if (!scaling && !isPicture) {
    const span = findDataset(source)?.span;
    return span && isOutside(span) ? `points of ${source} lie in ${said(span)}: ${never}; leave it out` : undefined;
  }
  const [low, high] = range;
  const isUnused = least < low || (greatest > high && greatest !== endless);
  if (!isOutside(range) && !(isUnused && greatest !== endless)) return undefined;
  const why = isOutside(range) ? never : 'the rest of what it gives is easily told from them';
  const fix =
    greatest === endless ? `end it in ${low < 0 ? 'tanh' : 'sigmoid'}` : `--set data.range=[${least},${greatest}]`;
  return `the data are brought to ${said(range)}: ${why}; ${fix}`;
}
