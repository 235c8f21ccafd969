// Inviting several people: the same steps in the console's dialog and in that of `hallpass/react`, against the real edge. The preview
// with what is wrong, failed rows and their retry, files, links, keyboard use, and axe in light, dark and on a phone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Locator } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { startBrowser, type Appearance, type UserBrowser } from '../harness/browser.ts';
import { hostPage, openGallery, type HostPage } from '../harness/page.ts';
import { address, openLink, ownerWithTeam, type Person } from '../harness/person.ts';
import { startProduct, type Product } from '../harness/product.ts';
import * as screens from '../harness/screens.ts';

const PHONE = { width: 390, height: 844 };

let product: Product;
let browser: Browser;
let host: HostPage;
before(async () => {
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
  host = await hostPage({ script: 'gallery.tsx', edge: product.origin });
});
after(async () => {
  await browser?.close();
  await host?.stop();
  await product?.stop();
});

const KINDS = ['console', 'react'] as const;
type Kind = (typeof KINDS)[number];

/** Opens the dialog in the console's Team screen, or on the page with React's parts. */
async function visit(kind: Kind, person: Person, team: string, appearance: Appearance = {}): Promise<{ seat: UserBrowser; dialog: Locator }> {
  const seat =
    kind === 'console'
      ? await screens.open(browser, product.origin, person, team, '/team', appearance)
      : await openGallery(browser, host, product.origin, person, team, appearance);
  await seat.page.getByRole('button', { name: 'Invite several people' }).press('Enter');
  const dialog = seat.page.getByRole('dialog', { name: 'Invite several people' });
  await dialog.getByLabel('People').waitFor();
  return { seat, dialog };
}

const row = (dialog: Locator, text: string): Locator => dialog.getByRole('table', { name: 'Rows' }).getByRole('row').filter({ hasText: text });
const says = (dialog: Locator, text: string): Promise<void> => dialog.getByRole('status').filter({ hasText: text }).first().waitFor();
const fits = async (dialog: Locator): Promise<boolean> =>
  (await dialog.getByRole('region', { name: 'Rows' }).evaluate((each) => each.scrollWidth <= each.clientWidth)) &&
  dialog.evaluate((each) => each.scrollWidth <= each.clientWidth && document.documentElement.scrollWidth <= document.documentElement.clientWidth);

