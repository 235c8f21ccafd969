// Lists of permissions, ends, suspension and edited invites on the console's Team screen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator } from 'playwright-core';
import { openBrowser, startBrowser, type Appearance, type UserBrowser } from '../harness/browser.ts';
import { expectError } from '../harness/expect.ts';
import { memberOf, ownerWithTeam, person, type Person } from '../harness/person.ts';
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

/** Opens the Team screen of `team` for its owner. */
async function teamScreen(owner: Person, team: string, appearance: Appearance = {}): Promise<UserBrowser> {
  const seat = await openBrowser(browser, product.origin, appearance);
  await seat.open('/');
  await screens.signIn(seat, owner);
  await screens.accountSelector(seat).click();
  await seat.page.getByRole('menuitemradio', { name: new RegExp(`^${owner.name}'s team`) }).click();
  await screens.accountSelector(seat).filter({ hasText: `${owner.name}'s team` }).waitFor();
  if ((appearance.viewport?.width ?? 1280) > 600) await screens.go(seat, 'Team');
  else await seat.open(`/team`);
  await seat.page.getByRole('table', { name: 'Members' }).waitFor();
  assert.ok(team.startsWith('acc_'));
  return seat;
}

const help = (dialog: Locator): Locator => dialog.locator('.least-privilege');

