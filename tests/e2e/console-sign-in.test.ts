// Signing in to the console, as it is deployed, with a real OpenID provider.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, startBrowser, type UserBrowser } from '../harness/browser.ts';
import { addAccount, answerProvider, confirmSignOut, signInAtProvider, startWithProvider, withoutFonts, type SignInProduct } from '../harness/console-sign-in.ts';
import { send } from '../harness/http.ts';
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

const open = (path: string): Promise<UserBrowser> =>
  openBrowser(browser, started.product.origin).then(async (user) => {
    await withoutFonts(user);
    await user.open(path);
    return user;
  });

test('sign in, and come back to the page that was asked for', async () => {
  const { openid } = started;
  const { login } = addAccount(openid, 'Ada Deep');
  const user = await open('/audit?actor=me');
  await user.page.getByText(`You'll sign in at ${new URL(openid.issuer).host}`).waitFor();
  await signInAtProvider(user.page, openid.issuer, login);
  await screens.accountSelector(user).waitFor();
  assert.match(new URL(user.page.url()).pathname, /^\/t\/acc_[\w-]+\/audit$/);
  assert.equal(new URL(user.page.url()).search, '?actor=me');
  user.assertNoErrors();
  await user.context.close();
});

test('an invite is kept through signing in', async () => {
  const { openid } = started;
  const owner = addAccount(openid, 'Olga Owner');
  const guest = addAccount(openid, 'Gus Guest');
  const first = await open('/team');
  await signInAtProvider(first.page, openid.issuer, owner.login);
  await screens.convertToTeam(first, 'Night Shift');
  await screens.invite(first, guest.email, 'Dev');
  const link = await screens.copyLink(first, guest.email);

  const second = await open(link);
  await second.page.getByRole('heading', { name: 'Sign in to accept' }).waitFor();
  await signInAtProvider(second.page, openid.issuer, guest.login);
  await second.page.getByRole('button', { name: 'Join team' }).click();
  await second.page.getByRole('button', { name: 'Switch to Night Shift' }).click();
  await screens.accountSelector(second).filter({ hasText: 'Night Shift' }).waitFor();
  first.assertNoErrors();
  second.assertNoErrors();
  await Promise.all([first.context.close(), second.context.close()]);
});

test('who opened somebody else’s invite signs in with another account and joins', async () => {
  const { openid } = started;
  const owner = addAccount(openid, 'Wanda Wrong');
  const guest = addAccount(openid, 'Rob Right');
  const user = await open('/');
  await signInAtProvider(user.page, openid.issuer, owner.login);
  await screens.accountSelector(user).waitFor();
  await screens.go(user, 'Team');
  await screens.convertToTeam(user, 'Day Shift');
  await screens.invite(user, guest.email, 'Dev');
  await user.open(await screens.copyLink(user, guest.email));
  await user.page.getByRole('button', { name: 'Sign out' }).click();
  await confirmSignOut(user.page, openid.issuer);
  await user.page.getByRole('heading', { name: 'Sign in to accept' }).waitFor();
  assert.equal(new URL(user.page.url()).pathname, '/join');
  await signInAtProvider(user.page, openid.issuer, addAccount(openid, 'Xena Else').login);
  await user.page.getByRole('button', { name: 'Sign in with another email' }).click();
  await answerProvider(user.page, openid.issuer, guest.login);
  await user.page.getByRole('button', { name: 'Join team' }).click();
  await user.page.getByRole('button', { name: 'Switch to Day Shift' }).waitFor();
  await user.context.close();
});

const policyOf = async (origin: string, path: string): Promise<string> => String((await send(origin, 'GET', path)).headers['content-security-policy']);

test('pages may connect to the provider that was discovered; mails that are shown may not', async () => {
  const { product, openid } = started;
  assert.match(await policyOf(product.origin, '/join'), new RegExp(`; connect-src 'self' ${openid.issuer}; `));
  assert.doesNotMatch(await policyOf(product.origin, '/mail-frame/'), /connect-src/);
});
