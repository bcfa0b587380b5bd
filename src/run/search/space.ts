import { DuelError } from '../../errors.ts';
import { RandomStream } from '../../random/stream.ts';
import { plain, type RunConfig } from '../config/config.ts';

/** Something that is searched over: settings that all get the same value, and what that may be. */
export interface Axis {
  /** As it is written: `generator.optimizer.learningRate=1e-4..1e-2:log`. */
  readonly text: string;
  /** Settings, as `--set` takes them; or `batch`, as `--batch` does. */
  readonly paths: readonly string[];
  readonly values: Range | { readonly type: 'choices'; readonly of: readonly string[] };
}

interface Range {
  readonly type: 'range';
  readonly low: number;
  readonly high: number;
  /** Evenly by its logarithm. */
  readonly isLog: boolean;
  readonly isWhole: boolean;
}

const examples = "'generator.optimizer.learningRate=1e-4..1e-2:log', 'batch=32,64,128'";

const problem = (text: string, message: string, fix: string) =>
  new DuelError('usage', 'search/over', message, { where: `--over '${text}'`, fix });

/**
 * An axis as it is written: `PATH=LOW..HIGH`, behind which `:log` and `:int` may stand, or `PATH=A,B,C`. Several paths that
 * are to have one value are joined by commas.
 *
 * @throws DuelError `search/over`
 */
export function parseAxis(text: string): Axis {
  const [, left, right] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (left === undefined || right === undefined)
    throw problem(text, `'${text}' says nothing to search over`, `write PATH=LOW..HIGH or PATH=A,B, as in ${examples}`);
  const paths = left.split(',').map((path) => path.trim());
  if (paths.includes('')) throw problem(text, 'it names nothing between two commas', `write ${right}`);
  const fixed = paths.find((path) => fixedKeys.has(path.split('.')[0]!));
  if (fixed !== undefined)
    throw problem(
      text,
      `'${fixed}' is the same in all trials: they could not be compared, or it changes nothing that is measured`,
      'search over what the game is made of: learning rates, weights, losses, batch',
    );
  const values = right.includes('..') ? rangeOf(text, right) : choicesOf(text, right);
  if (paths.includes('batch')) assertBatch(text, values);
  return { text, paths, values };
}

function assertBatch(text: string, values: Axis['values']): void {
  const isWhole =
    values.type === 'range' ? values.isWhole && values.low >= 1 : values.of.every((n) => /^[1-9]\d*$/.test(n));
  if (!isWhole)
    throw problem(text, 'a batch is a whole number from 1 on', "write 'batch=32,64,128' or 'batch=32..128:int'");
}

/** What of a configuration no trial may change. */
const fixedKeys = new Set([
  ...['name', 'data', 'stages', 'seed', 'steps', 'scheduleSteps', 'report', 'snapshotEvery', 'keep', 'monitor'],
  ...['evaluation', 'divergence', 'microbatch', 'gradientNorms'],
]);

function rangeOf(text: string, written: string): Range {
  const [ends, ...flags] = written.split(':');
  const [low, high, more] = ends!.split('..').map((end) => (end.trim() === '' ? Number.NaN : Number(end)));
  const unknown = flags.find((flag) => flag !== 'log' && flag !== 'int');
  if (unknown !== undefined)
    throw problem(text, `a range is searched ':log' or ':int', and not ':${unknown}'`, `write ${ends}:log`);
  if (!Number.isFinite(low) || !Number.isFinite(high) || more !== undefined || low! >= high!)
    throw problem(text, `'${ends}' is no range`, 'write two numbers, the lower first: 1e-4..1e-2');
  const [isLog, isWhole] = [flags.includes('log'), flags.includes('int')];
  if (isLog && low! <= 0)
    throw problem(text, 'a range that is searched by its logarithm lies above 0', `leave ':log' out, or begin above 0`);
  if (isWhole && !(Number.isSafeInteger(low) && Number.isSafeInteger(high)))
    throw problem(text, "a range of ':int' has whole ends", `write ${Math.ceil(low!)}..${Math.floor(high!)}:int`);
  return { type: 'range', low: low!, high: high!, isLog, isWhole };
}

