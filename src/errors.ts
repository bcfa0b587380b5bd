/** Exit codes of the command line; an error carries the one that fits it. */
export const exitCodes = {
  internal: 1,
  usage: 2,
  data: 3,
  diverged: 4,
  device: 5,
  checkpoint: 6,
  requirement: 7,
} as const;

export type ErrorKind = keyof typeof exitCodes;

/**
 * An error that a person can act on.
 *
 * `message` says what is wrong, `where` the file, key or row, and `fix` what to do about it (a command where one
 * mends it). `code` is stable and meant for scripts, e.g. `data/truncated-idx`.
 */
export class DuelError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly where: string | undefined;
  readonly fix: string | undefined;

  constructor(
    kind: ErrorKind,
    code: string,
    message: string,
    details: { where?: string | undefined; fix?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'DuelError';
    this.kind = kind;
    this.code = code;
    this.where = details.where;
    this.fix = details.fix;
  }

  /** The same error with another remedy. */
  withFix(fix: string): DuelError {
    const { kind, code, message, where, cause } = this;
    return new DuelError(kind, code, message, { where, fix, cause });
  }

  get exitCode(): number {
    return exitCodes[this.kind];
  }
}
