/** The text of a file that a spreadsheet has saved: UTF-8, UTF-16 with a byte order mark, or the Windows code page. */

import type { TableProblem } from '../words/table-problems.ts';
import { CsvError } from './csv.ts';

/** A text, and what the user should know about how it was read. */
export interface DecodedText {
  readonly text: string;
  readonly warning?: TableProblem;
}

/** Decodes a file. Throws a `CsvError` for a workbook, and where the encoding cannot be recognized. */
export const decodeText = (bytes: Uint8Array): DecodedText => {
  const encoding = encodingOf(bytes);
  if (encoding !== undefined) return { text: new TextDecoder(encoding).decode(bytes) };
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04) || startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    throw new CsvError(1, { code: 'workbook' });
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw new CsvError(lineAt(bytes, nul), { code: 'no_byte_order_mark' });
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
  if (undefinedAt) throw new CsvError(lineAt(bytes, undefinedAt.index), { code: 'unknown_encoding' });
  const sample = /[^\s;,"]*[^\x00-\x7f][^\s;,"]*/.exec(text)?.[0] ?? '';
  return { text, warning: { code: 'windows_1252', sample } };
};

const startsWith = (bytes: Uint8Array, ...prefix: readonly number[]): boolean => prefix.every((byte, index) => bytes[index] === byte);

const lineAt = (bytes: Uint8Array, end: number): number => new TextDecoder('windows-1252').decode(bytes.subarray(0, end)).split(/\r\n|\r|\n/).length;
