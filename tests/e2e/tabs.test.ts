// The active account belongs to the tab: two tabs of one person work in two accounts, and neither leaks into the other.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, UserBrowser, startBrowser } from '../harness/browser.ts';
import { send } from '../harness/http.ts';
import { startProduct, type Product } from '../harness/product.ts';
import * as screens from '../harness/screens.ts';

let product: Product;
let browser: Browser;
before(async () => {
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

async function switchTo(who: UserBrowser, name: string): Promise<void> {
  await screens.accountSelector(who).click();
  await who.page.getByRole('menuitemradio').filter({ hasText: name }).click();
  await screens.accountSelector(who).filter({ hasText: name }).waitFor();
}

async function createTeam(who: UserBrowser, name: string): Promise<void> {
  await screens.accountSelector(who).click();
  await who.page.getByRole('menuitem', { name: 'Create a team' }).click();
  const dialog = who.page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(name);
  await dialog.getByRole('button', { name: /^Create/ }).click();
  await dialog.waitFor({ state: 'hidden' });
  await screens.accountSelector(who).filter({ hasText: name }).waitFor();
}

test('each tab keeps its account, over reloads and whatever the other does', async () => {
  const one = await openBrowser(browser, product.origin);
  await one.open('/');
  await screens.signIn(one, { email: 'tess@example.com', name: 'Tess Tabs' });
  await createTeam(one, 'Alpha Team');
  await createTeam(one, 'Beta Team');

  const page = await one.context.newPage();
  const two = new UserBrowser(one.context, page, product.origin);
  await two.open('/');
  // The identity is this tab's too, until the platform's own sign-in shares one.
  await screens
    .accountSelector(two)
    .or(page.getByRole('button', { name: 'Sign in', exact: true }))
    .first()
    .waitFor();
  if (await page.getByRole('button', { name: 'Sign in', exact: true }).isVisible()) {
    await screens.signIn(two, { email: 'tess@example.com', name: 'Tess Tabs' });
  }
  await switchTo(two, 'Alpha Team');
  await screens.accountSelector(one).filter({ hasText: 'Beta Team' }).waitFor();
  await switchTo(one, 'Tess Tabs');
  await Promise.all([one.page.reload(), page.reload()]);
  await screens.accountSelector(one).filter({ hasText: 'Tess Tabs' }).waitFor();
  await screens.accountSelector(two).filter({ hasText: 'Alpha Team' }).waitFor();
  await screens.go(two, 'Team');
  await page.getByRole('table', { name: 'Members' }).waitFor();
  one.assertNoErrors();
});

test('the console’s pages carry their security headers, and do not swallow the edge’s routes', async () => {
  for (const path of ['/', '/join', '/team', '/resources', '/no-such-page']) {
    const { status, headers, text } = await send(product.origin, 'GET', path);
    assert.equal(status, 200, path);
    assert.ok(text.includes('<div id='), path);
    const policy = String(headers['content-security-policy']);
    for (const part of [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
    ]) {
      assert.ok(policy.includes(part), `${path}: ${part} in ${policy}`);
    }
    assert.ok(!/unsafe-inline|'unsafe-eval'|\*(?!\.)/.test(policy.replace('https:', '')), policy);
    assert.equal(headers['x-content-type-options'], 'nosniff', path);
    assert.equal(headers['referrer-policy'], 'no-referrer', path);
  }
  assert.equal((await send(product.origin, 'GET', '/v1/me')).status, 401);
  assert.equal((await send(product.origin, 'GET', '/v1/nothing')).status, 404);
  assert.equal((await send(product.origin, 'GET', `/i/${'A'.repeat(68)}`)).status, 303);
});
