import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { account, FakeEdge, meWith, OTHER, OWN, TEAM } from './fake-edge.ts';
import { focusTab, openTab, setUp, settle, start, tearDown } from './browser-tab.ts';

beforeEach(setUp);
afterEach(tearDown);

const edgeWithTeams = (): FakeEdge => {
  const edge = new FakeEdge();
  edge.me = meWith(account(TEAM, 'dev'), account(OTHER, 'billing'));
  return edge;
};

test('switching is local and immediate, and emits one event after the change', async () => {
  const edge = edgeWithTeams();
  const client = start(edge);
  await client.ready;
  await settle();
  const before = edge.seen.length;
  const emitted: unknown[] = [];
  client.on('switch', ({ from, to }) => emitted.push([from?.id, to?.id, client.state.active?.id]));
  assert.equal(client.accounts.switchTo(TEAM).id, TEAM);
  assert.equal(client.state.active?.id, TEAM);
  assert.equal(client.can('pods:manage'), true);
  assert.equal(edge.seen.length, before, 'no request was sent');
  assert.deepEqual(emitted, [[OWN, TEAM, TEAM]]);
  client.accounts.switchTo(TEAM);
  assert.equal(emitted.length, 1, 'no event without a switch');
  assert.throws(() => client.accounts.switchTo('acc_notminenotminenotminA'), { code: 'not_found' });
});

test('the active account belongs to the tab, and a new tab starts with the last one used', async () => {
  const edge = edgeWithTeams();
  const first = openTab();
  focusTab(first);
  const one = start(edge);
  await one.ready;
  one.accounts.switchTo(TEAM);
  const second = openTab('https://app.test/', first.localStorage);
  focusTab(second);
  const two = start(edge);
  await two.ready;
  assert.equal(two.state.active?.id, TEAM);
  two.accounts.switchTo(OTHER);
  focusTab(first);
  await one.refresh();
  assert.equal(one.state.active?.id, TEAM, 'the first tab keeps its account');
  const reloaded = start(edge);
  await reloaded.ready;
  assert.equal(reloaded.state.active?.id, TEAM, 'also after a reload');
});

test('a tab that has not switched keeps its account when another tab switches', async () => {
  for (const [last, began] of [[undefined, OWN], [TEAM, TEAM]] as const) {
    const edge = edgeWithTeams();
    const first = openTab();
    if (last) first.localStorage.setItem('hallpass.account', last);
    focusTab(first);
    const one = start(edge);
    await one.ready;
    assert.equal(one.state.active?.id, began);
    focusTab(openTab('https://app.test/', first.localStorage));
    const two = start(edge);
    await two.ready;
    two.accounts.switchTo(OTHER);
    focusTab(first);
    await one.refresh();
    assert.equal(one.state.active?.id, began);
    const reloaded = start(edge);
    await reloaded.ready;
    assert.equal(reloaded.state.active?.id, began, 'also after a reload');
  }
});

test('with a scope the address decides, and an account that the user is not in is never replaced', async () => {
  const edge = edgeWithTeams();
  const tab = openTab(`https://app.test/${TEAM}/pods`);
  focusTab(tab);
  const scope = {
    read: (url: URL) => /^\/(acc_[^/]+)/.exec(url.pathname)?.[1],
    write: (url: URL, id: string) => new URL(`/${id}/pods`, url),
  };
  const client = start(edge, { scope });
  await client.ready;
  assert.equal(client.state.active?.id, TEAM);
  client.accounts.switchTo(OTHER);
  assert.equal(tab.location.pathname, `/${OTHER}/pods`);
  assert.equal(client.state.active?.id, OTHER);
  assert.equal(client.can('billing:read'), true);

  // A router changes the address without an event.
  tab.history.pushState(null, '', `/${TEAM}/pods`);
  assert.equal(client.can('billing:read'), false);
  assert.equal(client.can('pods:manage'), true);
  await settle();
  assert.equal(client.state.active?.id, TEAM);

  tab.history.pushState(null, '', '/acc_notminenotminenotminAA/pods');
  assert.equal(client.can('team:access'), false);
  assert.equal(client.evaluate({ permission: 'team:access' }), 'unknown');
  await settle();
  assert.ok(!('active' in client.state));
  assert.equal(client.state.status, 'ready');

  tab.history.pushState(null, '', '/');
  await client.refresh();
  assert.equal(client.state.active?.id, OTHER, 'without an account in the address the tab decides');
});

test('switchTo throws if the scope cannot write the address', async () => {
  const edge = edgeWithTeams();
  const client = start(edge, { scope: { read: () => undefined } });
  await client.ready;
  assert.throws(() => client.accounts.switchTo(TEAM), { code: 'invalid_request' });
});

test('blocked storage only loses the active account on reload', async () => {
  const edge = edgeWithTeams();
  for (const place of ['sessionStorage', 'localStorage']) {
    Object.defineProperty(globalThis, place, { configurable: true, get: () => { throw new Error('forbidden'); } });
  }
  const client = start(edge);
  await client.ready;
  client.accounts.switchTo(TEAM);
  assert.equal(client.state.active?.id, TEAM);
});

test('a tab whose account is lost switches to the personal account', async () => {
  const edge = edgeWithTeams();
  const client = start(edge);
  await client.ready;
  client.accounts.switchTo(OTHER);
  client.accounts.switchTo(TEAM);
  edge.me = meWith(account(OTHER, 'billing'));
  await client.refresh();
  assert.equal(client.state.active?.id, OWN);
});