async function assertAccessible({ page }: UserBrowser): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`), []);
}

test('an invite with a list is helped to the least, edited, and accepted', async () => {
  const { owner, team } = await ownerWithTeam(product, 'Olga');
  const dana = await person(product, 'Dana');
  const seat = await teamScreen(owner, team);
  const { page } = seat;
  await page.getByRole('button', { name: 'Invite new member' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite new member' });
  await dialog.getByLabel('Email', { exact: true }).fill(dana.email);
  await dialog.getByRole('radio', { name: 'Custom', exact: true }).check();
  assert.ok(await dialog.getByRole('checkbox', { name: 'See the team' }).isDisabled(), 'every list has it');
  await help(dialog).getByText('The role Basic allows exactly this.').waitFor();
  await dialog.getByRole('checkbox', { name: 'Manage Pods' }).check();
  await help(dialog).getByText(/The smallest role that allows all of this is Dev\. It also allows: .*Manage Volumes/).waitFor();
  await seat.screenshot('access-invite');
  await assertAccessible(seat);
  await dialog.getByRole('radio', { name: 'Dev', exact: true }).check();
  await help(dialog).getByText(/Beyond your list, Dev also allows: .*Manage Volumes/).waitFor();
  await dialog.getByRole('radio', { name: 'Custom', exact: true }).check();
  await dialog.getByLabel('Membership ends').selectOption({ label: 'After 30 days' });
  await dialog.getByRole('button', { name: 'Create invite' }).click();
  await dialog.waitFor({ state: 'hidden' });

  const row = screens.pendingInvite(seat, dana.email);
  await row.getByText('Custom').waitFor();
  await screens.rowAction(seat, dana.email, 'Edit');
  const edit = page.getByRole('dialog', { name: `Edit the invite for ${dana.email}` });
  assert.ok(await edit.getByRole('checkbox', { name: 'Manage Pods' }).isChecked(), 'the dialog begins with the invite');
  assert.equal(await edit.getByLabel('Membership ends').inputValue(), '30');
  await edit.getByRole('checkbox', { name: 'See billing' }).check();
  await edit.getByLabel('Note').fill('Hello');
  await seat.screenshot('access-edit-invite');
  await edit.getByRole('button', { name: 'Save' }).click();
  await edit.waitFor({ state: 'hidden' });

  const [invite] = (await owner.invites(team)) as readonly { id: string; role: string; permissions?: readonly string[]; note?: string; membershipExpiresIn?: number }[];
  assert.deepEqual([invite?.role, invite?.note, invite?.membershipExpiresIn], ['custom', 'Hello', 30 * 86_400]);
  const expected = ['team:access', 'pods:connect', 'pods:manage', 'serverless:invoke', 'clusters:connect', 'billing:read'];
  assert.deepEqual(invite?.permissions, expected);
  await dana.join({ inviteId: invite?.id ?? '' });
  await screens.teamTab(seat, 'Members');
  await screens.memberRow(seat, 'Dana').getByText('Ends').waitFor();
  await screens.memberRow(seat, 'Dana').getByText('Custom', { exact: false }).first().waitFor();
  seat.assertNoErrors();
  await seat.context.close();
});

test('a member gets a list and a last day, is suspended and restored, with the keyboard alone', async () => {
  const { owner, team } = await ownerWithTeam(product, 'Olga');
  const dana = await memberOf(owner, team, 'Dana', 'dev');
  const seat = await teamScreen(owner, team, { colorScheme: 'dark' });
  const { page } = seat;
  const press = async (target: Locator, key = 'Enter'): Promise<void> => {
    await screens.tabTo(page, target);
    await page.keyboard.press(key);
  };
  const choose = async (action: string): Promise<void> => {
    await press(page.getByRole('button', { name: 'Actions for Dana' }));
    const item = page.getByRole('menuitem', { name: action });
    await item.waitFor();
    for (let presses = 0; presses < 5 && !(await item.evaluate((each) => each === document.activeElement)); presses++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  };
  await choose('Change role');
  const dialog = page.getByRole('dialog', { name: 'Change role' });
  await screens.tabTo(page, dialog.getByRole('radio', { name: 'Dev', exact: true }));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.ok(await dialog.getByRole('radio', { name: 'Custom', exact: true }).isChecked(), 'the arrows reach Custom');
  await press(dialog.getByRole('checkbox', { name: 'Manage Volumes' }), 'Space');
  await dialog.getByText(/Dana loses: Manage Volumes/).waitFor();
  assert.equal(await dialog.getByText(/Dana gains/).count(), 0, 'the list begins with what Dana has, not with the roles on the way');
  await seat.screenshot('access-change-role-dark');
  await assertAccessible(seat);
  await screens.tabTo(page, dialog.getByLabel('Last day'));
  await dialog.getByLabel('Last day').fill('2099-12-31');
  await press(dialog.getByRole('button', { name: 'Change role', exact: true }));
  await dialog.waitFor({ state: 'hidden' });
  await screens.memberRow(seat, 'Dana').getByText('Ends').waitFor();
  const member = (await owner.members(team)).find(({ user }) => user === dana.id) as { role: string; permissions?: readonly string[]; expiresAt?: string };
  assert.equal(member.role, 'custom');
  assert.ok(!member.permissions?.includes('volumes:manage') && member.permissions?.includes('pods:manage'));
  assert.match(member.expiresAt ?? '', /^(2099-12-31|2100-01-01)T/);

  await choose('Suspend member');
  await press(page.getByRole('dialog', { name: 'Suspend Dana?' }).getByRole('button', { name: 'Suspend member' }));
  await screens.memberRow(seat, 'Dana').getByText('Suspended').waitFor();
  await seat.screenshot('access-suspended-dark');
  expectError(await dana.post(`/v1/accounts/${team}/token`), 'suspended');
  await choose('Restore member');
  const restore = page.getByRole('dialog', { name: 'Restore Dana?' });
  await press(restore.getByRole('button', { name: 'Restore member' }));
  // The row has no role while the dialog is open.
  await restore.waitFor({ state: 'hidden' });
  await screens.memberRow(seat, 'Dana').getByText('Suspended').waitFor({ state: 'detached' });
  assert.equal((await dana.post(`/v1/accounts/${team}/token`)).status, 200);
  seat.assertNoErrors();
  await seat.context.close();
});

test('the dialogs fit a narrow screen', async () => {
  const { owner, team } = await ownerWithTeam(product, 'Olga');
  await memberOf(owner, team, 'Dana', 'dev');
  const seat = await teamScreen(owner, team, { viewport: { width: 390, height: 844 } });
  const { page } = seat;
  const fits = (): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
  assert.ok(await fits(), 'the screen');
  await seat.screenshot('access-team-390');
  await screens.rowAction(seat, 'Dana', 'Change role');
  const dialog = page.getByRole('dialog', { name: 'Change role' });
  await dialog.getByRole('radio', { name: 'Custom', exact: true }).check();
  await dialog.getByRole('checkbox', { name: 'Manage Volumes' }).uncheck();
  assert.ok(await fits(), 'the dialog');
  assert.ok(await dialog.evaluate((element) => element.scrollWidth <= element.clientWidth), 'nothing is cut off');
  await seat.screenshot('access-change-role-390');
  await dialog.getByLabel('Last day').scrollIntoViewIfNeeded();
  await seat.screenshot('access-change-role-390-end');
  seat.assertNoErrors();
  await seat.context.close();
});
