// Inviting and joining without a mouse: every step with Tab, arrows, Enter and typing, and with a visible focus.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser, startBrowser } from '../harness/browser.ts';
import { startProduct, type Product } from '../harness/product.ts';
import { accountSelector, pendingInvite, toast } from '../harness/screens.ts';

let product: Product;
let browser: Browser;
before(async () => {
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

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

test('a user can invite and join with the keyboard alone', async () => {
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
  await type(owner.page, dialog.getByLabel('Email', { exact: true }), 'kim@example.com');
  const radio = dialog.getByRole('radio', { name: 'Dev', exact: true });
  for (let presses = 0; presses < 20 && !(await radio.isChecked()); presses++) {
    const inGroup = await dialog.getByRole('radio').evaluateAll((all) => all.some((each) => each === document.activeElement));
    await owner.page.keyboard.press(inGroup ? 'ArrowDown' : 'Tab');
  }
  assert.ok(await radio.isChecked(), 'arrows choose a role');
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
  const menu = invitee.page.getByRole('menu');
  await menu.waitFor();
  const own = menu.getByRole('menuitemradio').filter({ hasNotText: 'Keyboard Team' }).first();
  for (let presses = 0; presses < 10 && !(await own.evaluate((element) => element === document.activeElement)); presses++) {
    await invitee.page.keyboard.press('ArrowDown');
  }
  await invitee.page.keyboard.press('Enter');
  await accountSelector(invitee).filter({ hasNotText: 'Keyboard Team' }).waitFor();
  for (const each of [owner, invitee]) each.assertNoErrors();
});
