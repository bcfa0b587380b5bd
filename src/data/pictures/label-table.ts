import type { ClassList } from './class-files.ts';

/** What columns are called that hold the name of a picture, and those that hold its class; the first that is there. */
const fileColumns = [
  'file_name',
  'filename',
  'file',
  'path',
  'image_path',
  'image',
  'image_name',
  'img',
  'name',
  'image_id',
  'id',
];
const classColumns = ['label', 'class', 'class_name', 'category', 'target', 'labels', 'classes'];

/**
 * Reads a table of pictures and their classes: a header that names both columns, or two columns without a header.
 * Fields are parted by commas, semicolons or tabs, and may be in quotes. Rows without a class are left out.
 *
 * Returns why it is no such table, where it is another's.
 */
export function readLabelTable(bytes: Uint8Array): ClassList | string {
  const [first, ...rest] = rowsOf(textOf(bytes));
  if (first === undefined) return 'it is empty';
  const header = first.map((name) => name.trim().toLowerCase());
  const column = (names: readonly string[]) => names.map((name) => header.indexOf(name)).find((k) => k >= 0);
  const file = column(fileColumns);
  const label = column(classColumns);
  if (file !== undefined && label !== undefined) return entriesOf(rest, file, label);
  if (first.length === 2 && /\.[a-z]{3,4}$/i.test(first[0]!.trim())) return entriesOf([first, ...rest], 0, 1);
  const missing = file === undefined ? 'pictures (such as file_name)' : 'classes (such as label)';
  return `it has no column of ${missing}; its columns are ${first.slice(0, 12).join(', ')}`;
}

function entriesOf(rows: readonly (readonly string[])[], file: number, label: number): ClassList {
  const entries = rows.map((row) => [row[file]?.trim() ?? '', row[label]?.trim() ?? ''] as const);
  return { entries: entries.filter(([name, label]) => name !== '' && label !== '') };
}

/** UTF-8, or UTF-16 where it begins with a mark, as spreadsheets export it. */
function textOf(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** The fields of a CSV, RFC 4180; the delimiter is one that its first line has. Empty lines are left out. */
function rowsOf(text: string): string[][] {
  const line = text.slice(0, text.search(/[\r\n]|$/));
  const delimiter = [',', ';', '\t'].find((d) => line.includes(d)) ?? ',';
  const rows: string[][] = [];
  let row: string[] = [];
  const endRow = () => {
    if (row.some((value) => value !== '')) rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; ) {
    const [field, end] = text[at] === '"' ? quoted(text, at + 1) : plain(text, at, delimiter);
    row.push(field);
    at = end + 1;
    if (text[end] !== delimiter) endRow();
  }
  endRow();
  return rows;
}

/** A field without quotes, and where it ends. */
function plain(text: string, from: number, delimiter: string): [string, number] {
  let end = from;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return [text.slice(from, end), end];
}

/** A field whose quotes have opened, and where it ends; two quotes are one. */
function quoted(text: string, from: number): [string, number] {
  let field = '';
  for (let at = from; ; at += 2) {
    const quote = text.indexOf('"', at);
    const end = quote < 0 ? text.length : quote;
    field += text.slice(at, end);
    if (text[end + 1] !== '"') return [field, end + 1];
    field += '"';
    at = end;
  }
}
