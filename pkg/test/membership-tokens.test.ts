import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { account, EDGE, FakeEdge, json, meWith, mint, OWN, problem, TEAM } from './fake-edge.ts';
import { focusTab, openTab, pass, setUp, settle, start, tearDown } from './browser-tab.ts';

beforeEach(setUp);
afterEach(tearDown);

const ROUTE = `POST /v1/accounts/${TEAM}/token`;

const inTeam = async (edge: FakeEdge, options = {}) => {
  edge.me = meWith(account(TEAM, 'dev'));
  const client = start(edge, options);
  await client.ready;
  client.accounts.switchTo(TEAM);
  await client.token();
  await settle();
  return client;
};

test('a token is refreshed between 65 and 85 % of its life, and only while visible', async () => {
  const tab = openTab();
  focusTab(tab);
  const edge = new FakeEdge();
  edge.ttl = 100;
  const client = await inTeam(edge);
  assert.equal(edge.count(ROUTE), 1);
  await pass(64_000);
  assert.equal(edge.count(ROUTE), 1, 'not before 65 %');
  await pass(23_000);
  assert.equal(edge.count(ROUTE), 2, 'by 85 %');
  tab.document.hidden = true;
  await pass(600_000);
  assert.equal(edge.count(ROUTE), 2);
  assert.equal(client.can('pods:manage'), false);
  tab.document.hidden = false;
  tab.document.dispatchEvent(new Event('visibilitychange'));
  await settle();
  assert.equal(client.can('pods:manage'), true);
});

test('after the machine was asleep the token is refreshed within seconds, without any event', async (t) => {
  const edge = new FakeEdge();
  const client = await inTeam(edge);
  // The machine sleeps: the clock moves on, timers do not.
  const real = Date.now;
  t.mock.method(Date, 'now', () => real() + 3_600_000);
  assert.equal(client.can('pods:manage'), false);
  await pass(6_000);
  assert.equal(client.can('pods:manage'), true);
});

test('setting the clock back does not revive a token', async (t) => {
  const edge = new FakeEdge();
  const client = await inTeam(edge);
  edge.on(ROUTE, () => { throw new TypeError('network'); });
  edge.on('GET /v1/me', () => { throw new TypeError('network'); });
  await pass(70_000);
  assert.equal(client.can('pods:manage'), false);
  const real = Date.now;
  t.mock.method(Date, 'now', () => real() - 3_600_000);
  assert.equal(client.can('pods:manage'), false);
});

test('concurrent callers share one token request', async () => {
  const edge = new FakeEdge();
  edge.me = meWith(account(TEAM, 'dev'));
  const client = start(edge);
  await client.ready;
  const tokens = await Promise.all(Array.from({ length: 20 }, () => client.token({ account: TEAM })));
  assert.equal(new Set(tokens).size, 1);
  assert.equal(edge.count(ROUTE), 1);
  await client.token({ account: TEAM });
  assert.equal(edge.count(ROUTE), 1, 'a valid token is reused');
});

test('a token for another account is refused', async () => {
  const edge = new FakeEdge();
  edge.me = meWith(account(TEAM, 'dev'));
  edge.on(ROUTE, () => json({ ...mint(account(OWN, 'admin'), { now: edge.now() }), account: TEAM }));
  const client = start(edge);
  await client.ready;
  await assert.rejects(client.token({ account: TEAM }), { code: 'token_invalid' });
});

test('a malformed id never reaches a path', async () => {
  const edge = new FakeEdge();
  const client = start(edge);
  await client.ready;
  await settle();
  const before = edge.seen.length;
  for (const id of ['../me', `${TEAM}/../../x`, `${TEAM}?a`, '', 'acc_short', `inv_${'A'.repeat(22)}`]) {
    await assert.rejects(client.token({ account: id }), { code: 'invalid_request' });
    await assert.rejects(client.members.list({ account: id }), { code: 'invalid_request' });
    await assert.rejects(client.members.remove(id), { code: 'invalid_request' });
    await assert.rejects(client.invites.read(id), { code: 'invalid_request' });
  }
  assert.equal(edge.seen.length, before);
});

