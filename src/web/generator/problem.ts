/** What a person who looks at the page can understand: what is wrong, and what helps. */
export class Problem extends Error {
  readonly fix: string;

  constructor(message: string, fix: string) {
    super(message);
    this.name = 'Problem';
    this.fix = fix;
  }
}

/** Any failure as a problem. */
export const problemOf = (cause: unknown): Problem =>
  cause instanceof Problem
    ? cause
    : new Problem(
        `Something went wrong: ${cause instanceof Error ? cause.message : String(cause)}`,
        'Load the page again. If that does not help, try another browser.',
      );
