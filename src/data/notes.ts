import type { DataNotes, Dataset } from './dataset.ts';
import { scalingNote, scalingWarning, type ValueRange } from './scaling.ts';

/** All that a person should know of opened data: how they lie, and what their values are and become. */
export function allNotes({ notes, values, scaling }: Dataset, range?: ValueRange): DataNotes {
  const { found, warnings } = notes ?? { found: [], warnings: [] };
  if (values === undefined || scaling === undefined) return { found, warnings };
  const warning = scalingWarning(values, scaling);
  return {
    found: [...found, scalingNote(values, scaling, range)],
    warnings: warning === undefined ? warnings : [...warnings, warning],
  };
}
