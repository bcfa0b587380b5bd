import type {
  DataAnswers,
  DataFacts,
  DataProgressLine,
  DataQuery,
  DataStatistics,
  ExamplePage,
  HeldOutFacts,
} from '../../src/studio/api.ts';
import { commandOf, optionWords } from '../../src/studio/request.ts';
import { Refused } from './client.ts';
import { askData } from './dataClient.ts';
import { augmentOf, type DataChoice, requestFor, selectionOf } from './dataForm.ts';

/** All that has been seen of data so far. */
export interface Looked {
  readonly facts: DataFacts | undefined;
  readonly examples: ExamplePage | undefined;
  readonly augmented: ExamplePage | undefined;
  readonly heldOut: HeldOutFacts | undefined;
  readonly statistics: DataStatistics | undefined;
  readonly report: DataAnswers['check'] | undefined;
  /** Why they cannot be opened; or, beside what is shown, why these examples cannot. */
  readonly problem: Refused | undefined;
  readonly augmentProblem: string | undefined;
  readonly reportProblem: string | undefined;
  /** What is worked at, besides examples. */
  readonly doing: 'open' | 'heldOut' | 'statistics' | 'check' | undefined;
  /** Whether other examples are on their way. */
  readonly isTurning: boolean;
}
export const nothingLooked: Looked = {
  facts: undefined,
  examples: undefined,
  augmented: undefined,
  heldOut: undefined,
  statistics: undefined,
  report: undefined,
  problem: undefined,
  augmentProblem: undefined,
  reportProblem: undefined,
  doing: undefined,
  isTurning: false,
};

/** Examples of a page, and of those that are augmented, each so often. */
const shown = { pictures: 48, pairs: 24, points: 2000, series: 24, rows: 20 } as const;
const [augmentedRows, draws] = [5, 6];
/** What is seen after the first examples, each for itself. */
const later = ['heldOut', 'statistics', 'check'] as const;

/** Looks at data for a page: opens them, shows examples, and counts and checks the rest meanwhile. */
export class DataLook {
  readonly #show: (looked: Looked) => void;
  readonly #progress: (line: DataProgressLine | undefined) => void;
  #now = nothingLooked;
  #looking = new AbortController();
  #turning = new AbortController();

  constructor(show: (looked: Looked) => void, progress: (line: DataProgressLine | undefined) => void) {
    this.#show = show;
    this.#progress = progress;
  }

  /** Ends what is worked at. */
  stop(): void {
    this.#looking.abort();
    this.#turning.abort();
    this.#set({ doing: undefined, isTurning: false });
  }

  /** @param isSame whether they are those that are shown, drawn otherwise: these stay until the others are there */
  async open(choice: DataChoice, isSame = false): Promise<void> {
    this.stop();
    const looking = new AbortController();
    this.#looking = looking;
    if (!isSame) this.#now = nothingLooked;
    this.#set({ doing: 'open', isTurning: isSame });
    try {
      const facts = await this.#ask(choice, { type: 'open' }, looking);
      this.#set({ facts, doing: undefined, problem: undefined });
      await this.turn(choice);
    } catch (cause) {
      if (looking.signal.aborted) return;
      this.#now = nothingLooked;
      this.#set({ problem: refused(cause) });
      // whatever keeps them from being opened is one of many, maybe
      await this.#later(choice, 'check', looking);
      return;
    }
    for (const what of later) await this.#later(choice, what, looking);
  }

  /** Says that other examples will be asked for. */
  willTurn(): void {
    if (this.#now.facts) this.#set({ isTurning: true });
  }

  /** Shows other examples of the same data. */
  async turn(choice: DataChoice): Promise<void> {
    const { facts } = this.#now;
    if (!facts) return;
    this.#turning.abort();
    const turning = new AbortController();
    this.#turning = turning;
    this.#set({ isTurning: true });
    const n = facts.parts.length > 0 ? shown.pairs : shown[facts.form];
    try {
      const examples = await this.#ask(choice, { type: 'examples', ...selectionOf(choice, n) }, turning);
      this.#set({ examples, problem: undefined });
      if (facts.form === 'pictures') await this.#augment(choice, facts, turning);
    } catch (cause) {
      if (!turning.signal.aborted) this.#set({ problem: refused(cause) });
    } finally {
      if (this.#turning === turning) this.#set({ isTurning: false });
    }
  }

  async #augment(choice: DataChoice, facts: DataFacts, turning: AbortController): Promise<void> {
    const augment = augmentOf(choice, facts);
    const query: DataQuery = {
      type: 'augmented',
      ...selectionOf(choice, facts.domains.length > 0 ? 3 * facts.domains.length : augmentedRows),
      draws: facts.parts.length > 0 ? 3 : draws,
      drawSeed: choice.draw,
      p: choice.p,
      ...(augment && { augment }),
    };
    try {
      this.#set({ augmented: await this.#ask(choice, query, turning), augmentProblem: undefined });
    } catch (cause) {
      if (!turning.signal.aborted) this.#set({ augmentProblem: refused(cause).message });
    }
  }

  async #later(choice: DataChoice, what: (typeof later)[number], looking: AbortController): Promise<void> {
    if (looking.signal.aborted) return;
    this.#set({ doing: what });
    try {
      const found = await this.#ask(choice, { type: what }, looking);
      this.#set({ [what === 'check' ? 'report' : what]: found });
    } catch (cause) {
      if (looking.signal.aborted) return;
      const { message } = refused(cause);
      // what is said already is not said twice
      if (what === 'check' && message !== this.#now.problem?.message) this.#set({ reportProblem: message });
    } finally {
      if (!looking.signal.aborted) this.#set({ doing: undefined });
    }
  }

  #ask<Q extends DataQuery>(choice: DataChoice, query: Q, { signal }: AbortController) {
    this.#progress(undefined);
    return askData(requestFor(choice), query, { signal, onProgress: this.#progress });
  }

  #set(part: Partial<Looked>): void {
    this.#now = { ...this.#now, ...part };
    this.#show(this.#now);
  }
}

const refused = (cause: unknown): Refused =>
  cause instanceof Refused ? cause : new Refused({ error: cause instanceof Error ? cause.message : String(cause) });

const checked = ['layout', 'columns', 'noHeader', 'pairs', 'input', 'target', 'domainA', 'domainB', 'range'] as const;

/** The command that finds what is wrong with data. */
export function checkCommand({ draft: { options } }: DataChoice): string | undefined {
  const { data, pairs } = options;
  if (data === undefined) return undefined;
  const asked = checked.filter((name) => name !== 'pairs' || pairs === 'side-by-side');
  return commandOf(['data', 'check', data, ...optionWords({ options }, asked)]);
}
