import type { DataFacts, DataQuery } from '../../src/studio/api.ts';
import { type StartOption, type StartRequest, startOptions } from '../../src/studio/request.ts';
import { addressOf, type Draft, dataOptions, draftOf, requestOf, withSetting } from './startForm.ts';

/** How what is augmented is chosen; `own`: as the configuration has it. */
export type AugmentChoice = 'own' | 'none' | 'diffAugment' | 'ada';
export const policyNames = ['color', 'translation', 'cutout'] as const;
export type PolicyName = (typeof policyNames)[number];

/** What the page of data shows: all of it stands in its address. */
export interface DataChoice {
  /** The run whose data they are; then the rest of the draft says nothing. */
  readonly run: string;
  /** As the page that starts runs has it, where `what` may be missing. */
  readonly draft: Draft;
  readonly split: 'train' | 'test';
  readonly class: number | undefined;
  /** The seed of the order in which examples are shown, and the page of them. */
  readonly order: number;
  readonly page: number;
  readonly augment: AugmentChoice;
  readonly policies: readonly PolicyName[];
  readonly p: number;
  /** The seed of what is drawn in augmenting. */
  readonly draw: number;
}

export const dataNames: readonly StartOption[] = ['data', ...dataOptions.map(({ name }) => name)];

/** Whether any data are named. */
export const isChosen = ({ run, draft: { what, options } }: DataChoice): boolean =>
  run !== '' || what !== '' || ['data', 'input', 'domainA'].some((name) => options[name as StartOption] !== undefined);

export const requestFor = ({ run, draft }: DataChoice): StartRequest | { readonly run: string } =>
  run === '' ? requestOf(draft) : { run };

/** The address of what the page shows. */
export function dataAddress(choice: DataChoice): string {
  const { run, draft, split, order, page, augment, policies, p, draw } = choice;
  const own = run === '' ? (addressOf(draft).split('?')[1] ?? '') : '';
  const given = new URLSearchParams(own);
  if (run !== '') given.set('run', run);
  if (split === 'test') given.set('split', 'test');
  if (choice.class !== undefined) given.set('class', String(choice.class));
  if (order !== 0) given.set('order', String(order));
  if (page !== 0) given.set('page', String(page));
  if (augment !== 'own') given.set('augment', augment);
  if (augment === 'diffAugment' && policies.length < policyNames.length) given.set('policies', policies.join(','));
  if (augment === 'ada' && p !== 0.5) given.set('p', String(p));
  if (draw !== 0) given.set('draw', String(draw));
  const text = given.toString();
  return text === '' ? '#/data' : `#/data?${text}`;
}

const whole = (text: string | null): number | undefined =>
  text !== null && /^\d{1,7}$/.test(text) ? Number(text) : undefined;

export function choiceOf(address: string): DataChoice {
  const given = new URLSearchParams(address.split('?')[1] ?? '');
  const augment = given.get('augment') as AugmentChoice | null;
  const policies = (given.get('policies') ?? policyNames.join()).split(',');
  const p = Number(given.get('p') ?? 0.5);
  return {
    run: given.get('run') ?? '',
    draft: draftOf(address),
    split: given.get('split') === 'test' ? 'test' : 'train',
    class: whole(given.get('class')),
    order: whole(given.get('order')) ?? 0,
    page: whole(given.get('page')) ?? 0,
    augment: augment !== null && ['none', 'diffAugment', 'ada'].includes(augment) ? augment : 'own',
    policies: policyNames.filter((name) => policies.includes(name)),
    p: p >= 0 && p <= 1 ? p : 0.5,
    draw: whole(given.get('draw')) ?? 0,
  };
}

/** Other data: what was chosen among the ones before means nothing for them. */
export const withDraft = (choice: DataChoice, draft: Draft): DataChoice => ({
  ...choice,
  run: '',
  draft,
  split: 'train',
  class: undefined,
  page: 0,
});

/** The same data seen on the page that starts runs, with the augmentation that was chosen here. */
export function startAddress(choice: DataChoice): string {
  const { draft, augment, policies } = choice;
  const isWhole = policies.length === policyNames.length;
  const json = augment === 'diffAugment' && !isWhole ? JSON.stringify({ type: 'diffAugment', policies }) : augment;
  const isSaid = augment === 'ada' || (augment === 'diffAugment' && policies.length > 0);
  return addressOf(isSaid ? withSetting(draft, 'augment', json, undefined) : draft);
}

/** The page of the data that a training is begun with. */
export function addressOfData(draft: Draft): string {
  const kept = startOptions.filter((name) => dataNames.includes(name) && draft.options[name] !== undefined);
  const options = Object.fromEntries(kept.map((name) => [name, draft.options[name]!]));
  return dataAddress({ ...choiceOf(''), draft: { ...draft, options } });
}

type Selection = Omit<Extract<DataQuery, { type: 'examples' }>, 'type'>;

export const selectionOf = (choice: DataChoice, n: number): Selection => ({
  split: choice.split,
  ...(choice.class !== undefined && { class: choice.class }),
  seed: choice.order,
  page: choice.page,
  n,
});

/** Whether any training shows such examples to its discriminator through an augmentation. */
export const canAugment = ({ form, parts, domains, augment }: DataFacts): boolean =>
  augment !== null || (form === 'pictures' && parts.length === 0 && domains.length === 0);

type Augment = NonNullable<Extract<DataQuery, { type: 'augmented' }>['augment']>;

/** The augmentation that is shown: a person's choice, or else that of the configuration, or where there is none DiffAugment. */
export function augmentOf({ run, draft, augment, policies }: DataChoice, facts: DataFacts): Augment | undefined {
  if (!canAugment(facts)) return undefined;
  const own = run !== '' || draft.what !== '' ? facts.augment : undefined;
  if (augment === 'own')
    return own === undefined ? { type: 'diffAugment', policies: [...policyNames] } : (own ?? undefined);
  if (augment === 'ada') return own?.type === 'ada' ? own : ({ type: 'ada' } as Augment);
  return augment === 'diffAugment' && policies.length > 0
    ? { type: 'diffAugment', policies: [...policies] }
    : undefined;
}

const stages: Readonly<Record<string, string>> = {
  download: 'Downloading',
  checksums: 'Comparing checksums',
  decode: 'Reading pictures',
  check: 'Looking for what is broken',
  read: 'Counting',
};

/** How far something is, in words. */
export function progressWords({ stage, done, total }: { stage: string; done: number; total: number }): string {
  const mega = (bytes: number) => (bytes / 1e6).toFixed(1);
  const isBytes = stage === 'download' || stage === 'checksums';
  const amount = isBytes
    ? `${mega(done)} of ${mega(total)} MB`
    : `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  return `${stages[stage] ?? stage}: ${amount}`;
}
