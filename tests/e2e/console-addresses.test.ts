// The account is in the address of the console's pages: links, Back, reload and several tabs each open the account they name.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, startBrowser, UserBrowser } from '../harness/browser.ts';
import { memberOf, person, type Person } from '../harness/person.ts';
import { startProduct, type Product } from '../harness/product.ts';
import * as screens from '../harness/screens.ts';

let product: Product;
let browser: Browser;
let owner: Person;
let alpha: string;
let beta: string;
before(async () => {
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
  owner = await person(product, 'Olga');
  alpha = (await owner.team('Alpha')).id;
  beta = (await owner.team('Beta')).id;
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

const pathOf = (page: Page): string => new URL(page.url()).pathname;

/** Opens a path and signs in there. */
async function visit(user: Person, path: string): Promise<UserBrowser> {
  const seat = await openBrowser(browser, product.origin);
  await seat.open(path);
  await screens.signIn(seat, user);
  await screens.accountSelector(seat).waitFor();
  return seat;
}

/** Waits for a path: the page navigates by itself. */
async function expectPath(page: Page, path: string): Promise<void> {
  await page.waitForURL((url) => url.pathname === path).catch(() => assert.equal(pathOf(page), path));
}

test('addresses of before accounts had one lead to the active account, with what they ask for', async () => {
  const seat = await screens.open(browser, product.origin, owner, alpha, '/team');
  for (const [former, current] of [
    ['/team', 'members'],
    ['/resources', 'resources'],
    ['/projects', 'projects'],
    ['/projects/prj_AAAAAAAAAAAAAAAAAAAAAA', 'projects/prj_AAAAAAAAAAAAAAAAAAAAAA'],
    ['/review', 'review'],
    ['/audit', 'audit'],
    ['/', 'resources'],
  ] as const) {
    await seat.open(`${former}?q=x`);
    await expectPath(seat.page, `/t/${alpha}/${current}`);
    assert.equal(new URL(seat.page.url()).search, '?q=x', former);
  }
  seat.assertNoErrors();
  await seat.context.close();
});

test('a link opens the account it names after sign-in, and Back, Forward and reload keep account and page', async () => {
  const seat = await visit(owner, `/t/${beta}/members`);
  const { page } = seat;
  await page.getByRole('heading', { name: 'Beta', level: 1 }).waitFor();
  assert.equal(pathOf(page), `/t/${beta}/members`);

  await screens.accountSelector(seat).click();
  await page.getByRole('menuitemradio').filter({ hasText: 'Alpha' }).click();
  await page.getByRole('heading', { name: 'Alpha', level: 1 }).waitFor();
  assert.equal(pathOf(page), `/t/${alpha}/members`);
  await screens.go(seat, 'Resources');
  await expectPath(page, `/t/${alpha}/resources`);

  await page.goBack();
  await page.getByRole('heading', { name: 'Alpha', level: 1 }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Beta', level: 1 }).waitFor();
  assert.equal(pathOf(page), `/t/${beta}/members`);
  await page.reload();
  await page.getByRole('heading', { name: 'Beta', level: 1 }).waitFor();
  await page.goForward();
  await page.getByRole('heading', { name: 'Alpha', level: 1 }).waitFor();
  assert.equal(pathOf(page), `/t/${alpha}/members`);
  seat.assertNoErrors();
  await seat.context.close();
});

test('an address of another account switches its own tab only, and the next new tab opens the last one', async () => {
  const first = await visit(owner, `/t/${alpha}/resources`);
  const second = new UserBrowser(first.context, await first.context.newPage(), product.origin);
  await second.open(`/t/${beta}/resources`);
  await screens.signIn(second, owner);
  await screens.accountSelector(second).filter({ hasText: 'Beta' }).waitFor();
  await screens.accountSelector(first).filter({ hasText: 'Alpha' }).waitFor();
  await first.page.reload();
  await screens.accountSelector(first).filter({ hasText: 'Alpha' }).waitFor();

  // Each tab remembers its account where the address names none.
  await first.open('/inbox');
  await screens.accountSelector(first).filter({ hasText: 'Alpha' }).waitFor();
  const third = new UserBrowser(first.context, await first.context.newPage(), product.origin);
  await third.open('/');
  await screens.signIn(third, owner);
  await screens.accountSelector(third).filter({ hasText: 'Alpha' }).waitFor();
  first.assertNoErrors();
  await first.context.close();
});

test('the title names the page and the account', async () => {
  const seat = await visit(owner, `/t/${alpha}/resources`);
  const titled = (title: string): Promise<unknown> => seat.page.waitForFunction((wanted) => document.title === wanted, title);
  await titled('Resources · Alpha · Hallpass');
  await seat.open(`/t/${beta}/resources`);
  await titled('Resources · Beta · Hallpass');
  await seat.open(`/t/${beta}/members`);
  await seat.page.waitForFunction(() => document.title.endsWith('· Beta · Hallpass') && !document.title.startsWith('Resources'));
  await seat.context.close();
});

test('an account that the user is not in is not shown, and says so', async () => {
  const stranger = await person(product, 'Sam');
  const seat = await visit(stranger, `/t/${alpha}/members`);
  await seat.page.getByRole('heading', { name: "You don't have access to this page" }).waitFor();
  assert.ok(!(await seat.page.locator('body').innerText()).includes('Alpha'));
  await seat.page.getByRole('link', { name: 'Go to your personal account' }).click();
  await expectPath(seat.page, `/t/${stranger.own}/resources`);
  await screens.accountSelector(seat).filter({ hasText: 'Sam' }).waitFor();
  seat.assertNoErrors();
  await seat.context.close();
});

test('who is removed from the account in the address goes on in their own', async () => {
  const member = await memberOf(owner, alpha, 'Mia', 'dev');
  const seat = await visit(member, `/t/${alpha}/resources`);
  await seat.page.clock.install();
  await seat.page.reload();
  await screens.allowed(seat, 'Pods', 'Manage Pods');
  await owner.delete(`/v1/accounts/${alpha}/members/${member.id}`);
  // A minute later the page reads what has changed.
  await seat.page.clock.fastForward(60_000);
  await seat.page.getByText("You're no longer in Alpha").waitFor({ timeout: 60_000 });
  await expectPath(seat.page, `/t/${member.own}/resources`);
  seat.assertNoErrors();
  await seat.context.close();
});

test('an unknown page says so without asking for sign-in', async () => {
  const seat = await openBrowser(browser, product.origin);
  for (const path of ['/no-such-page', '/t', '/projects/x/y']) {
    await seat.open(path);
    await seat.page.getByRole('heading', { name: 'Page not found' }).waitFor();
    assert.equal(await seat.page.getByRole('button', { name: 'Sign in', exact: true }).count(), 0, path);
  }
  await seat.open(`/t/${alpha}/no-such-page`);
  await screens.signIn(seat, owner);
  await seat.page.getByRole('heading', { name: 'Page not found' }).waitFor();
  seat.assertNoErrors();
  await seat.context.close();
});
