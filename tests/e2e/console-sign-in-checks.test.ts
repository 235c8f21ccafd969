// What the console does not accept from a provider, or from somebody who pretends to be one; and what it says of a provider's errors.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { decodeJwt } from 'jose';
import type { Browser } from 'playwright-core';
import { openBrowser, startBrowser, type UserBrowser } from '../harness/browser.ts';
import { addAccount, answerProvider, lookAtEach, signInAtProvider, startWithProvider, withoutFonts, type SignInProduct } from '../harness/console-sign-in.ts';
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

async function open(path = '/'): Promise<UserBrowser> {
  const user = await openBrowser(browser, started.product.origin);
  await withoutFonts(user);
  await user.open(path);
  return user;
}

/** Runs `act` while the provider's answers are changed on their way back. */
async function changingAnswers(change: (answer: URLSearchParams) => void, act: () => Promise<void>): Promise<void> {
  started.openid.changeAnswer = ({ searchParams }) => change(searchParams);
  await act().finally(() => (started.openid.changeAnswer = undefined));
}

/** The storage of a tab that nobody is signed in to holds no token. */
async function assertNobody({ page }: UserBrowser): Promise<void> {
  await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
  assert.equal(await page.evaluate(() => JSON.stringify([sessionStorage, localStorage]).includes('eyJ')), false);
}

async function alert({ page }: UserBrowser, text: string | RegExp): Promise<void> {
  await page.getByRole('alert').filter({ hasText: text }).waitFor();
}

test('an answer with another state signs nobody in', async () => {
  const { openid } = started;
  const user = await open();
  const tokens = openid.tokenRequests.length;
  const { login } = addAccount(openid, 'Stan State');
  await changingAnswers((answer) => answer.set('state', 'x'.repeat(43)), () => signInAtProvider(user.page, openid.issuer, login));
  await alert(user, "That sign-in link doesn't work anymore");
  await assertNobody(user);
  assert.equal(openid.tokenRequests.length, tokens, 'the code was sent to the token endpoint');
  await user.context.close();
});

test('an answer of another issuer signs nobody in', async () => {
  const { openid } = started;
  const user = await open();
  const tokens = openid.tokenRequests.length;
  const { login } = addAccount(openid, 'Ian Issuer');
  await changingAnswers((answer) => answer.set('iss', 'https://evil.example'), () => signInAtProvider(user.page, openid.issuer, login));
  await alert(user, "We couldn't verify this sign-in");
  await assertNobody(user);
  assert.equal(openid.tokenRequests.length, tokens, 'the code was sent to the token endpoint');
  await user.context.close();
});

test('a code that belongs to another sign-in signs nobody in', async () => {
  const { openid } = started;
  const { login } = addAccount(openid, 'Mia Mallory');
  const [attacker, victim] = [await open(), await open()];
  let code = '';
  const keepCode = (answer: URLSearchParams): void => {
    code = answer.get('code') ?? '';
    answer.delete('code');
  };
  await changingAnswers(keepCode, () => signInAtProvider(attacker.page, openid.issuer, login));
  assert.notEqual(code, '');
  const other = addAccount(openid, 'Vic Victim').login;
  await changingAnswers((answer) => answer.set('code', code), () => signInAtProvider(victim.page, openid.issuer, other));
  await alert(victim, 'That took too long');
  await assertNobody(victim);
  await Promise.all([attacker.context.close(), victim.context.close()]);
});

test('an ID token with another nonce signs nobody in, although the provider signed it', async () => {
  const { openid } = started;
  const user = await open();
  await user.page.route(`${openid.issuer}/token`, async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as { id_token: string };
    const claims = { ...decodeJwt(body.id_token), nonce: 'of-another-sign-in' };
    await route.fulfill({ response, json: { ...body, id_token: await openid.sign(claims) } });
  });
  await signInAtProvider(user.page, openid.issuer, addAccount(openid, 'Nora Nonce').login);
  await alert(user, "We couldn't verify this sign-in");
  await assertNobody(user);
  await user.context.close();
});

