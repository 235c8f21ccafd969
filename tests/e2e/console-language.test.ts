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
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Mehrere einladen' }).click();
  const people = page.getByRole('dialog', { name: 'Mehrere einladen' });
  await people.getByLabel('Personen', { exact: true }).fill('email,role\nkim,dev\nkim@example.com,boss');
  for (const problem of ['ist keine gültige E‑Mail', 'Die Rolle boss gibt es nicht.']) await people.getByText(problem).first().waitFor();
  await people.getByLabel('Personen', { exact: true }).fill('email,rolle\nkim@example.com,dev');
  await people.getByRole('alert').filter({ hasText: 'Zeile 1: Diese Spalte gibt es nicht: rolle' }).waitFor();
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
    assert.deepEqual(await seat.page.getByRole('group').first().getByRole('menuitemradio').allInnerTexts(), ['English', 'Deutsch']);
    seat.assertNoErrors();
    await seat.context.close();
  });
}

/** Texts on a page, and those that assistive technology reads. What is code is left out. */
const textsOn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const texts = [document.title.split(' · ')[0] ?? ''];
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    // An address has places where it may wrap.
    const isBreak = (node: Node | null): boolean => node?.nodeName === 'WBR';
    const wholeText = (node: Node): string => {
      if (isBreak(node.previousSibling)) return '';
      let whole = node.textContent ?? '';
      for (let next = node.nextSibling; isBreak(next); next = next?.nextSibling?.nextSibling ?? null) whole += next?.nextSibling?.textContent ?? '';
      return whole;
    };
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      // A sentence is in brackets as a whole, with the names within it.
      const around = node.parentElement?.closest('h1, h2, h3, p, li, button, a, label, td, th, dt, dd, legend, option') ?? node.parentElement;
      if (!node.parentElement?.closest('code, pre, time, script, noscript')) texts.push(around?.textContent?.includes('[') ? '' : wholeText(node));
    }
    for (const name of ['aria-label', 'aria-description', 'title', 'placeholder', 'alt']) {
      for (const element of document.querySelectorAll(`[${name}]:not(time)`)) texts.push(element.getAttribute(name) ?? '');
    }
    return texts.map((text) => text.trim());
  });

test('no screen has a text that is neither in the catalogue nor data', async () => {
  const { owner, team } = await ownerWithTeam(product, 'Olga');
  await memberOf(owner, team, 'Ana', 'dev');
  await owner.invite(team, { email: 'kim@example.com', role: 'dev' });
  await owner.invite(team, { role: 'basic', maxUses: 10, domains: ['acme.example'] });
  const { id } = (await owner.post(`/v1/accounts/${team}/projects`, { name: 'Apollo' })).json() as { id: string };
  const ofPolicy = [...product.policy.text.matchAll(/"([^"]+)"/g)].map(([, text = '']) => text);
  const resources = ofPolicy.map((name) => name.split(':')[0] ?? '').map((name) => name.charAt(0).toUpperCase() + name.slice(1));
  const data = new Set(['Hallpass', 'English', 'Deutsch', 'Olga', "Olga's team", 'OT', 'Ana', 'Apollo', ...ofPolicy, ...resources]);
  const isData = (text: string): boolean => data.has(text) || text.includes('@') || !/\p{L}{2}/u.test(text);

  const seat = await openBrowser(browser, product.origin, { language: 'en-XA' });
  const { page } = seat;
  const found: string[] = [];
  const look = async (where: string): Promise<void> => {
    for (const text of await textsOn(page)) if (!isData(text) && !text.startsWith('[')) found.push(`${where}: ${text}`);
  };
  await page.addInitScript((chosen) => sessionStorage.setItem('hallpass.account', chosen), team);
  await seat.open('/');
  await page.locator('input[type=email]').fill(owner.email);
  await look('sign-in');
  await page.locator('input[autocomplete=name]').fill('Olga');
  await page.locator('button[type=submit]').click();
  await page.locator('.nav-link').first().waitFor();
  const own = `/t/${owner.own}/members`;
  const paths = ['members', 'invites', 'invites?show=past', 'settings', 'audit', 'resources', 'projects', `projects/${id}`, 'review', 'no-such-page'];
  for (const path of [...paths.map((each) => `/t/${team}/${each}`), '/inbox', '/your-data', '/no-such-page', own]) {
    await seat.open(path);
    await page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('main .skeleton'));
    await look(path);
  }
  await seat.open(`/t/${team}/members`);
  const openers = ['.page-head .button-primary', '.page-head .button-secondary', '.user-menu button', '.bell', '.selector button', 'tbody [aria-haspopup=menu]'];
  for (const opener of openers) {
    await page.locator(opener).first().click();
    const opened = page.locator('.dialog, .menu, .panel').first();
    await opened.waitFor();
    await page.waitForFunction(() => !document.querySelector('.dialog .skeleton'));
    await look(opener);
    await page.keyboard.press('Escape');
    await opened.waitFor({ state: 'detached' });
  }
  await seat.open(`/t/${team}/audit`);
  await page.locator('.event-open').first().click();
  await page.locator('.dialog .drawer-raw').waitFor();
  await look('an event');
  assert.deepEqual(found, []);
  await page.evaluate(() => document.querySelector('h1')?.replaceChildren('Forgotten words'));
  await look('control');
  assert.deepEqual(found, ['control: Forgotten words']);
  await seat.context.close();
});
