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
import { type Engine, nextName, type Program } from '../../src/runtime/engine.ts';
import { gameOfTurn, type Turn } from './game.ts';
import { History } from './history.ts';
import { type Watched, watchedGame, watchedOf } from './watch.ts';

const shape: DataShape = { shape: [2], classCount: 0 };

/** A compiled step of one kind, with what feeds it. */
interface Step {
  readonly program: Program;
  readonly feeder: Feeder;
  /** The state that it takes and leaves, by name. */
  readonly state: readonly string[];
  /** Whether it takes several updates in one call. */
  readonly repeats: boolean;
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
  readonly #steps = new Map<Turn | 'watched', Promise<Step>>();
  readonly #changes: DialChange[] = [];
  #state: State;
  #history: History;

  constructor(engine: Engine, spec: GanSpec, dataset: Dataset, seed: number) {
    this.#engine = engine;
    this.#spec = spec;
    this.#dataset = dataset;
    this.#seed = seed;
    const { description } = buildStep(gameOfTurn(spec, 'both'), shape);
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
    const { program, feeder } = await this.#stepOf('watched');
    const feeds = await feeder.at(this.done);
    const results = await program.run({ ...this.#state, ...feeds });
    return watchedOf(this.#spec, this.done, this.#state, feeds, results);
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
    for (const step of this.#steps.values()) await (await step).program.close();
  }

  async #advance(turn: Turn, from: number, count: number): Promise<Metrics> {
    const step = await this.#stepOf(turn);
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
    const metric = named(portNames.metric(''));
    return Object.fromEntries(
      Object.entries(results)
        .filter(([name]) => name.startsWith(metric))
        .map(([name, { data }]) => [name.slice(metric.length), data.at(-1)!]),
    );
  }

  #stepOf(kind: Turn | 'watched'): Promise<Step> {
    let step = this.#steps.get(kind);
    if (!step) {
      step = kind === 'watched' ? this.#open(watchedGame(this.#spec), false) : this.#open(gameOfTurn(this.#spec, kind));
      this.#steps.set(kind, step);
    }
    return step;
  }

  async #open(game: Game, repeats = true): Promise<Step> {
    const { outputs, description } = buildStep(game, shape);
    const state = description.state.map(({ name }) => name);
    const model = compile(outputs, trainingPlan).bytes;
    // a loop runs on the CPU: on a GPU it would carry the state through the host each time
    const joined =
      repeats && this.#engine.device.kind === 'cpu'
        ? repeated(
            model,
            state.map((name) => ({ input: name, output: nextName(name) })),
          )
        : undefined;
    const options = {
      seed: this.#seed,
      totalSteps: 1,
      changes: this.#changes,
      draw: 'replacement',
      range: [-1, 1],
    } as const;
    return {
      program: await this.#engine.load(joined ?? model),
      feeder: new Feeder(description, this.#dataset, options),
      state,
      repeats: joined !== undefined,
    };
  }
}
