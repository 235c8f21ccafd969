// Members and invites of a large team: how many rows the page has, that it scrolls by itself, that rows stay while others go, and,
// printed, how long the first rows take compared with a small team, how long tasks last while one scrolls, and how much
// processor time scrolling back takes. `HALLPASS_BIG_TEAM=1` makes it 1,000 members and 500 invites.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../harness/browser.ts';
import { inParallel, person, type Person } from '../harness/person.ts';
import { defaultPolicy } from '../harness/policy.ts';
import { startProduct, type Product } from '../harness/product.ts';
import * as screens from '../harness/screens.ts';
import { ServiceProvider } from '../harness/service.ts';

const IS_BIG = Boolean(process.env['HALLPASS_BIG_TEAM']);
const [MEMBERS, INVITES] = IS_BIG ? [1_000, 500] : [60, 60];
const FEW = 20;
/** The rows of one page of a list. */
const PAGE = 25;
/** How often a page is opened: a few times for a number that says something. */
const RUNS = IS_BIG ? 7 : 1;
/** The size of one bulk request. */
const BULK = 200;

const serviceProvider = new ServiceProvider({ host: defaultPolicy().permissions });
let product: Product;
let browser: Browser;
before(async () => {
  const IDENTITY_PROVIDERS = JSON.stringify([serviceProvider.setting()]);
  [product, browser] = await Promise.all([startProduct(undefined, { settings: { IDENTITY_PROVIDERS } }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

/** Creates a team with this many members and pending invites. */
async function createTeam(owner: Person, members: number, invites: number): Promise<string> {
  const team = (await owner.team(`Team of ${members}`)).id;
  const host = serviceProvider.service(product.origin, 'host');
  await inParallel(members - 1, 16, async (index) => {
    const { registered } = await host.register(`Member ${String(index).padStart(4, '0')}`);
    const { status, text } = await host.put(`/v1/accounts/${team}/members/${registered.user.id}`, { role: 'dev' });
    assert.ok(status < 300, text);
  });
  for (let from = 0; from < invites; from += BULK) {
    const items = Array.from({ length: Math.min(BULK, invites - from) }, (_, index) => ({ email: `guest-${from + index}@example.com`, role: 'dev' }));
    await owner.inviteAll(team, items, `from-${from}`);
  }
  return team;
}

const rowCount = (page: Page): Promise<number> => page.locator('tbody tr').count();

/** How long a page takes from its address to its first row, in milliseconds: the best of some. */
async function firstRows(page: Page, path: string): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const began = performance.now();
    await page.goto(product.origin + path);
    await page.locator('tbody tr').first().waitFor();
    times.push(performance.now() - began);
  }
  return Math.min(...times);
}

/** Scrolls the list to its end. Returns how long the longest task took, in milliseconds. */
async function scrollToEnd(page: Page, rows: number): Promise<number> {
  await page.evaluate(() => {
    const durations: number[] = [];
    Object.assign(window, { durations });
    new PerformanceObserver((list) => durations.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  });
  const area = page.locator('.scroll-area');
  for (const end = Date.now() + 60_000; (await rowCount(page)) < rows && Date.now() < end;) {
    await area.evaluate((element) => element.scrollBy({ top: 600 }));
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
  assert.equal(await rowCount(page), rows, 'all rows are loaded as one scrolls');
  return page.evaluate(() => Math.max(0, ...(window as never as { durations: number[] }).durations));
}

/** Scrolls back to the first row. */
async function scrollToStart(page: Page): Promise<void> {
  const area = page.locator('.scroll-area');
  while ((await area.evaluate((element) => element.scrollTop)) > 0) {
    await area.evaluate((element) => element.scrollBy({ top: -600 }));
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
}

/** How much processor time the main thread of a page takes for something, in milliseconds: a busy machine does not prolong it. */
async function processorTime(page: Page, work: () => Promise<unknown>): Promise<number> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const read = async (): Promise<number> => {
    const { metrics } = await devTools.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
  };
  const before = await read();
  await work();
  const time = (await read()) - before;
  await devTools.detach();
  return time;
}

test(`${MEMBERS} members and ${INVITES} invites are a list that loads on as one scrolls`, async () => {
  const owner = await person(product, 'Olga');
  const [few, many] = [await createTeam(owner, FEW, FEW), await createTeam(owner, MEMBERS, INVITES)];
  const seat = await screens.open(browser, product.origin, owner, few, '/inbox');
  const { page } = seat;
  for (const [tab, total] of [['members', MEMBERS], ['invites', INVITES]] as const) {
    const [small, large] = [await firstRows(page, `/t/${few}/${tab}`), await firstRows(page, `/t/${many}/${tab}`)];
    assert.equal(await rowCount(page), PAGE, 'a page of rows');
    const { height, scrolls } = await page.evaluate(() => {
      const area = document.querySelector('.scroll-area');
      return { height: document.documentElement.scrollHeight, scrolls: area !== null && area.scrollHeight > area.clientHeight };
    });
    assert.ok(scrolls, 'the list scrolls by itself');
    assert.ok(height <= 1.25 * 800, `the page is one screen high, not ${height} px`);
    const longest = await scrollToEnd(page, total);
    console.log(`# ${tab}: first rows after ${small.toFixed(0)} ms with ${FEW}, ${large.toFixed(0)} ms with ${total} (${(large / small).toFixed(2)} ×); the longest task while scrolling took ${longest.toFixed(0)} ms`);
    console.log(`# ${tab}: scrolling back took ${(await processorTime(page, () => scrollToStart(page))).toFixed(0)} ms of the main thread`);
  }
  seat.assertNoErrors();
  await seat.context.close();
});

test('when a member goes, the other rows stay, with the focus', async () => {
  const owner = await person(product, 'Olga');
  const team = await createTeam(owner, 25, 0);
  const seat = await screens.open(browser, product.origin, owner, team, `/t/${team}/members`);
  const { page } = seat;
  const names = page.locator('tbody .person-name');
  await names.nth(24).waitFor();
  const [gone, focused] = [await names.nth(3).innerText(), await names.nth(20).innerText()];
  const button = page.getByRole('button', { name: `Actions for ${focused}` });
  await button.focus();
  const rows = await page.evaluateHandle(() => [...document.querySelectorAll('tbody tr')]);
  const leaver = (await owner.members(team)).find(({ name }) => name === gone);
  await owner.delete(`/v1/accounts/${team}/members/${leaver?.user}`);
  // A list is read again when its window has the focus.
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await screens.memberRow(seat, gone).waitFor({ state: 'detached' });
  assert.equal(await rows.evaluate((before) => before.filter(({ isConnected }) => isConnected).length), 24);
  assert.ok(await button.evaluate((element) => element === document.activeElement));
  seat.assertNoErrors();
  await seat.context.close();
});