test('a not_found for the token removes the account', async () => {
  const edge = new FakeEdge();
  const client = await inTeam(edge);
  const emitted: unknown[] = [];
  client.on('revoked', ({ account: { id } }) => emitted.push(['revoked', id]));
  client.on('switch', ({ from, to }) => emitted.push(['switch', from?.id, to?.id]));
  edge.on(ROUTE, () => problem(404, 'not_found'));
  // The list lags and still names the team.
  await pass(52_000);
  assert.equal(client.can('pods:manage', { account: TEAM }), false);
  assert.equal(client.state.active?.id, OWN);
  assert.deepEqual(emitted, [['revoked', TEAM], ['switch', TEAM, OWN]]);
  edge.me = meWith();
  await pass(70_000);
  assert.equal(emitted.length, 2, 'one event only');
});

test('a not_found from one of the user’s accounts is followed up immediately', async () => {
  const edge = new FakeEdge();
  const client = await inTeam(edge);
  edge.on(`GET /v1/accounts/${TEAM}/members`, () => problem(404, 'not_found'));
  edge.on(ROUTE, () => problem(404, 'not_found'));
  await assert.rejects(client.members.list(), { code: 'not_found' });
  await settle();
  assert.equal(client.state.active?.id, OWN);
});

test('the next token shows a changed role even if the list lags behind', async () => {
  const edge = new FakeEdge();
  const client = await inTeam(edge);
  const emitted: unknown[] = [];
  client.on('role-changed', (what) => emitted.push([what.from, what.account.role, what.account.permissions]));
  edge.on(ROUTE, () => json(mint(account(TEAM, 'billing', { epoch: 5 }), { now: edge.now() })));
  await pass(52_000);
  assert.equal(client.state.active?.role, 'billing');
  assert.equal(client.can('pods:manage'), false);
  assert.equal(client.can('billing:read'), true);
  await client.refresh();
  assert.equal(client.state.active?.role, 'billing', 'an older row changes nothing');
  assert.deepEqual(emitted, [['dev', 'billing', ['team:access', 'billing:read']]]);
});

test('a later row replaces the token’s grant, and a new token is fetched', async () => {
  const edge = new FakeEdge();
  const client = await inTeam(edge);
  edge.me = meWith(account(TEAM, 'billing', { epoch: 7 }));
  await client.refresh();
  assert.equal(client.can('pods:manage'), false);
  await settle();
  assert.equal(edge.count(ROUTE), 2);
  assert.equal(client.has({ permission: 'billing:read', fresh: true }), true);
});

const API = 'https://api.test';

test('fetch sends the token to apiOrigins and nowhere else', async () => {
  const edge = new FakeEdge();
  edge.on('GET /pods', () => json({}));
  const client = await inTeam(edge, { apiOrigins: [API] });
  const carried = async (input: RequestInfo | URL) => {
    await client.fetch(input);
    return edge.seen.at(-1)?.headers.has('hallpass-token');
  };
  assert.equal(await carried(`${API}/pods`), true);
  assert.equal(await carried(new URL('/pods', API)), true);
  assert.equal(await carried(new Request(`${API}/pods`)), true);
  for (const other of ['https://api.test.evil.test', 'https://api.test:444', 'http://api.test', EDGE]) {
    assert.equal(await carried(`${other}/pods`), false, other);
  }
});

test('a stale token is replaced and the request retried once, with its body', async () => {
  for (const code of ['token_expired', 'stale_epoch']) {
    const edge = new FakeEdge();
    const client = await inTeam(edge, { apiOrigins: [API] });
    const first = await client.token();
    edge.on('POST /pods', ({ headers, body }) =>
      headers.get('hallpass-token') === first ? problem(401, code) : json(body));
    const replies = await Promise.all(
      [1, 2, 3].map((n) => client.fetch(`${API}/pods`, { method: 'POST', body: JSON.stringify({ n }) })),
    );
    assert.deepEqual(await Promise.all(replies.map((one) => one.json())), [{ n: 1 }, { n: 2 }, { n: 3 }]);
    assert.equal(edge.count(ROUTE), 2, 'one new token for all three');
  }
});

test('a token that stays refused is tried twice only', async () => {
  const edge = new FakeEdge();
  const client = await inTeam(edge, { apiOrigins: [API] });
  edge.on('GET /pods', () => problem(401, 'stale_epoch'));
  const response = await client.fetch(`${API}/pods`);
  assert.equal(response.status, 401);
  assert.equal((await response.json()).code, 'stale_epoch');
  assert.equal(edge.count('GET /pods'), 2);
  edge.on('GET /pods', () => problem(403, 'forbidden'));
  await client.fetch(`${API}/pods`);
  assert.equal(edge.count('GET /pods'), 3, 'other refusals are not tried again');
});
