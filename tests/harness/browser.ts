// Chromium with one browser context for each user. Any error on a page fails the test.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const SCREENSHOTS = resolve(import.meta.dirname, '../../target/screenshots');
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['CHROME'] ?? '/usr/bin/chromium', headless: true, args: FLAGS });
}

/** One user's browser. */
export class UserBrowser {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly origin: string;
  /** Errors on any page of this user, including violations of the content security policy. */
  readonly errors: string[] = [];

  constructor(context: BrowserContext, page: Page, origin: string) {
    this.context = context;
    this.page = page;
    this.origin = origin;
  }

  /** Opens a path of the product, or a URL. */
  async open(path: string): Promise<void> {
    await this.page.goto(new URL(path, this.origin).href);
  }

  /** Saves a screenshot in `target/screenshots`. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
  }

  /** Asserts that there were no errors so far. */
  assertNoErrors(): void {
    assert.deepEqual(this.errors, []);
  }
}

export interface Appearance {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
  /** The browser's language. Default: American English. */
  readonly locale?: string;
  /** The language that was chosen in the console: `en`, `de`, or a pseudo-locale, `en-XA` (long) or `ar-XB` (right to left). */
  readonly language?: string;
}

/** How screens are looked at, by the name of their screenshots. */
export const APPEARANCES: Readonly<Record<string, Appearance>> = {
  light: {},
  dark: { colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 } },
  'phone-dark': { colorScheme: 'dark', viewport: { width: 390, height: 844 } },
};

/** Opens a browser context for a user. */
export async function openBrowser(browser: Browser, origin: string, appearance: Appearance = {}): Promise<UserBrowser> {
  const context = await browser.newContext({
    colorScheme: appearance.colorScheme ?? 'light',
    viewport: appearance.viewport ?? { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
    reducedMotion: 'reduce',
    ...(appearance.locale && { locale: appearance.locale }),
  });
  const { language } = appearance;
  // A sandboxed frame has no storage.
  if (language) await context.addInitScript((tag) => window === top && localStorage.setItem('hallpass.console.language', tag), language);
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const opened = new UserBrowser(context, page, origin);
  collectErrors(page, opened.errors);
  return opened;
}

function collectErrors(page: Page, errors: string[]): void {
  page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    // An error response that the page handles is not an error of the page.
    const handled = /^Failed to load resource: the server responded with a status of (401|403|404|409|410|422|429)/;
    if (message.type() === 'error' && !handled.test(message.text())) errors.push(`console: ${message.text()}`);
  });
}
