// How often `hallpass/react` renders: switching accounts with 500 gates, and hydration of a page rendered on a server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, startBrowser, type UserBrowser } from '../harness/browser.ts';
import { hostPage, hostServer } from '../harness/page.ts';
import { signIn, type Person } from '../harness/person.ts';
import { startProduct, type Product } from '../harness/product.ts';

let product: Product;
let browser: Browser;
before(async () => {
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

/** A user who is a developer in one team and has the billing role in another. */
async function userOfTwoTeams(): Promise<{ person: Person; dev: string; billing: string }> {
  const owner = await signIn(product, 'Olga');
  const person = await signIn(product, 'Sam');
  await owner.open();
  await person.open();
  const join = async (name: string, role: string): Promise<string> => {
    const { id } = await owner.team(name);
    const { invite } = await owner.invite(id, { email: person.email, role });
    await person.join({ inviteId: invite.id });
    return id;
  };
  return { person, dev: await join('Dev Team', 'dev'), billing: await join('Billing Team', 'billing') };
}

async function open(person: Person, origin: string, path: string, account: string): Promise<UserBrowser> {
  const opened = await openBrowser(browser, origin);
  await opened.page.addInitScript(
    ([identity, chosen]) => {
      sessionStorage.setItem('identity', identity);
      sessionStorage.setItem('hallpass.account', chosen);
    },
    [person.identity, account] as const,
  );
  await opened.open(path);
  return opened;
}

interface Gates {
  counted(): { gates: number[]; others: number };
  switchTo(id: string): Promise<number>;
  client: { state: { inboxCount: number; active?: { id: string } }; refresh(): Promise<void>; can(name: string): boolean };
}

const counted = (page: Page) => page.evaluate(() => (window as never as Gates).counted());
const sum = (all: readonly number[]): number => all.reduce((before, each) => before + each, 0);

test('switching accounts with 500 gates renders only what changes, offline', async () => {
  const { person, dev, billing } = await userOfTwoTeams();
  const host = await hostPage({ script: 'gates.tsx', edge: product.origin, mode: 'production' });
  const user = await open(person, host.origin, `/?edge=${encodeURIComponent(product.origin)}`, dev);
  const { page, context } = user;
  await page.getByRole('heading', { name: 'Dev Team' }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll('button').length === 500);
  const gateTexts = (): Promise<string[]> => page.getByRole('button').allTextContents();
  const before = await gateTexts();
  // Fetch each account's token first, so that nothing else changes.
  await page.evaluate((id) => (window as never as Gates).switchTo(id), billing);
  await page.waitForTimeout(500);
  await page.evaluate((id) => (window as never as Gates).switchTo(id), dev);
  await page.waitForTimeout(500);
  await context.setOffline(true);

  await counted(page);
  const times: number[] = [];
  for (const id of [billing, dev, billing, dev, billing]) {
    times.push(await page.evaluate((to) => (window as never as Gates).switchTo(to), id));
  }
  const { gates, others } = await counted(page);
  const after = await gateTexts();
  const changedCount = before.filter((text, index) => text !== after[index]).length;
  console.log(`# switching with 500 gates: ${times.map((each) => each.toFixed(1)).join(', ')} ms until layout, ${changedCount} gates changed; a frame has 16.7 ms`);
  assert.ok(changedCount > 100 && changedCount < 500, `${changedCount} gates changed`);
  gates.forEach((count, index) => assert.equal(count, before[index] === after[index] ? 0 : 5, `gate ${index}: ${before[index]}`));
  assert.equal(others, 5);
  for (const text of after) {
    const [name = '', allowed] = text.split(' ');
    assert.equal(String(await page.evaluate((each) => (window as never as Gates).client.can(each), name)), allowed, name);
    if (name.startsWith('audit')) break;
  }
  await context.setOffline(false);

  // Changes that do not concern gates do not render them.
  await page.evaluate((to) => (window as never as Gates).switchTo(to), dev);
  await page.waitForTimeout(300);
  await counted(page);
  const owner = await signIn(product, 'Other');
  await owner.open();
  await owner.invite((await owner.team('News Team')).id, { email: person.email, role: 'basic' });
  await page.waitForFunction(async () => {
    const { client } = window as never as Gates;
    await client.refresh();
    return client.state.inboxCount === 1;
  });
  assert.deepEqual({ ...(await counted(page)), gates: 0 }, { gates: 0, others: 0 });
  assert.equal(sum((await counted(page)).gates), 0);
  await host.stop();
  await context.close();
});

interface Server {
  render(edge: string, initial: unknown): string;
}

const snapshotOf = async (person: Person, active: string): Promise<object> => ({
  me: await person.me(),
  active,
  policyId: 'unknown',
  serverTime: Date.now(),
});

/** Opens a page that the server rendered from `rendered`, with a client that starts from `initial`. */
async function hydrate(person: Person, rendered: object, initial: object, account: string): Promise<UserBrowser & { html: string; stop(): Promise<void> }> {
  const { render } = await hostServer<Server>('ssr-server.tsx');
  const html = render(product.origin, rendered);
  const host = await hostPage({ script: 'ssr.tsx', edge: product.origin, html, data: { edge: product.origin, initial } });
  const first = await (await fetch(host.origin)).text();
  assert.ok(first.includes(html), 'the first HTML contains what the server rendered');
  const user = await open(person, host.origin, '/', account);
  await user.page.waitForFunction(() => document.body.dataset['hydrated'] === 'asked');
  await user.page.getByRole('table', { name: 'Members' }).waitFor();
  return Object.assign(user, { html, stop: () => host.stop() });
}

const shift = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((done) => {
        let total = 0;
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) total += (entry as never as { value: number }).value;
        });
        observer.observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => done(total), 300);
      }),
  );

test('a server-rendered page has the right gates at once, without layout shift or warnings', async () => {
  const { person, dev, billing } = await userOfTwoTeams();
  const snapshot = await snapshotOf(person, dev);
  const user = await hydrate(person, snapshot, snapshot, dev);
  for (const text of ['Pods are yours', 'No bills', 'Why? Pay', 'Account: Dev Team, dev']) assert.ok(user.html.includes(text), text);
  for (const text of ['No pods', 'Bills are yours', 'Wait']) assert.ok(!user.html.includes(text), text);
  await user.page.getByText('Pods are yours').waitFor();
  await user.page.getByRole('button', { name: 'Account: Dev Team, Dev' }).waitFor();
  assert.equal(await shift(user.page), 0);
  user.assertNoErrors();
  await user.stop();

  // The tab's account differs: hydration uses the server's markup, then the tab's account is shown.
  const other = await hydrate(person, snapshot, snapshot, billing);
  await other.page.getByText('Bills are yours').waitFor();
  await other.page.getByText('No pods').waitFor();
  other.assertNoErrors();
  await other.stop();
  for (const each of [user, other]) await each.context.close();
});

test('a hydration mismatch is reported', async () => {
  const { person, dev, billing } = await userOfTwoTeams();
  const user = await hydrate(person, await snapshotOf(person, dev), await snapshotOf(person, billing), billing);
  assert.ok(
    user.errors.some((error) => /hydrat/i.test(error)),
    `a hydration error: ${user.errors.join()}`,
  );
  await user.stop();
  await user.context.close();
});
