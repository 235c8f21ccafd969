import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { account, ANA, FakeEdge, json, meWith, mint, OTHER, OWN, problem, TEAM } from './fake-edge.ts';
import { focusTab, openTab, pass, setUp, settle, start, tearDown } from './browser-tab.ts';

globalThis.reportError ??= console.error;
beforeEach(setUp);
afterEach(tearDown);

test('before the first answer nothing is allowed and nothing is denied for good', async () => {
  const edge = new FakeEdge();
  const client = start(edge);
  assert.equal(client.state.status, 'loading');
  assert.equal(client.can('team:access'), false);
  assert.equal(client.evaluate({ permission: 'team:access' }), 'unknown');
  await client.ready;
  assert.equal(client.state.status, 'ready');
  assert.equal(client.can('team:access'), true);
  assert.equal(client.evaluate({ permission: 'nobody:knows' }), 'deny');
});

test('no identity: signed out without asking the edge', async () => {
  const edge = new FakeEdge();
  edge.identity = undefined;
  const client = start(edge);
  await client.ready;
  assert.equal(client.state.status, 'signed-out');
  assert.equal(edge.count('GET /v1/me'), 0);
  assert.equal(client.evaluate({ permission: 'team:access' }), 'deny');
  assert.throws(() => client.protect({ permission: 'team:access' }), { code: 'not_signed_in' });
});

test('a new user gets an account by itself', async () => {
  const edge = new FakeEdge();
  edge.on('GET /v1/me', () => problem(404, 'no_account'));
  const client = start(edge);
  await client.ready;
  assert.equal(client.state.user?.id, ANA);
  const put = edge.seen.find(({ method }) => method === 'PUT');
  assert.equal(put?.path, '/v1/me');
  assert.ok(put?.headers.get('idempotency-key'));
});

test('somebody else signs in: nothing of the one before is left, not even for a moment', async () => {
  const edge = new FakeEdge();
  edge.me = meWith(account(TEAM, 'admin'));
  const client = start(edge);
  await client.ready;
  await settle();
  assert.equal(client.can('pods:manage', { account: TEAM }), true);
  const told: unknown[] = [];
  for (const event of ['identity', 'revoked', 'joined', 'switch'] as const) client.on(event, () => told.push(event));
  edge.identity = 'identity-2';
  edge.me = { ...meWith(), user: { ...meWith().user, id: 'usr_bobbobbobbobbobbobbobA', name: 'Bob' } };
  const changed = client.identityChanged();
  assert.equal(client.can('pods:manage', { account: TEAM }), false);
  assert.equal(client.state.status, 'loading');
  assert.deepEqual(client.state.accounts, []);
  await changed;
  await settle();
  assert.equal(client.state.user?.name, 'Bob');
  assert.equal(client.can('pods:manage', { account: TEAM }), false);
  assert.deepEqual(told, ['identity']);
});

test('a reply to the user before is dropped', async () => {
  const edge = new FakeEdge();
  const client = start(edge);
  await client.ready;
  await settle();
  let release = () => {};
  const before = edge.me;
  edge.on('GET /v1/me', () => new Promise((done) => (release = () => done(json(before)))));
  const late = client.refresh();
  await settle();
  edge.off('GET /v1/me');
  edge.me = { ...meWith(), user: { ...meWith().user, id: 'usr_bobbobbobbobbobbobbobA', name: 'Bob' } };
  await client.identityChanged();
  release();
  await late;
  assert.equal(client.state.user?.name, 'Bob');
});

test('the same user with another name: the edge is told to take it over', async () => {
  const edge = new FakeEdge();
  const client = start(edge);
  await client.ready;
  await client.identityChanged();
  assert.equal(edge.count('PUT /v1/me'), 1);
});

test('lists are read each minute while visible, not while hidden, and at once on return', async () => {
  const edge = new FakeEdge();
  const tab = openTab();
  focusTab(tab);
  const client = start(edge);
  await client.ready;
  await settle();
  assert.equal(edge.count('GET /v1/me'), 1);
  await pass(61_000);
  assert.equal(edge.count('GET /v1/me'), 2);
  tab.document.hidden = true;
  await pass(600_000);
  assert.equal(edge.count('GET /v1/me'), 2);
  tab.document.hidden = false;
  tab.document.dispatchEvent(new Event('visibilitychange'));
  tab.window.dispatchEvent(new Event('focus'));
  await settle();
  assert.equal(edge.count('GET /v1/me'), 3);
});

