// The story of the README without a mouse: every step with Tab, arrows, Enter and typing, and with a visible focus.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser, startBrowser, type UserBrowser } from '../harness/browser.ts';
import { startProduct, type Product } from '../harness/product.ts';
import { accountSelector, memberRow, pendingInvite, toast } from '../harness/screens.ts';

let product: Product;
let browser: Browser;
before(async () => {
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await product?.stop();
})/** Opens a page of the team by its tab. */
const teamTab = (page: Page, name: string): Promise<void> => press(page, page.getByRole('navigation', { name: 'Team' }).getByRole('link', { name }));

/** Moves through an open menu with arrows until `item` has the focus, and chooses it. */
async function choose(page: Page, item: Locator): Promise<void> {
  await item.waitFor();
  const hasFocus = (): Promise<boolean> => item.evaluate((element) => element === document.activeElement);
  for (let presses = 0; presses < 10 && !(await hasFocus()); presses++) await page.keyboard.press('ArrowDown');
  assert.ok(await hasFocus(), 'arrows reach the item');
  await page.keyboard.press('Enter');
}

/** Chooses a role with Tab to the roles and arrows among them. */
async function pick(page: Page, dialog: Locator, title: string): Promise<void> {
  const radio = dialog.getByRole('radio', { name: title, exact: true });
  await radio.waitFor();
  for (let presses = 0; presses < 30 && !(await radio.isChecked()); presses++) {
    const inGroup = await dialog.getByRole('radio').evaluateAll((all) => all.some((each) => each === document.activeElement));
    await page.keyboard.press(inGroup ? 'ArrowDown' : 'Tab');
  }
  assert.ok(await radio.isChecked(), 'arrows choose a role');
}

/** Asserts that the focus did not fall to the page itself. */
async function settled(page: Page): Promise<void> {
  // A notification is a dialog too, and may stay.
  await page.locator('[role="dialog"]:not(.toast)').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement !== document.body);
}

