import { createHash } from 'node:crypto';
import { openToRead } from '../../files/reading.ts';
import type { Dataset } from '../dataset.ts';
import { fileError } from '../problems.ts';
import type { DataContext } from '../request.ts';
import { inMemory } from '../storage/in-memory.ts';
import { CsvReader } from './csv.ts';

/** Opens a file of numbers, one example a line; the values live in memory. */
export async function openCsv(name: string, path: string, context: DataContext): Promise<Dataset> {
  const reader = new CsvReader(path);
  const file = await openToRead(path, 'data').catch((cause) => {
    throw fileError(path, cause);
  });
  try {
    let lines = 0;
    for await (const line of file.readLines()) {
      if (++lines % 65_536 === 0) context.signal?.throwIfAborted();
      reader.line(line);
    }
  } finally {
    await file.close();
  }
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