test('what lists tell becomes events, once each', async () => {
  const edge = new FakeEdge();
  edge.me = meWith(account(TEAM, 'dev'));
  const client = start(edge);
  await client.ready;
  await settle();
  const told: unknown[] = [];
  for (const event of ['joined', 'revoked', 'role-changed', 'invite-received', 'identity', 'switch'] as const) {
    client.on(event, (what) => told.push([event, 'account' in what ? what.account.id : what]));
  }
  edge.me = { ...meWith(account(TEAM, 'billing', { epoch: 2 }), account(OTHER, 'dev')), inboxCount: 1 };
  await client.refresh();
  assert.deepEqual(told.splice(0), [
    ['role-changed', TEAM],
    ['joined', OTHER],
    ['invite-received', { inboxCount: 1 }],
  ]);
  await client.refresh();
  assert.deepEqual(told, []);
  edge.me = meWith(account(OTHER, 'dev'));
  await client.refresh();
  assert.deepEqual(told, [['revoked', TEAM]]);
});

test('an unchanged list makes no new state', async () => {
  const edge = new FakeEdge();
  const client = start(edge);
  await client.ready;
  await settle();
  const before = client.state;
  let calls = 0;
  client.subscribe(() => calls++);
  await client.refresh();
  assert.equal(client.state, before);
  assert.equal(calls, 0);
});

test('the edge cannot be reached: degraded, what was known stands until it ends', async () => {
  const edge = new FakeEdge();
  const client = start(edge);
  await client.ready;
  await settle();
  const errors: string[] = [];
  client.on('error', ({ error }) => errors.push(error.code));
  edge.on('GET /v1/me', () => { throw new TypeError('network'); });
  edge.on(`POST /v1/accounts/${OWN}/token`, () => { throw new TypeError('network'); });
  const looked = client.refresh();
  await pass(10_000);
  await looked;
  assert.equal(client.state.status, 'degraded');
  assert.ok(errors.includes('unavailable'));
  assert.equal(client.can('team:access'), true);
  let told = 0;
  client.subscribe(() => told++);
  await pass(130_000);
  assert.equal(client.can('team:access'), false);
  assert.equal(client.evaluate({ permission: 'team:access' }), 'unknown');
  assert.ok(told > 0, 'subscribers hear that it has ended');
  edge.off('GET /v1/me');
  edge.off(`POST /v1/accounts/${OWN}/token`);
  await pass(60_000);
  assert.equal(client.state.status, 'ready');
  assert.equal(client.can('team:access'), true);
});

test('an older reply never overwrites a later one', async () => {
  const edge = new FakeEdge();
  const client = start(edge);
  await client.ready;
  await settle();
  let release = () => {};
  const old = meWith();
  edge.on('GET /v1/me', () => new Promise((done) => (release = () => done(json(old)))));
  const first = client.refresh();
  await settle();
  edge.off('GET /v1/me');
  edge.me = meWith(account(TEAM, 'dev'));
  await client.refresh();
  release();
  await first;
  assert.ok(client.state.accounts.some(({ id }) => id === TEAM));
});

test('another tab that did something makes this one look', async () => {
  const edge = new FakeEdge();
  const client = start(edge);
  await client.ready;
  await settle();
  const before = edge.count('GET /v1/me');
  const other = new BroadcastChannel('hallpass');
  other.postMessage({ anything: 'is not believed', status: 'signed-out' });
  await new Promise((done) => other.close() as unknown ?? setImmediate(done));
  for (let turn = 0; turn < 20 && edge.count('GET /v1/me') === before; turn++) await settle();
  assert.equal(edge.count('GET /v1/me'), before + 1);
  assert.equal(client.state.status, 'ready');
});

test('a snapshot shows, but is never fresh', async () => {
  const edge = new FakeEdge();
  const me = meWith(account(TEAM, 'dev'));
  edge.me = me;
  const client = start(edge, { initial: { me, active: TEAM, policyId: 'p', serverTime: Date.now() } });
  assert.equal(client.state.active?.id, TEAM);
  assert.equal(client.can('pods:manage'), true);
  assert.equal(client.evaluate({ permission: 'pods:manage', fresh: true }), 'unknown');
  await client.ready;
  await settle();
  assert.equal(client.has({ permission: 'pods:manage', fresh: true }), true);
});

test('a listener that throws harms no other', async (t) => {
  const edge = new FakeEdge();
  const client = start(edge);
  await client.ready;
  const caught: unknown[] = [];
  t.mock.method(globalThis, 'reportError', (error: unknown) => caught.push(error));
  let reached = false;
  client.subscribe(() => { throw new Error('from a listener'); });
  client.subscribe(() => { reached = true; });
  edge.me = meWith(account(TEAM, 'dev'));
  await client.refresh();
  await settle();
  assert.equal(reached, true);
  assert.ok(caught.length > 0, 'and what it threw is reported');
});

test('mint and the gate agree on bits beyond the first byte', async () => {
  const edge = new FakeEdge();
  edge.me = meWith(account(TEAM, 'billing'));
  const client = start(edge);
  await client.ready;
  client.accounts.switchTo(TEAM);
  await client.token();
  assert.equal(client.has({ permission: 'billing:read', fresh: true }), true);
  assert.equal(client.has({ permission: 'pods:manage' }), false);
  assert.ok(mint(account(TEAM, 'billing'), { now: 0 }).token);
});