for (const kind of KINDS) {
  test(`${kind}: addresses are checked before anything is sent, a refused one is explained, and its correction is invited`, async () => {
    const { owner, team } = await ownerWithTeam(product, 'Olga');
    const people = [address('ann'), address('ben'), address('cyd')];
    const { seat, dialog } = await visit(kind, owner, team);
    const text = dialog.getByLabel('People');
    await text.focus();
    await seat.page.keyboard.type(`${people[0]}, nobody\n${owner.email}\nBen <${people[1]}>, ${people[0]}`);
    await says(dialog, '3 ready, 2 invalid and skipped');
    const wrong = row(dialog, 'nobody');
    await wrong.getByText("isn't an email address").waitFor();
    assert.equal(await wrong.locator('code').innerText(), 'nobody');
    assert.doesNotMatch(await wrong.innerText(), /`/);
    await row(dialog, 'the same email is in line 1').waitFor();
    assert.deepEqual(await owner.invites(team), [], 'nothing was sent');
    await seat.screenshot(`invite-people-${kind}-preview`);
    assert.deepEqual(await axeViolations(seat, 'the preview'), []);

    await dialog.getByRole('button', { name: 'Create 3 invites' }).press('Enter');
    await says(dialog, '2 invited, 1 failed, 2 invalid and skipped');
    await row(dialog, owner.email).getByText(/Already a member/).waitFor();
    assert.deepEqual((await owner.invites(team)).map(({ email }) => email).toSorted(), [people[0], people[1]].toSorted());
    await seat.screenshot(`invite-people-${kind}-outcome`);
    assert.deepEqual(await axeViolations(seat, 'the outcome'), []);

    await dialog.getByRole('button', { name: 'Retry 1 failed row' }).press('Enter');
    await says(dialog, '2 invited, 1 failed');
    await text.fill(`${people[0]}, ${people[1]}, ${people[2]}`);
    await dialog.getByRole('button', { name: 'Create 1 invite' }).press('Enter');
    await says(dialog, '3 invited');
    assert.equal((await owner.invites(team)).length, 3, 'nobody was invited twice');

    const download = seat.page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Download links as CSV' }).press('Enter');
    const table = readFileSync(await (await download).path(), 'utf8');
    assert.match(table, /^\uFEFF"email","role","link"\r\n/);
    const links = people.map((email) => new RegExp(`"${email}","dev","([^"]+)"|"${email}","[a-z]+","([^"]+)"`).exec(table)?.slice(1).find(Boolean));
    const { fragment } = await openLink(product, String(links[2]));
    assert.ok(fragment.get('invite'), 'the link is that of the invite');
    seat.assertNoErrors();
    await seat.context.close();
  });

  test(`${kind}: a file of a spreadsheet is read, and a table that cannot be read says why`, async () => {
    const { owner, team } = await ownerWithTeam(product, 'Olga');
    const [dora, emil] = [address('dora'), address('emil')];
    const { seat, dialog } = await visit(kind, owner, team);
    const choose = dialog.locator('input[type=file]');
    await choose.setInputFiles({ name: 'x.csv', mimeType: 'text/csv', buffer: Buffer.from('email;rolle\na@example.com;dev') });
    await dialog.getByRole('alert').filter({ hasText: 'no such column: rolle' }).waitFor();
    await choose.setInputFiles({ name: 'x.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFFE-Mail;Role;Note\r\n${dora};basic;"Grüße; Dora"\r\n${emil};boss;\r\n`) });
    await says(dialog, '1 ready, 1 invalid and skipped');
    await row(dialog, emil).getByText(/role boss isn't one of/).waitFor();
    await dialog.getByRole('button', { name: 'Create 1 invite' }).click();
    await says(dialog, '1 invited');
    const [invite] = await owner.invites(team);
    assert.deepEqual([invite?.email, invite?.role, invite?.note], [dora, 'basic', 'Grüße; Dora']);
    seat.assertNoErrors();
    await seat.context.close();
  });

  for (const [name, appearance] of Object.entries({ dark: { colorScheme: 'dark' }, phone: { viewport: PHONE }, 'dark phone': { colorScheme: 'dark', viewport: PHONE } } as const)) {
    test(`${kind}: ${name}: the dialog fits and has no violations`, async () => {
      const { owner, team } = await ownerWithTeam(product, 'Olga');
      const { seat, dialog } = await visit(kind, owner, team, appearance);
      await dialog.getByLabel('People').fill(`${address('a-rather-long-name-of-a-colleague')}\nnobody at all\n${owner.email}`);
      await says(dialog, '2 ready, 1 invalid');
      assert.ok(await fits(dialog), 'no horizontal scrolling');
      assert.deepEqual(await axeViolations(seat, name), []);
      await dialog.getByRole('button', { name: 'Create 2 invites' }).click();
      await says(dialog, '1 invited, 1 failed');
      assert.ok(await fits(dialog));
      await row(dialog, owner.email).scrollIntoViewIfNeeded();
      await seat.screenshot(`invite-people-${kind}-${name.replace(' ', '-')}`);
      assert.deepEqual(await axeViolations(seat, name), []);
      seat.assertNoErrors();
      await seat.context.close();
    });
  }
}

test('console: the form says when it cannot be loaded, without the name of a file, and loads when tried again', async () => {
  const { owner, team } = await ownerWithTeam(product, 'Olga');
  const seat = await screens.open(browser, product.origin, owner, team, '/team');
  const { page } = seat;
  await page.route('**/assets/screens-*.js', (route) => route.abort());
  await page.getByRole('button', { name: 'Invite several people' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite several people' });
  await dialog.getByRole('alert').getByText("This couldn't be loaded. Try again, or reload the page.", { exact: true }).waitFor();
  assert.deepEqual(await axeViolations(seat, 'a form that cannot be loaded', dialog), []);
  await page.unroute('**/assets/screens-*.js');
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await dialog.getByLabel('People').waitFor();
  // The request that failed.
  assert.equal(seat.errors.splice(0).length, 1);
  await seat.context.close();
});
