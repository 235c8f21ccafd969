// What the gallery does not see in one pass: axe in the dark and on a phone, the contrast of controls, and forced colours.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { openBrowser, startBrowser, type Appearance, type UserBrowser } from '../harness/browser.ts';
import { faintControls, forcedLook } from '../harness/colors.ts';
import { memberOf, ownerWithTeam } from '../harness/person.ts';
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

const DARK_PHONE: Appearance = { colorScheme: 'dark', viewport: { width: 390, height: 800 } };

test('sign-in, team, invite, resources, audit and join, dark and narrow', async () => {
  const owner = await openBrowser(browser, product.origin, DARK_PHONE);
  const violations: string[] = [];
  await owner.open('/');
  await owner.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  violations.push(...(await axeViolations(owner, 'sign-in')));
  await screens.signIn(owner, { email: 'axel@example.com', name: 'Axel Accessible' });
  await screens.accountSelector(owner).waitFor();
  await owner.open('/team');
  await screens.convertToTeam(owner, 'Open Team');
  await screens.invite(owner, 'guest@example.com', 'Basic', async () => {
    violations.push(...(await axeViolations(owner, 'invite dialog')));
  });
  violations.push(...(await axeViolations(owner, 'team')));
  const link = await screens.copyLink(owner, 'guest@example.com');
  await owner.open('/resources');
  await screens.allowed(owner, 'Pods', 'Manage Pods');
  violations.push(...(await axeViolations(owner, 'resources')));
  await owner.open('/audit');
  await owner.page.getByRole('region', { name: 'Events' }).waitFor();
  violations.push(...(await axeViolations(owner, 'audit')));

  const guest = await openBrowser(browser, product.origin, DARK_PHONE);
  await guest.open(link);
  await guest.page.getByRole('heading', { name: 'Join Open Team' }).waitFor();
  violations.push(...(await axeViolations(guest, 'join')));
  assert.deepEqual(violations, []);
  for (const each of [owner, guest]) {
    each.assertNoErrors();
    await each.context.close();
  }
});

/** A team with a member, an invite and a limit, on one of its pages. */
async function visit(path: string, appearance: Appearance = {}): Promise<UserBrowser> {
  const { owner, team } = await ownerWithTeam(product, 'Olga');
  await memberOf(owner, team, 'Mia', 'dev');
  await owner.invite(team, { email: 'kim@example.com', role: 'dev' });
  return screens.open(browser, product.origin, owner, team, `/t/${team}/${path}`, appearance);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`borders of controls have a contrast of 3 : 1 and placeholders of 4.5 : 1, ${colorScheme}`, async () => {
    const seat = await visit('members', { colorScheme });
    const { page } = seat;
    const wrong: string[] = [];
    const look = async (part = page.locator('body')): Promise<void> => void wrong.push(...(await faintControls(part)));
    await page.getByRole('table', { name: 'Members' }).waitFor();
    await look();
    await page.getByRole('button', { name: 'Invite new member' }).click();
    const dialog = page.getByRole('dialog', { name: 'Invite new member' });
    await dialog.waitFor();
    await look(dialog);
    await page.keyboard.press('Escape');
    for (const tab of ['Invites', 'Settings'] as const) {
      await screens.teamTab(seat, tab);
      await page.locator('main .button').first().waitFor();
      await look();
    }
    assert.deepEqual(wrong, []);
    // The check sees a border that is too faint.
    await page.locator('.button-secondary').first().evaluate((button) => (button.style.borderColor = 'light-dark(#eee, #222)'));
    assert.equal((await faintControls(page.locator('body'))).length, 1);
    seat.assertNoErrors();
    await seat.context.close();
  });
}

test('with forced colours the current page, a denied action, the primary one and the focus can be told apart', async () => {
  const seat = await visit('members');
  const { page } = seat;
  await page.emulateMedia({ forcedColors: 'active' });
  const navigation = page.getByRole('navigation', { name: 'Main' });
  const differs = async (about: string, one: Parameters<typeof forcedLook>[0], other: Parameters<typeof forcedLook>[0]): Promise<void> =>
    assert.notEqual(await forcedLook(one), await forcedLook(other), about);
  await differs('the current page', navigation.getByRole('link', { name: 'Team' }), navigation.getByRole('link', { name: 'Resources' }));
  const tabs = page.getByRole('navigation', { name: 'Team' });
  await differs('the current tab', tabs.getByRole('link', { name: /^Members/ }), tabs.getByRole('link', { name: /^Settings/ }));
  const several = page.getByRole('button', { name: 'Invite several people' });
  await differs('the primary button', page.getByRole('button', { name: 'Invite new member' }), several);
  const before = await forcedLook(several);
  await screens.tabTo(page, several);
  assert.notEqual(await forcedLook(several), before, 'the focus');

  await page.getByRole('checkbox', { name: 'Select Mia' }).check();
  const cells = page.getByRole('row').getByRole('cell');
  await differs('a selected row', cells.filter({ hasText: 'Mia' }).first(), cells.filter({ hasText: 'Olga' }).first());
  await screens.teamTab(seat, 'Invites');
  const segments = page.locator('.segment');
  await differs('the chosen view', segments.filter({ hasText: 'Pending' }), segments.filter({ hasText: 'Past' }));
  await screens.go(seat, 'Resources');
  await page.getByLabel('View as').selectOption({ label: 'Billing' });
  await differs('a denied action', screens.action(seat, 'Pods', 'Manage Pods'), screens.action(seat, 'Billing', 'Manage billing'));
  await seat.screenshot('forced-colors');
  seat.assertNoErrors();
  await seat.context.close();
});
