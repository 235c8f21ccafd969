/** Tables as RFC 4180 has them, with the line that each row begins on. */

/** A row by the names of its columns. */
export interface Row {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** A table that cannot be read; says where. */
export class BadTable extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** The rows below the head. Columns that nobody knows, twice or missing are an error, as is a row of another width. */
export const readTable = (text: string, required: readonly string[], optional: readonly string[] = []): Row[] => {
  const [head, ...rest] = records(text.replace(/^\uFEFF/, ''));
  if (!head) throw new BadTable(1, `needs a first line: ${required.join(',')}`);
  const names = head.cells.map((name) => name.trim());
  for (const name of names) if (![...required, ...optional].includes(name)) throw new BadTable(head.line, `no such column: \`${name}\``);
  for (const name of required) if (!names.includes(name)) throw new BadTable(head.line, `the column \`${name}\` is missing`);
  if (new Set(names).size < names.length) throw new BadTable(head.line, 'a column is there twice');
  return rest.map(({ line, cells }) => {
    if (cells.length !== names.length) throw new BadTable(line, `${cells.length} cells instead of ${names.length}`);
    return { line, cells: Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])) };
  });
};

interface Cells {
  readonly line: number;
  readonly cells: readonly string[];
}

const records = (text: string): Cells[] => {
  const found: Cells[] = [];
  let [line, begun, at] = [1, 1, 0];
  let cells: string[] = [];
  const end = (): void => {
    // An empty line is no row.
    if (cells.length > 1 || cells[0] !== '') found.push({ line: begun, cells });
    cells = [];
  };
  while (at < text.length) {
    if (cells.length === 0) begun = line;
    const [cell, next] = text[at] === '"' ? quoted(text, at, begun) : plain(text, at);
    line += cell.split('\n').length - 1;
    cells.push(cell);
    at = next;
    if (text[at] === ',') {
      at++;
      if (at === text.length) cells.push('');
      continue;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    if (at < text.length && text[at] !== '\n') throw new BadTable(line, 'something stands behind a closing quote');
    at++;
    line++;
    end();
  }
  if (cells.length > 0) end();
  return found;
};

const plain = (text: string, from: number): [string, number] => {
  let at = from;
  while (at < text.length && text[at] !== ',' && text[at] !== '\n' && !(text[at] === '\r' && text[at + 1] === '\n')) at++;
  return [text.slice(from, at), at];
};

const quoted = (text: string, from: number, line: number): [string, number] => {
  let cell = '';
  for (let at = from + 1; ;) {
    const close = text.indexOf('"', at);
    if (close < 0) throw new BadTable(line, 'a quote is not closed');
    cell += text.slice(at, close);
    if (text[close + 1] !== '"') return [cell, close + 1];
    cell += '"';
    at = close + 2;
  }
};
