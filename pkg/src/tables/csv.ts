/**
 * CSV as in RFC 4180 and as spreadsheets save it: with commas, semicolons or tabs, any line ends, a `sep=` line, empty
 * rows and columns at the end. Each row keeps the number of its first line.
 */

import { type TableProblem, tableProblem } from '../words/table-problems.ts';

/** A row by the names of its columns. */
export interface Row {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** A table that cannot be read, and the line that is wrong. The message is in English. */
export class CsvError extends Error {
  readonly line: number;
  readonly problem: TableProblem;

  constructor(line: number, problem: TableProblem) {
    super(tableProblem(problem));
    this.line = line;
    this.problem = problem;
  }
}

/** A line of a table; one cell may continue on further lines. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

const SEPARATORS = [',', ';', '\t'] as const;
const SEPARATOR_LINE = /^"?sep=([^\r\n])"?(?:\r\n|\r|\n|$)/i;

/**
 * Reads the rows below the header. Columns may be in any order, and their names in any case; `E-mail` is `email`.
 *
 * Throws a `CsvError` for an unknown, repeated or missing column, and for a row with more or fewer cells than columns.
 */
export const readTable = (text: string, required: readonly string[], optional: readonly string[] = []): Row[] =>
  readRows(text, required, optional).map((row) => {
    if (row instanceof CsvError) throw row;
    return row;
  });

/** The same, with a row that has more or fewer cells than columns as an error in its place. */
export const readRows = (text: string, required: readonly string[], optional: readonly string[] = []): (Row | CsvError)[] => {
  const [header, ...records] = readRecords(text, [...required, ...optional]).filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (!header) throw new CsvError(1, { code: 'header_missing', columns: required });
  const columns = readHeader(header, required, optional);
  return records.map(({ line, cells }) => rowOf(line, cells, columns));
};

const rowOf = (line: number, cells: readonly string[], columns: readonly string[]): Row | CsvError => {
  try {
    return { line, cells: readCells(line, cells, columns) };
  } catch (error) {
    if (error instanceof CsvError) return error;
    throw error;
  }
};

/** Whether the first line of a text names this column. */
export const hasColumn = (text: string, column: string): boolean => {
  try {
    const header = readerOf(text, [column]).readFirst();
    return header?.cells.some((cell) => canonicalName(cell) === column) === true;
  } catch {
    return false;
  }
};

/** The names of the columns. */
const readHeader = ({ line, cells }: CsvRecord, required: readonly string[], optional: readonly string[]): string[] => {
  const names = new Map([...required, ...optional].map((name) => [canonicalName(name), name]));
  const columns = withoutEmptyEnd(cells, 0).map((cell, index) => {
    const name = names.get(canonicalName(cell));
    if (name === undefined) throw new CsvError(line, cell === '' ? { code: 'column_unnamed', column: index + 1 } : { code: 'column_unknown', name: cell });
    return name;
  });
  for (const [index, name] of columns.entries()) {
    const first = columns.indexOf(name);
    if (first < index) throw new CsvError(line, { code: 'column_repeated', name, columns: [first + 1, index + 1] });
  }
  for (const name of required) if (!columns.includes(name)) throw new CsvError(line, { code: 'column_missing', name });
  return columns;
};

const readCells = (line: number, cells: readonly string[], columns: readonly string[]): Record<string, string> => {
  const filled = withoutEmptyEnd(cells, columns.length);
  const counts = { cells: filled.length, columns: columns.length };
  if (filled.length > columns.length) throw new CsvError(line, { code: 'too_many_cells', ...counts, extra: filled[columns.length] ?? '' });
  if (filled.length < columns.length) throw new CsvError(line, { code: 'too_few_cells', ...counts, missing: columns[filled.length] ?? '' });
  return Object.fromEntries(columns.map((name, index) => [name, filled[index] ?? '']));
};

const canonicalName = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '');

