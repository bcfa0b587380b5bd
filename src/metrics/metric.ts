import type { KnownModes } from '../data/drawn/modes.ts';
import type { Products } from './linear/products.ts';
import type { Rows } from './linear/rows.ts';

/** An array `[n, …]`. */
export interface Batch {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Samples, and what the generator was asked for: a class for each, where it is told any. */
export interface Samples extends Batch {
  readonly asked?: readonly number[] | undefined;
}

/** What a generator can be asked for: a class of the data, or a value of a code whose meaning it has found by itself. */
export interface Asked {
  readonly kind: 'class' | 'code';
  /** How many of them there are. */
  readonly count: number;
}

/** Between what shorter ways are gone: latents, or what a mapping network makes of them. */
export type PathSpace = 'z' | 'w';

/** What is known of the data that samples should look like. */
export interface DataFacts {
  /** Name of the data set, or where it lies. */
  readonly source: string;
  /** Of one sample. */
  readonly shape: readonly number[];
  /** Of the values of pictures: what black and white are. */
  readonly range: readonly [number, number];
  /** Whether examples are drawn by formula, ever new ones, so that none could be copied. */
  readonly isDrawn: boolean;
  /** Names of the classes; empty where there are none. */
  readonly classes: readonly string[];
  readonly modes?: KnownModes | undefined;
  /** Absent where the generator can be asked for nothing. */
  readonly asked?: Asked | undefined;
  /** What the samples are made of, where a generator makes them. */
  readonly spaces?: readonly PathSpace[] | undefined;
}

/** A classifier that reads images for a metric. */
export interface Judge {
  /** Of one image: `[h, w, c]`. */
  readonly shape: readonly number[];
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** Class probabilities `[n, classes]`, row by row, of images `[n, h, w, c]`. */
  read(images: Batch): Promise<Float32Array>;
}

/** A network whose inner values stand for pictures, in metrics that compare sets of them. */
export interface Extractor {
  /** Of one image: `[h, w, c]`. */
  readonly shape: readonly number[];
  /** Features `[n, width]` of images `[n, h, w, c]`. */
  features(images: Batch): Promise<Rows>;
}

/** Pictures, and the class of each; -1 where it has none. */
export interface Labelled extends Batch {
  readonly labels: Int32Array;
}

/** What a classifier learns from that is trained as a judge is, on samples in the place of real examples. */
export interface Lesson {
  /** Steps that it is trained for: as many as a judge of the data. */
  readonly steps: number;
  /** @param classes of the pictures, one of each */
  add(pictures: Batch, classes: readonly number[]): void;
  /** Trains it on all that was added. */
  learn(): Promise<Judge>;
}

/** Real examples beside which samples are held. */
export interface Reals {
  /** As many as there are samples, or all. */
  readonly n: number;
  /** The examples, or the first n of them, batch by batch. */
  batches(n?: number): AsyncIterable<Batch>;
  /** Their features. */
  features(): Promise<Rows>;
  /**
   * Features of two sets of them that share none, each of as many examples as there are, or of half of them where the data
   * have no more: what two samples of one distribution differ by.
   */
  others(): Promise<readonly [Rows, Rows]>;
  /**
   * Numbers that follow from these examples alone, or from those of `others`, by a name that says what they are: computed
   * once, and kept from one measurement to the next.
   */
  once(name: string, compute: () => Promise<readonly number[]>): Promise<readonly number[]>;
  /** The classes of the examples whose `features` are given; -1 where the data have none. */
  labels(): Promise<Int32Array>;
  /** Those of both sets of `others`. */
  otherLabels(): Promise<readonly [Int32Array, Int32Array]>;
  /** Features of all that is learned from, of 60,000 examples at most. */
  training(): Promise<Rows>;
  /** The pictures of some of these, by their places. */
  trainingExamples(places: readonly number[]): Promise<Batch>;
  /** Examples that are held out from learning, all of them; none where none are. */
  newExamples(): AsyncIterable<Labelled>;
  /** Features of examples that are held out from learning; undefined where none are. */
  heldOut(): Promise<Rows | undefined>;
}

/** What measuring takes, and what it gives. */
export interface Demand {
  /** Samples that are customary. */
  readonly n: number;
  /** Names of the numbers that it gives: what can be required of a run. */
  readonly values: readonly string[];
  /** The classifier that it needs, if one. */
  readonly judge?: {
    readonly shape: readonly number[];
    readonly classes: readonly string[];
    /** The data set that it should have learned from. */
    readonly source: string;
  };
  /** Whether it compares samples with real examples. */
  readonly reals?: true;
  /** Whether it compares features. */
  readonly features?: true;
  /**
   * Ends of short steps are measured in the place of samples, two for each of `n`, one after the other: on ways between two
   * latents, of that share of their length.
   */
  readonly steps?: { readonly space: PathSpace; readonly epsilon: number };
  /** Whether a classifier is trained on the samples. */
  readonly lesson?: true;
  /** Whether its lists of numbers have one for each class of the data. */
  readonly byClass?: true;
  /** Whether it needs examples that were not learned from. */
  readonly heldOut?: true;
}

/** What a measurement is given beside the samples: what the metric demanded, and no more. */
export interface Means {
  readonly judge?: Judge | undefined;
  readonly extractor?: Extractor | undefined;
  readonly reals?: Reals | undefined;
  readonly lesson?: Lesson | undefined;
  /** Of matrices, on the device. Default: plain JavaScript. */
  readonly products?: Products | undefined;
}

/** What a metric gives: numbers, and lists of numbers beside them. NaN where a number means nothing. */
export type Values = Readonly<Record<string, number | readonly number[]>>;

/** A sample, and the examples nearest to it that were learned from, the nearest first. */
export interface Neighbours {
  /** Its place among the samples. */
  readonly sample: number;
  /** Places among the examples whose features `Reals.training` gives. */
  readonly examples: readonly number[];
  /** How far they are, by their features. */
  readonly distances: readonly number[];
}

/** A measurement under way: samples come batch by batch, so that they need not fit into memory. */
export interface Tally<V extends Values | Promise<Values> = Values | Promise<Values>> {
  add(samples: Samples): void | Promise<void>;
  result(): V;
  /** Samples that are worth being looked at beside what was learned from; once there is a result. */
  neighbours?(): readonly Neighbours[];
}

/** A judgement of samples. */
export interface Metric {
  readonly name: string;
  /** One line for lists. */
  readonly title: string;
  /** The data on which it means something, in words. */
  readonly on: string;
  /** Measured only where it is named, since it takes minutes or more. */
  readonly onRequest?: true;
  /** What measuring takes on these data; undefined where it means nothing. */
  demand(data: DataFacts): Demand | undefined;
  /** Of its numbers those by which one generator is better than another, and in which direction. */
  readonly better: Readonly<Record<string, 'lower' | 'higher'>>;
  /** Begins a measurement. */
  begin(data: DataFacts, means: Means): Tally;
  /**
   * The values for people: what it is, and how much.
   *
   * @param classes names of the classes, where the metric's lists have a number for each
   */
  show(values: Values, classes?: readonly string[]): readonly (readonly [string, string])[];
}

/** A metric, checked by its type. */
export const defineMetric = (metric: Metric): Metric => metric;

export const percent = (share: number): string => (Number.isNaN(share) ? '-' : `${(100 * share).toFixed(1)} %`);
/** Three digits that count. */
export const short = (value: number): string => (Number.isNaN(value) ? '-' : String(Number(value.toPrecision(3))));
export const decimal = (value: number): string => (Number.isNaN(value) ? '-' : value.toFixed(3));
