// Projects, permission lists, suspension and an access review with three people in three browsers. Screenshots of each step are in
// `target/screenshots`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { openBrowser, startBrowser, type UserBrowser } from '../harness/browser.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { type Person, signIn as signInByHttp } from '../harness/person.ts';
import { startProduct, type Product } from '../harness/product.ts';
import * as screens from '../harness/screens.ts';
import { decode } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

const TEAM = 'Acme';
const OWNER = { email: 'olga.projects@example.com', name: 'Olga Owner' };
const DEV = { email: 'devi.projects@example.com', name: 'Devi Developer' };
const GUEST = { email: 'gus.projects@example.com', name: 'Gus Guest' };

let product: Product;
let browser: Browser;
before(async () => {
  [product, browser] = await Promise.all([startProduct(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

interface Seats {
  readonly owner: UserBrowser;
  readonly dev: UserBrowser;
  readonly guest: UserBrowser;
}

test('two projects, a colleague with access to one, whom to ask about the other, suspension, an end and a review', async () => {
  const owner = await openBrowser(browser, product.origin);
  const dev = await openBrowser(browser, product.origin, { colorScheme: 'dark' });
  const guest = await openBrowser(browser, product.origin, { viewport: { width: 390, height: 800 } });
  try {
    await runStory({ owner, dev, guest });
  } catch (error) {
    for (const [name, seat] of Object.entries({ owner, dev, guest })) await seat.screenshot(`projects-failed-${name}`);
    throw error;
  }
  for (const seat of [owner, dev, guest]) {
    seat.assertNoErrors();
    await seat.context.close();
  }
});

async function runStory(seats: Seats): Promise<void> {
  const { owner, dev, guest } = seats;
  const { search, billing } = await createProjects(owner);
  const byHttp = await signInByHttp(product, OWNER.name, { email: OWNER.email });
  const team = (await byHttp.me()).accounts.find(({ name }) => name === TEAM)?.id ?? '';
  await join(dev, DEV, await inviteToSearch(owner), 'projects-03-join');
  await workInProject(dev, billing);
  await join(guest, GUEST, (await byHttp.invite(team, { email: GUEST.email, role: 'billing' })).link, 'projects-07-join-narrow');
  await guest.open('/projects');
  await guest.page.getByRole('heading', { name: "There's nothing here for you yet" }).waitFor();
  await guest.page.getByText(OWNER.name).first().waitFor();
  await guest.screenshot('projects-08-nothing-yet-narrow');
  await grantByKeyboard(owner, billing, guest);
  await suspendAndEnd(seats, byHttp, team, search);
  await review(owner, byHttp, team);
}

/** The owner creates two projects. Returns their ids. */
async function createProjects(owner: UserBrowser): Promise<{ search: string; billing: string }> {
  const { page } = owner;
  await owner.open('/');
  await screens.signIn(owner, OWNER);
  await screens.go(owner, 'Team');
  await screens.convertToTeam(owner, TEAM);
  await screens.go(owner, 'Projects');
  await page.getByText('No projects yet').waitFor();
  await owner.screenshot('projects-01-none');
  const [search, billing] = [await screens.createProject(owner, 'Search'), await screens.createProject(owner, 'Billing')];
  await screens.go(owner, 'Projects');
  await page.getByRole('table', { name: 'Projects' }).getByRole('row').filter({ hasText: 'Billing' }).waitFor();
  await owner.screenshot('projects-02-list');
  assert.deepEqual(await axeViolations(owner, 'projects'), []);
  return { search, billing };
}

/** The owner invites the colleague to see the team, and as an editor of Search. Returns the link. */
async function inviteToSearch(owner: UserBrowser): Promise<string> {
  const { page } = owner;
  await screens.go(owner, 'Team');
  await page.getByRole('button', { name: 'Invite new member' }).click();
  const dialog = page.getByRole('dialog', { name: 'Invite new member' });
  await dialog.getByLabel('Email', { exact: true }).fill(DEV.email);
  await dialog.getByRole('radio', { name: 'Custom', exact: true }).check();
  const removable = dialog.getByRole('checkbox', { checked: true, disabled: false });
  while ((await removable.count()) > 0) await removable.first().click();
  await dialog.getByRole('button', { name: 'Add project' }).click();
  await dialog.getByRole('group', { name: 'Billing' }).getByLabel('Project').selectOption('Search');
  await dialog.getByRole('group', { name: 'Search' }).getByLabel('Role').selectOption('Editor');
  await owner.screenshot('projects-02-invite');
  await dialog.getByRole('button', { name: 'Create invite' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await screens.pendingInvite(owner, DEV.email).getByText('Projects: Search (Editor)').waitFor();
  return screens.copyLink(owner, DEV.email);
}

async function join(seat: UserBrowser, who: screens.Credentials, link: string, screenshot: string): Promise<void> {
  const { page } = seat;
  await seat.open(link);
  await page.getByRole('heading', { name: `Join ${TEAM}` }).waitFor();
  await screens.signIn(seat, who);
  await page.getByRole('button', { name: 'Join team' }).waitFor();
  await seat.screenshot(screenshot);
  await page.getByRole('button', { name: 'Join team' }).click();
  await page.getByRole('button', { name: `Switch to ${TEAM}` }).click();
  await screens.accountSelector(seat).filter({ hasText: TEAM }).waitFor();
}

/** The colleague sees one project, manages pods there, and learns whom to ask about the other. */
async function workInProject(dev: UserBrowser, other: string): Promise<void> {
  const { page } = dev;
  await screens.go(dev, 'Projects');
  const rows = page.getByRole('table', { name: 'Projects' }).getByRole('row');
  await rows.filter({ hasText: 'Search' }).waitFor();
  assert.equal(await rows.count(), 2, 'the header and one project');
  await dev.screenshot('projects-04-one');
  await page.getByRole('link', { name: 'Search' }).click();
  await screens.allowed(dev, 'Pods', 'Manage Pods');
  await screens.action(dev, 'Pods', 'Manage Pods').click();
  await screens.toast(dev, 'Manage Pods: allowed in Search');
  const resources = await page.locator('.resource .card-title').allInnerTexts();
  assert.ok(resources.includes('Pods') && !resources.includes('Project'), `managing the project is no resource of the platform: ${resources.join()}`);
  await page.getByRole('button', { name: /^Project:/ }).filter({ hasText: 'Search' }).waitFor();
  await dev.screenshot('projects-05-project');
  assert.deepEqual(await axeViolations(dev, 'project'), []);
  await dev.open(`/projects/${other}`);
  await page.getByRole('heading', { name: "You don't have access to this project" }).waitFor();
  await page.getByText(OWNER.name).first().waitFor();
  await dev.screenshot('projects-06-whom-to-ask');
  assert.deepEqual(await axeViolations(dev, 'no access'), []);
}

/** The owner grants the guest access without a mouse; the guest's screen follows. */
async function grantByKeyboard(owner: UserBrowser, project: string, guest: UserBrowser): Promise<void> {
  const { page } = owner;
  await owner.open(`/projects/${project}`);
  await page.getByRole('button', { name: 'Grant access' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Grant access' });
  await dialog.getByLabel('Member', { exact: true }).selectOption({ label: GUEST.name });
  await dialog.getByLabel(/^Role in/).selectOption({ label: 'Viewer' });
  await owner.screenshot('projects-09-grant');
  await dialog.getByRole('button', { name: 'Grant access' }).focus();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('table', { name: 'Access to this project' }).getByRole('row').filter({ hasText: GUEST.name }).waitFor();
  await owner.screenshot('projects-10-members');
  assert.deepEqual(await axeViolations(owner, 'project with members'), []);
  await guest.open(`/projects/${project}`);
  await screens.allowed(guest, 'Pods', 'Connect to Pods');
  await guest.screenshot('projects-11-viewer-narrow');
}

/** The owner suspends and restores the colleague, and sets an end. */
async function suspendAndEnd({ owner, dev }: Seats, ownerByHttp: Person, team: string, project: string): Promise<void> {
  const { page } = dev;
  const devByHttp = await signInByHttp(product, DEV.name, { email: DEV.email });
  await screens.go(owner, 'Team');
  await suspendOrRestore(owner, 'Suspend');
  await screens.memberRow(owner, DEV.name).getByText('Suspended').waitFor();
  expectError(await devByHttp.post(`/v1/accounts/${team}/token`), 'suspended', 'the next call');
  await dev.open('/projects');
  await page.getByRole('heading', { name: `Your membership in ${TEAM} is suspended` }).waitFor();
  await dev.screenshot('projects-12-suspended');
  assert.deepEqual(await axeViolations(dev, 'suspended'), []);
  await suspendOrRestore(owner, 'Restore');
  await dev.open(`/projects/${project}`);
  await screens.allowed(dev, 'Pods', 'Manage Pods');

  await screens.rowAction(owner, DEV.name, 'Change role');
  const dialog = owner.page.getByRole('dialog', { name: 'Change role' });
  await dialog.getByLabel('Last day').fill('2099-12-31');
  await dialog.getByRole('button', { name: 'Change role', exact: true }).click();
  await screens.memberRow(owner, DEV.name).getByText('Ends').waitFor();
  await owner.screenshot('projects-13-end');
  await screens.allowed(dev, 'Pods', 'Manage Pods');

  const member = (await ownerByHttp.members(team)).find(({ email }) => email === DEV.email)?.user ?? '';
  const setEnd = async (expiresAt: string | null): Promise<void> => void expectOk(await ownerByHttp.patch(`/v1/accounts/${team}/members/${member}`, { expiresAt }), shapes.member);
  await setEnd('2020-01-01T00:00:00Z');
  expectError(await devByHttp.post(`/v1/accounts/${team}/token`), 'past_end', 'the next call');
  await dev.open('/projects');
  await page.getByRole('heading', { name: `Your membership in ${TEAM} has ended` }).waitFor();
  await dev.screenshot('projects-14-ended');
  await setEnd(null);
  await dev.open(`/projects/${project}`);
  await screens.allowed(dev, 'Pods', 'Manage Pods');
}

async function suspendOrRestore(seat: UserBrowser, what: 'Suspend' | 'Restore'): Promise<void> {
  const { page } = seat;
  await screens.rowAction(seat, DEV.name, `${what} member`);
  const dialog = page.getByRole('dialog', { name: `${what} ${DEV.name}?` });
  await dialog.getByRole('button', { name: `${what} member` }).click();
  await dialog.waitFor({ state: 'hidden' });
}

/** The owner keeps one member and removes another with the keyboard alone, and closes the review. */
async function review(owner: UserBrowser, byHttp: Person, team: string): Promise<void> {
  const { page } = owner;
  await screens.go(owner, 'Team');
  await screens.teamTab(owner, 'Settings');
  await page.getByRole('link', { name: 'Review access' }).click();
  await page.getByRole('button', { name: 'Start a review' }).click();
  const row = (name: string) => page.getByRole('list', { name: 'Members to review' }).getByRole('listitem').filter({ hasText: name });
  await row(DEV.name).waitFor();
  await row(OWNER.name).getByText('Someone else decides about you').waitFor();
  await owner.screenshot('projects-15-review');
  assert.deepEqual(await axeViolations(owner, 'review'), []);
  await row(DEV.name).getByRole('button').first().focus();
  await page.keyboard.press('k');
  await row(DEV.name).filter({ hasText: 'Kept' }).waitFor();
  const guestButton = row(GUEST.name).getByRole('button').first();
  await page.waitForFunction((name) => document.activeElement?.closest('li')?.textContent?.includes(name), GUEST.name);
  assert.ok(await guestButton.evaluate((element) => element === document.activeElement), 'the next undecided member has the focus');
  await page.keyboard.press('r');
  const dialog = page.getByRole('dialog', { name: `Remove ${GUEST.name}?` });
  await dialog.getByRole('button', { name: 'Remove member' }).click();
  await row(GUEST.name).filter({ hasText: 'Removed' }).waitFor();
  await owner.screenshot('projects-16-decided');
  await page.getByRole('button', { name: 'Close review' }).click();
  const closing = page.getByRole('dialog', { name: 'Close the access review?' });
  await closing.waitFor();
  await owner.screenshot('projects-17-close');
  const [file] = await Promise.all([page.waitForEvent('download'), closing.getByRole('button', { name: 'Close review' }).click()]);
  const { header, claims } = decode(readFileSync(await file.path(), 'utf8'));
  assert.equal(header['typ'], 'review+jwt');
  assert.deepEqual(claims['counts'], { total: 3, kept: 1, changed: 0, removed: 1, gone: 0, undecided: 1 });
  await page.getByRole('table', { name: 'Closed reviews' }).waitFor();
  await owner.screenshot('projects-18-closed');
  const actions = (await byHttp.audit(team)).map(({ action }) => action);
  for (const action of ['hallpass.project.create', 'hallpass.grant.put', 'member.suspend', 'member.restore', 'member.end', 'hallpass.review.decide', 'hallpass.review.close']) {
    assert.ok(actions.includes(action as never), action);
  }
}

test('a project is renamed, archived and restored', async () => {
  const owner = await openBrowser(browser, product.origin);
  const { page } = owner;
  await owner.open('/');
  await screens.signIn(owner, { email: 'ada.archive@example.com', name: 'Ada Archive' });
  await screens.go(owner, 'Team');
  await screens.convertToTeam(owner, 'Archivists');
  await screens.createProject(owner, 'Old');
  await page.getByRole('button', { name: 'Rename project' }).click();
  const rename = page.getByRole('dialog', { name: 'Rename project' });
  await rename.getByLabel('Project name').fill('Older');
  await rename.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('heading', { name: 'Older' }).waitFor();
  await page.getByRole('button', { name: 'Archive project' }).click();
  await page.getByRole('dialog', { name: 'Archive Older?' }).getByRole('button', { name: 'Archive project' }).click();
  await page.getByText('This project is archived').waitFor();
  await owner.screenshot('projects-archived');
  await screens.go(owner, 'Projects');
  await page.getByText('All projects are archived').waitFor();
  await page.getByRole('table', { name: 'Archived projects' }).getByRole('link', { name: 'Older' }).click();
  await page.getByRole('button', { name: 'Restore project' }).click();
  await screens.allowed(owner, 'Pods', 'Manage Pods');
  owner.assertNoErrors();
  await owner.context.close();
});
