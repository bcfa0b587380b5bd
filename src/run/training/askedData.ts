import { resolve } from 'node:path';
import type { Dataset } from '../../data/dataset.ts';
import { type DataContext, findDataset, findDomains, newestReading } from '../../data/index.ts';
import { keptWhite } from '../../data/pictures/white.ts';
import { DuelError } from '../../errors.ts';
import type { Preset } from '../../presets/preset.ts';
import {
  type ConfigOptions,
  changedConfig,
  dataConfig,
  presetConfig,
  type RunConfig,
  withFrozen,
} from '../config/config.ts';
import { sourcesOf } from '../config/sources.ts';
import { chooseResolution } from './chooseResolution.ts';

/** The data of a training that is to begin, before they are opened. */
export interface AskedData {
  /** What a person has changed, with the domains where the data's folders name them. */
  readonly options: ConfigOptions;
  /** As a configuration has them, but for what is only known when they are open. */
  readonly data: RunConfig['data'];
  /** Says which resolution was chosen where nobody has asked for one. */
  readonly why: string | undefined;
  /** The whole configuration for the data as they were opened. */
  configFor(taken: Dataset): RunConfig;
}

/** Which data a preset or a configuration is trained on, with a person's changes, and at which resolution. */
export async function askedData(
  what: Preset | RunConfig,
  given: ConfigOptions,
  context: DataContext,
): Promise<AskedData> {
  const { options, config, data: named } = await namedData(what, given, context);
  const chosen = config ? undefined : await chooseResolution(what as Preset, named, context);
  const data = { ...named, ...(chosen && { resolution: chosen.resolution }) };
  const configFor = (taken: Dataset): RunConfig => {
    const found = keptOf(data, taken);
    return config ? { ...config, data: found } : presetConfig(what as Preset, found, taken, options);
  };
  return { options, data, why: chosen?.why, configFor };
}

/** The same before any picture is looked at. */
export async function namedData(what: Preset | RunConfig, given: ConfigOptions, context: DataContext) {
  const options = await withDomains(what, withFrozen(given), context);
  const config = 'seed' in what ? changedConfig(what, options) : undefined;
  const asked = config?.data ?? dataConfig(what as Preset, options);
  const isNew = config === undefined || sourcesOf(options).source !== undefined;
  return { options, config, data: placed(isNew ? { ...asked, reading: newestReading } : asked) };
}

/** Names the two folders of `data` where a game of two domains is given one folder and nothing else. */
async function withDomains(
  what: Preset | RunConfig,
  options: ConfigOptions,
  context: DataContext,
): Promise<ConfigOptions> {
  const { data, domainA, domainB, input, target, pairs } = options;
  const isNamed = [domainA, domainB, input, target, pairs].some((one) => one !== undefined);
  if (data === undefined || isNamed || 'seed' in what || !what.data.domains) return options;
  const found = await findDomains(data, context);
  return found ? { ...options, domainA: found[0], domainB: found[1] } : options;
}

/** The data of a configuration with what they were taken for, which a run keeps. */
function keptOf({ scaling: _, ...data }: RunConfig['data'], dataset: Dataset): RunConfig['data'] {
  const { layout, scaling, columns } = dataset;
  const white = keptWhite(dataset);
  return {
    ...data,
    ...(white !== undefined && { white }),
    ...(layout !== undefined && { layout }),
    ...(scaling !== undefined && { scaling }),
    ...(columns !== undefined && { columns }),
  };
}

/** What suits the data as they were read; numbers with two axes may be series or grey pictures, and what suits decides. */
export function fitting<T>(dataset: Dataset, { layout }: RunConfig['data'], take: (dataset: Dataset) => T): T {
  try {
    return take(dataset);
  } catch (cause) {
    if (layout !== undefined || dataset.layout !== 'ntc' || !(cause instanceof DuelError)) throw cause;
    try {
      return take({ ...dataset, layout: 'nhwc', shape: [...dataset.shape, 1] });
    } catch (other) {
      throw cause.code === 'preset/no-pictures' ? other : cause;
    }
  }
}

/** Throws where a person says of the data what means nothing for them. */
export function assertMeant({ layout, range, columns, header, set = [] }: ConfigOptions, dataset: Dataset): void {
  const { scaling } = dataset;
  const refuse = (flag: string, message: string, fix: string) =>
    new DuelError('usage', 'config/means-nothing', message, { where: flag, fix });
  if (layout !== undefined && dataset.layout === undefined)
    throw refuse(
      `--layout ${layout}`,
      `--layout says which axis of an .npy array is which, and ${dataset.name} is none`,
      'leave --layout out',
    );
  if ((columns !== undefined || header !== undefined) && dataset.columnFacts === undefined)
    throw refuse(
      columns === undefined ? '--no-header' : `--columns ${columns}`,
      `${dataset.name} is no table, which alone has columns`,
      'leave it out',
    );
  const white = keptWhite(dataset);
  if (range !== undefined && white !== undefined) {
    const isSaid = [white].flatMap((one) => (typeof one === 'object' ? Object.values(one) : one)).includes(range[1]);
    if (range[0] === 0 && isSaid) return;
    throw refuse(
      `--range ${range}`,
      'in pictures of 16 bits 0 is black, and white is 65,535 at most',
      '--range 0,4095',
    );
  }
  if (range !== undefined && scaling === undefined)
    throw refuse(
      `--range ${range}`,
      `--range says what the values of arrays span; ${dataset.kind === 'uint8' ? 'bytes of pictures are 0 … 255' : 'drawn points stay as they are'}`,
      'leave --range out',
    );
  if (dataset.kind === 'float32' && scaling?.type !== 'range' && set.some((setting) => /^data\.range\b/.test(setting)))
    throw refuse(
      'data.range',
      'data.range means nothing for these data, whose values are not brought to a range',
      scaling === undefined
        ? 'leave it out'
        : 'add --range LOW,HIGH, what the columns span, to bring that to data.range',
    );
}

/** Data as a run names them wherever it is continued from: by an absolute path, or a name, which needs no rules of reading. */
function placed({ reading, ...data }: RunConfig['data']): RunConfig['data'] {
  const isNamed = findDataset(data.source) !== undefined && !data.domains;
  return { ...data, ...absolute(data), ...(!isNamed && reading !== undefined && { reading }) };
}

/** Where data are, from wherever it is asked: names of data sets as they are, paths absolute. */
export function absolute({ source, domains }: Partial<Pick<RunConfig['data'], 'source' | 'domains'>>) {
  const place = (name: string) => (findDataset(name) ? name : resolve(name));
  return {
    ...(source !== undefined && { source: place(source) }),
    ...(domains && { domains: Object.fromEntries(Object.entries(domains).map(([k, name]) => [k, place(name)])) }),
  };
}
