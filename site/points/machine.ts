import { compile, trainingPlan } from '../../src/compile/compile.ts';
import { repeated, repeatedName } from '../../src/compile/repeat.ts';
import type { Dataset } from '../../src/data/embedded.ts';
import {
  buildStep,
  type DataShape,
  type DialChange,
  Feeder,
  type Game,
  type GanSpec,
  initialState,
  type Metrics,
  portNames,
  type State,
} from '../../src/gan/index.ts';
import { type Arrays, type Engine, nextName, type Program, type StatefulProgram } from '../../src/runtime/engine.ts';
import { gameOfTurn, type Turn } from './game.ts';
import { History } from './history.ts';
import type { Paid } from './settings.ts';
import { type Watched, watchedGame, watchedOf } from './watch.ts';

/** A compiled step of one kind, with what feeds it. */
interface Step {
  readonly program: Program;
  readonly feeder: Feeder;
  /** The state that it takes and leaves, by name. */
  readonly state: readonly string[];
  /** Whether it takes several updates in one call. */
  readonly repeats: boolean;
}

/** A step on a GPU, whose state stays there; what it is, as far as that is known here. */
interface HeldStep extends Pick<Step, 'feeder' | 'state'> {
  readonly held: StatefulProgram;
  holds: State;
}

/** What both networks are told beside a point or its latents: one of so many classes, or half of a point. */
export interface Telling {
  readonly classes?: number;
  readonly paid?: Paid | undefined;
}

/**
 * A GAN in training, as a value that moves on: `(state, examples, noise, dials) → next state`, by the step that Duel compiles
 * for `duel train`. What an update is fed with follows from the seed and its number alone, whatever kind it is of.
 */
export class Machine {
  readonly #engine: Engine;
  readonly #spec: GanSpec;
  readonly #dataset: Dataset;
  readonly #seed: number;
  readonly #shape: DataShape;
  readonly #paid: Paid | undefined;
  readonly #steps = new Map<Turn | 'watched', Promise<Step | HeldStep>>();
  readonly #changes: DialChange[] = [];
  #state: State;
  #history: History;

