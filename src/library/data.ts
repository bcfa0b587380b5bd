import type { Layout } from '../data/arrays/layouts.ts';
import { layouts } from '../data/arrays/layouts.ts';
import type { Dataset } from '../data/dataset.ts';
import {
  checkData as check,
  type DataContext,
  type DataReport,
  type DataRequest,
  dataContextKinds,
  datasets,
  type FetchedFile,
  type FetchOptions,
  fetchDataset as fetchNamed,
  openDataset as open,
} from '../data/index.ts';
import { pairsSchema } from '../data/pairs/pairs.ts';
import { ways } from '../data/pairs/registry.ts';
import type { ValueRange } from '../data/scaling.ts';
import { isPresent } from '../data/storage/present.ts';
import { checkOptions, checkText } from '../options/check.ts';
import * as kinds from '../options/kinds.ts';

/** What a person says of arrays and tables. */
interface ArrayOptions {
  /** Which axis of an array is which. Default: by its number of axes and its type. */
  readonly layout?: Layout | undefined;
  /** What the data's own values span. Default: as found. */
  readonly range?: ValueRange | undefined;
  /** Columns of a table, by their names. Default: all that hold numbers. */
  readonly columns?: readonly string[] | undefined;
  /** False: a table's first line is a row, whatever it looks like. */
  readonly header?: boolean | undefined;
}

export interface OpenDatasetOptions extends ArrayOptions, DataContext {
  /** Size of pictures in pixels: a number, or `[height, width]`. Default: as they are, where all are of one size. */
  readonly resolution?: DataRequest['resolution'] | undefined;
  /** How a picture of other proportions gets these. Default `crop`. */
  readonly fit?: DataRequest['fit'] | undefined;
  /** 1: grey, 3: RGB. Default: grey where all images are grey. */
  readonly channels?: DataRequest['channels'] | undefined;
  /** Default `train`. */
  readonly split?: DataRequest['split'] | undefined;
  /** How an input belongs to each picture, which is then the target: `{ type: 'down', factor: 4 }`. Default: none does. */
  readonly pairs?: DataRequest['pairs'] | undefined;
  /** Cuts pictures of `resolution` to this size: at random by `draws` of `read`, else their middle. */
  readonly crop?: DataRequest['crop'] | undefined;
  /** Mirrors half of the pictures, by `draws` of `read`. */
  readonly flip?: boolean | undefined;
  /** The share that is the test split of data without one: 0.1. Default: none. */
  readonly holdOut?: number | undefined;
  /** Sources of several domains, by their names: `{ a: 'summer', b: 'winter' }`. */
  readonly domains?: DataRequest['domains'] | undefined;
  /** Of sources drawn by formula. Default 0. */
  readonly seed?: number | undefined;
}

export interface CheckDataOptions extends ArrayOptions, Pick<DataContext, 'signal' | 'onProgress'> {
  /** How inputs and targets lie: `{ type: 'folders', input: 'A', target: 'B' }`, `{ type: 'sideBySide', input: 'left' }`. */
  readonly pairs?: DataRequest['pairs'] | undefined;
  /** Sources of several domains, by their names. */
  readonly domains?: DataRequest['domains'] | undefined;
}

