// What became of a mail, in the console's list of invites; and the page that stops mails to an address. In light, dark and on a phone.
// To see them fail: give `.person-detail` the style of `.person-email`; write a German `E-Mail` with a plain hyphen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { APPEARANCES, openBrowser, startBrowser, type Appearance } from '../harness/browser.ts';
import { localMails } from '../harness/local-mail.ts';
import { address, ownerWithTeam, type Person } from '../harness/person.ts';
import { startProduct, type Product } from '../harness/product.ts';
import * as screens from '../harness/screens.ts';

const EMAIL = JSON.stringify({ from: 'Acme <invites@acme.example>', transport: 'local' });
const ALL_APPEARANCES: Readonly<Record<string, Appearance>> = { ...APPEARANCES, narrow: { viewport: { width: 320, height: 700 } } };

let product: Product;
let browser: Browser;
before(async () => {
  [product, browser] = await Promise.all([startProduct(undefined, { settings: { EMAIL } }), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

/** What sticks out of the page on the right. */
const tooWide = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const wide = [...document.querySelectorAll('body *')].filter((each) => each.getBoundingClientRect().right > innerWidth);
    return wide.map((each) => `${each.tagName} ${each.className}`);
  });

/** Invites an address, and returns the path that stops mails to it. */
async function stopPathOf(owner: Person, team: string, email: string): Promise<string> {
  await owner.invite(team, { email, role: 'dev' });
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((done) => setTimeout(done, 200))) {
    const mail = (await localMails(product.origin)).find(({ to }) => to === email);
    const path = mail && /\/stop\/[\w-]+/.exec(mail.text)?.[0];
    if (path) return path;
  }
  throw new Error('the mail never arrived');
}

test('a row says whether its mail was sent, and why not, in full', async () => {
  const { owner, team } = await ownerWithTeam(product, 'Olga');
  const [welcome, stopped] = [address('kim'), address('lea')];
  const path = await stopPathOf(owner, team, stopped);
  await fetch(product.origin + path, { method: 'POST', body: 'mail=stopped', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  const [first] = await owner.invites(team);
  await owner.delete(`/v1/accounts/${team}/invites/${first?.id}`);
  const note = 'We start on Monday at nine. Bring a laptop and your badge, and ask for me at the desk on the second floor.';
  for (const email of [welcome, stopped]) await owner.invite(team, { email, role: 'dev', note });

  for (const [name, appearance] of Object.entries(ALL_APPEARANCES)) {
    const seat = await screens.open(browser, product.origin, owner, team, `/t/${team}/invites`, appearance);
    await screens.pendingInvite(seat, welcome).getByText('Email sent.').waitFor();
    const row = screens.pendingInvite(seat, stopped);
    const reason = row.getByText('Email not delivered: the recipient unsubscribed from invites. The link still works.');
    await reason.waitFor();
    await reason.scrollIntoViewIfNeeded();
    await seat.screenshot(`mail-delivery-${name}`);
    for (const text of [reason, row.getByText(note)]) {
      assert.ok(await text.evaluate((each) => each.scrollWidth <= each.clientWidth), `${name}: nothing is cut off`);
    }
    assert.deepEqual(await tooWide(seat.page), [], `${name}: the page fits`);
    assert.deepEqual(await axeViolations(seat, name), []);
    seat.assertNoErrors();
    await seat.context.close();
  }
});

for (const [locale, stop, again] of [
  ['en', 'Stop emails', 'Turn emails back on'],
  ['de', 'E‑Mails abbestellen', 'Wieder E‑Mails bekommen'],
] as const) {
  test(`${locale}: the page stops mails with the keyboard, and breaks no word`, async () => {
    const { owner, team } = await ownerWithTeam(product, 'Olga');
    const path = await stopPathOf(owner, team, address('mia'));
    for (const [name, appearance] of Object.entries(ALL_APPEARANCES)) {
      const seat = await openBrowser(browser, product.origin, appearance);
      await seat.page.setExtraHTTPHeaders({ 'accept-language': locale });
      await seat.open(path);
      const button = seat.page.getByRole('button');
      assert.equal(await button.innerText(), stop);
      await seat.screenshot(`mail-stop-${locale}-${name}`);
      assert.doesNotMatch(await seat.page.locator('main').innerText(), /E-Mail/, 'a plain hyphen lets the line break');
      assert.deepEqual(await axeViolations(seat, name), []);
      assert.deepEqual(await tooWide(seat.page), [], `${name}: the page fits`);
      await seat.page.keyboard.press('Tab');
      assert.ok(await button.evaluate((each) => each === document.activeElement && getComputedStyle(each).outlineStyle === 'solid'), 'the focus shows');
      await seat.page.keyboard.press('Enter');
      await seat.page.getByRole('button', { name: again }).waitFor();
      await seat.screenshot(`mail-stopped-${locale}-${name}`);
      assert.deepEqual(await axeViolations(seat, name), []);
      await seat.page.getByRole('button', { name: again }).press('Enter');
      await seat.page.getByRole('button', { name: stop }).waitFor();
      seat.assertNoErrors();
      await seat.context.close();
    }
  });
}
