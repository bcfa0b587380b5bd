import { DuelError } from '../../errors.ts';
import {
  applyNetwork,
  applyOptimizer,
  applyOutputs,
  describe,
  emaUpdate,
  globalNorm,
  type NetworkContext,
  type NoiseKind,
  type Optimizer,
  type Schedule,
  sgd,
  type Variable,
} from '../../nn/index.ts';
import { add, concat, grad, greater, mul, onlyIf, type Shape, slice, Tensor, where } from '../../tensor/index.ts';
import type { DataShape, Game, LazyTerm, Move, MoveScope, Objective, Player, PlayOptions, Which } from '../game.ts';
import { assertUpdates } from './mostUpdates.ts';
import { emaName, ownName, portNames, type StateEntry, StepBuilder, type StepGraph } from './stepBuilder.ts';

/**
 * Builds the graph of a whole training step from a game: every move's forward pass, gradients and update in order,
 * then the averages.
 *
 * A batch that is too large for the memory can be made of parts, one after the other: the game says what one part draws,
 * and its gradients are the means over the parts. That is the gradient of the whole batch where an objective is a mean
 * over examples; batch statistics and losses that compare the examples of a batch are those of a part.
 *
 * @param data shapes of examples, and number of classes
 * @param parts how many parts a batch has; default 1
 * @param options.gradientNorms reports the length of each gradient that a move takes, before an optimizer clips it; default false
 * @throws DuelError `gan/too-many-updates` where its graph would be too large to load
 */
export function buildStep(
  game: Game,
  data: DataShape,
  parts = 1,
  { gradientNorms = false }: StepOptions = {},
): StepGraph {
  assertUpdates(game.moves.length * parts);
  const builder = new StepBuilder(parts);
  if (gradientNorms) builder.norms = {};
  for (const [name, player] of Object.entries(game.players)) declarePlayer(builder, name, player);
  for (const move of game.moves) playMove(builder, game, move, data);
  for (const [name, player] of Object.entries(game.players))
    if (player.ema !== undefined) average(builder, name, player);

  const metrics = { ...(game.report ? game.report(builder.metrics) : builder.metrics), ...builder.norms };
  const outputs = Object.fromEntries([
    ...[...builder.state.keys()].sort().map((n) => [portNames.next(n), builder.current.get(n)!]),
    ...Object.entries(metrics).map(([n, t]) => [portNames.metric(n), t]),
  ]);
  const description = {
    batch: game.batch * parts,
    state: [...builder.state.values()],
    examples: [...builder.examples.values()],
    noise: [...builder.noise.values()],
    dials: [...builder.dials.values()],
    metrics: Object.keys(metrics),
  };
  return { outputs, description };
}

export interface StepOptions {
  readonly gradientNorms?: boolean | undefined;
}

function declarePlayer(builder: StepBuilder, name: string, player: Player): void {
  for (const v of describe(player.network).variables) {
    const entry: StateEntry = {
      name: ownName(name, v.name),
      shape: v.shape,
      initial: { type: 'initializer', initializer: v.initializer, fans: v.fans },
    };
    builder.declare(entry);
    if (player.ema !== undefined && v.trainable)
      builder.declare({ ...entry, name: emaName(entry.name), initial: { type: 'copy', of: entry.name } });
  }
}

/** The variables of a player that its moves change: all parameters but those of its first layers, where these are frozen. */
function trainable({ network, freeze = 0 }: Player): readonly Variable[] {
  const { variables } = describe(network);
  const layerOf = ({ name }: Variable) => name.slice(0, name.lastIndexOf('/'));
  const layers = [...new Set(variables.filter((v) => v.trainable).map(layerOf))];
  const kept = new Set(layers.slice(0, freeze));
  if (freeze > 0 && kept.size === layers.length)
    throw new DuelError(
      'usage',
      'gan/all-frozen',
      `nothing is left to learn: ${layers.length} layers have parameters`,
      {
        where: `freeze: ${freeze}`,
        fix: `freeze ${layers.length - 1} at most`,
      },
    );
  return variables.filter((v) => v.trainable && !kept.has(layerOf(v)));
}

