// With a real OpenID provider: sign in, join a team, call an origin behind the gate; and every way in which one of its tokens can be
// invalid.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';
import { startEdges, unique, type Edge } from '../harness/edge.ts';
import { send, type Reply } from '../harness/http.ts';
import { OpenId } from '../harness/openid.ts';
import { Origin } from '../harness/origin.ts';
import { Person } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { altered, base64url, sha256 } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

const CLIENTS = { console: 'RS256', mobile: 'ES256', cli: 'Ed25519', other: 'RS256', pss: 'PS256' } as const;

let openid: OpenId;
let impostor: OpenId;
let origin: Origin;
let edge: Edge;
let mobile: Edge;
let unreachable: Edge;
before(async () => {
  [openid, impostor] = await Promise.all([OpenId.start(CLIENTS), OpenId.start(CLIENTS)]);
  origin = await new Origin().start();
  const GATE = JSON.stringify([{ method: 'GET', path: '/api/{account}/pods', require: 'pods:manage', freshness: 'strict' }]);
  const provider = { name: 'openid', kind: 'user', issuer: openid.issuer };
  const entry = (more: object) => [{ ...provider, audience: 'console', algorithms: ['RS256'], ...more }];
  [edge, mobile, unreachable] = (await startEdges([
    // Keys are found by discovery.
    { providers: entry({}), settings: { GATE, ORIGIN: origin.address, ORIGIN_SECRET: 'the-origin-knows-the-gate-by-this' } },
    { providers: entry({ audience: 'mobile', algorithms: ['ES256', 'EdDSA'], jwksUrl: `${openid.issuer}/jwks` }) },
    // An unreachable provider.
    { providers: entry({ issuer: 'http://127.0.0.1:1' }) },
  ])) as [Edge, Edge, Edge];
});
after(async () => {
  await edge?.stop();
  await Promise.all([origin, openid, impostor].map((each) => each?.stop()));
});

/** A user with an account at the provider, who signs in through one of its clients. */
async function signIn(name: string, { verified = true, client = 'console', at = edge } = {}): Promise<Person> {
  const login = `${name.toLowerCase()}-${unique()}`;
  const email = `${login}@example.com`;
  for (const each of [openid, impostor]) each.accounts.set(login, { name, email, emailVerified: verified });
  return new Person(at, email, name, await openid.signIn(client, login));
}

const get = (token: string): Promise<Reply> => send(edge.origin, 'GET', '/v1/me', { headers: { authorization: `Bearer ${token}` } });

test('a user signs in at the provider, joins a team and calls the origin behind the gate', async () => {
  const olga = await signIn('Olga');
  const me = await olga.open();
  const { sub } = decodeJwt(olga.identity);
  assert.equal(me.user.id, `usr_${base64url(sha256(`openid\0${sub}`)).slice(0, 22)}`);
  assert.deepEqual([me.user.name, me.user.email, me.user.emailVerified], ['Olga', olga.email, true]);
  const team = await olga.team();

  const dora = await signIn('Dora');
  await dora.open();
  const { link } = await olga.invite(team.id, { email: dora.email, role: 'dev' });
  const opened = await send(edge.origin, 'GET', new URL(link).pathname);
  const fragment = new URLSearchParams(String(opened.headers.location).split('#')[1]);
  const { account } = await dora.join({ token: String(fragment.get('invite')) });
  assert.deepEqual([account.id, account.role], [team.id, 'dev']);

  const { token } = expectOk(await dora.post(`/v1/accounts/${team.id}/token`), shapes.token);
  const reply = await send(edge.origin, 'GET', `/api/${team.id}/pods`, { headers: { 'hallpass-token': token } });
  assert.equal(reply.status, 200, reply.text);
  assert.equal(origin.last.headers['hallpass-user'], dora.id);
});

