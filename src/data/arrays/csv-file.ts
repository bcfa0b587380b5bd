import { createHash } from 'node:crypto';
import { openToRead, readWhole } from '../../files/reading.ts';
import { decodeText, encodingOf } from '../../files/text.ts';
import type { ColumnFacts, Dataset } from '../dataset.ts';
import { dataError, fileError } from '../problems.ts';
import { newestReading } from '../reading.ts';
import type { DataContext, DataRequest } from '../request.ts';
import { inMemory } from '../storage/in-memory.ts';
import { CsvReader } from './csv.ts';
import { linesOf } from './lines.ts';
import { ValueStatistics } from './statistics.ts';
import { defaultNames, type Table, TableReader } from './table.ts';

type TableFileRequest = Pick<DataRequest, 'columns' | 'header' | 'scaling' | 'reading'>;

/**
 * Opens a file of numbers, one example a line; the values live in memory. Its columns are standardised, unless the request
 * scales them otherwise; runs of before the third reading take them as they are.
 */
export async function openCsv(
  name: string,
  path: string,
  request: TableFileRequest,
  context: DataContext,
): Promise<Dataset> {
  const { reading = newestReading } = request;
  if (reading >= 3) return openTable(name, path, request, context);
  const reader = new CsvReader(path);
  await readLines(path, context, (line) => reader.line(line));
  const { columns, values, labels, classes } = reader.end();
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([columns, classes, labels]))
    .update(values)
    .digest('hex');
  return inMemory({
    name,
    shape: [columns],
    stored: values,
    labels: classes.length === 0 ? undefined : labels,
    classes,
    fingerprint,
  });
}

async function openTable(
  name: string,
  path: string,
  request: TableFileRequest,
  context: DataContext,
): Promise<Dataset> {
  const reader = new TableReader(path, request);
  const encoding = await readLines(path, context, (line) => reader.line(line));
  const table = reader.end();
  const { columns, values, labels, classes, names, assumed } = table;
  const statistics = new ValueStatistics({ total: values.length, columns, type: 'float64' });
  statistics.add(values);
  const scaling = request.scaling ?? statistics.scaling('float64');
  const fingerprint = createHash('sha256')
    .update(JSON.stringify(['table', columns, names ?? null, classes, labels]))
    .update(values)
    .digest('hex');
  const facts = columnsOf(table);
  return inMemory({
    name,
    shape: [columns],
    stored: values,
    labels: classes.length === 0 ? undefined : labels,
    classes,
    fingerprint,
    mapped: scaling,
    scaling,
    values: statistics.facts,
    columns: names,
    columnFacts: facts,
    notes: {
      found: [
        `${(values.length / columns).toLocaleString('en-US')} rows of ${columns === 1 ? 'one column' : `${columns} columns`}: ${listOf(facts)}`,
        ...assumed,
        ...(encoding === 'utf-8' ? [] : [`text in ${encoding.toUpperCase()}`]),
      ],
      warnings: [],
    },
  });
}

function columnsOf({ names, columns, values }: Table): ColumnFacts[] {
  return (names ?? defaultNames(columns)).map((name, c) => {
    let [least, greatest] = [Infinity, -Infinity];
    for (let at = c; at < values.length; at += columns) {
      least = Math.min(least, values[at]!);
      greatest = Math.max(greatest, values[at]!);
    }
    return { name, least, greatest };
  });
}

const most = 8;
const listOf = (facts: readonly ColumnFacts[]): string =>
  facts
    .slice(0, most)
    .map(({ name, least, greatest }) => `${name} ${figure(least)} … ${figure(greatest)}`)
    .join(', ') + (facts.length > most ? ', …' : '');
const figure = (value: number): string => String(Number(value.toPrecision(6)));

/** Most characters of a line: a million numbers and more. */
const longestLine = 2 ** 22;
/** Most bytes of a text that is read whole. */
const mostOfUtf16 = 2 ** 26;

const tooLong = (path: string) =>
  dataError('csv-line', `a line of more than ${longestLine.toLocaleString('en-US')} characters`, {
    where: path,
    fix: 'give one example a line, or save them as .npy: numpy.save(PATH, array)',
  });

/** Hands on the lines of a text file, and returns its encoding. */
async function readLines(path: string, context: DataContext, take: (line: string) => void) {
  const file = await openToRead(path, 'data').catch((cause) => {
    throw fileError(path, cause);
  });
  try {
    const mark = new Uint8Array(2);
    await file.read(mark, 0, 2, 0);
    const encoding = encodingOf(mark);
    if (encoding !== 'utf-8') {
      for (const line of decodeText(await readWhole(path, 'data', { limit: mostOfUtf16 })).split(/\r?\n/)) take(line);
      return encoding;
    }
    for await (const lines of linesOf(file, longestLine, () => tooLong(path))) {
      context.signal?.throwIfAborted();
      for (const line of lines) take(line);
    }
    return encoding;
  } finally {
    await file.close();
  }
}
