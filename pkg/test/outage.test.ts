/** The client without a connection, and between tabs. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { account, ANA, EDGE, FakeEdge, json, meWith, mint, OTHER, OWN, problem, TEAM } from './fake-edge.ts';
import { focusTab, openTab, pass, setUp, settle, start, tearDown } from './browser-tab.ts';

beforeEach(setUp);
afterEach(tearDown);

const API = 'https://api.test';
const BOB = 'usr_bobbobbobbobbobbobbobA';
const TOKEN = `POST /v1/accounts/${TEAM}/token`;

const inTeam = async (options = {}, role = 'admin') => {
  const tab = openTab();
  focusTab(tab);
  const edge = new FakeEdge();
  edge.me = meWith(account(TEAM, role), account(OTHER, 'dev'));
  const client = start(edge, { apiOrigins: [API], ...options });
  await client.ready;
  client.accounts.switchTo(TEAM);
  await client.token();
  await settle();
  return { tab, edge, client };
};

const unplug = (edge: FakeEdge): void => {
  const dead = () => { throw new TypeError('network'); };
  for (const route of [TOKEN, 'GET /v1/me', `POST /v1/accounts/${OWN}/token`, `POST /v1/accounts/${OTHER}/token`]) edge.on(route, dead);
};

test('offline, destructive permissions are unavailable immediately, and others count until they expire', async () => {
  const { tab, edge, client } = await inTeam({ destructive: ['pods:manage'] });
  assert.equal(client.can('pods:manage'), true);
  assert.equal(client.has({ permission: 'pods:connect', fresh: true }), true);
  unplug(edge);
  let notified = 0;
  client.subscribe(() => notified++);
  tab.window.dispatchEvent(new Event('offline'));
  assert.equal(client.state.status, 'degraded');
  assert.equal(notified, 1);
  assert.equal(client.can('pods:manage'), false, 'destructive');
  assert.equal(client.evaluate({ permission: 'pods:manage' }), 'unknown');
  assert.equal(client.evaluate({ allOf: ['pods:connect', 'pods:manage'] }), 'unknown');
  assert.equal(client.evaluate({ permission: 'pods:connect', fresh: true }), 'unknown', 'not even with a valid token');
  assert.equal(client.can('pods:connect'), true);
  assert.equal(client.evaluate({ permission: 'nobody:knows' }), 'deny', 'a denied permission stays denied');
  await pass(65_000);
  assert.equal(client.can('pods:connect'), false, 'it ends with the token');
  for (const route of [TOKEN, 'GET /v1/me']) edge.off(route);
  tab.window.dispatchEvent(new Event('online'));
  await settle();
  await pass(35_000);
  assert.equal(client.state.status, 'ready');
  assert.equal(client.can('pods:manage'), true);
});

test('offlineReads extends how long checks count offline', async () => {
  const { tab, edge, client } = await inTeam({ destructive: ['pods:manage'], offlineReads: 300 });
  unplug(edge);
  tab.window.dispatchEvent(new Event('offline'));
  await pass(200_000);
  assert.equal(client.can('pods:connect'), true);
  assert.equal(client.can('pods:manage'), false);
  assert.equal(client.has({ permission: 'pods:connect', fresh: true }), false);
  let notified = 0;
  client.subscribe(() => notified++);
  await pass(110_000);
  assert.equal(client.can('pods:connect'), false);
  assert.ok(notified > 0, 'subscribers are notified that it has expired');
});

test('after a change the next request waits for a token that shows it, and sends the minimum epoch', async () => {
  const { edge, client } = await inTeam();
  edge.on('GET /pods', () => json({}));
  const seen = () => edge.seen.filter(({ path }) => path === '/pods').at(-1)?.headers;
  await client.fetch(`${API}/pods`);
  const before = seen()?.get('hallpass-token');
  assert.equal(seen()?.has('hallpass-min-epoch'), false, 'nothing was changed here');
  edge.on(`PATCH /v1/accounts/${TEAM}/members/${BOB}`, () => json({ user: BOB, name: 'Bob', role: 'dev', joinedAt: '' }));
  edge.on(TOKEN, () => json(mint(account(TEAM, 'admin', { epoch: 7 }), { now: edge.now() })));
  await client.members.setRole(BOB, 'dev');
  await client.fetch(`${API}/pods`);
  assert.notEqual(seen()?.get('hallpass-token'), before);
  assert.equal(seen()?.get('hallpass-min-epoch'), '7');
  client.accounts.switchTo(OTHER);
  await client.fetch(`${API}/pods`);
  assert.equal(seen()?.has('hallpass-min-epoch'), false, 'in another account');
});

test('if a newer token cannot be fetched, the current one is used', async () => {
  const { edge, client } = await inTeam();
  edge.on('GET /pods', () => json({}));
  edge.on(`PATCH /v1/accounts/${TEAM}/members/${BOB}`, () => json({ user: BOB, name: 'Bob', role: 'dev', joinedAt: '' }));
  edge.on(TOKEN, () => problem(429, 'rate_limited'));
  await client.members.setRole(BOB, 'dev');
  assert.equal((await client.fetch(`${API}/pods`)).status, 200);
});

test('a response about another account is refused', async () => {
  const { edge, client } = await inTeam();
  const invite = { id: `inv_${OTHER.slice(4)}${'i'.repeat(22)}`, account: OTHER };
  edge.on(`GET /v1/accounts/${TEAM}`, () => json(account(OTHER, 'admin')));
  edge.on(`GET /v1/accounts/${TEAM}/invites`, () => json({ items: [{ ...invite, account: TEAM }, invite] }));
  edge.on(`POST /v1/accounts/${TEAM}/invites`, () => json({ invite, link: 'x' }));
  await assert.rejects(client.accounts.read(), { code: 'account_mismatch' });
  await assert.rejects(client.invites.list(), { code: 'account_mismatch' });
  await assert.rejects(client.invites.create({ role: 'dev' }), { code: 'account_mismatch' });
  edge.on(`GET /v1/accounts/${TEAM}/audit`, () => json({ items: [{ id: 'evt', resourceId: TEAM, details: { account: OTHER } }] }));
  assert.equal((await client.audit.query()).items.length, 1, 'details are written by apps');
  edge.on(`GET /v1/accounts/${TEAM}`, () => json(account(TEAM, 'admin')));
  assert.equal((await client.accounts.read()).id, TEAM);
});

test('a request with the token of another account is not sent', async () => {
  const { edge, client } = await inTeam();
  edge.on('GET /pods', () => json({}));
  const other = await client.token({ account: OTHER });
  await assert.rejects(client.fetch(`${API}/pods`, { headers: { 'hallpass-token': other } }), { code: 'account_mismatch' });
  assert.equal(edge.count('GET /pods'), 0);
  const own = await client.token();
  assert.equal((await client.fetch(`${API}/pods`, { headers: { 'hallpass-token': own } })).status, 200);
});

const say = async (what: string): Promise<void> => {
  const channel = new BroadcastChannel('hallpass');
  channel.postMessage(what);
  for (let turn = 0; turn < 20; turn++) await settle();
  channel.close();
};

test('a sign-out in another tab reaches a hidden tab, other changes wait until it is visible', async () => {
  const { tab, edge, client } = await inTeam();
  tab.document.hidden = true;
  const before = edge.count('GET /v1/me');
  await say('look');
  assert.equal(edge.count('GET /v1/me'), before);
  edge.identity = undefined;
  await say('out');
  assert.equal(client.state.status, 'signed-out');
  assert.equal(client.can('team:access'), false);
});

test('messages of other tabs are not trusted', async () => {
  const { client } = await inTeam();
  await say('out');
  assert.equal(client.state.status, 'ready', 'this tab is still signed in');
  assert.equal(client.can('pods:manage'), true);
});

test('signing out notifies the other tabs', async () => {
  const { edge, client } = await inTeam();
  const heard: unknown[] = [];
  const channel = new BroadcastChannel('hallpass');
  channel.onmessage = ({ data }) => heard.push(data);
  edge.identity = undefined;
  await client.identityChanged();
  // Also where the app leaves the page instead of calling identityChanged.
  await client.signOut();
  for (let turn = 0; turn < 20 && heard.length < 2; turn++) await settle();
  channel.close();
  assert.deepEqual(heard, ['out', 'out']);
});

test('a clock that is hours off causes no loop of requests', async () => {
  for (const hours of [-5, 5]) {
    const edge = new FakeEdge();
    edge.ahead = hours * 3_600_000;
    edge.me = meWith(account(TEAM, 'dev'));
    focusTab(openTab());
    const client = start(edge);
    await client.ready;
    client.accounts.switchTo(TEAM);
    await pass(300_000);
    const tokens = edge.count(TOKEN);
    assert.ok(tokens >= 5 && tokens <= 9, `${tokens} tokens in five minutes, ${hours} hours off`);
    assert.equal(client.can('pods:manage'), true);
    client.close();
  }
});

test('a check keeps its answer within one task', async (t) => {
  const { client } = await inTeam();
  const real = Date.now;
  assert.equal(client.can('pods:manage'), true);
  t.mock.method(Date, 'now', () => real() + 3_600_000);
  assert.equal(client.can('pods:manage'), true, 'within one task');
  await Promise.resolve();
  assert.equal(client.can('pods:manage'), false);
  assert.equal(client.can('pods:manage', {}), false);
});

test('a switch or a removal counts within the same task', async () => {
  const { client } = await inTeam();
  assert.equal(client.can('billing:read'), true);
  client.accounts.switchTo(OTHER);
  assert.equal(client.can('billing:read'), false);
  client.accounts.switchTo(TEAM);
  assert.equal(client.can('billing:read'), true);
  assert.equal(client.state.user?.id, ANA);
  void client.identityChanged();
  assert.equal(client.can('billing:read'), false);
});

test('the snapshot’s time is a lower bound of the edge’s clock', async () => {
  const edge = new FakeEdge();
  const me = meWith(account(TEAM, 'dev'));
  edge.me = me;
  const client = start(edge, { endpoint: EDGE, initial: { me, active: TEAM, policyId: 'p', serverTime: new Date(Date.now() + 3_600_000).toISOString() } });
  assert.equal(client.can('pods:manage'), true, 'though this device is an hour behind');
  assert.equal(client.has({ role: 'dev' }), true, 'a role that grants something exists');
  assert.equal(client.has({ role: 'admin' }), false);
  await client.ready;
});