test('a user whose address the provider has not verified cannot join', async () => {
  const olga = await signIn('Olga');
  await olga.open();
  const team = await olga.team();
  const eve = await signIn('Eve', { verified: false });
  assert.equal((await eve.open()).user.emailVerified, false);
  const { invite } = await olga.invite(team.id, { email: eve.email, role: 'dev' });
  expectError(await eve.accept({ inviteId: invite.id }), 'email_unverified');
});

test('ES256 tokens are accepted where allowed, with keys from the configured URL', async () => {
  const mo = await signIn('Mo', { client: 'mobile', at: mobile });
  assert.equal(decodeProtectedHeader(mo.identity).alg, 'ES256');
  await mo.open();
});

test('a token with one defect is rejected with the right code', async () => {
  const olga = await signIn('Olga');
  await olga.open();
  const claims = decodeJwt(olga.identity);
  const login = String(claims.sub);
  const now = Math.floor(Date.now() / 1000);
  const signed = (more: JWTPayload, header = {}): Promise<string> => openid.sign({ ...claims, ...more }, header);
  assert.equal((await get(await signed({}))).status, 200, 'control: signed by the test and valid');
  const cases: [string, string, string][] = [
    ['another audience', 'token_invalid', await openid.signIn('other', login)],
    ['another issuer with the same claims', 'token_invalid', await impostor.signIn('console', login)],
    ['an algorithm that is not configured', 'token_invalid', await openid.signIn('mobile', login)],
    ['an algorithm that is not supported', 'token_invalid', await openid.signIn('pss', login)],
    ['another key with the same kid', 'token_invalid', await impostor.sign(claims)],
    ['an unknown key', 'token_invalid', await signed({}, { kid: 'unknown' })],
    ['an exp in the past', 'token_expired', await signed({ iat: now - 7200, exp: now - 61 })],
    ['an nbf in the future', 'token_invalid', await signed({ nbf: now + 120 })],
    ['the type of a logout token', 'token_invalid', await signed({}, { typ: 'logout+jwt' })],
    ['a signature that does not verify', 'token_invalid', altered(olga.identity, -30)],
  ];
  for (const [about, code, token] of cases) expectError(await get(token), code, about);
  assert.equal((await get(await signed({ exp: now - 30 }))).status, 200, 'a minute of clock skew is tolerated');
  assert.equal((await get(await signed({}, { typ: 'JWT' }))).status, 200, 'the type of an ID token');
  assert.equal((await get(await signed({}, { typ: 'at+jwt' }))).status, 200, 'the type of an access token');
});

test('keys are fetched once for many requests, and invalid tokens cannot trigger more fetches', async () => {
  const olga = await signIn('Olga');
  await olga.open();
  const before = openid.keyRequests;
  const claims = decodeJwt(olga.identity);
  const tokens = await Promise.all(Array.from({ length: 20 }, (_, index) => openid.sign(claims, { kid: `made-up-${index}` })));
  for (const reply of await Promise.all(tokens.map(get))) expectError(reply, 'token_invalid');
  // Requests that arrive during a fetch wait for the next one.
  assert.ok(openid.keyRequests - before <= 2, `${openid.keyRequests - before} fetches for 20 unknown keys`);
  assert.equal((await get(olga.identity)).status, 200);
});

test('tokens are accepted while the provider is down, as long as its keys are cached', async () => {
  const mo = await signIn('Mo', { client: 'mobile', at: mobile });
  await mo.open();
  await openid.stop();
  assert.equal((await mo.get('/v1/me')).status, 200);
});

test('tokens of a provider that was never reachable are rejected', async () => {
  const claims = { iss: 'http://127.0.0.1:1', aud: 'console', sub: 'someone', iat: 1, exp: Math.floor(Date.now() / 1000) + 60 };
  const headers = { authorization: `Bearer ${await impostor.sign(claims)}` };
  expectError(await send(unreachable.origin, 'GET', '/v1/me', { headers }), 'unavailable');
});
