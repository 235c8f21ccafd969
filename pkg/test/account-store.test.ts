import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { account, ANA, FakeEdge, json, meWith, mint, OTHER, OWN, problem, TEAM } from './fake-edge.ts';
import { focusTab, openTab, pass, setUp, settle, start, tearDown } from './browser-tab.ts';

globalThis.reportError ??= console.error;
beforeEach(setUp);
afterEach(tearDown);

test('checks are unknown before the first response', async () => {
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

test('without an identity token the client is signed out and sends no request', async () => {
  const edge = new FakeEdge();
  edge.identity = undefined;
  const client = start(edge);
  await client.ready;
  assert.equal(client.state.status, 'signed-out');
  assert.equal(edge.count('GET /v1/me'), 0);
  assert.equal(client.evaluate({ permission: 'team:access' }), 'deny');
  assert.throws(() => client.protect({ permission: 'team:access' }), { code: 'not_signed_in' });
});

test('a new user gets a personal account automatically', async () => {
  const edge = new FakeEdge();
  edge.on('GET /v1/me', () => problem(404, 'no_account'));
  const client = start(edge);
  await client.ready;
  assert.equal(client.state.user?.id, ANA);
  const put = edge.seen.find(({ method }) => method === 'PUT');
  assert.equal(put?.path, '/v1/me');
  assert.ok(put?.headers.get('idempotency-key'));
});

test('when another user signs in, nothing of the previous user is shown, not even for a moment', async () => {
  const edge = new FakeEdge();
  edge.me = meWith(account(TEAM, 'admin'));
  const client = start(edge);
  await client.ready;
  await settle();
  assert.equal(client.can('pods:manage', { account: TEAM }), true);
  const emitted: unknown[] = [];
  for (const event of ['identity', 'revoked', 'joined', 'switch'] as const) client.on(event, () => emitted.push(event));
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
  assert.deepEqual(emitted, ['identity']);
});

test('a response for the previous user is dropped', async () => {
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

test('identityChanged sends a changed name of the same user to the edge', async () => {
  const edge = new FakeEdge();
  const client = start(edge);
  await client.ready;
  await client.identityChanged();
  assert.equal(edge.count('PUT /v1/me'), 1);
});

test('GET /v1/me is sent each minute while visible, not while hidden, and immediately on return', async () => {
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

test('differences between two responses become events, once each', async () => {
  const edge = new FakeEdge();
  edge.me = meWith(account(TEAM, 'dev'));
  const client = start(edge);
  await client.ready;
  await settle();
  const emitted: unknown[] = [];
  for (const event of ['joined', 'revoked', 'role-changed', 'invite-received', 'identity', 'switch'] as const) {
    client.on(event, (what) => emitted.push([event, 'account' in what ? what.account.id : what]));
  }
  edge.me = { ...meWith(account(TEAM, 'billing', { epoch: 2 }), account(OTHER, 'dev')), inboxCount: 1 };
  await client.refresh();
  assert.deepEqual(emitted.splice(0), [
    ['role-changed', TEAM],
    ['joined', OTHER],
    ['invite-received', { inboxCount: 1 }],
  ]);
  await client.refresh();
  assert.deepEqual(emitted, []);
  edge.me = meWith(account(OTHER, 'dev'));
  await client.refresh();
  assert.deepEqual(emitted, [['revoked', TEAM]]);
});

test('an equal response keeps the state and notifies nobody', async () => {
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

test('while the edge cannot be reached the client is degraded, and what is known counts until it expires', async () => {
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
  let notified = 0;
  client.subscribe(() => notified++);
  await pass(130_000);
  assert.equal(client.can('team:access'), false);
  assert.equal(client.evaluate({ permission: 'team:access' }), 'unknown');
  assert.ok(notified > 0, 'subscribers are notified that it has expired');
  edge.off('GET /v1/me');
  edge.off(`POST /v1/accounts/${OWN}/token`);
  await pass(60_000);
  assert.equal(client.state.status, 'ready');
  assert.equal(client.can('team:access'), true);
});

test('an older response never replaces a later one', async () => {
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

test('a change in another tab makes this one read again', async () => {
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

test('a snapshot is shown, but is never fresh', async () => {
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

test('a listener that throws does not keep others from being called', async (t) => {
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
  assert.ok(caught.length > 0, 'and its error is reported');
});

test('permission bits beyond the first byte are read', async () => {
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
