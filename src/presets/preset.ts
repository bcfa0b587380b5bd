import type { z } from 'zod';
import type { Pairs } from '../data/pairs/pairs.ts';
import type { Resolution } from '../data/resolution.ts';
import type { DataShape, Draw, GameSpec } from '../gan/index.ts';
import { parseAt } from '../nn/problems.ts';

/** A number of steps, or of passes over the data. */
export type Length = { readonly steps: number } | { readonly epochs: number };

/**
 * A named system: data, networks, losses and settings, and nothing else. What it leaves out is the default.
 */
export interface Preset {
  readonly name: string;
  /** One line for lists. */
  readonly title: string;
  /** Where it comes from, or when to use it. */
  readonly about: string;
  readonly data: {
    /** A data set's name; absent: the user brings the data. */
    readonly source?: string;
    /** What byte images are mapped to; the generator's own range. */
    readonly range: readonly [number, number];
    readonly resolution?: Resolution;
    readonly fit?: 'crop' | 'pad' | 'stretch';
    readonly channels?: 1 | 3;
    /** How an input belongs to each picture, unless a person says otherwise. */
    readonly pairs?: Pairs;
    /** Half of the pictures are mirrored. */
    readonly flip?: boolean;
    /** Share of the pictures that is not learnt from. */
    readonly holdOut?: number;
    /** The domains of a game that has several: two folders of pictures, or a folder of two. */
    readonly domains?: readonly string[];
  };
  /**
   * What of its networks a person may choose by one setting, `--set width=64`; all have defaults. Names are none that a
   * configuration has.
   */
  readonly options?: z.ZodObject;
  /** The game for data of these shapes and so many classes, with the options where they are not the defaults. */
  game(data: DataShape, options?: Readonly<Record<string, unknown>>): GameSpec;
  /** Examples of G's batch that are computed at once, where the whole would take much memory. Default: all. */
  readonly microbatch?: number;
  /** How examples are drawn. */
  readonly draw: Draw;
  readonly length: Length;
  /** How often losses are reported: as they are at that step, or their means since the last report. */
  readonly report: Length & { readonly as: 'values' | 'means' };
  /** How often the monitor draws and a checkpoint is written. */
  readonly snapshot: Length;
  /** Shape of the monitor's grid. */
  readonly monitor: { readonly rows: number; readonly columns: number };
}

/** A preset, checked by its type. */
export const definePreset = (preset: Preset): Preset => preset;

/** A preset with options of its own; its game is told all of them. */
export const definePresetWith = <S extends z.ZodObject>(
  options: S,
  preset: Omit<Preset, 'options' | 'game'> & { game(data: DataShape, options: z.output<S>): GameSpec },
): Preset => ({
  ...preset,
  options,
  game: (data, given = {}) =>
    preset.game(data, parseAt<z.output<S>>(options as never, given, preset.name, 'preset/options')),
});
