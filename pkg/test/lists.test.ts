import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { listsOf } from '../src/lists.ts';
import { account, ANA, FakeEdge, json, meWith, mint, OTHER, problem, TEAM } from './fake-edge.ts';
import { focusTab, openTab, pass, setUp, settle, start, tearDown } from './browser-tab.ts';

beforeEach(setUp);
afterEach(tearDown);

const BOB = 'usr_bobbobbobbobbobbobbobA';
const member = (user: string, role = 'dev') => ({ user, name: user.slice(4, 7), role, joinedAt: '' });

const inTeam = async () => {
  const edge = new FakeEdge();
  edge.me = meWith(account(TEAM, 'admin'), account(OTHER, 'admin'));
  const members: Record<string, ReturnType<typeof member>[]> = { [TEAM]: [member(ANA, 'admin'), member(BOB)], [OTHER]: [member(ANA, 'admin')] };
  for (const id of [TEAM, OTHER]) {
    edge.on(`GET /v1/accounts/${id}/members`, ({ url }) => {
      const from = Number(url.searchParams.get('cursor') ?? 0);
      const limit = Number(url.searchParams.get('limit') ?? 50);
      const rows = members[id]!;
      return json({ items: rows.slice(from, from + limit), ...(from + limit < rows.length ? { next: String(from + limit) } : {}) });
    });
  }
  edge.on(`DELETE /v1/accounts/${TEAM}/members/${BOB}`, () => {
    members[TEAM] = members[TEAM]!.filter(({ user }) => user !== BOB);
    return json(undefined);
  });
  const client = start(edge);
  await client.ready;
  client.accounts.switchTo(TEAM);
  await settle();
  return { edge, client, members, route: `GET /v1/accounts/${TEAM}/members` };
};

test('equal queries share one list, which is read once', async () => {
  const { client, edge, route } = await inTeam();
  const list = listsOf(client).members();
  assert.equal(list, listsOf(client).members({}));
  assert.notEqual(list, listsOf(client).members({ q: 'a' }));
  assert.equal(list.state.status, 'loading');
  assert.equal(edge.count(route), 0, 'nothing is read before the first subscriber');
  const leave = list.subscribe(() => {});
  leave();
  list.subscribe(() => {});
  list.subscribe(() => {});
  await settle();
  assert.equal(edge.count(route), 1);
  assert.deepEqual([list.state.status, list.state.items.length], ['ready', 2]);
  assert.equal(list.state, list.state, 'the same object until something changes');
});

test('a reload keeps the objects of items that have not changed', async () => {
  const { client, members } = await inTeam();
  const list = listsOf(client).members();
  list.subscribe(() => {});
  await settle();
  const [ana, bob] = list.state.items;
  members[TEAM] = [member(ANA, 'admin'), member(BOB, 'basic')];
  await list.reload();
  assert.equal(list.state.items[0], ana);
  assert.deepEqual([list.state.items[1]?.role, bob?.role], ['basic', 'dev']);
});

test('all lists of an account reload after a change made here', async () => {
  const { client } = await inTeam();
  const all = listsOf(client).members();
  const devs = listsOf(client).members({ role: 'dev' });
  let notified = 0;
  all.subscribe(() => notified++);
  devs.subscribe(() => {});
  await settle();
  const before = notified;
  await client.members.remove(BOB);
  await settle();
  assert.deepEqual(all.state.items.map(({ user }) => user), [ANA]);
  assert.deepEqual(devs.state.items.map(({ user }) => user), [ANA], 'filtered lists too');
  assert.ok(notified > before);
});

test('a list reloads on its next subscriber only if something has changed since', async () => {
  const { client, edge, members, route } = await inTeam();
  const list = listsOf(client).members();
  list.subscribe(() => {})();
  await settle();
  assert.equal(edge.count(route), 1);
  list.subscribe(() => {})();
  await settle();
  assert.equal(edge.count(route), 1, 'nothing has changed');
  members[TEAM]!.push(member('usr_newnewnewnewnewnewnewA'));
  await client.members.remove(BOB);
  list.subscribe(() => {});
  assert.equal(list.state.status, 'refreshing', 'the known items are shown meanwhile');
  await settle();
  assert.equal(list.state.items.length, 2);
});

