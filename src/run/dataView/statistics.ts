import type { Dataset } from '../../data/dataset.ts';
import type { DataContext } from '../../data/index.ts';
import { readThrough } from '../../data/labels.ts';
import { unscaler, type ValueRange } from '../../data/scaling.ts';
import { sizeOf } from '../../tensor/index.ts';
import type { DataStatistics, ValueStatistics } from './answers.ts';
import { exact, formOf, rounded } from './shown.ts';

/** Values that are read through at most, of all examples together: some seconds. */
const mostValues = 2 ** 29;
/** Of data drawn by formula, which have no end. */
const mostDrawn = 4096;
/** Values whose distribution is shown, of one column. */
const mostKept = 2 ** 18;
const binCount = 24;
const mostColumns = 256;

/** How many examples are looked at. */
export function lookedAt(dataset: Dataset, isDrawn: boolean): number {
  const most = Math.max(1, Math.floor(mostValues / sizeOf(dataset.shape)));
  return Math.min(dataset.count, most, isDrawn ? mostDrawn : Number.POSITIVE_INFINITY);
}

/** How many examples each class has, and what the values are of each column or channel, in the data's own units. */
export async function statisticsOf(
  dataset: Dataset,
  {
    range,
    isDrawn,
    names,
    labels: seen,
  }: { range: ValueRange; isDrawn: boolean; names: readonly string[]; labels?: Int32Array },
  context: DataContext,
): Promise<DataStatistics> {
  const looked = lookedAt(dataset, isDrawn);
  const classCounts = new Array<number>(dataset.classes.length).fill(0);
  const domains = Object.entries(dataset.domains ?? {});
  const several = domains.length > 0 ? domains.map(([domain, of]) => ({ domain, of })) : [{ of: dataset }];
  const groups: { domain?: string; values: readonly ValueStatistics[] }[] = [];
  for (const { of, ...domain } of several) {
    const count = Math.min(looked, of.count);
    const columns = Array.from({ length: Math.min(mostColumns, of.shape.at(-1)!) }, () => new Column());
    const every = Math.max(1, Math.ceil((count * sizeOf(of.shape)) / of.shape.at(-1)! / mostKept));
    const take = (examples: Float32Array, labels: Int32Array, first: number) => {
      if (groups.length === 0) {
        seen?.set(labels, first);
        for (const label of labels) if (label >= 0) classCounts[label]!++;
      }
      columnsOf(examples, of, columns, every);
    };
    await readThrough(of, count, take, { ...context, range });
    const scaling = of.scaling;
    const own = scaling ? unscaler(scaling, range) : formOf(of) === 'pictures' ? bytes(range) : (v: number) => v;
    groups.push({ ...domain, values: columns.map((column, c) => column.facts(names[c] ?? `${c}`, (v) => own(v, c))) });
  }
  return { looked, of: dataset.count, classCounts, groups };
}

/** Pictures from files in the units of their files. */
const bytes =
  ([low, high]: ValueRange) =>
  (value: number) =>
    Math.round(((value - low) / (high - low)) * 255 * 1000) / 1000;

/** Adds the values of every column. */
function columnsOf(examples: Float32Array, { shape }: Dataset, columns: readonly Column[], every: number): void {
  const width = shape.at(-1)!;
  for (const [c, column] of columns.entries()) column.add(examples, c, width, every);
}

/** The values of a column as they come. */
class Column {
  #least = Number.POSITIVE_INFINITY;
  #greatest = Number.NEGATIVE_INFINITY;
  readonly #kept: number[] = [];

  /** Every value counts for the ends, and one of each so many for all else. */
  add(values: Float32Array, first: number, stride: number, every: number): void {
    let [least, greatest] = [this.#least, this.#greatest];
    for (let at = first; at < values.length; at += stride) {
      const value = values[at]!;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    [this.#least, this.#greatest] = [least, greatest];
    for (let at = first; at < values.length; at += stride * every) this.#kept.push(values[at]!);
  }

  facts(name: string, own: (value: number) => number): ValueStatistics {
    const [least, greatest] = [own(this.#least), own(this.#greatest)];
    const values = this.#kept.map((value) => own(value));
    const n = Math.max(1, values.length);
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
    const unit = own(1) - own(0);
    const bins = new Array<number>(binCount).fill(0);
    const width = greatest - least || 1;
    const distinct = new Set<number>();
    let isWhole = true;
    for (const shown of values) {
      bins[Math.min(binCount - 1, Math.max(0, Math.floor(((shown - least) / width) * binCount)))]!++;
      if (distinct.size < 3) distinct.add(rounded(shown));
      // scaled values come back to within float32
      isWhole &&= Math.abs(shown - Math.round(shown)) <= 1e-5 * Math.max(1, Math.abs(shown));
    }
    const kinds = ['one value', 'one value', 'two values'] as const;
    return {
      name,
      kind: kinds[distinct.size] ?? (isWhole ? 'whole numbers' : 'numbers'),
      least: exact(least, unit),
      greatest: exact(greatest, unit),
      mean: rounded(mean),
      deviation: rounded(Math.sqrt(variance)),
      bins,
    };
  }
}