  constructor(engine: Engine, spec: GanSpec, dataset: Dataset, seed: number, { classes = 0, paid }: Telling = {}) {
    this.#engine = engine;
    this.#spec = spec;
    this.#dataset = dataset;
    this.#seed = seed;
    this.#shape = { shape: [2], classCount: classes };
    this.#paid = paid;
    const { description } = buildStep(gameOfTurn(spec, 'both', paid), this.#shape);
    this.#state = initialState(description, seed);
    this.#history = new History(this.#state);
  }

  get state(): State {
    return this.#state;
  }

  /** Updates done so far. */
  get done(): number {
    return this.#history.length;
  }

  /** What dials stand at from the next update on. */
  turnDials(values: DialChange['values']): void {
    const last = this.#changes.at(-1);
    if (last && JSON.stringify(last.values) === JSON.stringify(values)) return;
    if (last?.step === this.done) this.#changes.pop();
    this.#changes.push({ step: this.done, values });
  }

  /** Makes `count` updates of a kind, and returns what the last reports. */
  async play(turn: Turn, count: number): Promise<Metrics> {
    const metrics = await this.#advance(turn, this.done, count);
    this.#history.add(turn, count, this.#state);
    return metrics;
  }

  /** Looks at the step of both that comes next, and makes none. */
  async watch(): Promise<Watched> {
    const { program, feeder } = (await this.#stepOf('watched')) as Step;
    const feeds = await feeder.at(this.done);
    const results = await program.run({ ...this.#state, ...feeds });
    return watchedOf(this.#spec, this.done, this.#state, feeds, results, this.#paid !== undefined);
  }

  /** Goes back `count` updates, as far as the first. */
  async undo(count: number): Promise<void> {
    const to = Math.max(0, this.done - count);
    const { from, state, again } = this.#history.back(to);
    this.#state = state;
    let at = from;
    for (const { turn, count } of again) {
      for (let left = count; left > 0; ) {
        const some = Math.min(left, 64);
        await this.#advance(turn, at, some);
        this.#history.add(turn, some, this.#state);
        at += some;
        left -= some;
      }
    }
    while (this.#changes.length > 0 && this.#changes.at(-1)!.step > to) this.#changes.pop();
  }

  async close(): Promise<void> {
    for (const opened of this.#steps.values()) {
      const step = await opened;
      await ('held' in step ? step.held : step.program).close();
    }
  }

  async #advance(turn: Turn, from: number, count: number): Promise<Metrics> {
    const step = await this.#stepOf(turn);
    if ('held' in step) return this.#hold(step, from, count);
    if (step.repeats) return this.#call(step, await step.feeder.several(from, count));
    let metrics: Metrics = {};
    for (let k = 0; k < count; k++) metrics = await this.#call(step, await step.feeder.at(from + k));
    return metrics;
  }

  async #call({ program, state, repeats }: Step, feeds: State | Awaited<ReturnType<Feeder['at']>>): Promise<Metrics> {
    const named = (name: string) => (repeats ? repeatedName(name) : name);
    const inputs = [...state.map((n) => [n, this.#state[n]!] as const), ...Object.entries(feeds)];
    const results = await program.run(Object.fromEntries(inputs.map(([n, v]) => [named(n), v])));
    const next = state.map((n) => [n, results[named(nextName(n))] as State[string]] as const);
    this.#state = { ...this.#state, ...Object.fromEntries(next) };
    return metricsIn(results, named(portNames.metric('')));
  }

  /** Updates whose state is brought home once, after all of them. */
  async #hold(step: HeldStep, from: number, count: number): Promise<Metrics> {
    const { held, feeder, state } = step;
    if (step.holds !== this.#state) await held.writeState(copied(this.#state, state));
    let results: Arrays = {};
    for (let k = 0; k < count; k++) results = await held.step(await feeder.at(from + k));
    this.#state = { ...this.#state, ...((await held.readState()) as State) };
    step.holds = this.#state;
    return metricsIn(results, portNames.metric(''));
  }

  #stepOf(kind: Turn | 'watched'): Promise<Step | HeldStep> {
    let step = this.#steps.get(kind);
    if (!step) {
      step =
        kind === 'watched'
          ? this.#open(watchedGame(this.#spec, this.#paid), false)
          : this.#open(gameOfTurn(this.#spec, kind, this.#paid));
      this.#steps.set(kind, step);
    }
    return step;
  }

  async #open(game: Game, repeats = true): Promise<Step | HeldStep> {
    const { outputs, description } = buildStep(game, this.#shape);
    const state = description.state.map(({ name }) => name);
    const model = compile(outputs, trainingPlan).bytes;
    const options = {
      seed: this.#seed,
      totalSteps: 1,
      changes: this.#changes,
      draw: 'replacement',
      range: [-1, 1],
    } as const;
    const feeder = new Feeder(description, this.#dataset, options);
    // a loop runs on the CPU: on a GPU it would carry the state through the host each time
    if (repeats && this.#engine.device.kind !== 'cpu') {
      const holds = this.#state;
      return { held: await this.#engine.loadStateful(model, copied(holds, state)), holds, feeder, state };
    }
    const carried = state.map((name) => ({ input: name, output: nextName(name) }));
    const joined = repeats ? repeated(model, carried) : undefined;
    return {
      program: await this.#engine.load(joined ?? model),
      feeder,
      state,
      repeats: joined !== undefined,
    };
  }
}

/** The last number of each metric. */
const metricsIn = (results: Arrays, prefix: string): Metrics =>
  Object.fromEntries(
    Object.entries(results)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, { data }]) => [name.slice(prefix.length), data.at(-1)!]),
  );

/** Tensors of a state that may be given away. */
const copied = (state: State, names: readonly string[]): State =>
  Object.fromEntries(names.map((name) => [name, { shape: state[name]!.shape, data: state[name]!.data.slice() }]));
