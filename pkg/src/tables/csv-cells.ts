/** Writes CSV (RFC 4180) that no spreadsheet evaluates as a formula, with the cells that the edge's exports have. */

/** Excel reads a CSV file as UTF-8 if it begins with this. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Characters that can begin a formula, with their full-width, small and mathematical forms. */
const FORMULA_SIGN = /[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212]/;
/** What ends a cell where a spreadsheet splits the text at another separator. */
const PART_END = /[;,|\t\r\n"']/;

/** A file with these records. */
export const csvText = (records: readonly (readonly string[])[]): string =>
  BYTE_ORDER_MARK + records.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');

/** A text as a cell. A character that could begin a formula is preceded by an apostrophe. */
export const csvCell = (text: string): string => {
  let cell = '';
  let position: 'cell start' | 'part start' | 'inside' = 'cell start';
  for (const char of text) {
    const isEscaped: boolean = position !== 'inside' && (FORMULA_SIGN.test(char) || (position === 'cell start' && /[\t\r\n]/.test(char)));
    cell += `${isEscaped ? "'" : ''}${char === '"' ? '""' : char}`;
    if (char === "'" && position === 'cell start') continue;
    const startsPart: boolean = PART_END.test(char) || (position !== 'inside' && /\s/.test(char));
    position = startsPart ? 'part start' : 'inside';
  }
  return `"${cell}"`;
};
