/** What the studio's server and its page say to each other, as JSON. */
import type { PresetListing } from '../library/presets.ts';
import type { Field } from '../run/config/fields.ts';
import type { DataProgressLine } from '../run/dataView/answers.ts';
import type { NearestExamples } from '../run/evaluation/nearestExamples.ts';

export type { Field as SettingField } from '../run/config/fields.ts';
export type * from '../run/dataView/answers.ts';
export type { DataQuery } from '../run/dataView/query.ts';
export type { Dial as DialCard } from '../run/training/turnable.ts';

/** How a run stands, for a list. */
export interface RunCard {
  /** Its folder's name, `003-mnist-dcgan`. */
  readonly id: string;
  readonly status: string;
  readonly step: number | null;
  readonly steps: number | null;
  readonly device: string | null;
  readonly created: string | null;
  readonly updated: string | null;
  /** Steps of its newest picture, and how many there are. */
  readonly picture: number | null;
  readonly pictures: number;
  /** Step of its newest checkpoint, which comes after its picture. */
  readonly checkpoint: number | null;
  /** Bytes that the process which trains it holds; null where none does, or nothing tells. */
  readonly memory: number | null;
  /** A word that is another one where its details are others. */
  readonly mark: string;
  /** What a person has filed it under. */
  readonly tags: readonly string[];
  /** What its best checkpoint has, where checkpoints are compared. */
  readonly best: { readonly name: string; readonly value: number; readonly step: number } | null;
  /** Why it cannot be read. */
  readonly problem?: string | undefined;
}

/** A finding of the doctor's. */
export interface Finding {
  readonly title: string;
  readonly about: string;
  readonly signs: readonly {
    readonly what: string;
    readonly value: number | null;
    readonly limit: number;
    readonly side: 'above' | 'below';
    readonly isThere: boolean;
  }[];
  readonly remedies: readonly { readonly what: string; readonly command: string }[];
}

/** All about a run but how it stands and its curves. */
export interface RunDetails {
  /** Its configuration as it holds now, as JSON. */
  readonly config: unknown;
  /** Steps of its pictures, in order. */
  readonly pictures: readonly number[];
  readonly checkpoints: readonly number[];
  readonly best: number | null;
  /** Whether its pictures are of averaged weights. */
  readonly isAveraged: boolean;
  /** Its networks that make samples of latents. */
  readonly makers: readonly string[];
  /** Those that make pictures from pictures, one for each direction. */
  readonly translators: readonly string[];
  readonly results: readonly Result[];
  /** What was told of it, the newest last, but for reports and checkpoints: at most fifty lines of events.jsonl. */
  readonly events: readonly RunLine[];
  readonly doctor: { readonly step: number; readonly findings: readonly Finding[] } | null;
}

export interface RunLine {
  readonly type: string;
  readonly step: number;
  readonly [key: string]: unknown;
}

/** Curves, column by column; a value that was not finite is null. */
export interface Curves {
  readonly steps: readonly number[];
  /** They are of steps 1, 1 + every, 1 + 2 every, …, and of the last. */
  readonly every: number;
  readonly metrics: Readonly<Record<string, readonly (number | null)[]>>;
}

/** A number that a metric gave at some steps, all measured alike. */
export interface Result {
  /** Equal in all runs for the same number measured in the same way. */
  readonly key: string;
  readonly name: string;
  /** How it was measured, in words. */
  readonly about: string;
  readonly better: 'lower' | 'higher';
  readonly values: readonly { readonly step: number; readonly value: number }[];
}

/** What the server tells by itself. */
export type Message =
  | { readonly type: 'all'; readonly runs: readonly RunCard[] }
  | { readonly type: 'run'; readonly run: RunCard }
  | { readonly type: 'gone'; readonly id: string };

/** What a failed request answers with. */
export interface Refusal {
  readonly error: string;
  readonly fix?: string | undefined;
}

/** What a training can be begun with. */
export interface Choices {
  readonly presets: readonly PresetListing[];
  readonly datasets: readonly {
    readonly name: string;
    readonly title: string;
    readonly isHere: boolean;
    readonly needs: string;
  }[];
}

/** What was found in data, file by file; the first of what is wrong. */
export interface DataFound {
  readonly kind: string;
  readonly files: number;
  readonly good: number;
  readonly passedOver: number;
  readonly bad: readonly { readonly file: string; readonly problem: string; readonly fix?: string }[];
  readonly badCount: number;
  readonly classes: readonly string[];
  readonly classSizes: readonly number[];
  readonly twins?: readonly { readonly file: string; readonly of: string }[];
  readonly twinCount?: number;
  readonly found: readonly string[];
  readonly warnings: readonly string[];
  readonly sizes: Readonly<Record<string, number>>;
}

/** What a training would be. */
export interface Checked {
  /** What stands where nothing is said. */
  readonly usual: {
    readonly steps: number;
    readonly seed: number;
    readonly snapshotEvery: number;
    readonly name: string;
    readonly batch?: number | undefined;
  };
  readonly fields: readonly Field[];
  readonly networks: readonly { readonly player: string; readonly parameters: number }[];
  readonly warnings: readonly string[];
  readonly data?: DataFound;
}

/** A run that trains now. */
export interface Begun {
  readonly id: string;
}

/** What is wrong with a training that is to begin, and in which field: an option's name, or `set:` and a path. */
export interface StartRefusal extends Refusal {
  readonly where?: string | undefined;
  readonly field?: string | undefined;
  /** All that was found in the data, where these are what is wrong. */
  readonly data?: DataFound | undefined;
}

/** A line of the answer to `POST /api/data`: how far it is, and at last what was asked for, or why not. */
export interface DataLine {
  readonly progress?: DataProgressLine;
  readonly answer?: unknown;
  readonly refusal?: StartRefusal;
}

/** The training pictures nearest to a sample, as data addresses. */
export interface Nearest extends Omit<NearestExamples, 'examples'> {
  readonly examples: readonly { readonly distance: number; readonly picture: string }[];
}

/** A direction of a network's latents that a person has named. */
export interface NamedDirection {
  readonly player: string;
  readonly name: string;
  readonly vector: readonly number[];
}

/** The header with the word that commands need, which only the page has that this machine's user opened. */
export const tokenHeader = 'x-duel-token';
