// The console where sign-in is missing, or where its provider cannot be reached.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, startBrowser } from '../harness/browser.ts';
import { addAccount, answerProvider, lookAtEach, signInAtProvider, startWithProvider, withoutFonts, type SignInProduct } from '../harness/console-sign-in.ts';
import { BUNDLE } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import * as screens from '../harness/screens.ts';

let unset: SignInProduct;
let unreachable: SignInProduct;
let browser: Browser;
before(async () => {
  [unset, unreachable, browser] = await Promise.all([
    startWithProvider({}, { settings: { CONSOLE: '' } }),
    startWithProvider({ signsOut: false, refreshTokens: true }),
    startBrowser(),
  ]);
});
after(async () => {
  await browser?.close();
  await Promise.all([unset?.stop(), unreachable?.stop()]);
});

test('without CONSOLE the console says what is missing', async () => {
  const user = await openBrowser(browser, unset.product.origin);
  await user.open('/');
  await user.page.getByRole('alert').filter({ hasText: "Sign-in isn't set up yet" }).waitFor();
  await lookAtEach(user, 'sign-in-not-set-up');
  user.assertNoErrors();
  await user.context.close();
});

test('signing out of a provider without an end of sessions ends the one here, and revokes the refresh token', async () => {
  const { openid, product } = unreachable;
  const user = await openBrowser(browser, product.origin);
  await withoutFonts(user);
  await user.open('/');
  await signInAtProvider(user.page, openid.issuer, addAccount(openid, 'Eve End').login);
  await screens.accountSelector(user).waitFor();
  const revoked = user.page.waitForRequest(`${openid.issuer}/token/revocation`);
  await user.page.getByRole('button', { name: /Eve End/ }).last().click();
  await user.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await revoked;
  await user.page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
  await user.context.close();
});

test('an account that the edge does not accept is told so, and can be exchanged for another', async (t) => {
  const started = await startWithProvider({}, { entry: { algorithms: ['ES256'] } });
  t.after(() => started.stop());
  const { openid, product } = started;
  const user = await openBrowser(browser, product.origin);
  await withoutFonts(user);
  await user.open('/');
  await signInAtProvider(user.page, openid.issuer, addAccount(openid, 'Nico Nope').login);
  await user.page.getByRole('alert').filter({ hasText: "We couldn't use this account" }).waitFor();
  await lookAtEach(user, 'sign-in-refused');
  await user.page.getByRole('button', { name: 'Try again' }).click();
  // The provider asks, although the person has a session there.
  await user.page.locator('input[name="login"]').waitFor();
  await user.context.close();
});

test('with local identity both ways are there', async (t) => {
  const started = await startWithProvider({}, { bundle: BUNDLE, settings: { LOCAL_IDENTITY: 'on' } });
  t.after(() => started.stop());
  const { openid, product } = started;
  const user = await openBrowser(browser, product.origin);
  await withoutFonts(user);
  await user.open('/');
  const provider = user.page.getByRole('button', { name: `Continue with ${new URL(openid.issuer).host}` });
  await provider.waitFor();
  await user.screenshot('sign-in-both');
  await screens.signIn(user, { email: 'lotte@example.com', name: 'Lotte Local' });
  await screens.accountSelector(user).filter({ hasText: 'Lotte Local' }).waitFor();
  await user.page.getByRole('button', { name: /Lotte Local/ }).last().click();
  await user.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await provider.click();
  await answerProvider(user.page, openid.issuer, addAccount(openid, 'Pia Provider').login);
  await screens.accountSelector(user).filter({ hasText: 'Pia Provider' }).waitFor();
  user.assertNoErrors();
  await user.context.close();
});

test('while the provider does not answer, pages may connect to the edge alone, and say so', async (t) => {
  const { openid, product } = await startWithProvider();
  t.after(() => product.stop());
  await openid.stop();
  const startedAt = Date.now();
  const { headers } = await send(product.origin, 'GET', '/');
  assert.match(String(headers['content-security-policy']), /; connect-src 'self'; /);
  assert.ok(Date.now() - startedAt < 6_000);
  const user = await openBrowser(browser, product.origin);
  await user.open('/');
  await user.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await user.page.getByRole('alert').filter({ hasText: "We can't reach" }).waitFor();
  await user.context.close();
});
