import { openDataset } from '../data/index.ts';
import type { Resolution } from '../data/resolution.ts';
import { DuelError } from '../errors.ts';
import { type Augment, ada, augmentSchema, diffAugment } from '../gan/index.ts';
import { checkOptions, checkText } from '../options/check.ts';
import * as kinds from '../options/kinds.ts';
import { findPreset } from '../presets/registry.ts';
import { writeOut } from '../run/output/outputFile.ts';
import { augmentSheet as sheetOf } from '../run/pictures/augmentSheet.ts';
import { inCode, type Spelling } from '../run/sampling/asked.ts';

export interface AugmentSheetOptions {
  /** Default: the preset's own, else `diffAugment()`. */
  readonly augment?: Augment | undefined;
  /** Probability of each of ADA's transformations, from 0 to 1. Default 0.5. */
  readonly p?: number | undefined;
  /** Examples, one to a row. Default 8. */
  readonly n?: number | undefined;
  readonly resolution?: Resolution | undefined;
  /** How a picture of other proportions gets these. Default `crop`. */
  readonly fit?: 'crop' | 'pad' | 'stretch' | undefined;
  /** Of the examples and the random numbers. Default 0. */
  readonly seed?: number | undefined;
  /** Writes the bytes there too. Default: nowhere. */
  readonly out?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface AugmentSheet {
  /** A PNG: in each row an example, and what the discriminator would see of it in eight steps. */
  readonly bytes: Uint8Array;
  /** The data that it was made of. */
  readonly data: string;
  readonly augment: Augment;
  /** Of ADA. */
  readonly p?: number;
  readonly rows: number;
}

const sheetKinds: kinds.OptionKinds<AugmentSheetOptions> = {
  augment: {
    takes: 'an augmentation, such as diffAugment() or ada()',
    fits: (value) => augmentSchema.safeParse(value).success,
    meant: (value) => (value === 'ada' ? 'ada()' : /^diffaugment$/i.test(String(value)) ? 'diffAugment()' : undefined),
  },
  p: kinds.number(0, 1),
  n: kinds.whole(),
  resolution: kinds.resolution,
  fit: kinds.oneOf(['crop', 'pad', 'stretch']),
  seed: kinds.whole(0),
  out: kinds.text,
  signal: kinds.signal,
};

/**
 * Shows examples as an augmentation shows them to the discriminator.
 *
 * @param what a data set, a path to one, or a preset's name
 */
export async function augmentSheet(what: string, options: AugmentSheetOptions = {}): Promise<AugmentSheet> {
  checkText('augmentSheet()', 'a data set, a path or the name of a preset', what, 'digits');
  checkOptions('augmentSheet()', options, sheetKinds);
  return sheetFor(what, options, inCode);
}

/** The same, with errors in the words of code or of the command line. */
export async function sheetFor(what: string, options: AugmentSheetOptions, spelling: Spelling): Promise<AugmentSheet> {
  const preset = findPreset(what);
  const source = preset ? preset.data.source : what;
  if (source === undefined)
    throw new DuelError('usage', 'usage/no-data', `${what} takes data of yours`, {
      where: what,
      fix: `name the data, with ${spelling.value('resolution', 64)}`,
    });
  const { resolution = preset?.data.resolution, fit = preset?.data.fit, signal } = options;
  const channels = preset?.data.channels;
  const dataset = await openDataset(
    {
      source,
      ...(resolution !== undefined && { resolution }),
      ...(fit !== undefined && { fit }),
      ...(channels !== undefined && { channels }),
    },
    signal ? { signal } : {},
  );
  try {
    const game = preset?.game({ shape: dataset.shape, classCount: dataset.classes.length });
    const own = game && 'augment' in game ? game.augment : undefined;
    const augment = options.augment ?? own ?? diffAugment();
    if (augment.type !== 'ada' && options.p !== undefined)
      throw new DuelError('usage', 'usage/contradiction', `only ada has a ${spelling.name('p')}`, {
        where: spelling.value('p', options.p),
        fix: `choose ada as ${spelling.name('augment')}, or leave ${spelling.name('p')} out`,
      });
    const p = augment.type === 'ada' ? (options.p ?? 0.5) : undefined;
    const rows = Math.min(options.n ?? 8, dataset.count);
    const bytes = await sheetOf(dataset, {
      augment,
      p: p ?? 1,
      rows,
      columns: 9,
      seed: options.seed ?? 0,
      range: preset?.data.range ?? [-1, 1],
    });
    if (options.out !== undefined) await writeOut(options.out, bytes);
    return { bytes, data: source, augment, ...(p !== undefined && { p }), rows };
  } finally {
    await dataset.close();
  }
}

/** An augmentation by its name on the command line. */
export const augmentNamed = (name: 'ada' | 'diffaugment'): Augment => (name === 'ada' ? ada() : diffAugment());
