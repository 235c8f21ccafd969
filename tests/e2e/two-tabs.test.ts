// Two tabs of one user in two accounts: in a thousand interleaved actions every request of a tab is for that tab's account, as seen by
// the platform's origin and the edge.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startBrowser } from '../harness/browser.ts';
import { startEdge, type Edge } from '../harness/edge.ts';
import { ownerWithTeam, type Person } from '../harness/person.ts';
import { page, servePages, until, type Pages } from '../harness/pages.ts';
import { decode } from '../harness/secrets.ts';

const ACTIONS = 1_000;

let pages: Pages;
let edge: Edge;
let browser: Browser;
let owner: Person;
let teams: readonly [string, string];
before(async () => {
  pages = await servePages();
  [edge, browser] = await Promise.all([startEdge({ settings: { ALLOWED_ORIGINS: pages.origin } }), startBrowser()]);
  const first = await ownerWithTeam(edge, 'Olga');
  owner = first.owner;
  teams = [first.team, (await owner.team('Beta Team')).id];
  pages.put('/', page('<main>Two tabs</main>'));
  pages.put('/page.css', '');
  pages.put('/api', (request) => JSON.stringify({ acc: accountOf(String(request.headers['hallpass-token'] ?? '')) }));
});
after(async () => {
  await browser?.close();
  await pages?.stop();
  await edge?.stop();
});

/** A tab's client and its actions. */
const SCRIPT = `
import { createClient } from '/hallpass/index.js';
import { listsOf } from '/hallpass/lists.js';
const scope = SCOPE;
const client = globalThis.client = createClient({
  endpoint: EDGE,
  getIdentityToken: () => IDENTITY,
  apiOrigins: [location.origin],
  scope,
});
await client.ready;
const members = listsOf(client).members();
members.subscribe(() => {});
// The account that this tab has chosen.
let mine = sessionStorage.getItem('mine');
globalThis.work = async (account) => { mine = account; sessionStorage.setItem('mine', account); client.accounts.switchTo(account); await client.token(); };
const call = (method) => client.fetch('/api?expected=' + mine, { method, ...(method === 'POST' ? { body: 'x' } : {}) });
const actions = [
  () => call('GET'),
  () => call('POST'),
  () => client.members.list(),
  () => client.token(),
  () => Promise.all([call('GET'), call('POST'), client.members.list({ limit: 1 })]),
  () => members.reload(),
  () => { dispatchEvent(new Event('focus')); return client.refresh(); },
  () => client.explain({ permission: 'un:known' }),
  (n) => n % 40 === 8 ? client.invites.create({ role: 'basic', note: 'by ' + mine }) : client.invites.list({ status: 'pending', limit: 1 }),
  // Switch away and back with requests in flight.
  async () => {
    const home = mine;
    const before = call('GET');
    mine = client.state.user && client.state.accounts.find(({ kind }) => kind === 'personal').id;
    client.accounts.switchTo(mine);
    const away = call('GET');
    mine = home;
    client.accounts.switchTo(home);
    await Promise.all([before, away, call('GET')]);
  },
];
globalThis.act = async (from, count) => {
  let failed = 0;
  for (let n = from; n < from + count; n++) {
    const refused = await Promise.resolve(actions[n % actions.length](n)).then(() => false, () => true);
    if (refused || client.state.active?.id !== mine) failed++;
  }
  return failed;
};
`;

const accountOf = (token: string): string => (token === '' ? '' : String(decode(token).claims['acc']));

/** Waits until the page's script has run. */
async function ready(tab: Page): Promise<void> {
  await until(tab, 'typeof globalThis.act === "function"');
}

/** Opens a tab and chooses its account. */
async function openTab(context: BrowserContext, account: string): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto(`${pages.origin}/`);
  await ready(tab);
  await tab.evaluate(`work(${JSON.stringify(account)})`);
  return tab;
}

