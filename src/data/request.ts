import * as kinds from '../options/kinds.ts';
import type { Layout } from './arrays/layouts.ts';
import type { Dataset } from './dataset.ts';
import type { KnownModes } from './drawn/modes.ts';
import type { Pairs } from './pairs/pairs.ts';
import type { KeptWhite } from './pictures/white.ts';
import type { Reading } from './reading.ts';
import type { Resolution } from './resolution.ts';
import type { Scaling } from './scaling.ts';

/** Which data, and in which form: plain JSON, kept in a run's configuration. */
export interface DataRequest {
  /** A registered name (`mnist`, `digits`, …) or a path; relative paths start from the current folder. */
  source: string;
  /** Size of pictures in pixels. Default: as they are, where all are of one size of 2^20 pixels at most. */
  resolution?: Resolution;
  /** How a picture of other proportions gets these: centre crop, black bars, or stretching. Default `crop`. */
  fit?: 'crop' | 'pad' | 'stretch';
  /** 1: grey, 3: RGB. Default: grey where all images are grey. Arrays of other numbers, or of other channels, keep theirs. */
  channels?: 1 | 3;
  /** Default `train`. */
  split?: 'train' | 'test';
  /** The rules by which a path is read. Default: the newest. */
  reading?: Reading;
  /** Which axis of an array is which. Default: by its number of axes and its type. */
  layout?: Layout;
  /** How the values of arrays and tables are scaled. Default: by what they are. */
  scaling?: Scaling;
  /** What is white in pictures of 16 bits. Default: the end of a `scaling` from 0, else by the greatest value of all. */
  white?: KeptWhite;
  /** How an input belongs to each picture, which is then the target. Default: pictures stand alone. */
  pairs?: Pairs;
  /** Pictures of the size of `resolution` are cut to this one, at random in a training. Default: they are not cut. */
  crop?: Resolution;
  /** Half of the examples, drawn in a training, are mirrored left to right. Default false. */
  flip?: boolean;
  /** What the classes are, where not those of the data: `rotation`, by how much each picture was turned; see `rotated`. */
  labels?: 'rotation';
  /** The sources of several domains, by their names; `source` is then that of the first. */
  domains?: Readonly<Record<string, string>>;
  /**
   * The share of a source that is its test split where it has none of its own, and no pictures for validation either.
   * Which examples these are follows from their names, or from their indices where they have none. Default 0: none.
   */
  holdOut?: number;
  /** Columns of a table, by their names. Default: all that hold numbers. */
  columns?: readonly string[];
  /** False: a table's first line is a row, whatever it looks like. */
  header?: boolean;
  /** Of sources drawn by formula. Default 0. */
  seed?: number;
}

/** Where data are looked for and kept, and who wants to know how far it got; not part of a run's configuration. */
export interface DataContext {
  /** Folder with data sets as their publishers ship them. Default: the environment's `DUEL_DATA`. */
  dataFolder?: string;
  /** Default: the environment's `DUEL_CACHE`, else `$XDG_CACHE_HOME/duel` or `~/.cache/duel`. */
  cacheFolder?: string;
  /** What it throws, or what a promise that it returns rejects with, ends the reading and is thrown. */
  onProgress?: (progress: DataProgress) => unknown;
  signal?: AbortSignal;
}

export const dataContextKinds: kinds.OptionKinds<DataContext> = {
  dataFolder: kinds.text,
  cacheFolder: kinds.text,
  onProgress: kinds.callback,
  signal: kinds.signal,
};

export interface DataProgress {
  /** `decode`, `check` or `read` (counted in examples), `checksums` or `download` (in bytes). */
  stage: string;
  done: number;
  total: number;
}

/** A data set that has a name of its own. */
export interface NamedDataset {
  readonly name: string;
  readonly title: string;
  /** Shape of one example as it comes without further options. */
  readonly shape: readonly number[];
  /** Examples for training and for testing. */
  readonly counts: { readonly train: number; readonly test: number };
  readonly classes: readonly string[];
  /** The modes that the data are known to have: what a generator may miss. */
  readonly modes?: KnownModes;
  /** Of points: where nearly all of their coordinates lie. */
  readonly span?: readonly [least: number, greatest: number];
  readonly licence: string;
  /** Who made it, and where it is published. */
  readonly origin: string;
  /** What must be there before it opens: `nothing`, a download, or files that the user brings. */
  readonly needs: string;
  /** Files that can be downloaded, and from where. */
  readonly published?: Published;
  /** How the user gets files that cannot: what to bring, and where to put it. */
  readonly bring?: string;
  /** Where the files are that the user brings; undefined where they are not. */
  place?(context: DataContext): string | undefined;
  open(request: DataRequest, context: DataContext): Promise<Dataset>;
}

/** Files as a publisher offers them. */
export interface Published {
  /** Sub-folder of `DUEL_DATA` in which they lie. */
  readonly folder: string;
  /** Where else they may lie there. */
  readonly alsoIn?: string;
  /** Addresses that a file's name is put behind, the best first. */
  readonly mirrors: readonly string[];
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}
