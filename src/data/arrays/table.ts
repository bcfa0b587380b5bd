import { dataError } from '../problems.ts';
import { inClassOrder, newestReading } from '../reading.ts';

/** What a person says of a table. */
export interface TableRequest {
  /** Columns to take, by their names. Default: all. */
  readonly columns?: readonly string[] | undefined;
  /** False: the first line is a row. Default: it is a header where it holds words, or counts the columns. */
  readonly header?: boolean | undefined;
}

/** What a table of numbers holds, row after row. */
export interface Table {
  /** Names of the columns, without that of the classes; undefined where the file names none. */
  readonly names: readonly string[] | undefined;
  readonly columns: number;
  readonly values: Float64Array;
  /** Class index of each row, from a column called `label` or `class`; empty without one. */
  readonly labels: readonly number[];
  readonly classes: readonly string[];
  /** What was taken for what, where that is not plain. */
  readonly assumed: readonly string[];
}

const delimiters = { '\t': 'tabs', ';': 'semicolons', ',': 'commas' } as const;
type Delimiter = keyof typeof delimiters;

/** Most numbers and labels of a table, which is in memory as a whole; an `.npy` file is read as it is needed. */
const memory = { numbers: 2 ** 25, labels: 2 ** 22 };

/** Names of columns that have none. */
export const defaultNames = (columns: number): string[] =>
  columns === 2 ? ['x', 'y'] : Array.from({ length: columns }, (_, c) => `x${c}`);

/**
 * Reads lines of numbers parted by tabs, semicolons, commas or blanks, with points or commas before the decimals. A first
 * line that holds a word, or counts the columns from 0, is a header; the column that it calls `label` or `class` may hold
 * words, and a first column without a name, as pandas and R write it, is left out.
 */
export class TableReader {
  readonly #where: string;
  readonly #request: TableRequest;
  readonly #most: typeof memory;
  readonly #assumed: string[] = [];
  #line = 0;
  #delimiter: Delimiter | undefined;
  #fields = 0;
  #names: string[] | undefined;
  #labelColumn = -1;
  #taken: number[] = [];
  #values = new Float64Array(1024);
  #length = 0;
  #mark: '.' | ',' | undefined;
  readonly #labels: string[] = [];

  /** @param most how much is held in memory */
  constructor(where: string, request: TableRequest = {}, most: typeof memory = memory) {
    this.#where = where;
    this.#request = request;
    this.#most = most;
  }

