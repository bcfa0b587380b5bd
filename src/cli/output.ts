import { printable, printableLine } from '../files/printable.ts';
import { painted, type Style, style } from './style.ts';

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Where output goes; default: the process's own streams and environment. */
export interface Streams {
  readonly stdout?: Stream;
  readonly stderr?: Stream;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface OutputOptions extends Streams {
  readonly json: boolean;
  readonly verbose: boolean;
}

/**
 * Where a command writes: data to stdout, everything that is said beside them to stderr. With `--json`, stdout has JSON
 * alone.
 */
export class Output {
  readonly json: boolean;
  readonly verbose: boolean;
  /** Colours of stdout and of stderr. */
  readonly style: Style;
  readonly noteStyle: Style;
  /** Whether stderr is a terminal on which a line can be drawn again. */
  readonly isLive: boolean;
  readonly #stdout: Stream;
  readonly #stderr: Stream;

  constructor(options: OutputOptions) {
    const { json, verbose, stdout = process.stdout, stderr = process.stderr, env = process.env } = options;
    this.json = json;
    this.verbose = verbose;
    this.#stdout = stdout;
    this.#stderr = stderr;
    const plain = set(env.NO_COLOR) || set(env.CI) || env.TERM === 'dumb';
    this.style = style(stdout.isTTY === true && !plain);
    this.noteStyle = style(stderr.isTTY === true && !plain);
    this.isLive = stderr.isTTY === true && !set(env.CI) && env.TERM !== 'dumb';
  }

  /** Width of the terminal that notes go to. */
  get columns(): number {
    // some terminals say 0
    return this.#stderr.columns || 80;
  }

  /** A line of data. */
  print(text: string): void {
    this.#stdout.write(`${shownAs(text)}\n`);
  }

  /** A line beside the data. */
  note(text: string): void {
    this.#stderr.write(`${shownAs(text)}\n`);
  }

  /** Something that a person should know, on a line. */
  warn(message: string): void {
    this.note(`${this.noteStyle.yellow('warning:')} ${printableLine(message)}`);
  }

  /** Takes the place of the line of the terminal that was drawn last; an empty text wipes it. */
  draw(text: string): void {
    this.#stderr.write(`\r\x1b[2K${shownAs(text)}`);
  }

  /** A command's result: an object for programs, or a text for people. */
  result(value: unknown, text: string): void {
    if (this.json) this.print(JSON.stringify(value));
    else if (text !== '') this.print(text);
  }
}

/** What is written: colours, and nothing else that acts on a terminal, whatever was read from where. */
const shownAs = (text: string): string => painted(text, printable);

const set = (value: string | undefined): boolean =>
  value !== undefined && value !== '' && value !== 'false' && value !== '0';
