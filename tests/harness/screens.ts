// What users do in the console, by accessible names.
import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser, type Appearance, type UserBrowser } from './browser.ts';

export interface Credentials {
  readonly email: string;
  readonly name: string;
}

/** Fills in the sign-in form that is on the page. */
export async function signIn({ page }: UserBrowser, user: Credentials): Promise<void> {
  await page.getByLabel('Email address').fill(user.email);
  await page.getByLabel('Name', { exact: true }).fill(user.name);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Opens a page of the console, signed in, in this account. */
export async function open(browser: Browser, origin: string, user: Credentials, account: string, path: string, appearance: Appearance = {}): Promise<UserBrowser> {
  const seat = await openBrowser(browser, origin, appearance);
  // A sandboxed frame has no storage.
  await seat.page.addInitScript((chosen) => window === top && sessionStorage.setItem('hallpass.account', chosen), account);
  await seat.open(path);
  await signIn(seat, user);
  await accountSelector(seat).waitFor();
  await seat.open(path);
  return seat;
}

/** Presses Tab until `target` has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 120; presses++) {
    if (await target.evaluate((each) => each === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${String(target)}`);
}

export async function go({ page }: UserBrowser, place: 'Resources' | 'Projects' | 'Team' | 'Audit log'): Promise<void> {
  const main = page.getByRole('navigation', { name: 'Main' });
  const direct = main.getByRole('link', { name: place });
  await main.waitFor();
  // A team's projects are one of its pages.
  if (place !== 'Projects' || (await direct.count()) > 0) return direct.click();
  await main.getByRole('link', { name: 'Team' }).click();
  await teamTab({ page }, 'Projects');
}

/** Opens a page of the team. */
export async function teamTab({ page }: { readonly page: Page }, name: 'Members' | 'Invites' | 'Projects' | 'Settings'): Promise<void> {
  await page.getByRole('navigation', { name: 'Team' }).getByRole('link', { name }).click();
}

/** Chooses from the menu of a row. */
export async function rowAction({ page }: { readonly page: Page }, row: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${row}`, exact: true }).click();
  await page.getByRole('menu', { name: `Actions for ${row}` }).getByRole('menuitem', { name: action }).click();
}

/** The button in the top left with the name of the active account. */
export function accountSelector({ page }: UserBrowser): Locator {
  return page.getByRole('button', { name: /^Account:/ });
}

export async function convertToTeam(seat: UserBrowser, name: string): Promise<void> {
  const { page } = seat;
  await page.getByRole('button', { name: 'Convert to a team account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Convert to a team account' });
  await dialog.getByLabel('Team name').fill(name);
  await dialog.getByRole('button', { name: 'Convert', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await accountSelector(seat).filter({ hasText: name }).waitFor();
}

export async function invite({ page }: UserBrowser, email: string, roleTitle: string, picture?: () => Promise<void>): Promise<void> {
  await page.getByRole('button', { name: 'Invite new member' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite new member' });
  await dialog.getByLabel('Email', { exact: true }).fill(email);
  await dialog.getByRole('radio', { name: roleTitle, exact: true }).check();
  await picture?.();
  await dialog.getByRole('button', { name: 'Create invite' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await pendingInvite({ page }, email).waitFor();
}

export function pendingInvite({ page }: { readonly page: Page }, email: string): Locator {
  return page.getByRole('table', { name: 'Pending invites' }).getByRole('row').filter({ hasText: email });
}

export function pastInvite({ page }: UserBrowser, email: string): Locator {
  return page.getByRole('table', { name: 'Past invites' }).getByRole('row').filter({ hasText: email });
}

export function memberRow({ page }: UserBrowser, name: string): Locator {
  return page.getByRole('table', { name: 'Members' }).getByRole('row').filter({ hasText: name });
}

/** Copies the link of a pending invite through the clipboard. */
export async function copyLink(seat: UserBrowser, email: string): Promise<string> {
  const { page } = seat;
  await pendingInvite(seat, email).getByRole('button', { name: 'Copy link' }).click();
  await toast(seat, 'Link copied');
  return page.evaluate(() => navigator.clipboard.readText());
}

export async function toast({ page }: UserBrowser, text: string | RegExp): Promise<void> {
  await page.getByRole('region', { name: 'Notifications' }).getByText(text).first().waitFor();
}

export async function changeRole(seat: UserBrowser, name: string, roleTitle: string): Promise<void> {
  const { page } = seat;
  await teamTab(seat, 'Members');
  await rowAction(seat, name, 'Change role');
  const dialog = page.getByRole('dialog', { name: 'Change role' });
  await dialog.getByRole('radio', { name: roleTitle, exact: true }).check();
  await dialog.getByRole('button', { name: 'Change role', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
  await memberRow(seat, name).filter({ hasText: roleTitle }).waitFor();
}

export async function removeMember(seat: UserBrowser, name: string): Promise<void> {
  const { page } = seat;
  await teamTab(seat, 'Members');
  await rowAction(seat, name, 'Remove member');
  const dialog = page.getByRole('dialog', { name: `Remove ${name}?` });
  await dialog.getByRole('button', { name: 'Remove member' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

export async function deleteTeam(seat: UserBrowser, team: string, look: (dialog: Locator) => Promise<void>): Promise<void> {
  const { page } = seat;
  await teamTab(seat, 'Settings');
  await page.getByRole('button', { name: 'Delete team', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `Delete ${team}?` });
  const confirm = dialog.getByRole('button', { name: 'Delete team' });
  await confirm.waitFor();
  await look(dialog);
  await dialog.getByLabel(/to confirm/).fill(team);
  await confirm.click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Creates a project, whose page opens then. Returns its id. */
export async function createProject(seat: UserBrowser, name: string): Promise<string> {
  const { page } = seat;
  await go(seat, 'Projects');
  await page.getByRole('button', { name: 'New project' }).click();
  const dialog = page.getByRole('dialog', { name: 'New project' });
  await dialog.getByLabel('Project name').fill(name);
  await dialog.getByRole('button', { name: 'Create project' }).click();
  await page.getByRole('heading', { name, exact: true }).waitFor();
  return page.url().split('/').at(-1) ?? '';
}

/** The button of an action on the page of resources or of a project. */
export function action({ page }: UserBrowser, resource: string, title: string): Locator {
  return page.getByRole('region', { name: resource, exact: true }).getByRole('button', { name: title, exact: true });
}

/** Waits until an action is allowed. */
export async function allowed(seat: UserBrowser, resource: string, title: string): Promise<void> {
  await waitUntilUsable(action(seat, resource, title), true);
}

/** Waits until an action is denied, opens the explanation, and returns its text. */
export async function whyNot(seat: UserBrowser, resource: string, title: string): Promise<string> {
  const { page } = seat;
  await waitUntilUsable(action(seat, resource, title), false);
  await page
    .getByRole('region', { name: resource, exact: true })
    .getByRole('button', { name: `Why? ${title}` })
    .click();
  const explanation = page.getByRole('dialog', { name: `Why not: ${title}` });
  await explanation.waitFor();
  await explanation.getByRole('status').waitFor({ state: 'detached' });
  const text = await explanation.innerText();
  await page.keyboard.press('Escape');
  await explanation.waitFor({ state: 'hidden' });
  assert.ok(text.length > 20, text);
  return text;
}

/** Waits until the button exists and is usable or denied, as expected. */
async function waitUntilUsable(button: Locator, expected: boolean): Promise<void> {
  for (const end = Date.now() + 60_000; ;) {
    const found = await button.evaluateAll((all) =>
      all.map((each) => each.getAttribute('aria-disabled') !== 'true' && !each.hasAttribute('disabled')),
    );
    if (found.length === 1 && found[0] === expected) return;
    assert.ok(Date.now() < end, `${String(button)} never became ${expected ? 'usable' : 'denied'}: ${found.join()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
