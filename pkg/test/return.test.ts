/** Returning to a page: it is read again, but not each time that it is focused, and it shows nothing of another user. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { listsOf } from '../src/lists.ts';
import type { Client } from '../src/types.ts';
import { account, ANA, FakeEdge, json, meWith, TEAM } from './fake-edge.ts';
import { focusTab, openTab, pass, setUp, settle, start, tearDown } from './browser-tab.ts';

beforeEach(setUp);
afterEach(tearDown);

const BOB = 'usr_bobbobbobbobbobbobbobA';
const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** An identity token of a user; `serial` tells the tokens of one user apart. */
const identityOf = (sub: string, serial = 1): string => `e30.${base64url({ iss: 'https://id.test', sub, serial })}.sig`;
const persisted = (type: string): Event => Object.assign(new Event(type), { persisted: true });

const signedIn = async ({ late = false } = {}) => {
  const tab = openTab();
  focusTab(tab);
  const edge = new FakeEdge();
  edge.me = meWith(account(TEAM, 'dev'));
  edge.identity = identityOf('ana');
  edge.on(`GET /v1/accounts/${TEAM}/members`, () => json({ items: [{ user: ANA, name: 'Ana', role: 'dev', joinedAt: '' }] }));
  const getIdentityToken = late ? async () => edge.identity : edge.getIdentityToken;
  const client = start(edge, { getIdentityToken });
  await client.ready;
  client.accounts.switchTo(TEAM);
  const members = listsOf(client).members();
  members.subscribe(() => {});
  await settle();
  assert.equal(members.state.items.length, 1);
  return { tab, edge, client, members };
};

const asBob = (edge: FakeEdge): void => {
  edge.me = { ...meWith(), user: { id: BOB, name: 'Bob', email: 'bob@example.com', emailVerified: true } };
  edge.identity = identityOf('bob');
};

const showsNothing = (client: Client): boolean => client.state.user === undefined && client.state.accounts.length === 0 && !client.can('pods:manage');

test('a page that is focused each second reads three times a minute, and once for the events of one return', async () => {
  const { tab, edge } = await signedIn();
  await pass(11_000);
  const before = edge.count('GET /v1/me');
  for (let second = 0; second < 300; second++) {
    tab.window.dispatchEvent(new Event('blur'));
    for (const type of ['focus', 'pageshow']) tab.window.dispatchEvent(new Event(type));
    tab.document.dispatchEvent(new Event('visibilitychange'));
    await pass(1_000);
  }
  const [reads, members] = [edge.count('GET /v1/me') - before, edge.count(`GET /v1/accounts/${TEAM}/members`)];
  assert.ok(reads <= 5 * 3 + 1, `${reads} reads in five minutes`);
  assert.ok(reads >= 5, `${reads} reads in five minutes`);
  assert.ok(members <= 5 * 3 + 2, `${members} reads of the list`);
});

test('after a longer absence each return reads', async () => {
  const { tab, edge } = await signedIn();
  for (let time = 0; time < 6; time++) {
    const before = edge.count('GET /v1/me');
    tab.document.hidden = true;
    tab.document.dispatchEvent(new Event('visibilitychange'));
    await pass(11_000);
    tab.document.hidden = false;
    tab.document.dispatchEvent(new Event('visibilitychange'));
    await settle();
    assert.equal(edge.count('GET /v1/me'), before + 1);
  }
});

test('a hundred changes in another tab are followed twice', async () => {
  const { edge } = await signedIn();
  await pass(2_000);
  const before = edge.count('GET /v1/me');
  const other = new BroadcastChannel('hallpass');
  for (let change = 0; change < 100; change++) other.postMessage(undefined);
  await settle();
  await pass(3_000);
  other.close();
  const reads = edge.count('GET /v1/me') - before;
  assert.ok(reads >= 1 && reads <= 2, `${reads} reads`);
});