const arrayKinds: kinds.OptionKinds<ArrayOptions> = {
  layout: kinds.oneOf(layouts),
  range: kinds.range,
  columns: kinds.texts('x'),
  header: kinds.flag,
};
const pairKinds: kinds.OptionKinds<Pick<OpenDatasetOptions, 'pairs' | 'domains'>> = {
  pairs: {
    takes: "pairs, such as { type: 'down', factor: 4 }",
    fits: (value) => pairsSchema.safeParse(value).success,
    meant(value) {
      const [, type, number] = /^(\w+)(?::([\d.]+))?$/.exec(typeof value === 'string' ? value : '') ?? [];
      const key = type === undefined ? undefined : ways.get(type)?.number?.key;
      if (type === undefined || !ways.has(type)) return undefined;
      return key === undefined || number === undefined
        ? `{ type: '${type}' }`
        : `{ type: '${type}', ${key}: ${number} }`;
    },
  },
  domains: {
    takes: "the sources of domains, such as { a: 'summer', b: 'winter' }",
    fits: (value) =>
      kinds.object.fits(value) &&
      Object.keys(value as object).length > 0 &&
      Object.values(value as object).every((source) => kinds.text.fits(source)),
  },
};
const checkKinds: kinds.OptionKinds<CheckDataOptions> = {
  ...arrayKinds,
  ...pairKinds,
  signal: kinds.signal,
  onProgress: kinds.callback,
};
const openKinds: kinds.OptionKinds<OpenDatasetOptions> = {
  ...arrayKinds,
  ...dataContextKinds,
  ...pairKinds,
  crop: kinds.resolution,
  flip: kinds.flag,
  holdOut: kinds.number(0, 0.99),
  resolution: kinds.resolution,
  fit: kinds.oneOf(['crop', 'pad', 'stretch']),
  channels: { takes: '1 for grey, or 3 for RGB', fits: (value) => value === 1 || value === 3 },
  split: kinds.oneOf(['train', 'test']),
  seed: kinds.whole(0),
};
const fetchKinds: kinds.OptionKinds<FetchOptions> = {
  folder: kinds.text,
  mirrors: kinds.texts('https://example.org/mnist/'),
  onProgress: kinds.callback,
  signal: kinds.signal,
};

/**
 * Opens a data set: a name (`mnist`, `digits`, …), a folder or zip of pictures, an IDX, `.npy` or `.csv` file. Close it
 * when done. Decoded pictures are kept in the cache; published data sets that are not here are downloaded.
 *
 *     const digits = await openDataset('digits');
 *     const images = new Float32Array(16 * 28 * 28);
 *     await digits.read([...Array(16).keys()], images, { range: [-1, 1] });
 *     await digits.close();
 *
 * @throws DuelError of kind `data` that names the file when something is wrong with it
 */
export async function openDataset(source: string, options: OpenDatasetOptions = {}): Promise<Dataset> {
  checkText('openDataset()', 'the name of a data set, or a path', source, 'digits');
  checkOptions('openDataset()', options, openKinds);
  const { dataFolder, cacheFolder, onProgress, signal, range, pairs, ...request } = options;
  return open(
    { source, ...given(request), ...scalingOf(range), ...wholePairs(pairs) },
    given({ dataFolder, cacheFolder, onProgress, signal }) as DataContext,
  );
}

/** Reads a data set through and lists everything that is wrong with it, file by file. Writes nothing. */
export async function checkData(path: string, options: CheckDataOptions = {}): Promise<DataReport> {
  checkText('checkData()', 'a path', path, 'photos/');
  checkOptions('checkData()', options, checkKinds);
  const { onProgress, signal, range, pairs, ...request } = options;
  const context = given({ onProgress, signal }) as DataContext;
  return check(path, context, { ...given(request), ...scalingOf(range), ...wholePairs(pairs) });
}

/**
 * Downloads a named data set into the cache, or into `folder`, and checks it against its checksums; a download that was
 * stopped is continued.
 */
export async function fetchDataset(name: string, options: FetchOptions = {}): Promise<FetchedFile[]> {
  checkText('fetchDataset()', 'the name of a data set', name, 'mnist');
  checkOptions('fetchDataset()', options, fetchKinds);
  return fetchNamed(name, options);
}

/** The data sets that have a name, and whether each opens without a download. */
export const listDatasets = () =>
  datasets.map((dataset) => {
    const { name, title, shape, counts, classes, licence, origin, needs } = dataset;
    return { name, title, isHere: isPresent(dataset), shape, counts, classes, licence, origin, needs };
  });

const scalingOf = (range: ValueRange | undefined) =>
  range && { scaling: { type: 'range', low: range[0], high: range[1] } as const };

/** Pairs with all that has a default. */
const wholePairs = (pairs: DataRequest['pairs'] | undefined) => pairs && { pairs: pairsSchema.parse(pairs) };

/** Without what is undefined. */
const given = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
