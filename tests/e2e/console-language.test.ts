// The console's language: the browser's, or the one chosen in the user's menu; and pseudo-locales, which no menu offers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, startBrowser } from '../harness/browser.ts';
import { ownerWithTeam } from '../harness/person.ts';
import { startProduct, type Product } from '../harness/product.ts';
import * as screens from '../harness/screens.ts';

let product: Product;
let browser: Browser;
before(async () => {
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

const languageOf = (page: Page): Promise<string> => page.evaluate(() => `${document.documentElement.lang} ${document.documentElement.dir}`);

test('the language is the one chosen in the user’s menu, and stays chosen in this browser', async () => {
  const { owner, team } = await ownerWithTeam(product, 'Olga');
  const seat = await screens.open(browser, product.origin, owner, team, `/t/${team}/members`);
  const { page } = seat;
  assert.equal(await languageOf(page), 'en ltr');
  await page.getByRole('button', { name: 'Signed in as Olga' }).click();
  await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
  await page.getByRole('link', { name: 'Ressourcen' }).waitFor();
  assert.equal(await languageOf(page), 'de ltr');
  await page.reload();
  await page.getByRole('link', { name: 'Ressourcen' }).waitFor();
  await page.getByRole('button', { name: 'Angemeldet als Olga' }).click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();
  await page.getByRole('link', { name: 'Resources' }).waitFor();
  assert.equal(await languageOf(page), 'en ltr');
  seat.assertNoErrors();
  await seat.context.close();
});

for (const [locale, expected] of [
  ['de-AT', 'de ltr'],
  ['fr-FR', 'en ltr'],
] as const) {
  test(`a browser in ${locale} gets ${expected}`, async () => {
    const seat = await openBrowser(browser, product.origin, { locale });
    await seat.open('/');
    await seat.page.waitForFunction(() => document.querySelector('main h1'));
    assert.equal(await languageOf(seat.page), expected);
    seat.assertNoErrors();
    await seat.context.close();
  });
}

for (const [language, expected, sample] of [
  ['en-XA', 'en-XA ltr', /^\[Ŕéšöûŕçéš one\]$/],
  ['ar-XB', 'ar-XB rtl', /^\u202EResources\u202C$/],
] as const) {
  test(`the pseudo-locale ${language} changes the texts, and neither names nor the menu of languages`, async () => {
    const { owner, team } = await ownerWithTeam(product, 'Olga');
    const seat = await openBrowser(browser, product.origin, { language });
    await seat.page.addInitScript((chosen) => sessionStorage.setItem('hallpass.account', chosen), team);
    await seat.open(`/t/${team}/resources`);
    await seat.page.locator('input[type=email]').fill(owner.email);
    await seat.page.locator('input[autocomplete=name]').fill('Olga');
    await seat.page.locator('button[type=submit]').click();
    const first = seat.page.locator('.nav-link').first();
    await first.waitFor();
    assert.match(await first.innerText(), sample);
    assert.equal(await languageOf(seat.page), expected);
    assert.equal(await seat.page.locator('.selector-name').first().innerText(), "Olga's team");
    await seat.page.locator('.user-menu button').click();
    assert.deepEqual(await seat.page.getByRole('menuitemradio').allInnerTexts(), ['English', 'Deutsch']);
    seat.assertNoErrors();
    await seat.context.close();
  });
}
