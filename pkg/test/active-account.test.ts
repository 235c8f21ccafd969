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

test('switching is local, at once, and told once after the change', async () => {
  const edge = edgeWithTeams();
  const client = start(edge);
  await client.ready;
  await settle();
  const before = edge.seen.length;
  const told: unknown[] = [];
  client.on('switch', ({ from, to }) => told.push([from?.id, to?.id, client.state.active?.id]));
  assert.equal(client.accounts.switchTo(TEAM).id, TEAM);
  assert.equal(client.state.active?.id, TEAM);
  assert.equal(client.can('pods:manage'), true);
  assert.equal(edge.seen.length, before, 'nothing was sent');
  assert.deepEqual(told, [[OWN, TEAM, TEAM]]);
  client.accounts.switchTo(TEAM);
  assert.equal(told.length, 1, 'no switch, no event');
  assert.throws(() => client.accounts.switchTo('acc_notminenotminenotminA'), { code: 'not_found' });
});

test('the active account belongs to the tab; a new tab starts where I was last', async () => {
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
  assert.equal(one.state.active?.id, TEAM, 'the first tab stays');
  const reloaded = start(edge);
  await reloaded.ready;
  assert.equal(reloaded.state.active?.id, TEAM, 'also over a reload');
});

test('the address decides if asked to, and an account that I lack is never replaced', async () => {
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

  // A router changes the address without a word.
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
  assert.equal(client.state.active?.id, OTHER, 'an address that names none leaves it to the tab');
});

test('an address that cannot be written refuses to switch', async () => {
  const edge = edgeWithTeams();
  const client = start(edge, { scope: { read: () => undefined } });
  await client.ready;
  assert.throws(() => client.accounts.switchTo(TEAM), { code: 'invalid_request' });
});

test('storage that is forbidden costs memory of the tab, nothing else', async () => {
  const edge = edgeWithTeams();
  for (const place of ['sessionStorage', 'localStorage']) {
    Object.defineProperty(globalThis, place, { configurable: true, get: () => { throw new Error('forbidden'); } });
  }
  const client = start(edge);
  await client.ready;
  client.accounts.switchTo(TEAM);
  assert.equal(client.state.active?.id, TEAM);
});

test('the tab of a lost account goes home', async () => {
  const edge = edgeWithTeams();
  const client = start(edge);
  await client.ready;
  client.accounts.switchTo(OTHER);
  client.accounts.switchTo(TEAM);
  edge.me = meWith(account(OTHER, 'billing'));
  await client.refresh();
  assert.equal(client.state.active?.id, OWN);
});
