// Every screen and state of the console, with the longest names: axe finds nothing, assistive technology finds what the files in `aria`
// say, and nothing is wider than its window, cut off, or laid over something else: at widths from 320 to 2,560 px, at a zoom of 200 %,
// and in the pseudo-locales. A change of the files is written with `HALLPASS_UPDATE_ARIA=1`. With `HALLPASS_GALLERY=<folder>`, the test
// takes pictures instead, light and dark, wide and narrow, and an index.html that shows them; `HALLPASS_GALLERY_NAMES=usual` shows
// usual names in them. `HALLPASS_SCREENS=members,invites` visits those screens only.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { ariaDifference, ariaSnapshot } from '../harness/aria.ts';
import { axeViolations } from '../harness/axe.ts';
import { APPEARANCES, openBrowser, startBrowser } from '../harness/browser.ts';
import { startWithProvider, type SignInProduct } from '../harness/console-sign-in.ts';
import { BUNDLE } from '../harness/edge.ts';
import { inLanguage, PSEUDO_LOCALES, walk, type Exhibit } from '../harness/gallery.ts';
import { layoutMistakesOf, resize, WIDE } from '../harness/gallery-layout.ts';
import { VISITS } from '../harness/gallery-visits.ts';
import { galleryWorld } from '../harness/gallery-world.ts';
import { layoutMistakes } from '../harness/layout.ts';
import { person } from '../harness/person.ts';
import * as screens from '../harness/screens.ts';

/** In pseudo-locales the colors do not matter. */
const PSEUDO_APPEARANCES = ['light', 'phone'];
const FOLDER = process.env['HALLPASS_GALLERY'];
const SCREENS = process.env['HALLPASS_SCREENS']?.split(',');
const CHOSEN = SCREENS ? VISITS.filter(({ name }) => SCREENS.includes(name)) : VISITS;
const EMAIL = JSON.stringify({ from: 'Acme <invites@acme.example>', transport: 'local' });

let started: SignInProduct;
let browser: Browser;
before(async () => {
  [started, browser] = await Promise.all([startWithProvider({}, { bundle: BUNDLE, settings: { LOCAL_IDENTITY: 'on', EMAIL } }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await started?.stop();
});

test('every screen, dialog and menu', { skip: FOLDER !== undefined }, async (t) => {
  const violations: string[] = [];
  const differences: string[] = [];
  const mistakes: string[] = [];
  const world = await galleryWorld(started);
  const missed = await walk(browser, started.product.origin, world, async (exhibit) => {
    const { name, seat, subject, isPage } = exhibit;
    violations.push(...(await axeViolations(seat, name, isPage ? undefined : subject)));
    const difference = await ariaDifference(name, subject, world.shorten);
    if (difference !== undefined) differences.push(difference);
    mistakes.push(...(await layoutMistakesOf(exhibit)));
  }, CHOSEN);
  await t.test('can be reached', () => assert.deepEqual(missed, []));
  await t.test('has no violation that axe finds', () => assert.deepEqual(violations, []));
  await t.test('is announced as before', () => assert.deepEqual(differences, []));
  await t.test('fits every width and a zoom of 200 %, in the pseudo-locales too', () => assert.deepEqual(mistakes, []));
});

test('a button that loses its name is noticed', { skip: FOLDER !== undefined }, async () => {
  const seat = await openBrowser(browser, started.product.origin);
  await seat.open('/');
  const button = seat.page.getByRole('button', { name: 'Sign in', exact: true });
  await button.waitFor();
  const before = await ariaSnapshot(seat.page.locator('body'));
  await button.evaluate((element) => element.replaceChildren());
  assert.notEqual(await ariaSnapshot(seat.page.locator('body')), before);
  assert.match((await axeViolations(seat, 'sign-in')).join(), /button-name/);
  await seat.context.close();
});

test('a control that lies over another, leaves the window, or breaks a word is noticed', async () => {
  const owner = await person(started.product, 'Olga');
  const seat = await screens.open(browser, started.product.origin, owner, owner.own, `/t/${owner.own}/resources`);
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

test('pictures of every screen', { skip: FOLDER === undefined }, async () => {
  const folder = FOLDER ?? '';
  mkdirSync(folder, { recursive: true });
  const taken: string[] = [];
  const world = await galleryWorld(started);
  const missed = await walk(browser, started.product.origin, world, async (exhibit) => {
    await takePictures(exhibit, folder);
    taken.push(exhibit.name);
  }, CHOSEN);
  writeFileSync(join(folder, 'index.html'), indexOf(taken));
  assert.deepEqual(missed, []);
});

async function takePictures({ name, seat: { page }, subject, isPage }: Exhibit, folder: string): Promise<void> {
  const take = async (language: string, appearances: readonly string[]): Promise<void> => {
    for (const appearance of appearances) {
      const { colorScheme = 'light', viewport = WIDE } = APPEARANCES[appearance] ?? {};
      await page.emulateMedia({ colorScheme });
      await resize(page, viewport);
      await page.screenshot({ path: join(folder, `${name}-${appearance}${language}.png`), fullPage: isPage, animations: 'disabled' });
    }
  };
  await take('', Object.keys(APPEARANCES));
  for (const language of PSEUDO_LOCALES) await inLanguage(subject, language, () => take(`-${language}`, PSEUDO_APPEARANCES));
  await page.emulateMedia({ colorScheme: 'light' });
  await resize(page, WIDE);
}

/** A page with every picture, one row a screen. */
function indexOf(names: readonly string[]): string {
  const kinds = [...Object.keys(APPEARANCES), ...PSEUDO_LOCALES.flatMap((language) => PSEUDO_APPEARANCES.map((each) => `${each}-${language}`))];
  const picture = (file: string): string => `<a href="${file}.png"><img loading="lazy" src="${file}.png" alt="${file}"></a>`;
  const rows = names.map((name) => `<h2 id="${name}">${name}</h2><div>${kinds.map((kind) => picture(`${name}-${kind}`)).join('')}</div>`);
  return `<!doctype html><meta charset="utf-8"><title>Gallery</title><style>body{font:14px system-ui;background:#888}div{display:flex;gap:8px;align-items:start}img{max-width:100%}a{flex:1}</style>${rows.join('\n')}\n`;
}
