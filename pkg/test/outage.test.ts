/** What happens without a connection, and between tabs. */
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

test('without a connection what cannot be undone closes at once, and what reads goes on until it ends', async () => {
  const { tab, edge, client } = await inTeam({ destructive: ['pods:manage'] });
  assert.equal(client.can('pods:manage'), true);
  assert.equal(client.has({ permission: 'pods:connect', fresh: true }), true);
  unplug(edge);
  let told = 0;
  client.subscribe(() => told++);
  tab.window.dispatchEvent(new Event('offline'));
  assert.equal(client.state.status, 'degraded');
  assert.equal(told, 1);
  assert.equal(client.can('pods:manage'), false, 'marked');
  assert.equal(client.evaluate({ permission: 'pods:manage' }), 'unknown');
  assert.equal(client.evaluate({ allOf: ['pods:connect', 'pods:manage'] }), 'unknown');
  assert.equal(client.evaluate({ permission: 'pods:connect', fresh: true }), 'unknown', 'the token in hand does not count');
  assert.equal(client.can('pods:connect'), true);
  assert.equal(client.evaluate({ permission: 'nobody:knows' }), 'deny', 'a no stays a no');
  await pass(65_000);
  assert.equal(client.can('pods:connect'), false, 'with the token it ends');
  for (const route of [TOKEN, 'GET /v1/me']) edge.off(route);
  tab.window.dispatchEvent(new Event('online'));
  await settle();
  await pass(35_000);
  assert.equal(client.state.status, 'ready');
  assert.equal(client.can('pods:manage'), true);
});

test('a host may let reads go on for a stated time', async () => {
  const { tab, edge, client } = await inTeam({ destructive: ['pods:manage'], offlineReads: 300 });
  unplug(edge);
  tab.window.dispatchEvent(new Event('offline'));
  await pass(200_000);
  assert.equal(client.can('pods:connect'), true);
  assert.equal(client.can('pods:manage'), false);
  assert.equal(client.has({ permission: 'pods:connect', fresh: true }), false);
  let told = 0;
  client.subscribe(() => told++);
  await pass(110_000);
  assert.equal(client.can('pods:connect'), false);
  assert.ok(told > 0, 'subscribers hear that it has ended');
});

test('after an own change the next request waits for the token that shows it, and says which epoch it needs', async () => {
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
  assert.equal(seen()?.has('hallpass-min-epoch'), false, 'of another account');
});

test('if the newer token cannot be had, the one in hand serves', async () => {
  const { edge, client } = await inTeam();
  edge.on('GET /pods', () => json({}));
  edge.on(`PATCH /v1/accounts/${TEAM}/members/${BOB}`, () => json({ user: BOB, name: 'Bob', role: 'dev', joinedAt: '' }));
  edge.on(TOKEN, () => problem(429, 'rate_limited'));
  await client.members.setRole(BOB, 'dev');
  assert.equal((await client.fetch(`${API}/pods`)).status, 200);
});

test('a reply about another account is refused, whatever it holds', async () => {
  const { edge, client } = await inTeam();
  const invite = { id: `inv_${OTHER.slice(4)}${'i'.repeat(22)}`, account: OTHER };
  edge.on(`GET /v1/accounts/${TEAM}`, () => json(account(OTHER, 'admin')));
  edge.on(`GET /v1/accounts/${TEAM}/invites`, () => json({ items: [{ ...invite, account: TEAM }, invite] }));
  edge.on(`POST /v1/accounts/${TEAM}/invites`, () => json({ invite, link: 'x' }));
  await assert.rejects(client.accounts.read(), { code: 'account_mismatch' });
  await assert.rejects(client.invites.list(), { code: 'account_mismatch' });
  await assert.rejects(client.invites.create({ role: 'dev' }), { code: 'account_mismatch' });
  edge.on(`GET /v1/accounts/${TEAM}/audit`, () => json({ items: [{ id: 'evt', resourceId: TEAM, details: { account: OTHER } }] }));
  assert.equal((await client.audit.query()).items.length, 1, 'what a host wrote into details is its own');
  edge.on(`GET /v1/accounts/${TEAM}`, () => json(account(TEAM, 'admin')));
  assert.equal((await client.accounts.read()).id, TEAM);
});

test('a request that brings the token of another account does not leave', async () => {
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

test('signing out elsewhere reaches a tab that nobody sees; other news wait until somebody does', async () => {
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

test('what another tab says is not believed', async () => {
  const { client } = await inTeam();
  await say('out');
  assert.equal(client.state.status, 'ready', 'the identity of this tab still stands');
  assert.equal(client.can('pods:manage'), true);
});

test('signing out here tells the other tabs', async () => {
  const { edge, client } = await inTeam();
  const heard: unknown[] = [];
  const channel = new BroadcastChannel('hallpass');
  channel.onmessage = ({ data }) => heard.push(data);
  edge.identity = undefined;
  await client.identityChanged();
  // Also where the host leaves the page in place of telling.
  await client.signOut();
  for (let turn = 0; turn < 20 && heard.length < 2; turn++) await settle();
  channel.close();
  assert.deepEqual(heard, ['out', 'out']);
});

test('a clock that is hours off makes no loop of requests', async () => {
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

test('within one task an answer stands; the next one looks again', async (t) => {
  const { client } = await inTeam();
  const real = Date.now;
  assert.equal(client.can('pods:manage'), true);
  t.mock.method(Date, 'now', () => real() + 3_600_000);
  assert.equal(client.can('pods:manage'), true, 'a page is not torn');
  await Promise.resolve();
  assert.equal(client.can('pods:manage'), false);
  assert.equal(client.can('pods:manage', {}), false);
});

test('a switch or a removal within one task counts at once', async () => {
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

test('the snapshot’s time is the earliest that it can be', async () => {
  const edge = new FakeEdge();
  const me = meWith(account(TEAM, 'dev'));
  edge.me = me;
  const client = start(edge, { endpoint: EDGE, initial: { me, active: TEAM, policyId: 'p', serverTime: new Date(Date.now() + 3_600_000).toISOString() } });
  assert.equal(client.can('pods:manage'), true, 'though this device is an hour behind');
  assert.equal(client.has({ role: 'dev' }), true, 'a role that holds something is one');
  assert.equal(client.has({ role: 'admin' }), false);
  await client.ready;
});
