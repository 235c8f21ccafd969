// "Your data" in the console: a copy of what is stored about a person, and the deletion of all of it, with a real OpenID provider.
// To see it fail: do not wait for the typed address in `console/src/screens/your-data.tsx`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, startBrowser, UserBrowser } from '../harness/browser.ts';
import { addAccount, lookAtEach, signInAtProvider, startWithProvider, withoutFonts, type SignInProduct } from '../harness/console-sign-in.ts';
import * as screens from '../harness/screens.ts';

let started: SignInProduct;
let browser: Browser;
before(async () => {
  [started, browser] = await Promise.all([startWithProvider(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await started?.stop();
});

async function signedIn(name: string): Promise<{ user: UserBrowser; email: string }> {
  const { login, email } = addAccount(started.openid, name);
  const user = await openBrowser(browser, started.product.origin);
  await withoutFonts(user);
  await user.open('/');
  await signInAtProvider(user.page, started.openid.issuer, login);
  await screens.accountSelector(user).waitFor();
  return { user, email };
}

async function openYourData({ page }: UserBrowser): Promise<void> {
  await page.getByRole('button', { name: /^Signed in as/ }).click();
  await page.getByRole('menuitem', { name: 'Your data' }).click();
  await page.getByRole('heading', { name: 'Your data', exact: true }).waitFor();
}

/** Looks at the page in each appearance, and asserts that it fits into 320 px. */
async function look(user: UserBrowser, name: string): Promise<void> {
  await lookAtEach(user, name);
  await user.page.setViewportSize({ width: 320, height: 700 });
  assert.equal(await user.page.evaluate(() => document.documentElement.scrollWidth), 320, name);
  await user.page.setViewportSize({ width: 1280, height: 800 });
}

const accountOf = (page: Page): string | undefined => /\/t\/(acc_[\w-]+)/.exec(page.url())?.[1];

test('a person downloads what is stored about them, deletes their account, and begins again', async () => {
  const { user, email } = await signedIn('Nina Leaving');
  const { page } = user;
  const account = accountOf(page);
  const otherTab = new UserBrowser(user.context, await user.context.newPage(), user.origin);
  await otherTab.open('/');
  await otherTab.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await screens.accountSelector(otherTab).waitFor();

  await openYourData(user);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download', exact: true }).click()]);
  assert.equal(download.suggestedFilename(), 'your-data.json');
  const data = JSON.parse(readFileSync(await download.path(), 'utf8')) as { user: { email: string } };
  assert.equal(data.user.email, email);
  await look(user, 'your-data');

  await page.getByRole('button', { name: 'Delete account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  const confirm = dialog.getByRole('button', { name: 'Delete account' });
  await dialog.getByLabel(/to confirm/).fill(email.slice(1));
  assert.equal(await confirm.getAttribute('aria-disabled'), 'true', 'only their own address confirms');
  await look(user, 'your-data-delete');
  await dialog.getByLabel(/to confirm/).fill(` ${email.toUpperCase()} `);
  await confirm.click();
  await screens.toast(user, 'Your account was deleted');
  for (const each of [page, otherTab.page]) await each.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/');

  // Tokens have whole seconds: one of the second of the erasure is refused.
  await new Promise((done) => setTimeout(done, 1_100));
  // Their session at the provider is still open, which therefore asks nothing.
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await screens.accountSelector(user).waitFor();
  assert.notEqual(accountOf(page), account);
  user.assertNoErrors();
  await user.context.close();
});

test('an owner of a team is led to it first, also when the page does not know of it yet', async () => {
  const { user, email } = await signedIn('Olga Owning');
  const { page } = user;
  await openYourData(user);
  await page.getByRole('button', { name: 'Delete account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  await dialog.getByLabel(/to confirm/).fill(email);
  // Meanwhile, elsewhere.
  const token = await started.openid.signIn('console', email.split('@')[0] ?? '');
  const created = await fetch(`${user.origin}/v1/accounts`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: '{"name":"Night Shift"}' });
  assert.equal(created.status, 201);
  await dialog.getByRole('button', { name: 'Delete account' }).click();
  await dialog.getByRole('link', { name: 'Night Shift' }).waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.reload();
  const team = page.getByRole('link', { name: 'Night Shift' });
  await team.waitFor();
  assert.equal(await page.getByRole('button', { name: 'Delete account' }).count(), 0);
  await look(user, 'your-data-owner');
  await team.click();
  await page.getByRole('button', { name: 'Delete team', exact: true }).waitFor();
  user.assertNoErrors();
  await user.context.close();
});
