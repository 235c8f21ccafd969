// The transfer of ownership in the console: two people, the owner and the member whom it is for; with the keyboard, and axe in light,
// dark and on a phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { APPEARANCES, startBrowser, type Appearance, type UserBrowser } from '../harness/browser.ts';
import { enrol, person, type Person } from '../harness/person.ts';
import { startProduct, type Product } from '../harness/product.ts';
import * as screens from '../harness/screens.ts';

const LONG = 'Research and Development of Compute Platforms in Europe';

let product: Product;
let browser: Browser;
before(async () => {
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

const visit = (user: Person, account: string, path: string, appearance: Appearance = {}): Promise<UserBrowser> =>
  screens.open(browser, product.origin, user, account, path, appearance);

async function close(seat: UserBrowser): Promise<void> {
  seat.assertNoErrors();
  await seat.context.close();
}

async function teamOf(name: string): Promise<{ owner: Person; dev: Person; team: string }> {
  const [owner, dev] = [await person(product, 'Olga'), await person(product, 'Devi')];
  const { id } = await owner.team(name);
  await enrol(owner, id, dev, 'dev');
  return { owner, dev, team: id };
}

const fits = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

test('the owner offers the ownership with the keyboard, and the member accepts it from the inbox', async () => {
  const { owner, dev, team } = await teamOf('Compute');
  const olga = await visit(owner, team, `/t/${team}/settings`);
  const { page } = olga;
  const start = page.getByRole('button', { name: 'Transfer ownership' });
  await screens.tabTo(page, start);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Transfer Compute' });
  await screens.tabTo(page, dialog.getByLabel('New owner'));
  await dialog.getByRole('option', { name: /^Devi/ }).waitFor({ state: 'attached' });
  await page.keyboard.type('Devi');
  await screens.tabTo(page, dialog.getByLabel('Type Compute to confirm'));
  await page.keyboard.type('compute');
  await page.keyboard.press('Enter');
  assert.equal(await dialog.getByRole('button', { name: 'Offer ownership' }).getAttribute('aria-disabled'), 'true', 'another name confirms nothing');
  assert.ok(await dialog.isVisible());
  await olga.screenshot('transfer-console-wrong-name');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Compute');
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await screens.toast(olga, 'Ownership offered to Devi');
  await page.getByRole('button', { name: 'Withdraw offer' }).waitFor();

  const devi = await visit(dev, team, '/inbox', APPEARANCES['phone-dark']);
  await devi.page.getByText('Olga offered you ownership of Compute').waitFor();
  const [picture, words] = await Promise.all([devi.page.locator('.setting .avatar').boundingBox(), devi.page.locator('.setting p').boundingBox()]);
  assert.ok(picture && words && words.x >= picture.x + picture.width, 'the picture stands beside the words');
  await devi.screenshot('transfer-console-inbox-phone-dark');
  assert.deepEqual(await axeViolations(devi, 'the inbox'), []);
  assert.ok(await fits(devi.page));
  await devi.page.getByRole('link', { name: 'Review offer' }).press('Enter');
  await devi.page.getByRole('heading', { name: 'Olga offered you ownership of Compute' }).waitFor();
  await devi.page.getByRole('button', { name: 'Accept ownership' }).press('Enter');
  const confirm = devi.page.getByRole('dialog', { name: 'Become the owner of Compute?' });
  await confirm.waitFor();
  await devi.screenshot('transfer-console-accept-phone-dark');
  assert.deepEqual(await axeViolations(devi, 'accept'), []);
  await confirm.getByRole('button', { name: 'Accept ownership' }).press('Enter');
  await screens.toast(devi, "You're now the owner of Compute");
  await screens.teamTab(devi, 'Settings');
  await devi.page.getByRole('button', { name: 'Transfer ownership' }).waitFor();
  assert.equal(await devi.page.getByRole('heading', { name: /offers you/ }).count(), 0);
  assert.equal((await dev.account(team)).owner.user, dev.id);
  await close(devi);
  await close(olga);
});

test('the owner withdraws an offer, and the member declines one', async () => {
  const { owner, dev, team } = await teamOf('Storage');
  const offer = () => owner.post(`/v1/accounts/${team}/transfer`, { user: dev.id, confirmName: 'Storage' });
  await offer();
  const olga = await visit(owner, team, `/t/${team}/settings`);
  await olga.page.getByRole('button', { name: 'Withdraw offer' }).press('Enter');
  await screens.toast(olga, 'Offer withdrawn');
  await olga.page.getByRole('button', { name: 'Transfer ownership' }).waitFor();
  assert.equal((await owner.account(team)).transfer, undefined);
  await close(olga);
  await offer();
  const devi = await visit(dev, team, '/team');
  await devi.page.getByRole('button', { name: 'Decline', exact: true }).press('Enter');
  await screens.toast(devi, 'You declined ownership');
  await devi.page.getByRole('heading', { name: /offers you/ }).waitFor({ state: 'detached' });
  const { transfer, owner: unchanged } = await owner.account(team);
  assert.deepEqual([transfer, unchanged.user], [undefined, owner.id]);
  await close(devi);
});

for (const [name, appearance] of Object.entries(APPEARANCES)) {
  test(`${name}: the dialog, the open offer and the offer's card fit and have no violations`, async () => {
    const { owner, dev, team } = await teamOf(LONG);
    const olga = await visit(owner, team, `/t/${team}/settings`, appearance);
    await olga.page.getByRole('button', { name: 'Transfer ownership' }).click();
    const dialog = olga.page.getByRole('dialog', { name: `Transfer ${LONG}` });
    await dialog.getByLabel('New owner').selectOption(dev.id);
    await olga.screenshot(`transfer-console-dialog-${name}`);
    assert.deepEqual(await axeViolations(olga, 'the dialog'), []);
    assert.ok(await dialog.evaluate((each) => each.scrollWidth <= each.clientWidth), 'the dialog fits');
    await dialog.getByLabel(`Type ${LONG} to confirm`).fill(LONG);
    await dialog.getByRole('button', { name: 'Offer ownership' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const withdraw = olga.page.getByRole('button', { name: 'Withdraw offer' });
    await withdraw.scrollIntoViewIfNeeded();
    await olga.screenshot(`transfer-console-offered-${name}`);
    assert.deepEqual(await axeViolations(olga, 'offered'), []);
    assert.ok(await fits(olga.page), 'the owner’s page fits');
    const devi = await visit(dev, team, '/team', appearance);
    await devi.page.getByRole('button', { name: 'Accept ownership' }).waitFor();
    await devi.screenshot(`transfer-console-offer-${name}`);
    assert.deepEqual(await axeViolations(devi, 'the offer'), []);
    assert.ok(await fits(devi.page), 'the member’s page fits');
    await close(devi);
    await close(olga);
  });
}
