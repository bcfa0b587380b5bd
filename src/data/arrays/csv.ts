import { dataError } from '../problems.ts';

/** What a CSV of numbers holds, row after row. */
export interface CsvTable {
  columns: number;
  values: Float32Array;
  /** Class index of each row, from a column called `label` or `class`; empty without one. */
  labels: readonly number[];
  classes: readonly string[];
}

/**
 * The rules of the first two readings, by which runs of their time go on; `TableReader` has those of today.
 *
 * Reads lines of numbers parted by commas, semicolons, tabs or blanks. A first line that holds a word is a header; the
 * column that it calls `label` or `class` may hold words.
 */
export class CsvReader {
  readonly #where: string;
  #line = 0;
  #columns = 0;
  #delimiter: string | RegExp = ',';
  #labelColumn = -1;
  #values = new Float32Array(1024);
  #length = 0;
  readonly #names: string[] = [];

  constructor(where: string) {
    this.#where = where;
  }

  /** Takes the next line. */
  line(text: string): void {
    this.#line++;
    const line = (this.#line === 1 ? text.replace(/^\ufeff/, '') : text).trim();
    if (line === '') return;
    if (this.#columns === 0) {
      this.#delimiter = [',', ';', '\t'].find((delimiter) => line.includes(delimiter)) ?? /\s+/;
      const fields = this.#split(line);
      this.#columns = fields.length;
      if (!fields.every(isNumeric)) {
        this.#labelColumn = fields.findIndex((field) => /^(label|class)$/i.test(field));
        return;
      }
    }
    this.#row(this.#split(line));
  }

  /** What was read; throws when that is nothing. */
  end(): CsvTable {
    const columns = this.#columns - (this.#labelColumn < 0 ? 0 : 1);
    if (this.#length === 0 || columns === 0)
      throw dataError('empty', 'no rows of numbers', { where: this.#where, fix: 'choose other data' });
    const found = [...new Set(this.#names)];
    const classes = found.every((name) => /^\d+$/.test(name))
      ? found.sort((a, b) => Number(a) - Number(b))
      : found.sort();
    const indices = new Map(classes.map((name, index) => [name, index]));
    return {
      columns,
      values: this.#values.slice(0, this.#length),
      labels: this.#names.map((name) => indices.get(name)!),
      classes,
    };
  }

  #row(fields: readonly string[]): void {
    if (fields.length !== this.#columns)
      throw this.#problem('csv-columns', `${fields.length} fields where the first line has ${this.#columns}`);
    if (this.#length + fields.length > this.#values.length) {
      const larger = new Float32Array(2 * this.#values.length + fields.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    for (const [column, field] of fields.entries()) {
      if (column === this.#labelColumn) {
        this.#names.push(field);
        continue;
      }
      if (!isNumeric(field)) throw this.#problem('csv-number', `'${field.slice(0, 40)}' is not a number`, column);
      const value = Math.fround(Number(field));
      if (!Number.isFinite(value)) throw this.#problem('not-finite', `${field} is not a finite number`, column);
      this.#values[this.#length++] = value;
    }
  }

  #split(line: string): string[] {
    return line.split(this.#delimiter).map((field) => field.trim().replace(/^"(.*)"$/, '$1'));
  }

  #problem(code: string, message: string, column?: number): Error {
    const place = column === undefined ? '' : `, column ${column + 1}`;
    return dataError(code, message, {
      where: `${this.#where}, line ${this.#line}${place}`,
      fix: 'mend or remove that line; only columns of numbers, and one called label, are read',
    });
  }
}

function isNumeric(field: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(field) || /^[+-]?(nan|inf|infinity)$/i.test(field);
}
