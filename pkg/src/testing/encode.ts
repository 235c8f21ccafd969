/** Encodings of ids, tokens and codes. */

import { platform } from './platform.ts';

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new platform.TextEncoder().encode(text);

/** base64url without padding. */
export const base64url = (bytes: Uint8Array | string): string => {
  const all = typeof bytes === 'string' ? utf8(bytes) : bytes;
  return btoa(Array.from(all, (byte) => String.fromCharCode(byte)).join(''))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '');
};

/** The bytes of an id after its prefix. */
export const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0));

/** 16 readable bytes for a kind and a number; the same in every run. */
export const numberedBytes = (kind: string, number: number): Uint8Array => utf8(`${kind}${'0'.repeat(16)}`.slice(0, 16 - String(number).length) + number);

/** Canonical JSON (RFC 8785) of text, whole numbers, lists and objects. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, inside]) => inside !== undefined)
    .sort(([one], [two]) => (one < two ? -1 : 1));
  return `{${fields.map(([key, inside]) => `${JSON.stringify(key)}:${canonical(inside)}`).join(',')}}`;
};

/** The SHA-256 of a text in base64url. */
export const digest = async (text: string): Promise<string> =>
  base64url(new Uint8Array(await platform.subtle.digest('SHA-256', utf8(text))));