test('after a switch no item of the previous account is shown, not even for a moment', async () => {
  const { client, members } = await inTeam();
  const list = listsOf(client).members();
  list.subscribe(() => {});
  await settle();
  assert.equal(list.state.items.length, 2);
  client.accounts.switchTo(OTHER);
  assert.deepEqual(list.state, { status: 'loading', items: [] });
  await settle();
  assert.deepEqual(list.state.items.map(({ user }) => user), [ANA]);

  // A late response for the previous account is dropped.
  members[TEAM]!.push(member('usr_newnewnewnewnewnewnewA'));
  client.accounts.switchTo(TEAM);
  const late = list.reload();
  client.accounts.switchTo(OTHER);
  await late;
  await settle();
  assert.deepEqual(list.state.items.map(({ user }) => user), [ANA]);
});

test('another user sees no item of the previous user', async () => {
  const { client, edge } = await inTeam();
  const list = listsOf(client).members({ account: TEAM });
  list.subscribe(() => {});
  await settle();
  edge.identity = 'identity-2';
  edge.me = { ...meWith(), user: { ...meWith().user, id: BOB } };
  edge.on(`GET /v1/accounts/${TEAM}/members`, () => problem(404, 'not_found'));
  const changed = client.identityChanged();
  assert.deepEqual(list.state, { status: 'idle', items: [] });
  await changed;
  await settle();
  assert.deepEqual([list.state.status, list.state.items], ['failed', []]);
  edge.identity = undefined;
  await client.identityChanged();
  assert.equal(list.state.status, 'idle');
});

test('loadMore appends a page, and reload reads as many pages', async () => {
  const { client, edge, members, route } = await inTeam();
  members[TEAM] = Array.from({ length: 5 }, (_, n) => member(`usr_${String(n).padStart(22, '0')}`));
  const list = listsOf(client).members({ limit: 2 });
  list.subscribe(() => {});
  await settle();
  assert.deepEqual([list.state.items.length, list.state.next], [2, '2']);
  await Promise.all([list.loadMore(), list.loadMore()]);
  await settle();
  assert.equal(new Set(list.state.items.map(({ user }) => user)).size, list.state.items.length, 'nothing twice');
  while (list.state.next !== undefined) await list.loadMore();
  assert.equal(list.state.items.length, 5);
  const before = edge.count(route);
  await list.loadMore();
  assert.equal(edge.count(route), before, 'there is no more');
  await list.reload();
  assert.equal(list.state.items.length, 5);
});

test('a failure keeps the items, and the list recovers with the edge', async () => {
  const { client, edge, route } = await inTeam();
  const list = listsOf(client).members();
  list.subscribe(() => {});
  await settle();
  edge.on(route, () => problem(403, 'forbidden'));
  await list.reload();
  assert.deepEqual([list.state.status, list.state.error?.code, list.state.items.length], ['failed', 'forbidden', 2]);
  edge.off(route);
  edge.on(route, () => json({ items: [] }));
  edge.on('GET /v1/me', () => { throw new TypeError('network'); });
  void client.refresh();
  await pass(20_000);
  assert.equal(client.state.status, 'degraded');
  edge.off('GET /v1/me');
  await client.refresh();
  await settle();
  assert.equal(list.state.status, 'ready');
});

test('lists are not read while offline, and are when the edge is reachable again', async () => {
  const { client, edge, route } = await inTeam();
  const list = listsOf(client).members();
  list.subscribe(() => {});
  await settle();
  const before = edge.count(route);
  const window = globalThis.window as unknown as EventTarget;
  window.dispatchEvent(new Event('offline'));
  await settle();
  assert.equal(client.state.status, 'degraded');
  assert.deepEqual([list.state.status, list.state.items.length], ['ready', 2]);
  assert.equal(edge.count(route), before);
  await client.refresh();
  await settle();
  assert.equal(edge.count(route), before + 1);
});

test('the inbox follows inboxCount, and invites follow a revocation', async () => {
  const { client, edge } = await inTeam();
  const invite = `inv_${TEAM.slice(4)}${'i'.repeat(21)}A`;
  let items: object[] = [];
  edge.on('GET /v1/invites', () => json({ items }));
  edge.on(`GET /v1/accounts/${TEAM}/invites`, () => json({ items }));
  edge.on(`DELETE /v1/accounts/${TEAM}/invites/${invite}`, () => json({}));
  const inbox = listsOf(client).inbox();
  const sent = listsOf(client).invites();
  inbox.subscribe(() => {});
  sent.subscribe(() => {});
  await settle();
  assert.equal(inbox.state.items.length, 0);
  items = [{ id: invite }];
  edge.me = { ...edge.me, inboxCount: 1 };
  await client.refresh();
  await settle();
  assert.equal(inbox.state.items.length, 1);
  items = [];
  await client.invites.revoke(invite);
  await settle();
  assert.equal(sent.state.items.length, 0);
});