test('a code is redeemed once: Back and the same address again sign nobody in', async () => {
  const { openid } = started;
  const user = await open('/inbox');
  let callback = '';
  user.page.on('request', (request) => {
    if (request.url().includes('/sign-in/callback?')) callback = request.url();
  });
  const tokens = openid.tokenRequests.length;
  await signInAtProvider(user.page, openid.issuer, addAccount(openid, 'Rita Replay').login);
  await screens.accountSelector(user).waitFor();
  assert.equal(new URL(user.page.url()).pathname + new URL(user.page.url()).search, '/inbox');
  const entries = await user.page.evaluate(() =>
    (globalThis as unknown as { navigation: { entries(): { url: string | null }[] } }).navigation.entries().map(({ url }) => url),
  );
  assert.ok(entries.every((url) => !url?.includes('code=')), entries.join());
  await user.page.goBack();
  await user.page.goto(callback);
  await screens.accountSelector(user).waitFor();
  assert.equal(user.page.url().includes('code='), false);
  await user.page.evaluate(() => sessionStorage.removeItem('hallpass.console.identity'));
  await user.page.goto(callback);
  await alert(user, "That sign-in link doesn't work anymore");
  await assertNobody(user);
  assert.equal(openid.tokenRequests.length, tokens + 1);
  await user.context.close();
});

test('who cancels at the provider is told, and can try again', async () => {
  const { openid } = started;
  const user = await open();
  await user.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  await lookAtEach(user, 'sign-in');
  await user.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await user.page.waitForURL((url) => url.href.startsWith(`${openid.issuer}/interaction/`));
  await user.page.getByRole('link', { name: '[ Cancel ]' }).click();
  await alert(user, "You're not signed in");
  await lookAtEach(user, 'sign-in-error');
  assert.equal(user.page.url().includes('error='), false);
  await assertNobody(user);
  await user.page.getByRole('button', { name: 'Try again' }).click();
  await answerProvider(user.page, openid.issuer, addAccount(openid, 'Cleo Cancel').login);
  await screens.accountSelector(user).waitFor();
  user.assertNoErrors();
  await user.context.close();
});

test('errors of the provider are told in plain words', async () => {
  const { openid } = started;
  const user = await open();
  const errors = {
    login_required: 'Sign in again',
    temporarily_unavailable: "isn't available",
    invalid_scope: "Sign-in isn't set up correctly",
  };
  for (const [error, words] of Object.entries(errors)) {
    await user.page.route(`${openid.issuer}/auth?*`, async (route) => {
      const { searchParams } = new URL(route.request().url());
      const answer = new URLSearchParams({ error, state: searchParams.get('state') ?? '', iss: openid.issuer });
      await route.fulfill({ status: 303, headers: { location: `${started.product.origin}/sign-in/callback?${answer}` } });
    });
    await user.page.getByRole('button', { name: /^(Sign in|Try again)$/ }).click();
    await alert(user, words);
    assert.equal(user.page.url().includes('error='), false);
    await user.page.unroute(`${openid.issuer}/auth?*`);
  }
  await user.context.close();
});

test('a provider that wants a secret, or that does not answer, is told in plain words', async () => {
  const { openid } = started;
  const { login } = addAccount(openid, 'Sam Secret');
  const user = await open();
  openid.refuseTokens = { status: 401, error: 'invalid_client' };
  await signInAtProvider(user.page, openid.issuer, login);
  await alert(user, "Sign-in isn't set up correctly");
  openid.refuseTokens = undefined;
  await user.page.route(`${openid.issuer}/token`, (route) => route.abort());
  // Their session at the provider is open by now, which therefore asks nothing.
  await user.page.getByRole('button', { name: 'Try again' }).click();
  await alert(user, "We can't reach");
  await assertNobody(user);
  await user.context.close();
});
