/** CSV as in RFC 4180. Each row keeps the number of its first line. */

/** A row by the names of its columns. */
export interface Row {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** A table that cannot be read, and the line that is wrong. */
export class CsvError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/**
 * Reads the rows below the header.
 *
 * Throws a `CsvError` for an unknown, repeated or missing column, and for a row with more or fewer cells than columns.
 */
export const readTable = (text: string, required: readonly string[], optional: readonly string[] = []): Row[] => {
  const [header, ...records] = readRecords(text.replace(/^\uFEFF/, ''));
  if (!header) throw new CsvError(1, `needs a first line: ${required.join(',')}`);
  const names = header.cells.map((name) => name.trim());
  for (const name of names) if (![...required, ...optional].includes(name)) throw new CsvError(header.line, `no such column: \`${name}\``);
  for (const name of required) if (!names.includes(name)) throw new CsvError(header.line, `the column \`${name}\` is missing`);
  if (new Set(names).size < names.length) throw new CsvError(header.line, 'a column occurs twice');
  return records.map(({ line, cells }) => {
    if (cells.length !== names.length) throw new CsvError(line, `${cells.length} cells instead of ${names.length}`);
    return { line, cells: Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])) };
  });
};

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

const readRecords = (text: string): CsvRecord[] => {
  const records: CsvRecord[] = [];
  let [line, firstLine, position] = [1, 1, 0];
  let cells: string[] = [];
  const endRecord = (): void => {
    // An empty line is not a record.
    if (cells.length > 1 || cells[0] !== '') records.push({ line: firstLine, cells });
    cells = [];
  };
  while (position < text.length) {
    if (cells.length === 0) firstLine = line;
    const [cell, next] = text[position] === '"' ? readQuoted(text, position, firstLine) : readUnquoted(text, position);
    line += cell.split('\n').length - 1;
    cells.push(cell);
    position = next;
    if (text[position] === ',') {
      position++;
      if (position === text.length) cells.push('');
      continue;
    }
    if (text[position] === '\r' && text[position + 1] === '\n') position++;
    if (position < text.length && text[position] !== '\n') throw new CsvError(line, 'text follows a closing quote');
    position++;
    line++;
    endRecord();
  }
  if (cells.length > 0) endRecord();
  return records;
};

/** Reads a cell and returns the position after it. */
const readUnquoted = (text: string, start: number): [string, number] => {
  const isEnd = (at: number): boolean => text[at] === ',' || text[at] === '\n' || (text[at] === '\r' && text[at + 1] === '\n');
  let end = start;
  while (end < text.length && !isEnd(end)) end++;
  return [text.slice(start, end), end];
};

const readQuoted = (text: string, start: number, line: number): [string, number] => {
  let cell = '';
  for (let position = start + 1; ;) {
    const close = text.indexOf('"', position);
    if (close < 0) throw new CsvError(line, 'a quote is not closed');
    cell += text.slice(position, close);
    if (text[close + 1] !== '"') return [cell, close + 1];
    cell += '"';
    position = close + 2;
  }
};
