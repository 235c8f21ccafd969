// Draws the secrets of a local Worker: one Ed25519 signing key and the pepper of its invite links.
import { generateKeyPairSync, randomBytes } from 'node:crypto';

const { kty, crv, x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
const kid = `local-${randomBytes(6).toString('base64url')}`;
const secrets = {
  keys: [{ kty, crv, kid, x, d, alg: 'EdDSA', use: 'sig' }],
  pepper: randomBytes(32).toString('base64url'),
};
process.stdout.write(`${JSON.stringify(secrets)}\n`);
