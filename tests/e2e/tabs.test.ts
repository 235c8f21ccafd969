// The active account belongs to the tab: two tabs of one user work in two accounts, without affecting each other.
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

async function switchTo(user: UserBrowser, name: string): Promise<void> {
  await screens.accountSelector(user).click();
  await user.page.getByRole('menuitemradio').filter({ hasText: name }).click();
  await screens.accountSelector(user).filter({ hasText: name }).waitFor();
}

async function createTeam(user: UserBrowser, name: string): Promise<void> {
  await screens.accountSelector(user).click();
  await user.page.getByRole('menuitem', { name: 'Create a team' }).click();
  const dialog = user.page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(name);
  await dialog.getByRole('button', { name: /^Create/ }).click();
  await dialog.waitFor({ state: 'hidden' });
  await screens.accountSelector(user).filter({ hasText: name }).waitFor();
}

test('each tab keeps its account over reloads and switches in the other tab', async () => {
  const first = await openBrowser(browser, product.origin);
  await first.open('/');
  await screens.signIn(first, { email: 'tess@example.com', name: 'Tess Tabs' });
  await createTeam(first, 'Alpha Team');
  await createTeam(first, 'Beta Team');

  const page = await first.context.newPage();
  const second = new UserBrowser(first.context, page, product.origin);
  await second.open('/');
  // The second tab may have to sign in, depending on whether the sign-in is shared.
  await screens
    .accountSelector(second)
    .or(page.getByRole('button', { name: 'Sign in', exact: true }))
    .first()
    .waitFor();
  if (await page.getByRole('button', { name: 'Sign in', exact: true }).isVisible()) {
    await screens.signIn(second, { email: 'tess@example.com', name: 'Tess Tabs' });
  }
  await switchTo(second, 'Alpha Team');
  await screens.accountSelector(first).filter({ hasText: 'Beta Team' }).waitFor();
  await switchTo(first, 'Tess Tabs');
  await Promise.all([first.page.reload(), page.reload()]);
  await screens.accountSelector(first).filter({ hasText: 'Tess Tabs' }).waitFor();
  await screens.accountSelector(second).filter({ hasText: 'Alpha Team' }).waitFor();
  await screens.go(second, 'Team');
  await page.getByRole('table', { name: 'Members' }).waitFor();
  first.assertNoErrors();
});

test('the console’s pages have their security headers, and do not shadow the edge’s routes', async () => {
  for (const path of ['/', '/join', '/team', '/resources', '/no-such-page']) {
    const { status, headers, text } = await send(product.origin, 'GET', path);
    assert.equal(status, 200, path);
    assert.ok(text.includes('<div id='), path);
    const policy = String(headers['content-security-policy']);
    for (const part of [
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "frame-src 'self'",
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