/** Without the empty cells beyond `least`, which spreadsheets add where a column was used once. */
const withoutEmptyEnd = (cells: readonly string[], least: number): readonly string[] => {
  let length = cells.length;
  while (length > least && cells[length - 1] === '') length--;
  return cells.slice(0, length);
};

/** The records of a file with one of these columns. The separator is what its first line states or is split by. */
export const readRecords = (text: string, columns: readonly string[] = []): CsvRecord[] => readerOf(text, columns).readAll();

const readerOf = (text: string, columns: readonly string[]): RecordReader => {
  const content = text.replace(/^\uFEFF/, '');
  const stated = SEPARATOR_LINE.exec(content);
  const separator = stated?.[1] ?? detectSeparator(content, columns);
  return new RecordReader(content, separator, stated?.[0].length ?? 0);
};

/** The separator by which the first line names most of `columns`; else the one that occurs most often in it. */
const detectSeparator = (text: string, columns: readonly string[]): string => {
  const names = columns.map(canonicalName);
  const [firstLine = ''] = text.trimStart().split(/\r\n|\r|\n/, 1);
  const score = (separator: string): number => {
    const cells = firstLine.split(separator).map((cell) => canonicalName(cell.replaceAll('"', '')));
    return cells.filter((cell) => names.includes(cell)).length * 1000 + cells.length;
  };
  return [...SEPARATORS].sort((one, two) => score(two) - score(one))[0] ?? ',';
};

class RecordReader {
  readonly #text: string;
  readonly #separator: string;
  #position: number;
  #line: number;

  constructor(text: string, separator: string, start: number) {
    this.#text = text;
    this.#separator = separator;
    this.#position = start;
    this.#line = start > 0 ? 2 : 1;
  }

  readAll(): CsvRecord[] {
    const records: CsvRecord[] = [];
    while (this.#position < this.#text.length) records.push(this.#readRecord());
    return records;
  }

  /** The first record that is not empty. */
  readFirst(): CsvRecord | undefined {
    while (this.#position < this.#text.length) {
      const record = this.#readRecord();
      if (record.cells.some((cell) => cell !== '')) return record;
    }
    return undefined;
  }

  #readRecord(): CsvRecord {
    const line = this.#line;
    const cells = [this.#readCell()];
    while (this.#text[this.#position] === this.#separator) {
      this.#position++;
      cells.push(this.#readCell());
    }
    this.#readLineEnd(cells.length);
    return { line, cells };
  }

  #readLineEnd(column: number): void {
    if (this.#position === this.#text.length) return;
    const end = /\r\n|\r|\n/y;
    end.lastIndex = this.#position;
    if (!end.test(this.#text)) throw new CsvError(this.#line, { code: 'text_after_quote', column });
    this.#position = end.lastIndex;
    this.#line++;
  }

  /** Reads a cell without white space around it. */
  #readCell(): string {
    const start = this.#position;
    this.#skipSpaces();
    if (this.#text[this.#position] === '"') return this.#readQuoted();
    this.#position = start;
    while (!this.#isCellEnd()) this.#position++;
    return this.#text.slice(start, this.#position).trim();
  }

  #readQuoted(): string {
    const firstLine = this.#line;
    let cell = '';
    for (;;) {
      const close = this.#text.indexOf('"', this.#position + 1);
      if (close < 0) throw new CsvError(firstLine, { code: 'quote_open' });
      cell += this.#text.slice(this.#position + 1, close);
      this.#position = close + 1;
      if (this.#text[this.#position] !== '"') break;
      cell += '"';
    }
    this.#line += cell.split(/\r\n|\r|\n/).length - 1;
    this.#skipSpaces();
    return cell.trim();
  }

  #skipSpaces(): void {
    while (this.#text[this.#position] === ' ' || this.#text[this.#position] === '\u00a0') this.#position++;
  }

  #isCellEnd(): boolean {
    const char = this.#text[this.#position];
    return char === undefined || char === this.#separator || char === '\r' || char === '\n';
  }
}
