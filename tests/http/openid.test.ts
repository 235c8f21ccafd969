// With a real OpenID provider: sign in there, join a team, call an origin behind the gate. And every way in which a token
// of it can be the wrong one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';
import { startEdges, unique, type Edge } from '../harness/edge.ts';
import { send, type Reply } from '../harness/http.ts';
import { OpenId } from '../harness/openid.ts';
import { Origin } from '../harness/origin.ts';
import { Person } from '../harness/person.ts';
import { ok, refused } from '../harness/refusal.ts';
import { altered, base64url, sha256 } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

const CLIENTS = { console: 'RS256', mobile: 'ES256', cli: 'Ed25519', other: 'RS256', pss: 'PS256' } as const;

let openid: OpenId;
let impostor: OpenId;
let origin: Origin;
let edge: Edge;
let mobile: Edge;
let unknown: Edge;
before(async () => {
  [openid, impostor] = await Promise.all([OpenId.start(CLIENTS), OpenId.start(CLIENTS)]);
  origin = await new Origin().start();
  const GATE = JSON.stringify([{ method: 'GET', path: '/api/{account}/pods', require: 'pods:manage', freshness: 'strict' }]);
  const provider = { name: 'openid', kind: 'user', issuer: openid.issuer };
  const entry = (more: object) => [{ ...provider, audience: 'console', algorithms: ['RS256'], ...more }];
  [edge, mobile, unknown] = (await startEdges([
    // Its keys are found by discovery.
    { providers: entry({}), settings: { GATE, ORIGIN: origin.address, ORIGIN_SECRET: 'the-origin-knows-the-gate-by-this' } },
    { providers: entry({ audience: 'mobile', algorithms: ['ES256', 'EdDSA'], jwksUrl: `${openid.issuer}/jwks` }) },
    // A provider that nobody reaches.
    { providers: entry({ issuer: 'http://127.0.0.1:1' }) },
  ])) as [Edge, Edge, Edge];
});
after(async () => {
  await edge?.stop();
  await Promise.all([origin, openid, impostor].map((each) => each?.stop()));
});

/** Somebody who has an account at the provider and signs in at a client of it. */
async function signIn(name: string, { verified = true, client = 'console', at = edge } = {}): Promise<Person> {
  const login = `${name.toLowerCase()}-${unique()}`;
  const email = `${login}@example.com`;
  for (const each of [openid, impostor]) each.accounts.set(login, { name, email, emailVerified: verified });
  return new Person(at, email, name, await openid.signIn(client, login));
}

const get = (token: string): Promise<Reply> => send(edge.origin, 'GET', '/v1/me', { headers: { authorization: `Bearer ${token}` } });

test('sign in at the provider, join a team, call the origin behind the gate', async () => {
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

  const { token } = ok(await dora.post(`/v1/accounts/${team.id}/token`), shapes.token);
  const reply = await send(edge.origin, 'GET', `/api/${team.id}/pods`, { headers: { 'hallpass-token': token } });
  assert.equal(reply.status, 200, reply.text);
  assert.equal(origin.last.headers['hallpass-user'], dora.id);
});

test('an address that the provider has not verified joins nothing', async () => {
  const olga = await signIn('Olga');
  await olga.open();
  const team = await olga.team();
  const eve = await signIn('Eve', { verified: false });
  assert.equal((await eve.open()).user.emailVerified, false);
  const { invite } = await olga.invite(team.id, { email: eve.email, role: 'dev' });
  refused(await eve.accept({ inviteId: invite.id }), 'email_unverified');
});

test('ES256 tokens are taken where they are allowed, and keys are found where the setting says', async () => {
  const mo = await signIn('Mo', { client: 'mobile', at: mobile });
  assert.equal(decodeProtectedHeader(mo.identity).alg, 'ES256');
  await mo.open();
});

test('a token that is wrong in one thing is refused with its code', async () => {
  const olga = await signIn('Olga');
  await olga.open();
  const claims = decodeJwt(olga.identity);
  const login = String(claims.sub);
  const now = Math.floor(Date.now() / 1000);
  const sealed = (more: JWTPayload, header = {}): Promise<string> => openid.seal({ ...claims, ...more }, header);
  assert.equal((await get(await sealed({}))).status, 200, 'the control: sealed by the test, and right in everything');
  const cases: [string, string, string][] = [
    ['another audience', 'token_invalid', await openid.signIn('other', login)],
    ['another issuer, alike in everything else', 'token_invalid', await impostor.signIn('console', login)],
    ['an algorithm that the operator has not allowed', 'token_invalid', await openid.signIn('mobile', login)],
    ['an algorithm that is not supported', 'token_invalid', await openid.signIn('pss', login)],
    ['another key under the same name', 'token_invalid', await impostor.seal(claims)],
    ['a key that nobody knows', 'token_invalid', await sealed({}, { kid: 'unknown' })],
    ['an end that has passed', 'token_expired', await sealed({ iat: now - 7200, exp: now - 61 })],
    ['a beginning that has not come', 'token_invalid', await sealed({ nbf: now + 120 })],
    ['the type of an access token', 'token_invalid', await sealed({}, { typ: 'at+jwt' })],
    ['the type of a logout token', 'token_invalid', await sealed({}, { typ: 'logout+jwt' })],
    ['a signature that does not verify', 'token_invalid', altered(olga.identity, -30)],
  ];
  for (const [about, code, token] of cases) refused(await get(token), code, about);
  assert.equal((await get(await sealed({ exp: now - 30 }))).status, 200, 'clocks may differ by a minute');
  assert.equal((await get(await sealed({}, { typ: 'JWT' }))).status, 200, 'the type of an ID token');
});

test('keys are fetched once for many, and strangers cannot have them fetched again and again', async () => {
  const olga = await signIn('Olga');
  await olga.open();
  const asked = openid.keysAsked;
  const claims = decodeJwt(olga.identity);
  const sealed = await Promise.all(Array.from({ length: 20 }, (_, index) => openid.seal(claims, { kid: `made-up-${index}` })));
  for (const reply of await Promise.all(sealed.map(get))) refused(reply, 'token_invalid');
  // Those that arrive while a fetch runs wait for the next one.
  assert.ok(openid.keysAsked - asked <= 2, `${openid.keysAsked - asked} fetches for 20 unknown keys`);
  assert.equal((await get(olga.identity)).status, 200);
});

test('a provider that is down signs those in whose keys are known', async () => {
  const mo = await signIn('Mo', { client: 'mobile', at: mobile });
  await mo.open();
  await openid.stop();
  assert.equal((await mo.get('/v1/me')).status, 200);
});

test('while a provider cannot be reached nobody is signed in by it', async () => {
  const claims = { iss: 'http://127.0.0.1:1', aud: 'console', sub: 'somebody', iat: 1, exp: Math.floor(Date.now() / 1000) + 60 };
  const headers = { authorization: `Bearer ${await impostor.seal(claims)}` };
  refused(await send(unknown.origin, 'GET', '/v1/me', { headers }), 'unavailable');
});
