// What anyone can read: health, public keys, the policy.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { person } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

test('/healthz is 200', async () => {
  assert.equal((await send(edge.origin, 'GET', '/healthz')).status, 200);
});

test('the JWK set contains the public half of every key, and no private key', async () => {
  const reply = await send(edge.origin, 'GET', '/.well-known/jwks.json');
  assert.equal(reply.status, 200);
  const { keys } = reply.json() as { keys: Record<string, unknown>[] };
  const { kid, x, kty, crv } = edge.secrets.key.publicJwk();
  assert.equal(keys.length, 1);
  assert.deepEqual(
    { kid: keys[0]?.['kid'], x: keys[0]?.['x'], kty: keys[0]?.['kty'], crv: keys[0]?.['crv'] },
    { kid, x, kty, crv },
  );
  assert.equal(keys[0]?.['alg'], 'EdDSA');
  assert.equal(keys[0]?.['use'], 'sig');
  assert.ok(!reply.text.includes('"d"'));
  assert.ok(!reply.text.includes(String(edge.secrets.key.privateJwk().d)));
});

test('the policy is that of the file, with bits in the order of its rows', async () => {
  const reply = await send(edge.origin, 'GET', '/v1/policy');
  const policy = expectOk(reply, shapes.policy);
  assert.equal(policy.audience, edge.policy.audience);
  assert.equal(policy.ownerRole, edge.policy.ownerRole);
  assert.deepEqual(
    policy.permissions.map((each) => each.name),
    edge.policy.permissions,
  );
  assert.deepEqual(
    policy.permissions.map((each) => each.bit),
    edge.policy.permissions.map((_, bit) => bit),
  );
  assert.equal(policy.projectOwnerRole, edge.policy.projectOwnerRole);
  assert.deepEqual(
    policy.permissions.filter(({ scope }) => scope === 'project').map(({ name }) => name),
    edge.policy.projectPermissions,
  );
  for (const [scope, roles] of [
    [undefined, edge.policy.roles],
    ['project', edge.policy.projectRoles ?? []],
  ] as const) {
    for (const role of roles) {
      const found = policy.roles.find((each) => each.name === role.name);
      assert.deepEqual([found?.title, found?.scope, new Set(found?.permissions)], [role.title, scope, new Set(role.permissions)]);
    }
  }
});

test('the policy can be revalidated by ETag, and is immutable under its id', async () => {
  const reply = await send(edge.origin, 'GET', '/v1/policy');
  const { id } = expectOk(reply, shapes.policy);
  assert.match(String(reply.headers['cache-control']), /\bno-cache\b/);
  const etag = String(reply.headers.etag);
  assert.ok(etag.includes(id), etag);
  const again = await send(edge.origin, 'GET', '/v1/policy', { headers: { 'if-none-match': etag } });
  assert.deepEqual([again.status, again.text, again.headers.etag], [304, '', etag]);
  const other = await send(edge.origin, 'GET', '/v1/policy', { headers: { 'if-none-match': '"other"' } });
  assert.equal(other.status, 200);
  const byId = await send(edge.origin, 'GET', `/v1/policy/${id}`);
  assert.match(String(byId.headers['cache-control']), /\bimmutable\b/);
  assert.deepEqual(byId.json(), reply.json());
  expectError(await send(edge.origin, 'GET', '/v1/policy/AAAAAAAAAAAAAAAA'), 'not_found');
  expectError(await send(edge.origin, 'GET', '/v1/policy/../me'), 'not_signed_in');
});

test('every response has a request id and a time, and is not stored', async () => {
  const user = await person(edge, 'Olga');
  const before = Date.now();
  const reply = await user.get('/v1/me');
  assert.match(String(reply.headers['hallpass-request']), /^[\w-]{8,}$/);
  const time = String(reply.headers['hallpass-time']);
  const moment = /^\d+$/.test(time) ? Number(time) : Date.parse(time);
  assert.ok(Math.abs(moment - before) < 60_000, time);
  assert.match(String(reply.headers['cache-control']), /\bno-store\b/);
  const other = await user.get('/v1/me');
  assert.notEqual(other.headers['hallpass-request'], reply.headers['hallpass-request']);
});
