import type { SettingField } from '../../src/studio/api.ts';
import { type StartOption, type StartRequest, startOptions, switches } from '../../src/studio/request.ts';

/** What a person has put into the form: settings by their paths, as texts. */
export interface Draft {
  readonly what: string;
  readonly options: Readonly<Partial<Record<StartOption, string>>>;
  readonly set: Readonly<Record<string, string>>;
}

export const emptyDraft: Draft = { what: '', options: {}, set: {} };

export const requestOf = ({ what, options, set }: Draft): StartRequest => ({
  what: what.trim(),
  options: Object.fromEntries(
    Object.entries(options)
      .map(([name, value]) => [name, value.trim()])
      .filter(([, value]) => value !== ''),
  ),
  set: Object.entries(set).map(([path, text]) => `${path}=${text.trim()}`),
});

/** A draft as what stands behind `#/start?`, so that it is there again when the page is loaded anew. */
export function addressOf(draft: Draft): string {
  const { what, options, set } = requestOf(draft);
  const pairs = [
    ...(what === '' ? [] : [['what', what]]),
    ...Object.entries(options),
    ...set.map((setting) => ['set', setting]),
  ];
  return pairs.length === 0 ? '#/start' : `#/start?${new URLSearchParams(pairs as [string, string][])}`;
}

export function draftOf(address: string): Draft {
  const given = new URLSearchParams(address.split('?')[1] ?? '');
  const options = startOptions.flatMap((name) => {
    const value = given.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const set = given.getAll('set').map((setting) => {
    const at = setting.indexOf('=');
    return [setting.slice(0, at), setting.slice(at + 1)] as const;
  });
  return {
    what: given.get('what') ?? '',
    options: Object.fromEntries(options),
    set: Object.fromEntries(set.filter(([path]) => path !== '')),
  };
}

/** A value as `--set` takes it. */
export const textOf = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/** A draft with a setting changed; `base`, where it is known, is what stands there unless it is set. */
export function withSetting(draft: Draft, path: string, text: string, base: string | undefined): Draft {
  const { [path]: _, ...others } = draft.set;
  // what lies in a thing of another type goes with it
  const kept = Object.entries(others).filter(([key]) => !key.startsWith(`${path}.`) || text === draft.set[path]);
  const isAsBefore = text === base;
  return { ...draft, set: { ...Object.fromEntries(kept), ...(!isAsBefore && { [path]: text }) } };
}

/** Settings of the data and of how they are augmented, which any training may have: `augment`, `augment.target`, `data.seed`. */
const isOfData = (path: string): boolean => /^(augment|data)(\.|$)/.test(path);

/**
 * A draft with another preset: what was chosen of the data and of how they are seen stays, and how long it trains. The run's
 * name and settings of a game that is another now do not.
 */
export function withPreset({ options: { name: _, ...options }, set }: Draft, what: string): Draft {
  const kept = Object.entries(set).filter(([path]) => isOfData(path));
  return { what, options, set: Object.fromEntries(kept) };
}

export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly SettingField[];
}

const runKeys = [
  'draw',
  'microbatch',
  'gradientNorms',
  'scheduleSteps',
  'report',
  'keep',
  'monitor',
  'evaluation',
  'divergence',
];

/** Settings by what they are of: each player, the loss, what a GAN may have besides, the data, the run. */
export function groupsOfFields(fields: readonly SettingField[], sought = ''): FieldGroup[] {
  const word = sought.trim().toLowerCase();
  const first = (path: string) => path.split('.')[0]!;
  const players = new Set(fields.filter(({ path }) => /^[^.]+\.optimizer$/.test(path)).map(({ path }) => first(path)));
  const titleOf = (path: string): string => {
    const key = first(path);
    if (players.has(key)) return `${key[0]!.toUpperCase()}${key.slice(1)}`;
    if (key === 'loss' || key === 'penalties') return 'Loss and penalties';
    if (key === 'data') return 'Data';
    return runKeys.includes(key) ? 'Run' : 'Techniques';
  };
  const groups = new Map<string, SettingField[]>();
  for (const field of fields) {
    if (!field.path.toLowerCase().includes(word)) continue;
    const title = titleOf(field.path);
    groups.set(title, [...(groups.get(title) ?? []), field]);
  }
  const last = ['Data', 'Run'];
  return [...groups]
    .map(([title, found]) => ({ title, fields: found }))
    .sort((a, b) => last.indexOf(a.title) - last.indexOf(b.title));
}

/** The options that a preset's networks are built by, as settings. */
export const networkFields = (options: Readonly<Record<string, unknown>>): SettingField[] =>
  Object.entries(options).map(([path, usual]) => ({
    path,
    kind: typeof usual === 'number' ? 'number' : 'text',
    canGo: false,
    ...(usual !== null && { now: usual }),
  }));

/** An option of the form. */
export interface OptionField {
  readonly name: StartOption;
  readonly label: string;
  readonly hint: string;
  readonly words?: readonly string[];
}
const option = (name: StartOption, label: string, hint: string, words?: readonly string[]): OptionField => ({
  name,
  label,
  hint,
  ...(words && { words }),
});

export const mainOptions: readonly OptionField[] = [
  option('steps', 'Steps', 'in total'),
  option('batch', 'Batch', "of the generator's update"),
  option('snapshotEvery', 'Snapshot every', 'steps between pictures, each with a checkpoint'),
  option('seed', 'Seed', 'every random number follows from it'),
  option('name', 'Name', "the run's"),
];
export const dataOptions: readonly OptionField[] = [
  option('resolution', 'Resolution', 'that pictures are brought to: 64, or 48x64'),
  option('fit', 'Other proportions', 'how a picture of others gets these', ['crop', 'pad', 'stretch']),
  option('crop', 'Random parts', 'of this size are cut out'),
  option('flip', 'Mirrored', 'half of the pictures, left to right'),
  option('holdOut', 'Held out', 'share that is not learnt from, to be judged on: 0.1'),
  option('pairs', 'Pairs', 'what is made of each picture: grey, down:4, mask:0.25, edges, side-by-side'),
  option('input', 'Inputs', 'of real pairs: a folder in the data, or a path'),
  option('target', 'Targets', 'of real pairs'),
  option('domainA', 'First domain', 'for cyclegan: a folder in the data, or a path'),
  option('domainB', 'Second domain', 'for cyclegan'),
  option('layout', 'Axes', 'of an array', ['nhwc', 'nchw', 'ntc', 'nct']),
  option('columns', 'Columns', 'of a table: a,b'),
  option('noHeader', 'No header', "a table's first line is a row"),
  option('range', 'Range', "that the data's values span: 0,255"),
];
export const moreOptions: readonly OptionField[] = [
  option('evalEvery', 'Measure every', 'steps between measurements, by which the best checkpoint is found'),
  option('patience', 'Patience', 'measurements without anything better that end it'),
  option('onDivergence', 'Where it diverges', 'stop, rollback, or rollback:0.5'),
  option('init', 'Begin with', 'the weights of a run or of a .safetensors file'),
  option('device', 'Device', 'where to compute', ['cpu', 'webgpu', 'cuda']),
];
export const isSwitch = (name: StartOption): boolean => switches.includes(name);
