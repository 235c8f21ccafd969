/** Saves a text as a file in the browser's downloads. */
export const saveFile = (name: string, text: string, type: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
};

/** Excel reads a CSV file as UTF-8 if it begins with this. */
export const BYTE_ORDER_MARK = '\uFEFF';
/** What spreadsheets read as a formula. A name is always text. */
const FORMULA = /^[=+\-@\t\r]/;

/** Rows as CSV (RFC 4180) that spreadsheets open as text. */
export const csvOf = (rows: readonly (readonly (string | undefined)[])[]): string =>
  BYTE_ORDER_MARK + rows.map((row) => `${row.map((cell = '') => quoted(FORMULA.test(cell) ? `'${cell}` : cell)).join(',')}\r\n`).join('');

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
