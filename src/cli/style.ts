import { printableLine } from '../files/printable.ts';

/** Colours of a terminal; identity where there are none. What they give is a mark, which becomes a colour in `painted`. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

/** Half a character, which no file name or text can hold, then a letter for the colour. */
const mark = (code: number): string => `\udc00${String.fromCharCode(65 + code)}`;
const marks = /\udc00([B-p])/g;

const sgr = (on: number, off: number, active: boolean) => (text: string) =>
  active ? mark(on) + text + mark(off) : text;

/** A text with its marks as the colours of a terminal, `around` each piece between them. */
export function painted(text: string, around: (piece: string) => string): string {
  return text
    .split(marks)
    .map((piece, i) => (i % 2 === 0 ? around(piece) : `\x1b[${piece.charCodeAt(0) - 65}m`))
    .join('');
}

export const style = (active: boolean): Style => ({
  bold: sgr(1, 22, active),
  dim: sgr(2, 22, active),
  red: sgr(31, 39, active),
  green: sgr(32, 39, active),
  yellow: sgr(33, 39, active),
  cyan: sgr(36, 39, active),
});

/** Columns that a text takes in a terminal: without marks of colour. */
export const widthOf = (text: string): number => text.replace(marks, '').length;

/** Rows as aligned columns, two blanks apart; `right`: columns whose text is set to the right. The last is not padded. */
export function table(cells: readonly (readonly string[])[], right: readonly number[] = []): string {
  const rows = cells.map((row) => row.map(oneLine));
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, c) => Math.max(...rows.map((row) => widthOf(row[c] ?? ''))));
  const cell = (text: string, c: number, last: boolean) => {
    const blanks = ' '.repeat(widths[c]! - widthOf(text));
    if (right.includes(c)) return blanks + text;
    return last ? text : text + blanks;
  };
  return rows
    .map((row) =>
      row
        .map((text, c) => cell(text, c, c === row.length - 1))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A cell without line feeds or anything else that would break a table; colours stay. */
const oneLine = (text: string): string =>
  text
    .split(/(\udc00[B-p])/)
    .map((piece, i) => (i % 2 === 0 ? printableLine(piece) : piece))
    .join('');

/** Text broken at blanks into lines of at most `width`, each after `indent` blanks. */
export function wrap(text: string, width: number, indent = 0): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width - indent) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((l) => ' '.repeat(indent) + l).join('\n');
}
