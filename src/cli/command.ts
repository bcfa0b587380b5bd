import type { Output } from './output.ts';

/** An option of a command: how it is written, what it means, and how its text becomes a value. */
export interface Option<V = unknown> {
  /** What stands for the value in the help; absent: the option takes none. */
  readonly placeholder?: string;
  readonly help: string;
  /** Whether it may be given more than once. */
  readonly repeatable?: boolean;
  /** One letter, for `-n`. */
  readonly short?: string;
  /** The value from the texts given (none: the option is absent). Throws a UsageError. `flag` is its name with dashes. */
  read(texts: readonly string[], flag: string): V;
}

/** The options of a command by their names in camelCase: `snapshotEvery` is written `--snapshot-every`. */
export type OptionTable = Readonly<Record<string, Option>>;
export type OptionValues<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends Option<infer V> ? V : never;
};

/** A positional argument. Names are upper case: `RUN`. */
export interface Argument {
  readonly name: string;
  readonly help: string;
  /** Whether it may be left out; then those behind it may, too. */
  readonly optional?: true;
  /** Whether there may be more of it: only the last one. */
  readonly repeatable?: true;
}

export interface Example {
  readonly command: string;
  readonly does: string;
}

/** Hears signals while a command works. What it says of the work decides what they do. */
export interface Watch {
  /** Aborts with the first signal after `begun`. */
  readonly signal: AbortSignal;
  /** The code to end with after that; undefined before. */
  exitCode(): number | undefined;
  /** The work goes on with a run, which a signal leaves as it is. */
  goesOn(directory: string): void;
  /**
   * From now on there is something to save. Before, signals end the process.
   *
   * @param canBeCut the same command goes on whatever it was at, so that nobody need wait long for what is being saved
   */
  begun(canBeCut?: boolean): void;
  /** A checkpoint has been written: a good moment for what is to be done now and then. */
  saved(): void;
  /** The work is done: signals end the process again. */
  release(): void;
}

export interface Call<T extends OptionTable = OptionTable> {
  /** The positional arguments, as many as the command declares. */
  readonly args: readonly string[];
  readonly options: OptionValues<T>;
  readonly output: Output;
  /** Where the command has a thread of its own, who hears signals in the main thread. */
  readonly watch?: Watch | undefined;
}

/** A command. Its file imports what it needs when it runs, so that every command starts fast. */
export interface Command<T extends OptionTable = OptionTable> {
  /** One word, or two: `data check`. */
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  readonly args: readonly Argument[];
  readonly options: T;
  /** Works in a thread of its own, so that signals are answered whatever it is at. */
  readonly ownThread?: boolean;
  /** What the help says below the options. */
  readonly notes?: string;
  readonly examples: readonly Example[];
  /** Returns the exit code; nothing is 0. */
  run(call: Call<T>): Promise<number | undefined>;
}

/** A command with the types of its options. */
export const defineCommand = <const T extends OptionTable>(command: Command<T>): Command =>
  command as unknown as Command;
