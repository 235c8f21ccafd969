// Staying signed in to the console, and signing out, with a real OpenID provider. A page's clock is set ahead to when its ID token has
// expired, and back when that has had its effect: the provider and the edge keep the time, and so do the timers of the page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, startBrowser, UserBrowser } from '../harness/browser.ts';
import { addAccount, answerProvider, confirmSignOut, lookAtEach, signInAtProvider, startWithProvider, withoutFonts, type SignInProduct } from '../harness/console-sign-in.ts';
import * as screens from '../harness/screens.ts';

const ID_TOKEN_SECONDS = 60;

let started: SignInProduct;
let browser: Browser;
before(async () => {
  [started, browser] = await Promise.all([startWithProvider({ refreshTokens: true, idTokenSeconds: ID_TOKEN_SECONDS }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await started?.stop();
});

async function signedIn(name: string, path = '/'): Promise<UserBrowser> {
  const { openid, product } = started;
  const user = await openBrowser(browser, product.origin);
  await withoutFonts(user);
  // Before the page loads, so that its timers run.
  await user.page.clock.install();
  await user.open(path);
  await signInAtProvider(user.page, openid.issuer, addAccount(openid, name).login);
  await screens.accountSelector(user).waitFor();
  return user;
}

/** Another tab of the same browser. */
async function tabOf(user: UserBrowser, path: string): Promise<UserBrowser> {
  const tab = new UserBrowser(user.context, await user.context.newPage(), user.origin);
  await tab.open(path);
  return tab;
}

/** Sets the clock of every page of this browser to when an ID token that was issued just now has expired. No timer fires. */
const expireToken = ({ page }: UserBrowser): Promise<void> => page.clock.setSystemTime(Date.now() + ID_TOKEN_SECONDS * 1000);
/** Sets the clock back, so that the next ID token is valid. */
const restoreClock = ({ page }: UserBrowser): Promise<void> => page.clock.setSystemTime(Date.now());
const endedDialog = ({ page }: UserBrowser) => page.getByRole('dialog', { name: 'Your session has ended' });
const renewals = (): URLSearchParams[] => started.openid.tokenRequests.filter((each) => each.get('grant_type') === 'refresh_token');

/** Opens the dialog that creates a team, and types its name. */
async function openForm(user: UserBrowser, team: string): Promise<void> {
  await screens.accountSelector(user).click();
  await user.page.getByRole('menuitem', { name: 'Create a team' }).click();
  await user.page.getByRole('dialog').getByRole('textbox').fill(team);
}

/** Opens the dialog that creates a team, with a name typed, and lets the session end without a way to renew it. */
async function loseSessionInForm(user: UserBrowser, team: string): Promise<void> {
  started.openid.refuseTokens = { status: 400, error: 'invalid_grant' };
  await openForm(user, team);
  await expireToken(user);
  await user.page.getByRole('dialog').getByRole('button', { name: /^Create/ }).click();
  await endedDialog(user).waitFor();
  await restoreClock(user);
  started.openid.refuseTokens = undefined;
}

async function openWindow(user: UserBrowser): Promise<Page> {
  const opened = user.context.waitForEvent('page');
  await endedDialog(user).getByRole('button', { name: 'Sign in again' }).click();
  return opened;
}

test('a session is renewed by refresh tokens, each used once and stored nowhere', async () => {
  const user = await signedIn('Rene Renewal');
  const before = renewals().length;
  const tokenEndpoint = `${started.openid.issuer}/token`;
  await user.page.route(tokenEndpoint, async (route) => {
    await restoreClock(user);
    await route.continue();
  });
  for (let round = 0; round < 2; round++) {
    const renewed = user.page.waitForResponse(tokenEndpoint);
    await expireToken(user);
    await screens.go(user, 'Audit log');
    await screens.go(user, 'Resources');
    await user.page.evaluate(() => dispatchEvent(new Event('focus')));
    await renewed;
  }
  const tokens = renewals().slice(before).map((each) => each.get('refresh_token') ?? '');
  assert.equal(tokens.length, 2);
  assert.equal(new Set(tokens).size, 2, 'a refresh token was sent twice');
  const stored = await user.page.evaluate(() => JSON.stringify([sessionStorage, localStorage]));
  assert.ok(tokens.every((token) => !stored.includes(token)));
  await screens.accountSelector(user).waitFor();
  assert.equal(await endedDialog(user).isVisible(), false);
  user.assertNoErrors();
  await user.context.close();
});

test('without a refresh token the page goes to the provider and comes back, if nothing would be lost', async () => {
  const user = await signedIn('Rosa Redirect');
  await screens.go(user, 'Audit log');
  const path = new URL(user.page.url()).pathname;
  const visits: string[] = [];
  user.page.on('request', (request) => {
    if (request.isNavigationRequest() && request.url().startsWith(`${started.openid.issuer}/auth?`)) visits.push(request.url());
  });
  await expireToken(user);
  // A reload forgets the refresh token.
  await user.page.reload();
  await screens.accountSelector(user).waitFor();
  assert.equal(visits.length, 1);
  assert.equal(new URL(user.page.url()).pathname, path);
  assert.equal(await user.page.locator('iframe').count(), 0);
  user.assertNoErrors();
  await user.context.close();
});

test('a session that ends in a form loses nothing: sign in again in another window, and go on', async () => {
  const user = await signedIn('Finn Form');
  await loseSessionInForm(user, 'Kept Team');
  const form = user.page.getByRole('textbox', { includeHidden: true });
  assert.equal(await form.first().inputValue(), 'Kept Team');
  await lookAtEach(user, 'session-ended');
  const window = await openWindow(user);
  await endedDialog(user).waitFor({ state: 'hidden' });
  await screens.accountSelector(user).filter({ hasText: 'Kept Team' }).waitFor();
  if (!window.isClosed()) await window.getByRole('heading', { name: "You're signed in" }).waitFor().catch(() => undefined);
  assert.equal(window.isClosed() || !window.url().includes('code='), true);
  // The provider's refusal to renew.
  assert.deepEqual(user.errors, ['console: Failed to load resource: the server responded with a status of 400 (Bad Request)']);
  await user.context.close();
});

test('a page that the browser has put to sleep keeps its form when its session has ended meanwhile', async () => {
  const user = await signedIn('Zoe Zzz');
  await openForm(user, 'Sleepy Team');
  started.openid.refuseTokens = { status: 400, error: 'invalid_grant' };
  await expireToken(user);
  await user.page.evaluate(() => document.dispatchEvent(new Event('resume')));
  // The edge accepts a token for a minute after its end, so the client notices when it polls.
  await user.page.evaluate(() => dispatchEvent(new Event('focus')));
  await endedDialog(user).waitFor();
  started.openid.refuseTokens = undefined;
  assert.equal(await user.page.getByRole('textbox', { includeHidden: true }).first().inputValue(), 'Sleepy Team');
  // Neither Escape nor another one closes it: without it there would be no way on.
  await user.page.keyboard.press('Escape');
  await user.page.keyboard.press('Escape');
  assert.equal(await endedDialog(user).isVisible(), true);
  await user.context.close();
});

test('somebody else who signs in in that window sends nothing of the form', async () => {
  const { openid } = started;
  const user = await signedIn('Paula First');
  await loseSessionInForm(user, 'Stray Team');
  await user.context.clearCookies();
  const other = addAccount(openid, 'Otto Other');
  await answerProvider(await openWindow(user), openid.issuer, other.login);
  const dialog = user.page.getByRole('dialog', { name: "That's a different account" });
  await dialog.waitFor();
  await lookAtEach(user, 'session-other-person');
  await dialog.getByRole('button', { name: 'Switch and discard' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await screens.accountSelector(user).filter({ hasText: 'Otto Other' }).waitFor();
  await screens.accountSelector(user).click();
  assert.equal(await user.page.getByText('Stray Team').count(), 0);
  await user.context.close();
});

test('signing out ends the session at the provider and in the same person’s tabs, and in no others', async () => {
  const { openid, product } = started;
  const first = await signedIn('Toni Tabs');
  const second = await tabOf(first, '/inbox');
  // Their session at the provider is still open, which therefore asks nothing.
  await second.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await screens.accountSelector(second).waitFor();
  await first.context.clearCookies();
  const third = await tabOf(first, '/');
  await signInAtProvider(third.page, openid.issuer, addAccount(openid, 'Uma Unlike').login);
  await screens.accountSelector(third).waitFor();

  await first.page.getByRole('button', { name: /Toni Tabs/ }).last().click();
  await first.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await second.page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
  await confirmSignOut(first.page, openid.issuer);
  await first.page.waitForURL(`${product.origin}/`);
  await first.page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
  await third.page.reload();
  await screens.accountSelector(third).filter({ hasText: 'Uma Unlike' }).waitFor();
  // A tab that was asleep, and is restored with what it had stored.
  await second.page.reload();
  await second.page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
  await first.context.close();
});
