import { evaluate, type NDArray, ndarray, sizeOf } from '../../tensor/index.ts';
import type { Game } from '../game.ts';
import { initialState } from '../training/initialState.ts';
import { dialAt } from './dial.ts';
import { buildStep } from './step.ts';
import { portNames, type StepGraph } from './stepBuilder.ts';

export type Arrays = Record<string, NDArray>;

/** Plays a game in float64 on the operators' plain evaluations. Examples and random numbers are 0 unless given. */
export class Played {
  readonly step: StepGraph;
  state: Arrays;
  metrics: Record<string, number> = {};
  #done = 0;

  constructor(game: Game, data: { shape: readonly number[]; classCount?: number } = { shape: [1] }) {
    this.step = buildStep(game, { classCount: 0, ...data });
    this.state = Object.fromEntries(
      Object.entries(initialState(this.step.description, 1)).map(([n, t]) => [n, ndarray(t.shape, t.data)]),
    );
  }

  /** One step; `feeds` by the names of the step's inputs. */
  next(feeds: Readonly<Record<string, readonly number[]>> = {}): void {
    const { description, outputs } = this.step;
    const all: Arrays = { ...this.state };
    const fed = (name: string, shape: readonly number[]) => {
      all[name] = ndarray(shape, feeds[name] ?? new Float64Array(sizeOf(shape)));
    };
    for (const { name, part, count, shape, labels } of description.examples) {
      fed(portNames.examples(name, part), [count, ...shape]);
      if (labels) fed(portNames.labels(name), [count]);
    }
    for (const { name, shape } of description.noise) fed(portNames.noise(name), shape);
    for (const dial of description.dials)
      all[portNames.dial(dial.name)] = ndarray([], [dialAt(dial.value, this.#done, 1000)]);
    const names = Object.keys(outputs);
    const values = evaluate(Object.values(outputs), all);
    const value = (name: string) => values[names.indexOf(name)]!;
    this.metrics = Object.fromEntries(description.metrics.map((m) => [m, value(portNames.metric(m)).data[0]!]));
    this.state = Object.fromEntries(description.state.map(({ name }) => [name, value(portNames.next(name))]));
    this.#done++;
  }

  /** The first number of a tensor of the state. */
  at(name: string): number {
    return this.state[name]!.data[0]!;
  }
}
