/**
 * Rows of text under their titles. A title that begins with '<' stands, with its column, on the left; numbers stand on
 * the right. A missing cell is a dash.
 */
export function table(titles, rows) {
  const left = titles.map((t) => t.startsWith('<'));
  const cells = [titles.map((t) => t.replace(/^</, '')), ...rows.map((row) => row.map((c) => c ?? '–'))];
  const widths = titles.map((_, i) => Math.max(...cells.map((row) => row[i].length)));
  return cells
    .map((row) =>
      row
        .map((c, i) => (left[i] ? c.padEnd(widths[i]) : c.padStart(widths[i])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A number with about three digits: 0.42, 7.31, 16.7, 439. */
export const digits = (x) => (x === undefined ? undefined : x.toFixed(x < 10 ? 2 : x < 100 ? 1 : 0));

export const percent = (share) => (share === undefined ? undefined : `${digits(100 * share)} %`);