/** @param descent looking ahead, the rate of plain gradient descent in the place of the players' optimizers */
function playMove(builder: StepBuilder, game: Game, move: Move, data: DataShape, descent?: Schedule): void {
  // gradients of all updated players first, then the updates: an objective sees one state
  const wanted = move.updates.map((name) => {
    const player = playerOf(game, name, move.name);
    return { name, player, parameters: trainable(player).map((v) => v.name) };
  });
  const tensors = wanted.flatMap(({ name, parameters }) =>
    parameters.map((p) => builder.current.get(ownName(name, p))!),
  );
  const { gradients, kept } = inParts(builder, () => {
    const kept = new Map<string, Tensor>();
    const objective = move.objective(moveScope(builder, game, move, data, kept));
    return { gradients: gradientsOf(builder, objective, tensors, kept), kept };
  });
  let at = 0;
  for (const { name, player, parameters } of wanted) {
    const own = gradients.slice(at, at + parameters.length);
    if (builder.norms) builder.norms[normName(game, move, name)] = globalNorm(own);
    if (descent === undefined) update(builder, name, player.optimizer, parameters, own, `${name}/learningRate`);
    else update(builder, name, sgd({ learningRate: descent }), parameters, own, `${name}/aheadLearningRate`);
    at += parameters.length;
  }
  for (const [name, value] of kept) builder.set(name, value);
}

/** `gradientNorm/generator`; of a player with several moves `gradientNorm/discriminator.real`, after the move. */
function normName({ moves }: Game, move: Move, player: string): string {
  const isOnly = moves.filter(({ updates }) => updates.includes(player)).length === 1;
  const isNamed = move.name === player || move.name.startsWith(`${player}.`);
  return `gradientNorm/${isOnly ? player : isNamed ? move.name : `${player}.${move.name}`}`;
}

interface Learned {
  readonly gradients: readonly Tensor[];
  /** What a move leaves beside: statistics and other state. */
  readonly kept: ReadonlyMap<string, Tensor>;
}

/**
 * The means of what the parts of a batch give, each part computed when the one before it is done; of state that goes on from
 * part to part, what the last one leaves.
 */
function inParts(builder: StepBuilder, learn: () => Learned): Learned {
  const { of } = builder.part;
  if (of === 1 || builder.real) return learn();
  const parts: Learned[] = [];
  let sums: readonly Tensor[] = [];
  for (let index = 0; index < of; index++) {
    builder.part = { of, index, after: sums };
    const part = learn();
    parts.push(part);
    for (const [name, value] of part.kept) if (builder.inSequence.has(name)) builder.set(name, value);
    sums = index === 0 ? part.gradients : sums.map((g, i) => add(g, part.gradients[i]!));
  }
  builder.part = { of, index: 0, after: [] };
  const share = (t: Tensor) => mul(t, 1 / of);
  const mean = (name: string) => share(parts.map(({ kept }) => kept.get(name)!).reduce(add));
  const left = (name: string) => (builder.inSequence.has(name) ? parts.at(-1)!.kept.get(name)! : mean(name));
  return {
    gradients: sums.map(share),
    kept: new Map([...parts[0]!.kept.keys()].map((name) => [name, left(name)])),
  };
}

/** The gradients of an objective, those of its lazy terms added on their steps. */
function gradientsOf(
  builder: StepBuilder,
  objective: Objective,
  tensors: readonly Tensor[],
  kept: Map<string, Tensor>,
): readonly Tensor[] {
  if (objective instanceof Tensor) return grad(objective, tensors);
  const { loss, lazy } = objective;
  const weighted = (terms: readonly LazyTerm[]) => terms.map(({ weight, value }) => mul(weight, value)).reduce(add);
  const always = lazy.filter(({ every }) => every === 1);
  for (const { name, value, kept: own = {} } of always) {
    builder.report(name, value);
    for (const [state, next] of Object.entries(own)) kept.set(state, next);
  }
  let gradients: readonly Tensor[] = grad(always.length > 0 ? add(loss, weighted(always)) : loss, tensors);
  // looking ahead is a guess at D's next updates, most of which are without
  if (builder.real) return gradients;
  for (const every of new Set(lazy.map((term) => term.every).filter((n) => n > 1))) {
    const terms = lazy.filter((term) => term.every === every);
    const added = grad(mul(weighted(terms), every), tensors);
    const now = greater(builder.dial(`every/${every}`, { every }), 0.5);
    // on the other steps nothing of this is computed, and what is reported is the last value
    const states = terms.flatMap(({ kept: own = {} }) => Object.entries(own));
    const chosen = onlyIf(now, [...added, ...terms.map(({ value }) => value), ...states.map(([, next]) => next)]);
    gradients = gradients.map((g, i) => add(g, chosen[i]!));
    terms.forEach(({ name }, i) => {
      const last = builder.declare({ name: `${name}/last`, shape: [], initial: { type: 'constant', value: 0 } });
      const value = where(now, chosen[tensors.length + i]!, last);
      builder.report(name, value);
      kept.set(`${name}/last`, value);
    });
    states.forEach(([name], i) => {
      kept.set(name, where(now, chosen[tensors.length + terms.length + i]!, builder.current.get(name)!));
    });
  }
  return gradients;
}

