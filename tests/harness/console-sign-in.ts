// The console with sign-in at a real OpenID provider, and what people do on the provider's pages.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { axeViolations } from './axe.ts';
import { APPEARANCES, type UserBrowser } from './browser.ts';
import { freePort, RELEASE_BUNDLE } from './edge.ts';
import { OpenId, type OpenIdOptions } from './openid.ts';
import { startProduct, type Product } from './product.ts';
import { defaultPolicy } from './policy.ts';

const WIDE = { width: 1280, height: 800 };

export interface SignInProduct {
  readonly product: Product;
  readonly openid: OpenId;
  stop(): Promise<void>;
}

/** What differs from the usual product. */
interface SignInOptions {
  /** Default: the release. */
  readonly bundle?: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Fields of the provider's entry. */
  readonly entry?: Readonly<Record<string, unknown>>;
}

/** Starts the product as it is deployed, and a provider with which people sign in to its console. */
export async function startWithProvider(
  options: OpenIdOptions = {},
  { bundle = RELEASE_BUNDLE, settings = {}, entry = {} }: SignInOptions = {},
): Promise<SignInProduct> {
  const port = await freePort();
  const openid = await OpenId.start({ console: 'RS256' }, { consoleOrigin: `http://127.0.0.1:${port}`, ...options });
  const product = await startProduct(defaultPolicy(), {
    port,
    bundle,
    settings: {
      LOCAL_IDENTITY: 'off',
      IDENTITY_PROVIDERS: JSON.stringify([{ name: 'openid', kind: 'user', issuer: openid.issuer, audience: 'console', algorithms: ['RS256'], ...entry }]),
      CONSOLE: JSON.stringify({ issuer: openid.issuer, clientId: 'console' }),
      ...settings,
    },
  });
  return {
    product,
    openid,
    async stop() {
      await product.stop();
      await openid.stop();
    },
  };
}

/** Adds an account at the provider, whose login is the part of its address before the at sign. */
export function addAccount(openid: OpenId, name: string): { readonly login: string; readonly email: string; readonly name: string } {
  const login = name.toLowerCase().replaceAll(' ', '.');
  const email = `${login}@example.com`;
  openid.accounts.set(login, { name, email, emailVerified: true });
  return { login, email, name };
}

/** Serves an empty style sheet in place of the one that the provider's pages load from elsewhere. */
export async function withoutFonts({ context }: UserBrowser): Promise<void> {
  await context.route('https://fonts.googleapis.com/**', (route) => route.fulfill({ contentType: 'text/css', body: '' }));
}

/** Looks at what a page shows now, light and dark, wide and narrow: takes screenshots, and asserts that axe finds no violation. */
export async function lookAtEach(user: UserBrowser, name: string): Promise<void> {
  const violations: string[] = [];
  for (const [appearance, { colorScheme = 'light', viewport = WIDE }] of Object.entries(APPEARANCES)) {
    await user.page.emulateMedia({ colorScheme });
    await user.page.setViewportSize(viewport);
    await user.screenshot(`${name}-${appearance}`);
    violations.push(...(await axeViolations(user, `${name}-${appearance}`)));
  }
  assert.deepEqual(violations, []);
  await user.page.emulateMedia({ colorScheme: 'light' });
  await user.page.setViewportSize(WIDE);
}

/** Fills in the provider's pages until it sends the page back. */
export async function answerProvider(page: Page, issuer: string, login: string): Promise<void> {
  await page.waitForURL((url) => url.href.startsWith(issuer));
  for (let steps = 0; steps < 4; steps++) {
    await page.waitForURL((url) => url.href.startsWith(`${issuer}/interaction/`) || !url.href.startsWith(issuer));
    if (!page.url().startsWith(issuer)) return;
    const before = page.url();
    const field = page.locator('input[name="login"]');
    if (await field.isVisible()) {
      await field.fill(login);
      await page.locator('input[name="password"]').fill('anything');
    }
    await page.locator('button[type="submit"]').click();
    await page.waitForURL((url) => url.href !== before);
  }
  throw new Error(`the provider does not send the page back: ${page.url()}`);
}

/** Presses “Sign in” and signs in at the provider. */
export async function signInAtProvider(page: Page, issuer: string, login: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await answerProvider(page, issuer, login);
}

/** Confirms on the provider's page that the session there ends. */
export async function confirmSignOut(page: Page, issuer: string): Promise<void> {
  await page.waitForURL((url) => url.href.startsWith(`${issuer}/session/end`));
  await page.getByRole('button', { name: /yes/i }).click();
}