test('an epoch that only a membership token shows reloads mounted lists', async () => {
  const { client, edge, members } = await inTeam();
  const list = listsOf(client).members();
  list.subscribe(() => {});
  await settle();
  assert.equal(list.state.items.length, 2);
  members[TEAM]!.push(member('usr_newnewnewnewnewnewnewA'));
  // GET /v1/me lags behind for longer than a token lives.
  edge.on(`POST /v1/accounts/${TEAM}/token`, () => json(mint(account(TEAM, 'admin', { epoch: 5 }), { now: edge.now() })));
  const changed: unknown[] = [];
  client.on('changed', ({ account }) => changed.push(account));
  await pass(52_000);
  assert.equal(list.state.items.length, 3);
  assert.deepEqual(changed, [TEAM], 'one event for one epoch');
});

test('a join appears in mounted lists of members and pending invites within a minute', async () => {
  const { client, edge, members } = await inTeam();
  const invite = { id: `inv_${TEAM.slice(4)}${'i'.repeat(21)}A`, account: TEAM };
  let pending = [invite];
  edge.on(`GET /v1/accounts/${TEAM}/invites`, () => json({ items: pending }));
  const lists = [listsOf(client).members(), listsOf(client).invites({ status: 'pending' })] as const;
  for (const list of lists) list.subscribe(() => {});
  await settle();
  // At any time between two reads, and while only a token or only GET /v1/me has the new epoch.
  for (const [round, wait] of [3_000, 17_000, 31_000, 44_000, 58_000].entries()) {
    await pass(wait);
    const epoch = round + 2;
    members[TEAM]!.push(member(`usr_${String(round).padStart(22, '0')}`));
    pending = pending.length > 0 ? [] : [invite];
    edge.me = meWith(account(TEAM, 'admin', { epoch }), account(OTHER, 'admin'));
    await pass(60_000);
    assert.equal(lists[0].state.items.length, members[TEAM]!.length, `after ${wait} ms`);
    assert.equal(lists[1].state.items.length, pending.length, `after ${wait} ms`);
  }
});

test('invites, inbox and audit reload each minute while mounted and visible', async () => {
  const tab = openTab();
  focusTab(tab);
  const { client, edge, route } = await inTeam();
  const routes = [`GET /v1/accounts/${TEAM}/invites`, `GET /v1/accounts/${TEAM}/audit`, 'GET /v1/invites'];
  for (const each of routes) edge.on(each, () => json({ items: [] }));
  const { invites, audit, inbox, members } = listsOf(client);
  const stops = [invites(), audit(), inbox(), members()].map((list) => list.subscribe(() => {}));
  await settle();
  const counts = () => routes.map((each) => edge.count(each));
  assert.deepEqual(counts(), [1, 1, 1]);
  await pass(61_000);
  assert.deepEqual(counts(), [2, 2, 2]);
  await pass(60_000);
  assert.deepEqual(counts(), [3, 3, 3]);
  assert.equal(edge.count(route), 1, 'members follow the epoch');
  tab.document.hidden = true;
  await pass(600_000);
  assert.deepEqual(counts(), [3, 3, 3], 'not while hidden');
  tab.document.hidden = false;
  tab.document.dispatchEvent(new Event('visibilitychange'));
  await settle();
  assert.deepEqual(counts(), [4, 4, 4]);
  await pass(61_000);
  assert.deepEqual(counts(), [5, 5, 5], 'and each minute again');
  for (const stop of stops) stop();
  await pass(600_000);
  assert.deepEqual(counts(), [5, 5, 5], 'not without subscribers');
});

test('returning to the page reloads mounted lists, at most every ten seconds', async () => {
  const tab = openTab();
  focusTab(tab);
  const { client, edge, members, route } = await inTeam();
  const list = listsOf(client).members();
  list.subscribe(() => {});
  await settle();
  const focus = async () => {
    for (const event of ['focus', 'pageshow']) tab.window.dispatchEvent(new Event(event));
    await settle();
  };
  await pass(11_000);
  const before = edge.count('GET /v1/me');
  members[TEAM]!.push(member('usr_newnewnewnewnewnewnewA'));
  await focus();
  assert.equal(list.state.items.length, 3, 'no epoch has changed');
  const [looks, reads] = [edge.count('GET /v1/me'), edge.count(route)];
  assert.deepEqual([looks - before, reads], [1, 2]);
  for (let time = 0; time < 9; time++) {
    await pass(1_000);
    await focus();
  }
  assert.deepEqual([edge.count('GET /v1/me'), edge.count(route)], [looks, reads]);
  await pass(1_000);
  await focus();
  assert.deepEqual([edge.count('GET /v1/me'), edge.count(route)], [looks + 1, reads + 1]);
});