/** The shape of what is asked for; a game that asks for what the data do not have is for other data. */
function shapeOf(data: DataShape, { domain, part }: Which): Shape {
  const source = domain === undefined ? data : data.domains?.[domain];
  if (!source)
    throw new DuelError('usage', 'gan/no-domain', `this game is played on two domains, and these data have one`, {
      fix: 'give the data of each: --domain-a DIR --domain-b DIR',
    });
  const shape = part === undefined ? source.shape : source.parts?.[part];
  if (shape) return shape;
  throw new DuelError('usage', 'gan/no-part', `this game is played on pairs, and these data have no '${part}'`, {
    fix: 'say what belongs to each picture, for example --pairs grey, or --input A --target B; see duel train --help',
  });
}

function playerOf(game: Game, name: string, where: string): Player {
  const player = game.players[name];
  if (player) return player;
  throw new DuelError('usage', 'gan/unknown-player', `there is no player '${name}'`, {
    where: `move '${where}'`,
    fix: `use one of ${Object.keys(game.players).join(', ')}`,
  });
}

/** What a batch is made of: so many batches, one after the other, and which portion of each. */
interface Rows {
  readonly batches: number;
  readonly portion?: Portion;
}
interface Portion {
  readonly of: number;
  readonly index: number;
}

/** A portion of each of so many batches that lie one after the other. */
function portionOf(whole: Tensor, batches: number, { of, index }: Portion): Tensor {
  const [each, size] = [whole.shape[0]! / batches, whole.shape[0]! / batches / of];
  const starts = Array.from({ length: batches }, (_, k) => k * each + index * size);
  return concat(
    starts.map((start) => slice(whole, [0], [start], [start + size])),
    0,
  );
}

