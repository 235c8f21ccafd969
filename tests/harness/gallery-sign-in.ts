// Screens of people who aren't signed in, and of those whom an OpenID provider signs in.
import type { Locator, Page } from 'playwright-core';
import { answerProvider } from './console-sign-in.ts';
import { dialog, heading, press, stay, type State, type Visit } from './gallery-states.ts';
import type { GalleryWorld } from './gallery-world.ts';

const button = (name: string | RegExp) => (page: Page): Locator => page.getByRole('button', { name, exact: typeof name === 'string' });
const alert = (text: string | RegExp) => (page: Page): Locator => page.getByRole('alert').filter({ hasText: text });

/** Offers only this way to sign in, where the product has both. */
const offering = (way?: 'local' | 'provider') => (page: Page): Promise<unknown> =>
  page.route('**/v1/config', async (route) => {
    const response = await route.fetch();
    const { console: provider, ...rest } = (await response.json()) as { readonly console: unknown };
    await route.fulfill({ response, json: { ...rest, localIdentity: way === 'local', ...(way === 'provider' && { console: provider }) } });
  });

/** Screens of people who aren't signed in. */
export const SIGNED_OUT: readonly Visit[] = [
  { name: 'sign-in', path: () => '/', prepare: offering('local'), ready: button('Sign in') },
  { name: 'sign-in-both', path: () => '/', ready: button(/^Continue with/) },
  { name: 'sign-in-not-set-up', path: () => '/', prepare: offering(), ready: alert("Sign-in isn't set up yet") },
  { name: 'sign-in-unreachable', path: () => '/', prepare: (page) => page.route('**/v1/config', (route) => route.abort()), ready: alert("We can't reach Hallpass"), hasErrors: true },
  { name: 'page-not-found', path: () => '/no-such-page', ready: heading('Page not found') },
  {
    name: 'splash',
    path: () => '/',
    prepare: (page) => page.route('**/v1/policy*', () => undefined),
    ready: (page) => page.getByRole('status').filter({ hasText: 'Loading' }),
    isLoading: true,
  },
  { name: 'join-none', path: () => '/join', ready: heading('No invite to accept') },
  { name: 'join-signed-out', path: ({ links }) => links.open, prepare: offering('local'), ready: button('Sign in') },
  { name: 'join-link-signed-out', path: ({ links }) => links.anyone, prepare: offering('local'), ready: button('Sign in') },
  { name: 'join-unknown', path: ({ links }) => links.revoked, prepare: offering('local'), ready: button('Sign in') },
  {
    name: 'join-failed',
    path: ({ links }) => links.open,
    prepare: (page) => page.route('**/v1/**', (route) => route.abort()),
    ready: (page) => page.getByRole('alert').first(),
    hasErrors: true,
  },
];

const SESSION = 'hallpass.console.identity';

/** Lets the tab's session end. */
const endSession = (page: Page): Promise<void> =>
  page.evaluate((key) => {
    const session = JSON.parse(sessionStorage.getItem(key) ?? '{}') as object;
    sessionStorage.setItem(key, JSON.stringify({ ...session, expiresAt: Date.now() - 1 }));
  }, SESSION);

/** Another tab of the same browser, on a page that asks for nothing. */
async function openTab(page: Page): Promise<Page> {
  const tab = await page.context().newPage();
  await tab.goto(new URL('/no-such-page', page.url()).href);
  return tab;
}

/** Signs the tab's person out in another tab. */
async function signOutElsewhere(page: Page): Promise<void> {
  const subject = await page.evaluate((key) => (JSON.parse(sessionStorage.getItem(key) ?? '{}') as { readonly subject: string }).subject, SESSION);
  const tab = await openTab(page);
  await tab.evaluate((whom) => localStorage.setItem('hallpass.console.sign-outs', JSON.stringify({ [whom]: { count: 1, at: Date.now() } })), subject);
  await tab.close();
}