  /** Takes the next line. */
  line(text: string): void {
    this.#line++;
    const line = this.#line === 1 ? text.replace(/^\ufeff/, '') : text;
    if (line.trim() === '') return;
    if (this.#fields > 0) this.#row(this.#split(line));
    else if (!this.#begin(line)) this.#row(this.#split(line));
  }

  /** What was read; throws when that is nothing. */
  end(): Table {
    const columns = this.#taken.length;
    if (this.#length === 0 || columns === 0)
      throw dataError('empty', 'no rows of numbers', { where: this.#where, fix: 'choose other data' });
    const classes = inClassOrder(this.#labels, newestReading);
    const indices = new Map(classes.map((name, index) => [name, index]));
    if (this.#mark === ',') this.#assumed.push('commas in numbers taken for decimal points');
    return {
      names: this.#names && this.#taken.map((column) => this.#names![column]!),
      columns,
      values: this.#values.subarray(0, this.#length),
      labels: this.#labels.map((name) => indices.get(name)!),
      classes,
      assumed: this.#assumed,
    };
  }

  /** Finds out from the first line how the table is written; true where that line is a header. */
  #begin(line: string): boolean {
    const outside = line.replace(/"[^"]*"/g, '');
    this.#delimiter = (Object.keys(delimiters) as Delimiter[]).find((delimiter) => outside.includes(delimiter));
    if (this.#delimiter === ';') this.#assumed.push('fields parted by semicolons');
    const fields = this.#split(line);
    this.#fields = fields.length;
    const isHeader = this.#request.header ?? (!fields.every(isNumeric) || isCount(fields));
    if (isHeader) {
      if (isCount(fields))
        this.#assumed.push(`the first line, ${line.trim()}, taken for names (--no-header: for a row)`);
      this.#names = fields.map((name, c) => name || `x${c}`);
      this.#labelColumn = fields.findIndex((name) => /^(label|class)$/i.test(name));
    }
    const isIndex = isHeader && /^(unnamed: 0)?$/i.test(fields[0]!) && fields.length > 1;
    if (isIndex) this.#assumed.push('the first column, which has no name, left out as an index');
    const all = fields.map((_, c) => c).filter((c) => c !== this.#labelColumn && !(isIndex && c === 0));
    this.#taken = this.#choose(all);
    return isHeader;
  }

  #choose(all: readonly number[]): number[] {
    const names = this.#names ?? defaultNames(this.#fields);
    if (this.#request.columns === undefined) return [...all];
    return this.#request.columns.map((name) => {
      const column = names.indexOf(name);
      if (column >= 0) return column;
      throw dataError('no-column', `there is no column '${name}'`, {
        where: this.#where,
        fix: `choose from --columns ${names.join(',')}`,
      });
    });
  }

  #row(fields: readonly string[]): void {
    if (fields.length !== this.#fields)
      throw this.#problem('csv-columns', `${fields.length} fields where the first line has ${this.#fields}`);
    const needed = this.#length + fields.length;
    if (needed > this.#most.numbers || this.#labels.length >= this.#most.labels)
      throw dataError(
        'csv-large',
        `more than ${this.#most.numbers.toLocaleString('en-US')} numbers: too many for a table, which is held in memory`,
        {
          where: `${this.#where}, line ${this.#line}`,
          fix: "save it as an array, numpy.save('data.npy', …), which is read as it is needed, or take fewer columns: --columns A,B",
        },
      );
    if (needed > this.#values.length) {
      const larger = new Float64Array(Math.min(this.#most.numbers, 2 * this.#values.length + fields.length));
      larger.set(this.#values);
      this.#values = larger;
    }
    if (this.#labelColumn >= 0) this.#labels.push(fields[this.#labelColumn]!);
    const word = this.#taken.find((column) => !isNumeric(fields[column]!));
    if (word !== undefined) throw this.#wordProblem(fields, word);
    for (const column of this.#taken) this.#values[this.#length++] = this.#number(fields[column]!, column);
  }

  #number(field: string, column: number): number {
    const mark = field.includes(',') ? ',' : field.includes('.') ? '.' : undefined;
    if (mark !== undefined && this.#mark !== undefined && mark !== this.#mark)
      throw this.#problem(
        'csv-number',
        `'${field}' has a '${mark}' where numbers before have a '${this.#mark}'`,
        column,
      );
    this.#mark ??= mark;
    const value = Number(field.replace(',', '.'));
    if (!Number.isFinite(value)) throw this.#problem('not-finite', `${field} is not a finite number`, column);
    return value;
  }

  /** The fields of a line; what stands in quotes is one. */
  #split(line: string): string[] {
    const text = line.trimEnd();
    if (this.#delimiter === undefined) return text.trim().split(/\s+/).map(unquoted);
    const fields: string[] = [];
    let from = 0;
    let isQuoted = false;
    for (let k = 0; k <= line.length; k++) {
      if (line[k] === '"') isQuoted = !isQuoted;
      if (k < line.length && (isQuoted || line[k] !== this.#delimiter)) continue;
      fields.push(unquoted(line.slice(from, k).trim()));
      from = k + 1;
    }
    return fields;
  }

  /** Of a word among the numbers, with the columns that hold numbers in its line. */
  #wordProblem(fields: readonly string[], column: number): Error {
    const names = this.#names ?? defaultNames(this.#fields);
    const numbers = this.#taken.filter((c) => isNumeric(fields[c]!)).map((c) => names[c]!);
    const isPlain = numbers.length > 0 && numbers.every((name) => /^[\w.-]+$/.test(name));
    const way = `take the columns of numbers alone: --columns ${isPlain ? numbers.join(',') : 'A,B'}`;
    const what = fields[column] === '' ? 'an empty field' : `'${fields[column]!.slice(0, 40)}'`;
    return this.#problem('csv-number', `${what} is not a number`, column, `mend or remove that line, or ${way}`);
  }

  #problem(
    code: string,
    message: string,
    column?: number,
    fix = 'mend or remove that line, or take other columns: --columns A,B',
  ): Error {
    const place = column === undefined ? '' : `, column ${column + 1}`;
    const name = column === undefined ? undefined : this.#names?.[column];
    return dataError(code, message, {
      where: `${this.#where}, line ${this.#line}${place}${name === undefined ? '' : ` (${name})`}`,
      fix,
    });
  }
}

const unquoted = (field: string): string => field.replace(/^"(.*)"$/, '$1').replaceAll('""', '"');

/** Whether names count the columns from 0, as pandas has it, after an index without a name or not. */
function isCount(fields: readonly string[]): boolean {
  const counted = fields[0] === '' ? fields.slice(1) : fields;
  return counted.length > 1 && counted.every((field, c) => field === String(c));
}

const isNumeric = (field: string): boolean =>
  /^[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?$/i.test(field) || /^[+-]?(nan|inf|infinity)$/i.test(field);