function moveScope(
  builder: StepBuilder,
  game: Game,
  move: Move,
  data: DataShape,
  kept: Map<string, Tensor>,
  counts = new Map<string, number>(),
  rows: Rows = { batches: 1 },
): MoveScope {
  const unique = (name: string) => {
    const n = counts.get(name) ?? 0;
    counts.set(name, n + 1);
    return n === 0 ? name : `${name}.${n}`;
  };
  const noise = (name: string, kind: NoiseKind, shape: Shape) => {
    const parts = builder.part.of;
    const { batches, portion } = rows;
    const cut = batches > 1 && parts > 1 ? { cut: { batches, parts } } : {};
    const all = portion ? shape.map((n, axis) => (axis === 0 ? n * portion.of : n)) : shape;
    builder.noise.set(name, { name, kind, shape: builder.wholeShape(all), ...cut });
    const drawn = builder.batch(portNames.noise(name), all);
    return portion && all.length > 0 ? portionOf(drawn, rows.batches, portion) : drawn;
  };
  const port = (name: string, count: number, labels: boolean, { domain, part }: Which = {}) => {
    const shape = shapeOf(data, { domain, part });
    const key = portNames.examples(name, part);
    const known = builder.examples.get(key);
    builder.examples.set(key, {
      name,
      count: count * builder.part.of,
      shape,
      labels: labels || (known?.labels ?? false),
      ...(domain !== undefined && { domain }),
      ...(part !== undefined && { part }),
    });
    return builder.batch(key, [count, ...shape]);
  };
  const context = (name: string, options: PlayOptions = {}): NetworkContext => ({
    training: options.training ?? true,
    variable: (v) => (options.asFound ? builder.found(ownName(name, v)) : builder.current.get(ownName(name, v))!),
    // a player that the move does not update keeps its statistics too
    update: (v, value) => {
      if ((options.recorded ?? true) && move.updates.includes(name)) kept.set(ownName(name, v), value);
    },
    noise: (v, kind, shape) =>
      noise(options.noise === undefined ? unique(`${move.name}/${name}/${v}`) : `${options.noise}/${v}`, kind, shape),
  });
  return {
    exampleShape: data.shape,
    classCount: data.classCount,
    parts: builder.part.of,
    play: (name, x, options) => applyNetwork(playerOf(game, name, move.name).network, x, context(name, options)),
    playOutputs: (name, x, options) => applyOutputs(playerOf(game, name, move.name).network, x, context(name, options)),
    parameters: (name) =>
      Object.fromEntries(
        trainable(playerOf(game, name, move.name)).map((v) => [v.name, builder.current.get(ownName(name, v.name))!]),
      ),
    shapeOf: (which) => shapeOf(data, which),
    examples: (name, count, which) => port(name, count, false, which),
    labels: (name, count) => {
      port(name, count, true);
      return builder.batch(portNames.labels(name), [count], 'int32');
    },
    noise,
    joined: (count) => moveScope(builder, game, move, data, kept, counts, { ...rows, batches: count }),
    portions: (of) => {
      // the layers of each have the same random numbers to their names
      const counted = Array.from({ length: of }, (_, index) => (index === 0 ? counts : new Map(counts)));
      return counted.map((own, index) =>
        moveScope(builder, game, move, data, kept, own, { ...rows, portion: { of, index } }),
      );
    },
    dial: (name, value) => builder.dial(name, value),
    state: (name, shape, initial, { parts = 'mean' } = {}) => {
      if (parts === 'inSequence') builder.inSequence.add(name);
      return builder.declare({ name, shape, initial: { type: 'constant', value: initial } });
    },
    setState: (name, value) => {
      kept.set(name, value);
    },
    metric: (name, value) => builder.report(name, value),
    lookAhead: (moves, times, { learningRate } = {}) => {
      assertUpdates(moves.length * times * builder.part.of);
      const ahead = new StepBuilder(builder.part.of, builder);
      for (let i = 0; i < times; i++)
        for (const m of moves)
          playMove(ahead, game, { ...m, name: `${move.name}.ahead.${i}.${m.name}` }, data, learningRate);
      return moveScope(ahead, game, move, data, kept, counts);
    },
  };
}

function update(
  builder: StepBuilder,
  name: string,
  optimizer: Optimizer,
  parameters: readonly string[],
  gradients: readonly Tensor[],
  rateDial: string,
): void {
  // √ has no slope at 0, where a moment begins and where a dead weight's stays
  const smooth = (slot: Tensor) => (builder.real ? add(slot, 1e-20) : slot);
  const next = applyOptimizer(optimizer, {
    parameters: Object.fromEntries(parameters.map((p) => [p, builder.current.get(ownName(name, p))!])),
    gradients: Object.fromEntries(parameters.map((p, i) => [p, gradients[i]!])),
    learningRate: builder.dial(rateDial, optimizer.learningRate),
    dial: (what, schedule) => builder.dial(`${name}/${what}`, schedule),
    slot: (slot, shape, initial) =>
      smooth(builder.declare({ name: ownName(name, slot), shape, initial: { type: 'constant', value: initial } })),
    setSlot: (slot, value) => builder.set(ownName(name, slot), value),
  });
  for (const [p, value] of Object.entries(next)) builder.set(ownName(name, p), value);
}

function average(builder: StepBuilder, name: string, player: Player): void {
  const ema = player.ema!;
  const decay = builder.dial(`${name}/emaDecay`, typeof ema === 'number' ? { emaDecay: ema } : { halfLife: ema.steps });
  for (const { name: v } of trainable(player)) {
    const parameter = ownName(name, v);
    const averaged = emaUpdate(builder.current.get(emaName(parameter))!, builder.current.get(parameter)!, decay);
    builder.current.set(emaName(parameter), averaged);
  }
}