/** Opens a tab that waits for the provider's answer with this `state`. */
async function waitInAnotherTab(page: Page, state: string): Promise<void> {
  const tab = await openTab(page);
  await tab.evaluate((expected) => {
    const channel = new BroadcastChannel('hallpass.console.sign-in');
    channel.onmessage = ({ data }: MessageEvent<{ readonly answer?: string }>) => {
      if (new URLSearchParams(data.answer).get('state') === expected) channel.postMessage({ taken: expected });
    };
  }, state);
}

/** A state of the whole page, to which `lead` leads and which the next one replaces. */
const page = (name: string, lead: (page: Page, world: GalleryWorld) => Promise<void>, ready: (page: Page) => Locator): State => ({
  name,
  async open(shown, world) {
    await lead(shown, world);
    await ready(shown).waitFor();
    return shown.locator('main');
  },
  close: stay,
});

/** Sign-in with the provider as it fails. */
const FAILURES: readonly State[] = [
  page(
    'sign-in-provider-unreachable',
    async (shown, { openid }) => {
      await shown.route(`${openid.issuer}/.well-known/**`, (route) => route.abort());
      await press('Sign in')(shown);
    },
    alert("We can't reach"),
  ),
  page(
    'sign-in-declined',
    async (shown, { openid }) => {
      await shown.unroute(`${openid.issuer}/.well-known/**`);
      const { origin } = new URL(shown.url());
      await shown.route(`${openid.issuer}/auth?*`, (route) => {
        const state = new URL(route.request().url()).searchParams.get('state') ?? '';
        const answer = new URLSearchParams({ error: 'access_denied', state, iss: openid.issuer });
        return route.fulfill({ status: 303, headers: { location: `${origin}/sign-in/callback?${answer}` } });
      });
      await press('Try again')(shown);
    },
    alert("You're not signed in"),
  ),
];

/** The end of a session in a form, and what follows. */
const ENDS: readonly State[] = [
  {
    ...dialog('session-ended', 'Your session has ended', async (shown) => {
      await press(/^Account:/)(shown);
      await shown.getByRole('menuitem', { name: 'Create a team' }).click();
      const form = shown.getByRole('dialog', { name: 'Create a team' });
      await form.getByLabel('Team name').fill('Kept Team');
      await endSession(shown);
      await form.getByRole('button', { name: /^Create/ }).click();
    }),
    close: stay,
  },
  {
    ...dialog('session-other-person', "That's a different account", async (shown, { openid }) => {
      await shown.context().clearCookies();
      const [opened] = await Promise.all([shown.waitForEvent('popup'), press('Sign in again')(shown)]);
      await answerProvider(opened, openid.issuer, openid.otherLogin);
    }),
    close: (shown) => press('Switch and discard')(shown).then(() => shown.getByRole('button', { name: /^Account: O/ }).waitFor()),
  },
  page('signed-out-elsewhere', signOutElsewhere, button(/^Continue with/)),
  page(
    'sign-in-refused',
    async (shown, { openid }) => {
      await shown.route(({ pathname }) => pathname === '/v1/me', (route) => route.fulfill({ status: 401, json: { code: 'token_invalid', status: 401, title: 'The token is invalid', requestId: 'req' } }));
      await shown.context().clearCookies();
      await press(/^Continue with/)(shown);
      await answerProvider(shown, openid.issuer, openid.login);
    },
    alert("We couldn't use this account"),
  ),
];

/** Screens that need an OpenID provider. */
export const PROVIDER: readonly Visit[] = [
  // The provider cannot be reached once.
  { name: 'sign-in-provider', path: () => '/', prepare: offering('provider'), ready: button('Sign in'), states: FAILURES, hasErrors: true },
  { name: 'sign-in-unexpected', path: () => '/sign-in/callback?error=access_denied', prepare: offering('provider'), ready: alert("That sign-in link doesn't work anymore") },
  {
    name: 'sign-in-handed-over',
    path: () => '/sign-in/callback?code=x&state=y',
    prepare: (shown) => waitInAnotherTab(shown, 'y'),
    ready: (shown) => shown.getByRole('heading', { name: "You're signed in" }),
  },
  { name: 'first-page', who: 'atProvider', path: () => '/', ready: button('Manage Pods'), states: ENDS },
];
