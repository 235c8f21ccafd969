/** Signing keys as the edge's secret `HALLPASS_KEYS` has them. */

import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** A private Ed25519 key as a JWK. */
export interface SigningKey {
  readonly kty: string;
  readonly crv: string;
  readonly kid: string;
  readonly x: string;
  readonly d: string;
  readonly alg?: string;
  readonly use?: string;
}

/** Generates a key with a random id. */
export const generateSigningKey = (prefix = 'key'): SigningKey => {
  const { kty = '', crv = '', x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kty, crv, kid: `${prefix}-${randomBytes(6).toString('base64url')}`, x, d, alg: 'EdDSA', use: 'sig' };
};

/** The JSON of a key set. */
export const serializeKeySet = (keys: readonly SigningKey[]): string => `${JSON.stringify({ keys })}\n`;

/** Reads a key set. Throws an `Error` that says what is wrong with the text. */
export const parseKeySet = (text: string): SigningKey[] => {
  let set: { keys?: unknown } | null;
  try {
    set = JSON.parse(text) as { keys?: unknown } | null;
  } catch {
    throw new Error('not JSON');
  }
  if (!Array.isArray(set?.keys) || set.keys.length === 0) throw new Error('no `keys`');
  const keys = set.keys as Partial<SigningKey>[];
  for (const { kty, crv, kid, x, d } of keys) {
    if (kty !== 'OKP' || crv !== 'Ed25519' || !kid || !x || !d) throw new Error('a key lacks `kty`, `crv`, `kid`, `x` or `d`');
  }
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) throw new Error('two keys have the same `kid`');
  return keys as SigningKey[];
};
