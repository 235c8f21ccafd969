// Chromium, and people in it: each in a context of their own, where any error on the page fails the test.
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

/** One person's browser. */
export class Seat {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly origin: string;
  /** Errors on any page of this person, violations of the content security policy among them. */
  readonly errors: string[] = [];

  constructor(context: BrowserContext, page: Page, origin: string) {
    this.context = context;
    this.page = page;
    this.origin = origin;
  }

  /** Opens a path of the product, or a whole address. */
  async open(path: string): Promise<void> {
    await this.page.goto(new URL(path, this.origin).href);
  }

  /** Keeps a picture in `target/screenshots`. */
  async picture(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
  }

  /** Asserts that nothing went wrong on the page so far. */
  clean(): void {
    assert.deepEqual(this.errors, []);
  }
}

export interface Looks {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** Seats somebody at a browser of their own. */
export async function seat(browser: Browser, origin: string, looks: Looks = {}): Promise<Seat> {
  const context = await browser.newContext({
    colorScheme: looks.colorScheme ?? 'light',
    viewport: looks.viewport ?? { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const taken = new Seat(context, page, origin);
  watch(page, taken.errors);
  return taken;
}

function watch(page: Page, errors: string[]): void {
  page.on('pageerror', (error) => errors.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    // A refusal that the page asked for, and shows, is no error of the page.
    const refusal = /^Failed to load resource: the server responded with a status of (401|403|404|409|410|422|429)/;
    if (message.type() === 'error' && !refusal.test(message.text())) errors.push(`console: ${message.text()}`);
  });
}
