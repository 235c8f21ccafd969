// Keys of identity providers: which keys of a set are accepted, and which are ignored.
import assert from 'node:assert/strict';
import { constants, generateKeyPairSync, sign, type JsonWebKey, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { send, type Reply } from '../harness/http.ts';
import { expectError } from '../harness/expect.ts';
import { base64url } from '../harness/secrets.ts';

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}
type Algorithm = 'EdDSA' | 'Ed25519' | `${'RS' | 'PS' | 'ES'}${256 | 384 | 512}`;

const ed = (): Pair => generateKeyPairSync('ed25519');
const ec = (namedCurve = 'P-256'): Pair => generateKeyPairSync('ec', { namedCurve });
const rsa = (modulusLength = 2048, publicExponent = 65537): Pair => generateKeyPairSync('rsa', { modulusLength, publicExponent });
const jwk = ({ publicKey }: Pair, more: object = {}): JsonWebKey => ({ ...publicKey.export({ format: 'jwk' }), use: 'sig', ...more });
const secret = ({ privateKey }: Pair): JsonWebKey => privateKey.export({ format: 'jwk' });

/** The neutral point: anyone can make a signature that verifies under it. */
const NEUTRAL_POINT = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]);

/** The keys of the set by `kid`: the key pair, the algorithm, and whether tokens signed with it are accepted. */
const KEYS: Record<string, { readonly jwk: JsonWebKey; readonly pair?: Pair; readonly alg: Algorithm; readonly accepted: boolean }> = {};
function key(kid: string, alg: Algorithm, accepted: boolean, pair: Pair, more: object = {}): void {
  KEYS[kid] = { jwk: { ...jwk(pair, more), kid }, pair, alg, accepted };
}
key('ed', 'EdDSA', true, ed());
key('ed-by-its-newer-alg', 'Ed25519', true, ed(), { alg: 'Ed25519' });
key('ec', 'ES256', true, ec(), { alg: 'ES256', key_ops: ['verify'] });
key('ec-384', 'ES384', true, ec('P-384'));
key('ec-521', 'ES512', true, ec('P-521'));
for (const alg of ['RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const) key(alg, alg, true, rsa());
key('a curve of another algorithm', 'ES256', false, ec('P-384'));
key('for signatures, beside one for encryption', 'EdDSA', true, ed());
key('twice in the set', 'EdDSA', true, ed());
key('rsa', 'RS256', true, rsa(), { alg: 'RS256', x5t: 'a thumbprint', x5u: 'https://evil.example/cert' });
key('for encryption', 'EdDSA', false, ed(), { use: 'enc' });
key('for signing only', 'EdDSA', false, ed(), { key_ops: ['sign'] });
key('key_ops that is not a list', 'EdDSA', false, ed(), { key_ops: 'verify' });
key('for another algorithm', 'RS256', false, rsa(), { alg: 'PS256' });
key('with an alg that is not a string', 'RS256', false, rsa(), { alg: ['RS256'] });
key('a short modulus', 'RS256', false, rsa(1024));
key('a small exponent', 'RS256', false, rsa(2048, 3));
const withPrivateHalf = ed();
key('with its private half', 'EdDSA', false, withPrivateHalf, secret(withPrivateHalf));
KEYS['a point of low order'] = {
  jwk: { kty: 'OKP', crv: 'Ed25519', x: base64url(NEUTRAL_POINT), use: 'sig', kid: 'a point of low order' },
  alg: 'EdDSA',
  accepted: false,
};
const duplicate = ed();
const withoutKid = ec('P-256');

let server: Server;
let edge: Edge;
before(async () => {
  const duplicates = [jwk(duplicate, { kid: 'duplicate' }), jwk(ed(), { kid: 'duplicate' })];
  const more = [jwk(ed(), { kid: 'for signatures, beside one for encryption', use: 'enc' }), KEYS['twice in the set']?.jwk];
  const set = { keys: [...Object.values(KEYS).map((each) => each.jwk), ...duplicates, ...more, jwk(withoutKid), { kty: 'oct', k: 'c2VjcmV0', kid: 'shared' }, 7] };
  server = createServer((_, reply) => reply.end(JSON.stringify(set)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const provider = { name: 'p', kind: 'user', issuer: 'https://p.example', audience: 'us', algorithms: ['EdDSA', ...['RS', 'PS', 'ES'].flatMap((kind) => [256, 384, 512].map((bits) => `${kind}${bits}`))], jwksUrl };
  edge = await startEdge({ providers: [provider] });
});
after(async () => {
  await edge?.stop();
  server?.close();
});

function token(kid: string | undefined, alg: string, signer: (input: Buffer) => Buffer): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'https://p.example', aud: 'us', sub: unique(), iat: now, exp: now + 600 };
  const input = `${base64url(JSON.stringify({ alg, kid, typ: 'JWT' }))}.${base64url(JSON.stringify(claims))}`;
  return `${input}.${base64url(signer(Buffer.from(input)))}`;
}

function signature(alg: string, { privateKey: key }: Pair, input: Buffer): Buffer {
  const hash = `sha${alg.slice(2)}`;
  if (alg.startsWith('RS')) return sign(hash, input, key);
  if (alg.startsWith('PS')) return sign(hash, input, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
  if (alg.startsWith('ES')) return sign(hash, input, { key, dsaEncoding: 'ieee-p1363' });
  return sign(null, input, key);
}

function open(token: string): Promise<Reply> {
  return send(edge.origin, 'PUT', '/v1/me', { headers: { authorization: `Bearer ${token}` } });
}

test('signature keys are accepted, whatever other keys their set contains', async () => {
  for (const [kid, { alg, pair, accepted }] of Object.entries(KEYS)) {
    if (!accepted || !pair) continue;
    const reply = await open(token(kid, alg, (input) => signature(alg, pair, input)));
    assert.equal(reply.status, 200, `${kid}: ${reply.text}`);
  }
});

test('keys for another purpose, weak keys and published private keys are ignored', async () => {
  for (const [kid, { alg, pair, accepted }] of Object.entries(KEYS)) {
    if (accepted || !pair) continue;
    expectError(await open(token(kid, alg, (input) => signature(alg, pair, input))), 'token_invalid', kid);
  }
  expectError(await open(token('duplicate', 'EdDSA', (input) => signature('EdDSA', duplicate, input))), 'token_invalid', 'two keys with one kid');
});

test('a key of low order, for which anyone can sign, is ignored', async () => {
  // With R the neutral point and S zero, S·B = R + k·A holds for any message, because A is the neutral point too.
  const forged = Buffer.concat([NEUTRAL_POINT, Buffer.alloc(32)]);
  expectError(await open(token('a point of low order', 'EdDSA', () => forged)), 'token_invalid');
});

test('a key without a name serves a token whose kid no key has, and none where several could be meant', async () => {
  const signed = (kid: string | undefined) => token(kid, 'ES256', (input) => signature('ES256', withoutKid, input));
  assert.equal((await open(signed('of another year'))).status, 200);
  expectError(await open(signed(undefined)), 'token_invalid', 'two keys for ES256, and no kid to choose by');
  const only = KEYS['ec-521']?.pair as Pair;
  assert.equal((await open(token(undefined, 'ES512', (input) => signature('ES512', only, input)))).status, 200, 'the only key for ES512');
});