for (const [name, wake] of [
  ['restored by the browser', ({ window }: ReturnType<typeof openTab>) => window.dispatchEvent(persisted('pageshow'))],
  ['thawed', ({ document }: ReturnType<typeof openTab>) => document.dispatchEvent(new Event('resume'))],
] as const) {
  for (const late of [false, true]) {
    const when = late ? 'later' : 'at once';

    test(`a page that is ${name} shows nothing of the previous user; the app knows the user ${when}`, async () => {
      const { tab, edge, client, members } = await signedIn({ late });
      tab.window.dispatchEvent(persisted('pagehide'));
      asBob(edge);
      wake(tab);
      assert.ok(showsNothing(client));
      assert.deepEqual(members.state, { status: 'idle', items: [] });
      await settle();
      assert.equal(client.state.user?.id, BOB);
      assert.equal(client.state.accounts.length, 1);
    });

    test(`a page that is ${name} after a sign-out shows nothing; the app knows it ${when}`, async () => {
      const { tab, edge, client, members } = await signedIn({ late });
      edge.identity = undefined;
      wake(tab);
      assert.ok(showsNothing(client));
      assert.equal(members.state.items.length, 0);
      await settle();
      assert.equal(client.state.status, 'signed-out');
    });

    test(`a page that is ${name} shows the same user again, without waiting for the edge; the app knows the user ${when}`, async () => {
      const { tab, edge, client } = await signedIn({ late });
      const events: string[] = [];
      for (const type of ['identity', 'switch', 'joined', 'revoked'] as const) client.on(type, () => events.push(type));
      edge.identity = identityOf('ana', 2);
      edge.on('GET /v1/me', () => new Promise(() => {}));
      wake(tab);
      assert.equal(showsNothing(client), late, 'hidden only while it is not known who is signed in');
      await Promise.resolve().then(() => {}).then(() => {}).then(() => {});
      assert.equal(client.state.user?.id, ANA);
      assert.equal(client.state.active?.id, TEAM);
      assert.equal(client.can('pods:manage'), true);
      assert.deepEqual(events, []);
    });
  }
}

test('what was hidden counts no longer than it would have', async () => {
  const { tab, edge, client } = await signedIn({ late: true });
  edge.on('GET /v1/me', () => new Response('', { status: 503 }));
  edge.on(`POST /v1/accounts/${TEAM}/token`, () => new Response('', { status: 503 }));
  tab.document.hidden = true;
  await pass(600_000);
  tab.document.hidden = false;
  tab.window.dispatchEvent(persisted('pageshow'));
  await settle();
  assert.equal(client.state.user?.id, ANA);
  assert.equal(client.can('pods:manage'), false);
});

test('when the app cannot say who is signed in, a page that has slept shows nothing until the edge does', async () => {
  const { tab, edge } = await signedIn();
  let failing = false;
  const client = start(edge, {
    getIdentityToken: async () => {
      if (failing) throw new Error('no network');
      return edge.identity;
    },
  });
  await client.ready;
  failing = true;
  tab.window.dispatchEvent(persisted('pageshow'));
  await settle();
  assert.ok(showsNothing(client));
  failing = false;
  await pass(11_000);
  assert.equal(client.state.user?.id, ANA);
});

test('on an ordinary return another user’s rows are gone before the edge answers', async () => {
  for (const event of ['focus', 'visibilitychange']) {
    const { tab, edge, client, members } = await signedIn();
    asBob(edge);
    (event === 'focus' ? tab.window : tab.document).dispatchEvent(new Event(event));
    assert.ok(showsNothing(client), event);
    assert.equal(members.state.items.length, 0, event);
    client.close();
  }
});

test('a hidden tab drops the previous user when another tab signs another one in', async () => {
  const { tab, edge, client } = await signedIn();
  tab.document.hidden = true;
  asBob(edge);
  const other = start(edge);
  await other.identityChanged();
  await settle();
  await pass(1_000);
  assert.notEqual(client.state.user?.id, ANA);
});

test('a hidden tab with an open invite link goes on when the user has signed in in another tab', async () => {
  const tab = openTab('https://app.test/join#invite=a.b.c');
  focusTab(tab);
  const edge = new FakeEdge();
  edge.identity = undefined;
  const client = start(edge);
  client.pendingInvite.capture();
  await client.ready;
  assert.equal(client.state.status, 'signed-out');
  tab.document.hidden = true;
  edge.identity = identityOf('ana');
  const other = start(edge);
  await other.identityChanged();
  await settle();
  assert.equal(client.state.user?.id, ANA);
  assert.equal(client.pendingInvite.state, 'held');
});

test('control: an ordinary return shows the same user without a break', async () => {
  const { tab, client } = await signedIn({ late: true });
  const users: unknown[] = [];
  client.subscribe(() => users.push(client.state.user?.id));
  tab.window.dispatchEvent(new Event('focus'));
  await settle();
  assert.ok(users.every((user) => user === ANA));
});
