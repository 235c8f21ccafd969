import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { account, FakeEdge, json, meWith, problem, TEAM } from './fake-edge.ts';
import { pass, setUp, settle, start, tearDown } from './browser-tab.ts';

beforeEach(setUp);
afterEach(tearDown);

const CREATE = 'POST /v1/accounts';

const signedIn = async () => {
  const edge = new FakeEdge();
  const client = start(edge);
  await client.ready;
  await settle();
  return { edge, client };
};

test('a change whose outcome is unknown is retried with the same idempotency key', async () => {
  for (const failure of [() => { throw new TypeError('network'); }, () => problem(503, 'unavailable'), () => new Response('<html>', { status: 502 })]) {
    const { edge, client } = await signedIn();
    let tries = 0;
    edge.on(CREATE, () => (++tries < 3 ? failure() : json(account(TEAM, 'admin'), 201)));
    const made = client.accounts.create({ name: 'Two' });
    await pass(10_000);
    assert.equal((await made).id, TEAM);
    const keys = edge.seen.filter(({ method, path }) => `${method} ${path}` === CREATE).map(({ headers }) => headers.get('idempotency-key'));
    assert.equal(keys.length, 3);
    assert.equal(new Set(keys).size, 1);
  }
});

test('a request fails after three attempts', async () => {
  const { edge, client } = await signedIn();
  edge.on(CREATE, () => problem(503, 'unavailable'));
  const made = assert.rejects(client.accounts.create({ name: 'Two' }), { code: 'unavailable', status: 503 });
  await pass(30_000);
  await made;
  assert.equal(edge.count(CREATE), 3);
});

test('an error response is not retried', async () => {
  for (const [status, code] of [[400, 'invalid_request'], [403, 'forbidden'], [409, 'conflict'], [429, 'rate_limited']] as const) {
    const { edge, client } = await signedIn();
    edge.on(CREATE, () => problem(status, code, { retryAfter: 1 }));
    await assert.rejects(client.accounts.create({ name: 'Two' }), { code, retryAfter: 1 });
    assert.equal(edge.count(CREATE), 1);
  }
});

test('two changes have two idempotency keys', async () => {
  const { edge, client } = await signedIn();
  edge.on(CREATE, () => json(account(TEAM, 'admin'), 201));
  await client.accounts.create({ name: 'Two' });
  await client.accounts.create({ name: 'Two' });
  const keys = edge.seen.filter(({ path }) => path === '/v1/accounts').map(({ headers }) => headers.get('idempotency-key'));
  assert.equal(new Set(keys).size, 2);
});

test('Retry-After is obeyed up to five seconds', async () => {
  const { edge, client } = await signedIn();
  edge.on(CREATE, () => (edge.count(CREATE) === 1 ? problem(503, 'unavailable', { retryAfter: 4 }) : json(account(TEAM, 'admin'), 201)));
  const made = client.accounts.create({ name: 'Two' });
  await pass(3_000);
  assert.equal(edge.count(CREATE), 1);
  await pass(4_000);
  await made;
  edge.on(CREATE, () => problem(503, 'unavailable', { retryAfter: 600 }));
  await assert.rejects(client.accounts.create({ name: 'Two' }), { code: 'unavailable', retryAfter: 600 });
});

test('an expired identity token is replaced once', async () => {
  const { edge, client } = await signedIn();
  edge.on(CREATE, ({ headers }) => {
    if (headers.get('authorization') === 'Bearer identity-2') return json(account(TEAM, 'admin'), 201);
    edge.identity = 'identity-2';
    return problem(401, 'token_expired');
  });
  assert.equal((await client.accounts.create({ name: 'Two' })).id, TEAM);
  edge.on(CREATE, () => problem(401, 'token_expired'));
  await assert.rejects(client.accounts.create({ name: 'Two' }), { code: 'token_expired' });
  assert.equal(edge.count(CREATE), 3);
});

test('a refused identity token signs out', async () => {
  const { edge, client } = await signedIn();
  edge.me = meWith(account(TEAM, 'dev'));
  await client.refresh();
  edge.on('GET /v1/me', () => problem(401, 'token_expired'));
  await client.refresh();
  assert.equal(client.state.status, 'signed-out');
  assert.deepEqual(client.state.accounts, []);
  assert.equal(client.can('team:access'), false);
});

test('requests send no cookie, store no response and follow no redirect', async () => {
  const inits: RequestInit[] = [];
  const edge = new FakeEdge();
  const client = start(edge, { fetch: (input, init) => (inits.push(init!), edge.fetch(input, init)) });
  await client.ready;
  await settle();
  assert.ok(inits.length >= 2);
  for (const init of inits) {
    assert.equal(init.credentials, 'omit');
    assert.equal(init.redirect, 'manual');
    assert.ok(init.signal, 'bounded in time');
  }
});

test('a cached policy does not set the clock', async () => {
  const edge = new FakeEdge();
  edge.on('GET /v1/policy', () => json(edge.policy, 200, { 'hallpass-time': '1000' }));
  const client = start(edge);
  await client.ready;
  await settle();
  assert.equal(client.can('team:access'), true);
  await pass(30_000);
  assert.equal(client.can('team:access'), true);
});
