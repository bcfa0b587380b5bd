import type { Fans, Initializer, NoiseKind } from '../../nn/index.ts';
import { add, after, input, mul, type Shape, slice, stopGradient, type Tensor } from '../../tensor/index.ts';
import type { DialValue, Gate } from './dial.ts';

/** A tensor of the state, and how it begins. */
export interface StateEntry {
  readonly name: string;
  readonly shape: Shape;
  readonly initial:
    | { readonly type: 'initializer'; readonly initializer: Initializer; readonly fans?: Fans | undefined }
    | { readonly type: 'constant'; readonly value: number }
    | { readonly type: 'copy'; readonly of: string };
}

/** A batch of examples that a step is fed with. */
export interface ExamplesPort {
  readonly name: string;
  readonly count: number;
  readonly shape: Shape;
  readonly labels: boolean;
  /** The domain that they are drawn from. Absent: the only one. */
  readonly domain?: string | undefined;
  /** The part of them that is wanted; those of the same name are of the same examples. Absent: the main one. */
  readonly part?: string | undefined;
}
export interface NoisePort {
  readonly name: string;
  readonly kind: NoiseKind;
  readonly shape: Shape;
  /** Where it is for several batches that are joined in each part of the whole: how many of each there are. */
  readonly cut?: { readonly batches: number; readonly parts: number } | undefined;
}
export interface DialPort {
  readonly name: string;
  readonly value: DialValue | Gate;
}

/** All that is needed to feed a compiled step: plain JSON, kept beside it. */
export interface StepDescription {
  readonly batch: number;
  readonly state: readonly StateEntry[];
  readonly examples: readonly ExamplesPort[];
  readonly noise: readonly NoisePort[];
  readonly dials: readonly DialPort[];
  readonly metrics: readonly string[];
}

export interface StepGraph {
  /** `next/…` for every state tensor, `metric/…` for every metric. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly description: StepDescription;
}

/** Names of a compiled step's inputs and outputs. */
export const portNames = {
  next: (state: string) => `next/${state}`,
  metric: (name: string) => `metric/${name}`,
  examples: (name: string, part?: string) => (part === undefined ? `data/${name}` : `data/${name}.${part}`),
  labels: (name: string) => `data/${name}.labels`,
  noise: (name: string) => `noise/${name}`,
  dial: (name: string) => `dial/${name}`,
} as const;

/** The name in the state of what belongs to a player: 'generator/dense/kernel', 'generator.adam.d1'. */
export const ownName = (player: string, name: string) => (name.startsWith('.') ? player + name : `${player}/${name}`);

/** The average of a parameter that a player with `ema` keeps. */
export const emaName = (parameter: string): string => `${parameter}.ema`;

/** What a step's graph is built from: its inputs, its state as the moves leave it, and what it reports. */
export class StepBuilder {
  readonly state: Map<string, StateEntry>;
  readonly current: Map<string, Tensor>;
  readonly examples: Map<string, ExamplesPort>;
  readonly noise: Map<string, NoisePort>;
  readonly dials: Map<string, DialPort>;
  readonly metrics: Record<string, Tensor> = {};
  /** Where they are reported: the lengths of the moves' gradients. */
  norms: Record<string, Tensor> | undefined;
  /** State that goes on from one part of a batch to the next. */
  readonly inSequence: Set<string>;
  /** Into how many parts every batch is cut, which of them is at hand, and what is to be done before it. */
  part: { readonly of: number; readonly index: number; readonly after: readonly Tensor[] };
  readonly #inputs: Map<string, Tensor>;
  /** Where this one looks ahead: the builder of the real step. */
  readonly real: StepBuilder | undefined;

  constructor(parts: number, real?: StepBuilder) {
    this.real = real;
    this.part = real?.part ?? { of: parts, index: 0, after: [] };
    this.state = real?.state ?? new Map();
    this.examples = real?.examples ?? new Map();
    this.noise = real?.noise ?? new Map();
    this.dials = real?.dials ?? new Map();
    this.inSequence = real?.inSequence ?? new Set();
    this.#inputs = real ? real.#inputs : new Map();
    this.current = new Map(real?.current);
  }

  /** The graph input of that name, made once. */
  input(name: string, shape: Shape, dtype?: 'int32'): Tensor {
    const known = this.#inputs.get(name);
    if (known) return known;
    const fresh = input(name, shape, dtype);
    this.#inputs.set(name, fresh);
    return fresh;
  }

  /** The part at hand of an input whose first axis goes over the batch; `shape` is that of the part. */
  batch(name: string, shape: Shape, dtype?: 'int32'): Tensor {
    const whole = this.input(name, this.wholeShape(shape), dtype);
    const { of, index, after: earlier } = this.part;
    if (of === 1 || shape.length === 0) return whole;
    const part = slice(whole, [0], [index * shape[0]!], [(index + 1) * shape[0]!]);
    return earlier.length > 0 ? after(part, earlier) : part;
  }

  /** The shape of a batch whose parts have the given one. */
  wholeShape([count, ...rest]: Shape): Shape {
    return count === undefined ? [] : [count * this.part.of, ...rest];
  }

  /** A value that is reported: the mean over the parts. */
  report(name: string, value: Tensor): void {
    const { of, index } = this.part;
    const share = of === 1 ? value : mul(value, 1 / of);
    this.metrics[name] = index === 0 || !this.metrics[name] ? share : add(this.metrics[name], share);
  }

  declare(entry: StateEntry): Tensor {
    const known = this.current.get(entry.name);
    if (known) return known;
    this.state.set(entry.name, entry);
    const t = this.real?.declare(entry) ?? this.input(entry.name, entry.shape);
    this.current.set(entry.name, t);
    return t;
  }

  /** A tensor of the state as the step found it. */
  found(name: string): Tensor {
    return this.input(name, this.state.get(name)!.shape);
  }

  /** What a move leaves is a value for the moves after it: gradients flow to what it was made from only in looking ahead. */
  set(name: string, value: Tensor): void {
    this.current.set(name, this.real ? value : stopGradient(value));
  }

  dial(name: string, value: DialPort['value']): Tensor {
    if (!this.dials.has(name)) this.dials.set(name, { name, value });
    return this.input(portNames.dial(name), []);
  }
}
