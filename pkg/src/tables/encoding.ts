/** The text of a file that a spreadsheet has saved: UTF-8, UTF-16 with a byte order mark, or the Windows code page. */

import { CsvError } from './csv.ts';

/** A text, and what the user should know about how it was read. */
export interface DecodedText {
  readonly text: string;
  readonly warning?: string;
}

const SAVE_AS = 'save it as “CSV UTF-8”';

/** Decodes a file. Throws a `CsvError` for a workbook, and where the encoding cannot be recognized. */
export const decodeText = (bytes: Uint8Array): DecodedText => {
  const encoding = encodingOf(bytes);
  if (encoding !== undefined) return { text: new TextDecoder(encoding).decode(bytes) };
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04) || startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    throw new CsvError(1, `this is a workbook (Excel, Numbers or LibreOffice), not a CSV file: ${SAVE_AS}`);
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw new CsvError(lineAt(bytes, nul), `this is UTF-16 without a byte order mark, or not text: ${SAVE_AS}`);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return decodeWindows1252(bytes);
  }
};

/** The encoding that a byte order mark states. */
const encodingOf = (bytes: Uint8Array): string | undefined => {
  if (startsWith(bytes, 0xff, 0xfe)) return 'utf-16le';
  if (startsWith(bytes, 0xfe, 0xff)) return 'utf-16be';
  return undefined;
};

/** What Excel saves as plain “CSV” in Western languages. Its text is shown, because other code pages look the same. */
const decodeWindows1252 = (bytes: Uint8Array): DecodedText => {
  const text = new TextDecoder('windows-1252').decode(bytes);
  const undefinedAt = /[\x80-\x9f]/.exec(text);
  if (undefinedAt) throw new CsvError(lineAt(bytes, undefinedAt.index), `this is neither UTF-8 nor Windows-1252: ${SAVE_AS}`);
  const sample = /[^\s;,"]*[^\x00-\x7f][^\s;,"]*/.exec(text)?.[0] ?? '';
  return { text, warning: `not UTF-8; read as Windows-1252, so that it says \`${sample}\`. If that is wrong, ${SAVE_AS}` };
};

const startsWith = (bytes: Uint8Array, ...prefix: readonly number[]): boolean => prefix.every((byte, index) => bytes[index] === byte);

const lineAt = (bytes: Uint8Array, end: number): number => new TextDecoder('windows-1252').decode(bytes.subarray(0, end)).split(/\r\n|\r|\n/).length;