/** Presses Tab until `target` has the focus, and asserts that the focus is visible. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 120; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) {
      const isVisible = await target.evaluate((element) => {
        const ring = (each: Element): boolean => {
          const style = getComputedStyle(each);
          return (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none';
        };
        return (
          ring(element) ||
          (element.parentElement !== null && ring(element.parentElement)) ||
          (element.nextElementSibling !== null && ring(element.nextElementSibling))
        );
      });
      assert.ok(isVisible, `the focus on “${await target.innerText().catch(() => '')}” is visible`);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${String(target)}`);
}

async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

async function type(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.type(text);
}

async function signIn(page: Page, email: string, name: string): Promise<void> {
  await type(page, page.getByLabel('Email address'), email);
  await type(page, page.getByLabel('Name', { exact: true }), name);
  await page.keyboard.press('Enter');
}

test('a team can be made, joined, changed, left alone and deleted with the keyboard alone', async () => {
  const owner = await openBrowser(browser, product.origin);
  await owner.open('/');
  await signIn(owner.page, 'kay@example.com', 'Kay Owner');
  await press(owner.page, owner.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Team' }));
  await press(owner.page, owner.page.getByRole('button', { name: 'Convert to a team account' }));
  await type(owner.page, owner.page.getByLabel('Team name'), 'Keyboard Team');
  await owner.page.keyboard.press('Enter');
  await accountSelector(owner).filter({ hasText: 'Keyboard Team' }).waitFor();

  const inviteButton = owner.page.getByRole('button', { name: 'Invite new member' });
  await press(owner.page, inviteButton);
  const dialog = owner.page.getByRole('dialog', { name: 'Invite new member' });
  await dialog.waitFor();
  await owner.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.ok(await inviteButton.evaluate((element) => element === document.activeElement), 'closing returns the focus');
  await owner.page.keyboard.press('Enter');
  // The dialog starts in the field for the email.
  await dialog.getByLabel('Email', { exact: true }).and(dialog.locator(':focus')).waitFor();
  await owner.page.keyboard.type('kim@example.com');
  await pick(owner.page, dialog, 'Dev');
  await press(owner.page, dialog.getByRole('button', { name: 'Create invite' }));
  const row = pendingInvite(owner, 'kim@example.com');
  await press(owner.page, row.getByRole('button', { name: 'Copy link' }));
  await toast(owner, 'Link copied');
  const link = await owner.page.evaluate(() => navigator.clipboard.readText());

  const invitee = await openBrowser(browser, product.origin);
  await invitee.open(link);
  await invitee.page.getByRole('heading', { name: 'Join Keyboard Team' }).waitFor();
  await signIn(invitee.page, 'kim@example.com', 'Kim Guest');
  await press(invitee.page, invitee.page.getByRole('button', { name: 'Join team' }));
  await press(invitee.page, invitee.page.getByRole('button', { name: 'Switch to Keyboard Team' }));
  await accountSelector(invitee).filter({ hasText: 'Keyboard Team' }).waitFor();

  // Back to the personal account by the account menu.
  await press(invitee.page, accountSelector(invitee));
  const accounts = invitee.page.getByRole('menu');
  await choose(invitee.page, accounts.getByRole('menuitemradio').filter({ hasNotText: 'Keyboard Team' }).first());
  await accountSelector(invitee).filter({ hasNotText: 'Keyboard Team' }).waitFor();

  // Another role for Kim.
  await teamTab(owner.page, 'Members');
  await owner.page.reload();
  await press(owner.page, owner.page.getByRole('button', { name: 'Actions for Kim Guest' }));
  await choose(owner.page, owner.page.getByRole('menuitem', { name: 'Change role' }));
  const role = owner.page.getByRole('dialog', { name: 'Change role' });
  await pick(owner.page, role, 'Billing');
  await press(owner.page, role.getByRole('button', { name: 'Change role' }));
  await memberRow(owner, 'Kim Guest').filter({ hasText: 'Billing' }).waitFor();
  await settled(owner.page);

  await declineWithKeyboard(owner);

  await teamTab(owner.page, 'Members');
  await press(owner.page, owner.page.getByRole('button', { name: 'Actions for Kim Guest' }));
  await choose(owner.page, owner.page.getByRole('menuitem', { name: 'Remove member' }));
  const removal = owner.page.getByRole('dialog', { name: 'Remove Kim Guest?' });
  await press(owner.page, removal.getByRole('button', { name: 'Remove member' }));
  // The row has no role while the dialog is open.
  await removal.waitFor({ state: 'hidden' });
  await memberRow(owner, 'Kim Guest').waitFor({ state: 'detached' });
  await settled(owner.page);

  await teamTab(owner.page, 'Settings');
  await press(owner.page, owner.page.getByRole('button', { name: 'Delete team', exact: true }));
  const deletion = owner.page.getByRole('dialog', { name: 'Delete Keyboard Team?' });
  await type(owner.page, deletion.getByLabel(/to confirm/), 'Keyboard Team');
  await press(owner.page, deletion.getByRole('button', { name: 'Delete team' }));
  await accountSelector(owner).filter({ hasNotText: 'Keyboard Team' }).waitFor();
  for (const each of [owner, invitee]) each.assertNoErrors();
});

/** Somebody else is invited, declines, takes it back, and declines again. */
async function declineWithKeyboard(owner: UserBrowser): Promise<void> {
  await press(owner.page, owner.page.getByRole('button', { name: 'Invite new member' }));
  const dialog = owner.page.getByRole('dialog', { name: 'Invite new member' });
  await type(owner.page, dialog.getByLabel('Email', { exact: true }), 'dana@example.com');
  await pick(owner.page, dialog, 'Basic');
  await press(owner.page, dialog.getByRole('button', { name: 'Create invite' }));
  await pendingInvite(owner, 'dana@example.com').waitFor();

  const second = await openBrowser(browser, product.origin);
  const { page } = second;
  await second.open('/');
  await signIn(page, 'dana@example.com', 'Dana Second');
  await press(page, page.getByRole('button', { name: 'Inbox, 1 pending invite' }));
  const inbox = page.getByRole('dialog', { name: 'Inbox' });
  await press(page, inbox.getByRole('button', { name: 'Decline' }));
  // The focus is on what takes it back.
  await press(page, inbox.getByRole('button', { name: 'Undo' }));
  await press(page, inbox.getByRole('button', { name: 'Decline' }));
  await inbox.getByText('Changed your mind?').waitFor();
  await page.keyboard.press('Escape');
  await inbox.waitFor({ state: 'hidden' });
  await settled(page);
  second.assertNoErrors();
  await second.context.close();
}
