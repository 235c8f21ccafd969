// The console's language: the browser's, or the one chosen in the user's menu; and pseudo-locales, which no menu offers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, startBrowser } from '../harness/browser.ts';
import { memberOf, ownerWithTeam, type Person } from '../harness/person.ts';
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

test('in German, explanations, errors of the edge and dates are German, too', async () => {
  const { owner, team } = await ownerWithTeam(product, 'Olga');
  const ana = await memberOf(owner, team, 'Ana', 'dev');
  await owner.invite(team, { email: 'kim@example.com', role: 'dev' });
  const open = async (user: Person, path: string): Promise<Page> => {
    const seat = await openBrowser(browser, product.origin, { locale: 'de-DE' });
    await seat.page.addInitScript((chosen) => sessionStorage.setItem('hallpass.account', chosen), team);
    await seat.open(path);
    await seat.page.getByLabel('E‑Mail', { exact: true }).fill(user.email);
    await seat.page.getByLabel('Name', { exact: true }).fill(user.name);
    await seat.page.getByRole('button', { name: 'Anmelden', exact: true }).click();
    return seat.page;
  };
  const member = await open(ana, `/t/${team}/settings`);
  await member.getByRole('button', { name: 'Warum? Team umbenennen' }).click();
  const why = member.getByRole('dialog', { name: 'Warum nicht: Team umbenennen' });
  await why.getByText(/^Deine Rolle, Dev, umfasst „Manage the team“ nicht\.$/).waitFor();
  await why.getByText('Nötige Rolle: Admin. Bitte Olga (Inhaber:in), deine Rolle zu ändern.').waitFor();

  const page = await open(owner, `/t/${team}/members`);
  const today = new Intl.DateTimeFormat('de', { dateStyle: 'medium' }).format(Date.now());
  await page.getByRole('row').filter({ hasText: 'Ana' }).getByText(today).first().waitFor();
  await page.getByRole('button', { name: 'Mitglied einladen' }).click();
  const dialog = page.getByRole('dialog', { name: 'Mitglied einladen' });
  await dialog.getByLabel('E‑Mail', { exact: true }).fill('kim@example.com');
  await dialog.getByRole('button', { name: 'Einladung erstellen' }).click();
  await dialog.getByText('Für diese E‑Mail gibt es schon eine offene Einladung.').waitFor();
  await page.route('**/v1/accounts/*/invites', (route) => route.fulfill({ status: 403, contentType: 'application/problem+json', body: '{"code":"role_exceeds_grantor","title":"You can’t assign this role","detail":"It has more access than yours."}' }));
  await dialog.getByLabel('E‑Mail', { exact: true }).fill('lou@example.com');
  await dialog.getByRole('button', { name: 'Einladung erstellen' }).click();
  assert.equal(await dialog.getByRole('alert').innerText(), 'Diese Rolle kannst du nicht vergeben: Sie hat mehr Zugriff als deine.');
  await member.context().close();
  await page.context().close();
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
