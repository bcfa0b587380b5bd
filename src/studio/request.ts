import { quoted } from '../files/quoted.ts';
import { flagOf } from '../options/flag.ts';

/** What a person says of a training before it begins, beside settings: options of `duel train`, by their names there. */
export const startOptions = [
  'data',
  'resolution',
  'fit',
  'crop',
  'flip',
  'pairs',
  'input',
  'target',
  'domainA',
  'domainB',
  'holdOut',
  'layout',
  'columns',
  'noHeader',
  'range',
  'steps',
  'batch',
  'seed',
  'name',
  'snapshotEvery',
  'evalEvery',
  'patience',
  'onDivergence',
  'init',
  'device',
] as const;
export type StartOption = (typeof startOptions)[number];

/** Options that are there or not; all others have a value. */
export const switches: readonly StartOption[] = ['flip', 'noHeader'];

/** A training that is to begin. */
export interface StartRequest {
  /** A preset's name, or the path of a configuration or of a file that exports a preset. */
  readonly what: string;
  readonly options: Readonly<Partial<Record<StartOption, string>>>;
  /** `path=value`, as `--set` takes it. */
  readonly set: readonly string[];
}

/** The options of a request as words of a command; `only` some of them. */
export const optionWords = (
  { options }: Pick<StartRequest, 'options'>,
  only: readonly StartOption[] = startOptions,
): string[] =>
  only.flatMap((name) => {
    const value = options[name];
    if (value === undefined || value === '') return [];
    return [switches.includes(name) ? flagOf(name) : `${flagOf(name)}=${value}`];
  });

/** The words of the command that trains what a request asks for. */
export const trainWords = (request: StartRequest): string[] => [
  'train',
  request.what,
  ...optionWords(request),
  ...request.set.map((setting) => `--set=${setting}`),
];

/** A command as a person types it. */
export const commandOf = (words: readonly string[]): string =>
  ['duel', ...words.flatMap((word) => flagAndValue(word).map(quoted))].join(' ');

/** `--steps=3` as two words, but where the value could be taken for an option. */
function flagAndValue(word: string): string[] {
  const [, flag, value] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
  return flag === undefined || value === undefined || value.startsWith('-') ? [word] : [flag, value];
}