interface Result {
  /** Requests for another account than the tab's. */
  readonly strays: string[];
  readonly requests: number;
  /** How often a request was followed by one from the other tab. */
  readonly turns: number;
  /** How often an action failed, or a tab was in another account than it had chosen. */
  readonly failures: number;
}

/** Runs actions in both tabs at once, and checks the requests at the origin and on their way to the edge. */
async function work(scope: string, actions: number): Promise<Result> {
  const identity = JSON.stringify(owner.identity);
  pages.put('/page.js', SCRIPT.replace('SCOPE', scope).replace('EDGE', JSON.stringify(edge.origin)).replace('IDENTITY', identity));
  const context = await browser.newContext();
  const tabs = [await openTab(context, teams[0]), await openTab(context, teams[1])];
  if (scope !== "'tab'") await tabs[0]?.evaluate(`work(${JSON.stringify(teams[0])})`);
  const strays: string[] = [];
  const senders: number[] = [];
  tabs.forEach((tab, index) =>
    tab.on('request', (request) => {
      const url = new URL(request.url());
      if (!url.pathname.startsWith('/v1/') && url.pathname !== '/api') return;
      senders.push(index);
      const named = /acc_[\w-]{22}/.exec(url.pathname)?.[0];
      const other = teams[1 - index] ?? '';
      if (named === other) strays.push(`tab ${index}: ${request.method()} ${url.pathname}`);
    }),
  );
  const seen = pages.requests.length;
  let failures = 0;
  const part = actions / tabs.length;
  // In two halves, with a reload between them.
  for (const from of [0, part / 2]) {
    const failed = await Promise.all(tabs.map((tab) => tab.evaluate(`act(${from}, ${part / 2})`)));
    failures += failed.reduce<number>((sum, each) => sum + Number(each), 0);
    await Promise.all(tabs.map((tab) => tab.reload()));
    await Promise.all(tabs.map(ready));
  }
  for (const { line, headers, url } of pages.requests.slice(seen)) {
    const expected = new URL(url, pages.origin).searchParams.get('expected');
    if (expected === null) continue;
    const acc = accountOf(String(headers['hallpass-token'] ?? ''));
    if (acc !== expected) strays.push(`${line}: ${acc} instead of ${expected}`);
  }
  await context.close();
  const turns = senders.filter((each, index) => index > 0 && each !== senders[index - 1]).length;
  return { strays, requests: senders.length, turns, failures };
}

test(`${ACTIONS} interleaved actions in two tabs: none reaches the other tab's account`, async () => {
  const { strays, requests, turns, failures } = await work("'tab'", ACTIONS);
  console.log(`# ${ACTIONS} actions, ${requests} requests, ${turns} times followed by one from the other tab`);
  assert.deepEqual(strays, []);
  assert.equal(failures, 0);
  assert.ok(requests > ACTIONS && turns > ACTIONS / 10, `${requests} requests, ${turns} turns`);
  // Each tab wrote to its own account.
  for (const team of teams) {
    const notes = (await owner.invites(team)).map(({ note }) => note);
    assert.ok(notes.length >= 5);
    assert.deepEqual([...new Set(notes)], [`by ${team}`]);
  }
});

test('the same holds with the account in the URL', async () => {
  const address = "{ read: (url) => url.searchParams.get('account') ?? undefined, write: (url, id) => { url.searchParams.set('account', id); return url; } }";
  const { strays, requests, failures } = await work(address, ACTIONS / 5);
  assert.deepEqual(strays, []);
  assert.equal(failures, 0);
  assert.ok(requests > ACTIONS / 5);
});

test('negative control: a scope that the tabs share is detected', async () => {
  const shared = "{ read: () => localStorage.getItem('shared') ?? undefined, write: (url, id) => { localStorage.setItem('shared', id); return url; } }";
  const { strays, failures } = await work(shared, ACTIONS / 5);
  assert.ok(strays.length > 0, 'requests for the other account');
  assert.ok(failures > 0, 'tabs in another account');
});
