// With the longest names, no screen, dialog or menu of the console is wider than its window, cuts a control off, or lays one over
// another: at widths from 320 to 2,560 px, at a zoom of 200 %, and in the pseudo-locales.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../harness/browser.ts';
import { inLanguage, PSEUDO_LOCALES, walk } from '../harness/gallery.ts';
import { galleryWorld } from '../harness/gallery-world.ts';
import { lastingMistakes, layoutMistakes } from '../harness/layout.ts';
import { signIn as signInByHttp } from '../harness/person.ts';
import { startProduct, type Product } from '../harness/product.ts';
import * as screens from '../harness/screens.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

const wide = (width: number): Size => ({ width, height: 800 });
/** A window of 1280 × 720 at a zoom of 200 %: half as many CSS pixels. */
const ZOOMED: Size = { width: 640, height: 360 };
const EVERY_WIDTH = Boolean(process.env['HALLPASS_EVERY_WIDTH']);
/** All widths from 320 to 2,560 in steps of 37 with `HALLPASS_EVERY_WIDTH`, else those at which something changes. */
const PAGE_SIZES = EVERY_WIDTH
  ? [...Array.from({ length: Math.floor((2560 - 320) / 37) + 1 }, (_, step) => wide(320 + step * 37)), wide(2560), ZOOMED]
  : [...[320, 390, 761, 962, 1280, 2560].map(wide), ZOOMED];
const STATE_SIZES = EVERY_WIDTH ? PAGE_SIZES : [wide(320), ZOOMED];
const PSEUDO_SIZES = EVERY_WIDTH ? PAGE_SIZES : [wide(390), wide(1280)];

let product: Product;
let browser: Browser;
before(async () => {
  const EMAIL = JSON.stringify({ from: 'Acme <invites@acme.example>', transport: 'local' });
  [product, browser] = await Promise.all([startProduct(undefined, { settings: { EMAIL } }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

test('every screen, dialog and menu fits every width and a zoom of 200 %, with the longest names', async () => {
  const wrong: string[] = [];
  const world = await galleryWorld(product, 'longest');
  const missed = await walk(browser, product.origin, world, async ({ name, seat: { page }, subject, isPage }) => {
    const part = isPage ? page.locator('body') : subject;
    const look = async (element: Parameters<typeof lastingMistakes>[0], language: string, sizes: readonly Size[]): Promise<void> => {
      for (const size of sizes) {
        await page.setViewportSize(size);
        for (const mistake of await lastingMistakes(element)) wrong.push(`${name} in ${language} at ${size.width} × ${size.height}: ${mistake}`);
      }
    };
    await look(part, 'en', isPage ? PAGE_SIZES : STATE_SIZES);
    for (const language of PSEUDO_LOCALES) await inLanguage(part, language, (element) => look(element, language, PSEUDO_SIZES));
    await page.setViewportSize(wide(1280));
  });
  assert.deepEqual([...missed, ...wrong], []);
});

test('a control that lies over another, leaves the window, or breaks a word is noticed', async () => {
  const owner = await signInByHttp(product, 'Olga');
  await owner.open();
  const seat = await screens.open(browser, product.origin, owner, owner.own, `/t/${owner.own}/resources`);
  const body = seat.page.locator('body');
  await screens.allowed(seat, 'Pods', 'Manage Pods');
  assert.deepEqual(await layoutMistakes(body), []);
  const second = screens.action(seat, 'Pods', 'Manage Pods');
  await second.evaluate((button) => {
    button.style.position = 'relative';
    button.style.top = '-56px';
  });
  assert.ok((await layoutMistakes(body)).some((each) => each.includes('overlap')));
  await second.evaluate((button) => (button.style.left = '3000px'));
  assert.ok((await layoutMistakes(body)).some((each) => each.includes('cut off')));
  await second.evaluate((button) => {
    button.removeAttribute('style');
    button.style.width = '40px';
    button.style.whiteSpace = 'normal';
    button.style.overflowWrap = 'anywhere';
  });
  assert.ok((await layoutMistakes(body)).some((each) => each.includes('breaks the word')));
  await seat.context.close();
});
