// Local identity is available only if both the configured origin and the request's host are loopback.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdges, unique, type Edge } from '../harness/edge.ts';
import { send, type Reply } from '../harness/http.ts';
import { Person, signIn } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import * as shapes from '../harness/shapes.ts';

let on: Edge;
let off: Edge;
let absent: Edge;
let elsewhere: Edge;
before(async () => {
  [on, off, absent, elsewhere] = (await startEdges([
    {},
    { settings: { LOCAL_IDENTITY: 'off' } },
    { settings: { LOCAL_IDENTITY: undefined } },
    { settings: { EDGE_ORIGIN: 'https://hallpass.example.com' } },
  ])) as [Edge, Edge, Edge, Edge];
});
after(() => on?.stop());

function postSignIn(edge: Edge, headers: Record<string, string> = {}, body: unknown = {}): Promise<Reply> {
  const defaults = { email: `kim.${unique()}@example.com`, name: 'Kim' };
  return send(edge.origin, 'POST', '/local/sign-in', { headers, body: { ...defaults, ...(body as object) } });
}

test('signing in returns a valid identity token', async () => {
  const { token, expiresAt } = expectOk(await postSignIn(on), shapes.signedIn);
  assert.ok(Date.parse(expiresAt) > Date.now());
  const me = await new Person(on, '', 'Kim', token).open();
  assert.equal(me.user.emailVerified, true);
});

test('the subject is the canonical address', async () => {
  const tail = unique();
  const [one, two] = [
    await signIn(on, 'Kim', { email: `Kim.${tail}@Example.com` }),
    await signIn(on, 'Kim', { email: `kim.${tail}@example.COM` }),
  ];
  assert.equal((await one.open()).user.id, (await two.open()).user.id);
});

test('an unverified address stays unverified', async () => {
  const user = await signIn(on, 'Una', { emailVerified: false });
  assert.equal((await user.open()).user.emailVerified, false);
});

test('unknown and invalid fields are rejected', async () => {
  for (const body of [
    { email: 'nobody' },
    { email: 7 },
    { name: '' },
    { role: 'admin' },
    { emailVerified: 'yes' },
    { email: undefined },
    { name: undefined },
  ]) {
    expectError(await postSignIn(on, {}, body), 'invalid_request', JSON.stringify(body));
  }
});

test('the route does not exist when local identity is off, or the origin is not loopback', async () => {
  for (const edge of [off, absent, elsewhere]) expectError(await postSignIn(edge), 'not_found');
});

test('the route does not exist for requests to another host', async () => {
  for (const host of ['hallpass.example.com', 'localhost.example.com', '127.0.0.1.nip.io', '10.0.0.1']) {
    const reply = await postSignIn(on, { host });
    assert.ok(reply.status >= 400 && !reply.text.includes('token"'), `${host}: ${reply.status} ${reply.text}`);
  }
  assert.equal((await postSignIn(on, { host: `localhost:${new URL(on.origin).port}` })).status, 200);
});

test('a token of another edge’s local identity is rejected', async () => {
  const { token } = expectOk(await postSignIn(on), shapes.signedIn);
  const reply = await send(off.origin, 'GET', '/v1/me', { headers: { authorization: `Bearer ${token}` } });
  expectError(reply, 'token_invalid');
});

test('a membership token is not an identity token', async () => {
  const user = await signIn(on, 'Kim');
  await user.open();
  const { token } = expectOk(await user.post(`/v1/accounts/${user.own}/token`), shapes.token);
  expectError(await send(on.origin, 'GET', '/v1/me', { headers: { authorization: `Bearer ${token}` } }), 'token_invalid');
});