function choicesOf(text: string, written: string): Axis['values'] {
  const of = written.split(',').map((choice) => choice.trim());
  if (of.includes('')) throw problem(text, 'it names nothing between two commas', 'write PATH=A,B,C');
  if (new Set(of).size < 2)
    throw problem(text, `'${of[0]}' is the only choice`, `name another, or set it: --set ${text}`);
  return { type: 'choices', of: [...new Set(of)] };
}

/** A value of the axis, as it is written; `u` uniform in [0, 1). Three figures say enough, and can be read. */
function valueAt({ values }: Axis, u: number): string {
  if (values.type === 'choices') return values.of[Math.floor(u * values.of.length)]!;
  const { low, high, isLog, isWhole } = values;
  // each whole number is as likely as the others, the ends too
  const [from, to] = isWhole ? [low - 0.5 + (isLog ? 0 : 1e-9), high + 0.5] : [low, high];
  const drawn = isLog ? Math.exp(Math.log(from) + u * (Math.log(to) - Math.log(from))) : from + u * (to - from);
  const value = isWhole ? Math.round(drawn) : Number(drawn.toPrecision(3));
  return String(Math.min(high, Math.max(low, value)));
}

/** The ends of the axis, or all its choices, as they are written. */
export const extremesOf = ({ values }: Axis): readonly string[] =>
  values.type === 'choices' ? values.of : [String(values.low), String(values.high)];

/** The settings that give the axis a value. */
export const settingsFor = ({ paths }: Axis, value: string): string[] => paths.map((path) => `${path}=${value}`);

/** What a trial is made of: the values of the axes, one each; none at all: the configuration's own. */
export interface Drawn {
  readonly values: readonly string[];
  readonly settings: readonly string[];
}

/** So often in a row may what was drawn be known already. */
const patience = 1000;

/**
 * The trials of a search: first the configuration as it is, then draws from the space, each of the seed and its number alone,
 * and none twice. There are fewer where the space has no more.
 */
export function drawTrials(space: readonly Axis[], trials: number, seed: number): readonly Drawn[] {
  const drawn: Drawn[] = [{ values: [], settings: [] }];
  const known = new Set<string>();
  for (let trial = 2; trial <= trials; trial++) {
    const stream = new RandomStream(seed, 'search', trial);
    for (let tries = 0; drawn.length < trial; tries++) {
      if (tries === patience) return drawn;
      const values = space.map((axis) => valueAt(axis, stream.uniform()));
      if (known.has(values.join())) continue;
      known.add(values.join());
      drawn.push({ values, settings: space.flatMap((axis, i) => settingsFor(axis, values[i]!)) });
    }
  }
  return drawn;
}

/** Each rate and weight from a tenth of what it is to ten times as much. */
const reach = 10;

/**
 * What is worth searching over where nobody says: each player's learning rate and the weights of penalties, a tenth to ten
 * times what they are, and Adam's β₁ of all players together, 0 to 0.9. What follows a schedule is left as it is.
 */
export function usualSpace(config: RunConfig): Axis[] {
  const found: string[] = [];
  const around = (path: string, value: number) => {
    const [low, high] = [value / reach, value * reach].map((end) => String(Number(end.toPrecision(3))));
    found.push(`${path}=${low}..${high}:log`);
  };
  const betas: string[] = [];
  walk(plain(config.game), [], (path, key, value) => {
    const name = path.join('.');
    if (key === 'learningRate' && value > 0) around(name, value);
    if (key === 'beta1') betas.push(name);
    if (key === 'weight' && path[0] === 'penalties' && value > 0) around(name, value);
  });
  const texts = [...found, ...(betas.length > 0 ? [`${betas.join()}=0..0.9`] : [])];
  if (texts.length > 0) return texts.map(parseAxis);
  throw new DuelError('usage', 'search/no-space', `${config.name} has no fixed rates or weights to search over`, {
    where: 'the configuration',
    fix: `say what to search over: --over ${examples}`,
  });
}

/** Numbers of a game, but for those of networks. */
function walk(
  value: unknown,
  path: readonly string[],
  each: (path: readonly string[], key: string, value: number) => void,
): void {
  if (typeof value === 'number') each(path, path.at(-1)!, value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) if (key !== 'network') walk(inner, [...path, key], each);
}
