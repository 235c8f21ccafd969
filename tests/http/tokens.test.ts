// Membership tokens: their exact claims, and that any library can verify them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { startEdges, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { memberOf, ownerWithTeam, person } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { decode, unknownAccount } from '../harness/secrets.ts';
import { roleOf } from '../harness/policy.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
let long: Edge;
before(async () => {
  [edge, long] = (await startEdges([{}, { settings: { MEMBERSHIP_TTL: '300' } }])) as [Edge, Edge];
});
after(() => edge?.stop());

/** The permissions in a `perm` claim: byte i>>3, bit i&7. */
function names(perm: string): string[] {
  const bytes = Buffer.from(perm, 'base64url');
  return edge.policy.permissions.filter((_, bit) => ((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1);
}

test('a token contains the member’s role and permission bits, and nothing personal', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const mia = await memberOf(owner, team, 'Mia', 'dev');
  const { token, account } = expectOk(await mia.post(`/v1/accounts/${team}/token`), shapes.token);
  assert.equal(account.id, team);
  const { header, claims } = decode(token);
  assert.deepEqual(header, { alg: 'EdDSA', kid: edge.secrets.key.kid, typ: 'membership+jwt' });
  assert.deepEqual(Object.keys(claims).sort(), [
    'acc',
    'aud',
    'epoch',
    'exp',
    'iat',
    'iss',
    'jti',
    'kind',
    'perm',
    'pol',
    'role',
    'sub',
  ]);
  assert.deepEqual(
    [claims['iss'], claims['aud'], claims['sub'], claims['acc'], claims['kind'], claims['role']],
    [edge.origin, edge.policy.audience, mia.id, team, 'team', 'dev'],
  );
  assert.deepEqual(new Set(names(String(claims['perm']))), new Set(roleOf(edge.policy, 'dev').permissions));
  const policy = (await send(edge.origin, 'GET', '/v1/policy')).json() as { id: string };
  assert.equal(claims['pol'], policy.id);
  assert.equal(claims['epoch'], account.epoch);
  const again = expectOk(await mia.post(`/v1/accounts/${team}/token`), shapes.token);
  assert.notEqual(decode(again.token).claims['jti'], claims['jti']);
});

test('a standard library can verify a token with the published keys', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { token } = expectOk(await owner.post(`/v1/accounts/${team}/token`), shapes.token);
  const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', edge.origin));
  const { payload } = await jwtVerify(token, keys, {
    issuer: edge.origin,
    audience: edge.policy.audience,
    typ: 'membership+jwt',
    algorithms: ['EdDSA'],
  });
  assert.equal(payload['acc'], team);
});

test('the lifetime of tokens is a setting', async () => {
  const owner = await person(long, 'Olga');
  const { token } = expectOk(await owner.post(`/v1/accounts/${owner.own}/token`), shapes.token);
  const { iat, exp } = decode(token).claims as { iat: number; exp: number };
  assert.equal(exp - iat, 300);
});

test('several tokens at once, for the user’s own accounts only', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const other = await ownerWithTeam(edge, 'Otto');
  const { items } = expectOk(await owner.post('/v1/tokens', { accounts: [owner.own, team] }), shapes.tokens);
  assert.deepEqual(new Set(items.map((each) => decode(each.token).claims['acc'])), new Set([owner.own, team]));
  const mixed = await owner.post('/v1/tokens', { accounts: [team, other.team, unknownAccount()] });
  if (mixed.status === 200) {
    const found = expectOk(mixed, shapes.tokens).items.map((each) => decode(each.token).claims['acc']);
    assert.deepEqual(found, [team], 'no token for other accounts');
  } else expectError(mixed, 'not_found');
});

test('a request for several tokens is limited', async () => {
  const owner = await person(edge, 'Olga');
  for (const accounts of [undefined, 'x', [7], Array.from({ length: 51 }, unknownAccount), {}]) {
    expectError(await owner.post('/v1/tokens', { accounts }), 'invalid_request', JSON.stringify(accounts)?.slice(0, 60));
  }
  expectError(await owner.post('/v1/tokens', { accounts: [owner.own], ttl: 9999 }), 'invalid_request');
});
