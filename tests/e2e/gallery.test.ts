// Every screen and state of the console: axe finds nothing, and assistive technology finds what the files in `aria` say. A change of
// them is written with `HALLPASS_UPDATE_ARIA=1`. With `HALLPASS_GALLERY=<folder>`, the test takes pictures instead, with the longest
// names, light and dark, wide and narrow, and an index.html that shows them.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { ariaDifference, ariaSnapshot } from '../harness/aria.ts';
import { axeViolations } from '../harness/axe.ts';
import { APPEARANCES, openBrowser, startBrowser } from '../harness/browser.ts';
import { inLanguage, PSEUDO_LOCALES, walk, type Exhibit } from '../harness/gallery.ts';
import { galleryWorld } from '../harness/gallery-world.ts';
import { startProduct, type Product } from '../harness/product.ts';

const WIDE = { width: 1280, height: 800 };
/** In pseudo-locales the colors do not matter. */
const PSEUDO_APPEARANCES = ['light', 'phone'];
const FOLDER = process.env['HALLPASS_GALLERY'];
const EMAIL = JSON.stringify({ from: 'Acme <invites@acme.example>', transport: 'local' });

let product: Product;
let browser: Browser;
before(async () => {
  [product, browser] = await Promise.all([startProduct(undefined, { settings: { EMAIL } }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

test('axe finds nothing on any screen, and each is announced as before', { skip: FOLDER !== undefined }, async () => {
  const wrong: string[] = [];
  const world = await galleryWorld(product, 'usual');
  const missed = await walk(browser, product.origin, world, async ({ name, seat, subject, isPage }) => {
    wrong.push(...(await axeViolations(seat, name, isPage ? undefined : subject)));
    const difference = await ariaDifference(name, subject);
    if (difference !== undefined) wrong.push(difference);
  });
  assert.deepEqual([...missed, ...wrong], []);
});

test('a button that loses its name is noticed', { skip: FOLDER !== undefined }, async () => {
  const seat = await openBrowser(browser, product.origin);
  await seat.open('/');
  const button = seat.page.getByRole('button', { name: 'Sign in', exact: true });
  await button.waitFor();
  const before = await ariaSnapshot(seat.page.locator('body'));
  await button.evaluate((element) => element.replaceChildren());
  assert.notEqual(await ariaSnapshot(seat.page.locator('body')), before);
  assert.match((await axeViolations(seat, 'sign-in')).join(), /button-name/);
  await seat.context.close();
});

test('pictures of every screen', { skip: FOLDER === undefined }, async () => {
  const folder = FOLDER ?? '';
  mkdirSync(folder, { recursive: true });
  const taken: string[] = [];
  const world = await galleryWorld(product, 'longest');
  const missed = await walk(browser, product.origin, world, async (exhibit) => {
    await takePictures(exhibit, folder);
    taken.push(exhibit.name);
  });
  writeFileSync(join(folder, 'index.html'), indexOf(taken));
  assert.deepEqual(missed, []);
});

async function takePictures({ name, seat: { page }, subject, isPage }: Exhibit, folder: string): Promise<void> {
  const take = async (language: string, appearances: readonly string[]): Promise<void> => {
    for (const appearance of appearances) {
      const { colorScheme = 'light', viewport = WIDE } = APPEARANCES[appearance] ?? {};
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      // A page that was resized mixes the styles of both widths for some frames.
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      await page.screenshot({ path: join(folder, `${name}-${appearance}${language}.png`), fullPage: isPage, animations: 'disabled' });
    }
  };
  await take('', Object.keys(APPEARANCES));
  for (const language of PSEUDO_LOCALES) await inLanguage(subject, language, () => take(`-${language}`, PSEUDO_APPEARANCES));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(WIDE);
}

/** A page with every picture, one row a screen. */
function indexOf(names: readonly string[]): string {
  const kinds = [...Object.keys(APPEARANCES), ...PSEUDO_LOCALES.flatMap((language) => PSEUDO_APPEARANCES.map((each) => `${each}-${language}`))];
  const picture = (file: string): string => `<a href="${file}.png"><img loading="lazy" src="${file}.png" alt="${file}"></a>`;
  const rows = names.map((name) => `<h2 id="${name}">${name}</h2><div>${kinds.map((kind) => picture(`${name}-${kind}`)).join('')}</div>`);
  return `<!doctype html><meta charset="utf-8"><title>Gallery</title><style>body{font:14px system-ui;background:#888}div{display:flex;gap:8px;align-items:start}img{max-width:100%}a{flex:1}</style>${rows.join('\n')}\n`;
}
