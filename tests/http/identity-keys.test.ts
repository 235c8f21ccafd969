// Keys of identity providers: which members of a set are taken, and which sign nobody in.
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, type JsonWebKey, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { send, type Reply } from '../harness/http.ts';
import { refused } from '../harness/refusal.ts';
import { base64url } from '../harness/secrets.ts';

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}
type Algorithm = 'EdDSA' | 'Ed25519' | 'ES256' | 'RS256';

const ed = (): Pair => generateKeyPairSync('ed25519');
const ec = (namedCurve = 'P-256'): Pair => generateKeyPairSync('ec', { namedCurve });
const rsa = (modulusLength = 2048, publicExponent = 65537): Pair => generateKeyPairSync('rsa', { modulusLength, publicExponent });
const jwk = ({ publicKey }: Pair, more: object = {}): JsonWebKey => ({ ...publicKey.export({ format: 'jwk' }), use: 'sig', ...more });
const secret = ({ privateKey }: Pair): JsonWebKey => privateKey.export({ format: 'jwk' });

/** The neutral point: everybody can sign for it. */
const NEUTRAL = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]);

/** Each key of the set by its `kid`: what signs with it, and whether that signs anybody in. */
const KEYS: Record<string, { readonly jwk: JsonWebKey; readonly pair?: Pair; readonly alg: Algorithm; readonly good: boolean }> = {};
function key(kid: string, alg: Algorithm, good: boolean, pair: Pair, more: object = {}): void {
  KEYS[kid] = { jwk: { ...jwk(pair, more), kid }, pair, alg, good };
}
key('ed', 'EdDSA', true, ed());
key('ed-by-its-newer-name', 'Ed25519', true, ed(), { alg: 'Ed25519' });
key('ec', 'ES256', true, ec(), { alg: 'ES256', key_ops: ['verify'] });
key('rsa', 'RS256', true, rsa(), { alg: 'RS256', x5t: 'a thumbprint', x5u: 'https://evil.example/cert' });
key('for encryption', 'EdDSA', false, ed(), { use: 'enc' });
key('for signing alone', 'EdDSA', false, ed(), { key_ops: ['sign'] });
key('operations that are no list', 'EdDSA', false, ed(), { key_ops: 'verify' });
key('for another algorithm', 'RS256', false, rsa(), { alg: 'PS256' });
key('with an algorithm that is no text', 'RS256', false, rsa(), { alg: ['RS256'] });
key('a short modulus', 'RS256', false, rsa(1024));
key('a small exponent', 'RS256', false, rsa(2048, 3));
const shown = ed();
key('with its private half', 'EdDSA', false, shown, secret(shown));
KEYS['a point of low order'] = {
  jwk: { kty: 'OKP', crv: 'Ed25519', x: base64url(NEUTRAL), use: 'sig', kid: 'a point of low order' },
  alg: 'EdDSA',
  good: false,
};
const twice = ed();

let server: Server;
let edge: Edge;
before(async () => {
  const double = [jwk(twice, { kid: 'twice' }), jwk(ed(), { kid: 'twice' })];
  const nameless = jwk(ed());
  const set = { keys: [...Object.values(KEYS).map((each) => each.jwk), ...double, nameless, { kty: 'oct', k: 'c2VjcmV0', kid: 'shared' }, 7] };
  server = createServer((_, reply) => reply.end(JSON.stringify(set)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const provider = { name: 'p', kind: 'user', issuer: 'https://p.example', audience: 'us', algorithms: ['RS256', 'ES256', 'EdDSA'], jwksUrl };
  edge = await startEdge({ providers: [provider] });
});
after(async () => {
  await edge?.stop();
  server?.close();
});

function seal(kid: string, alg: string, signed: (input: Buffer) => Buffer): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'https://p.example', aud: 'us', sub: unique(), iat: now, exp: now + 600 };
  const input = `${base64url(JSON.stringify({ alg, kid, typ: 'JWT' }))}.${base64url(JSON.stringify(claims))}`;
  return `${input}.${base64url(signed(Buffer.from(input)))}`;
}

function signature(alg: string, { privateKey }: Pair, input: Buffer): Buffer {
  if (alg === 'RS256') return sign('sha256', input, privateKey);
  if (alg === 'ES256') return sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return sign(null, input, privateKey);
}

function open(token: string): Promise<Reply> {
  return send(edge.origin, 'PUT', '/v1/me', { headers: { authorization: `Bearer ${token}` } });
}

test('keys for signatures sign people in, whatever else stands in their set', async () => {
  for (const [kid, { alg, pair, good }] of Object.entries(KEYS)) {
    if (!good || !pair) continue;
    const reply = await open(seal(kid, alg, (input) => signature(alg, pair, input)));
    assert.equal(reply.status, 200, `${kid}: ${reply.text}`);
  }
});

test('a key that is for something else, is too weak or is not secret signs nobody in', async () => {
  for (const [kid, { alg, pair, good }] of Object.entries(KEYS)) {
    if (good || !pair) continue;
    refused(await open(seal(kid, alg, (input) => signature(alg, pair, input))), 'token_invalid', kid);
  }
  refused(await open(seal('twice', 'EdDSA', (input) => signature('EdDSA', twice, input))), 'token_invalid', 'two keys of one name');
});

test('nobody is signed in under a point of low order, for which everybody can sign', async () => {
  // R is the neutral point and S is zero: S·B = R + k·A whatever was signed, because A is the neutral point, too.
  const forged = Buffer.concat([NEUTRAL, Buffer.alloc(32)]);
  refused(await open(seal('a point of low order', 'EdDSA', () => forged)), 'token_invalid');
});
