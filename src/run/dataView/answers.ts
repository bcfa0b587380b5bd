import type { DataReport } from '../../data/index.ts';
import type { Augment } from '../../gan/index.ts';

/** What is said of data that are looked at before a training: plain JSON. What is asked is in `query.ts`. */

/** The answer to each query. */
export interface DataAnswers {
  readonly open: DataFacts;
  readonly heldOut: HeldOutFacts;
  readonly examples: ExamplePage;
  readonly augmented: ExamplePage;
  readonly statistics: DataStatistics;
  readonly check: DataReport;
}

/** What one example is. */
export type DataForm = 'pictures' | 'points' | 'series' | 'rows';

export interface DataFacts {
  readonly name: string;
  /** A data set's name or an absolute path. */
  readonly source: string;
  readonly form: DataForm;
  readonly shape: readonly number[];
  /** What the generator is to make: the ends of the data's scale. */
  readonly range: readonly [number, number];
  readonly count: number;
  /** Whether they are drawn by formula, without end: `count` is what is called an epoch. */
  readonly isDrawn: boolean;
  readonly classes: readonly string[];
  /** Shapes of the parts of pairs, the input first. */
  readonly parts: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly domains: readonly { readonly name: string; readonly source: string; readonly count: number }[];
  /** Names of columns, or of the channels of series. */
  readonly columns: readonly string[];
  readonly found: readonly string[];
  readonly warnings: readonly string[];
  /** How they are read, by the names of the command line: `resolution: '64'`. */
  readonly reading: Readonly<Record<string, string>>;
  /** What the configuration shows the discriminator instead of the examples themselves. */
  readonly augment: Augment | null;
  /** Why the training that was asked for cannot be on these data. */
  readonly misfit?: {
    readonly message: string;
    readonly where?: string | undefined;
    readonly fix?: string | undefined;
  };
}

export interface HeldOutFacts {
  /** Examples that are not learnt from; 0: there are none. */
  readonly count: number;
  /** Why there are none, where there should be some. */
  readonly why?: string | undefined;
}

/** One example as a page shows it, or one of what becomes of it. */
export interface ExampleView {
  /** Pictures as PNG in base64, those of pairs in the order of the parts. */
  readonly pictures?: readonly string[];
  /** Numbers in the data's own units: of a point x and y, of a row its columns, of a series step by step. */
  readonly values?: readonly number[];
}

export interface Example extends ExampleView {
  readonly index: number;
  /** -1: none. */
  readonly label: number;
  /** What becomes of it when it is drawn. */
  readonly draws: readonly ExampleView[];
}

export interface ExamplePage {
  /** Examples that there are to choose from, and how many of them make a page. */
  readonly of: number;
  /** False: there may be more, which nobody has looked for yet. */
  readonly isAll: boolean;
  readonly n: number;
  /** One for each domain, else one. */
  readonly groups: readonly { readonly domain?: string; readonly examples: readonly Example[] }[];
}

/** What the values of a column or a channel are. */
export interface ValueStatistics {
  readonly name: string;
  readonly kind: 'one value' | 'two values' | 'whole numbers' | 'numbers';
  readonly least: number;
  readonly greatest: number;
  readonly mean: number;
  readonly deviation: number;
  /** How many values lie in each of as many equal parts from the least to the greatest. */
  readonly bins: readonly number[];
}

export interface DataStatistics {
  /** Examples that were looked at, and how many there are. */
  readonly looked: number;
  readonly of: number;
  readonly classCounts: readonly number[];
  /** Of each domain, else of all. */
  readonly groups: readonly { readonly domain?: string; readonly values: readonly ValueStatistics[] }[];
}

/** What is said while an answer is worked at. */
export interface DataProgressLine {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}
