// CORS: only exactly matching origins are allowed, and never with credentials.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ALLOWED_ORIGIN, startEdges, type Edge } from '../harness/edge.ts';
import { send, type Reply } from '../harness/http.ts';
import { person } from '../harness/person.ts';

let edge: Edge;
let strict: Edge;
before(async () => {
  [edge, strict] = (await startEdges([{}, { settings: { LOCAL_IDENTITY: undefined } }])) as [Edge, Edge];
});
after(() => edge?.stop());

function preflight(origin: string, path = '/v1/me', on: Edge = edge): Promise<Reply> {
  return send(on.origin, 'OPTIONS', path, {
    headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization' },
  });
}

function list(reply: Reply, name: string): Set<string> {
  return new Set(
    String(reply.headers[name] ?? '')
      .toLowerCase()
      .split(/\s*,\s*/)
      .filter(Boolean),
  );
}

const otherOrigins = [
  'https://evil.example',
  'null',
  'https://app.example.com.evil.example',
  'https://evilapp.example.com',
  'http://app.example.com',
  'https://app.example.com:8443',
  'https://APP.example.com/',
  'https://sub.app.example.com',
];

test('a preflight from an allowed origin allows the headers that the SDK sends', async () => {
  const reply = await preflight(ALLOWED_ORIGIN);
  assert.ok([200, 204].includes(reply.status), String(reply.status));
  assert.equal(reply.headers['access-control-allow-origin'], ALLOWED_ORIGIN);
  assert.equal(reply.headers['access-control-allow-credentials'], undefined);
  assert.ok(list(reply, 'vary').has('origin'));
  const headers = list(reply, 'access-control-allow-headers');
  for (const name of ['authorization', 'content-type', 'idempotency-key', 'hallpass-token', 'hallpass-min-epoch'])
    assert.ok(headers.has(name), name);
  const methods = list(reply, 'access-control-allow-methods');
  for (const name of ['get', 'put']) assert.ok(methods.has(name), name);
});

test('responses to an allowed origin expose the headers that the SDK reads', async () => {
  const user = await person(edge, 'Kim');
  for (const [path, expected] of [
    ['/v1/me', 200],
    ['/v1/nothing', 404],
    ['/v1/policy', 200],
    ['/.well-known/jwks.json', 200],
  ] as const) {
    const reply = await user.send('GET', path, undefined, { headers: { origin: ALLOWED_ORIGIN } });
    assert.equal(reply.status, expected);
    assert.equal(reply.headers['access-control-allow-origin'], ALLOWED_ORIGIN, path);
    assert.equal(reply.headers['access-control-allow-credentials'], undefined);
    assert.ok(list(reply, 'vary').has('origin'), path);
    const exposed = list(reply, 'access-control-expose-headers');
    for (const name of ['retry-after', 'hallpass-time', 'hallpass-request'])
      assert.ok(exposed.has(name), `${path} exposes ${name}`);
  }
  const refusal = await send(edge.origin, 'GET', '/v1/me', { headers: { origin: ALLOWED_ORIGIN } });
  assert.deepEqual([refusal.status, refusal.headers['access-control-allow-origin']], [401, ALLOWED_ORIGIN]);
});

test('other origins are not allowed, and responses still vary by origin', async () => {
  for (const origin of otherOrigins) {
    for (const reply of [await preflight(origin), await send(edge.origin, 'GET', '/v1/policy', { headers: { origin } })]) {
      assert.equal(reply.headers['access-control-allow-origin'], undefined, origin);
      assert.ok(list(reply, 'vary').has('origin'), origin);
    }
  }
});

test('a loopback origin is allowed only with local identity', async () => {
  for (const origin of ['http://localhost:5173', 'http://127.0.0.1:3000']) {
    assert.equal((await preflight(origin)).headers['access-control-allow-origin'], origin);
    assert.equal((await preflight(origin, '/v1/me', strict)).headers['access-control-allow-origin'], undefined);
  }
  for (const origin of ['http://localhost.evil.example', 'http://127.0.0.1.evil.example:80', 'http://localhost@evil.example']) {
    assert.equal((await preflight(origin)).headers['access-control-allow-origin'], undefined, origin);
  }
});

test('the link and the health check have no CORS headers', async () => {
  for (const path of [`/i/${'A'.repeat(68)}`, '/healthz']) {
    const reply = await send(edge.origin, 'GET', path, { headers: { origin: ALLOWED_ORIGIN } });
    assert.equal(reply.headers['access-control-allow-origin'], undefined, path);
  }
});
