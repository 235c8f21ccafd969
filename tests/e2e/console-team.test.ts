// The pages of a team: tabs with counts, filters in the address, actions on many rows, export, and where the focus goes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { startBrowser, type UserBrowser } from '../harness/browser.ts';
import { eventually, memberOf, ownerWithTeam, type Person } from '../harness/person.ts';
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

interface Visit {
  readonly owner: Person;
  readonly team: string;
  readonly members: Readonly<Record<string, Person>>;
  readonly seat: UserBrowser;
  readonly page: Page;
}

/** A team with these members, all with the role dev, and a page of it. */
async function visit(names: readonly string[], path: string): Promise<Visit> {
  const { owner, team } = await ownerWithTeam(product, 'Olga');
  const members: Record<string, Person> = {};
  for (const name of names) members[name] = await memberOf(owner, team, name, 'dev');
  const seat = await screens.open(browser, product.origin, owner, team, `/t/${team}/${path}`);
  return { owner, team, members, seat, page: seat.page };
}

async function leave({ seat }: Visit): Promise<void> {
  seat.assertNoErrors();
  await seat.context.close();
}

const namesOf = async (page: Page): Promise<string[]> => (await page.locator('table .person-name').allInnerTexts()).map((name) => name.replace(/\W*you$/, ''));

const roles = async (owner: Person, team: string): Promise<Record<string, string>> =>
  Object.fromEntries((await owner.members(team)).map(({ name, role }) => [name, role]));

test('the tabs say how many there are, and a filter is in the address', async () => {
  const visited = await visit(['Ana', 'Ben'], 'members');
  const { owner, team, page } = visited;
  await owner.invite(team, { email: 'kim@example.com', role: 'dev' });
  await page.reload();
  const tabs = page.getByRole('navigation', { name: 'Team' });
  await tabs.getByRole('link', { name: 'Members 3' }).waitFor();
  await tabs.getByRole('link', { name: 'Invites 1' }).waitFor();

  await page.getByLabel('Search members').fill('an');
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  await page.getByText('by Olga').waitFor();
  await page.getByLabel('Sort').selectOption('name');
  assert.equal(new URL(page.url()).search, '?q=an&sort=name');
  await screens.teamTab({ page }, 'Settings');
  await page.goBack();
  assert.equal(await page.getByLabel('Search members').inputValue(), 'an');
  await page.reload();
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  await page.getByLabel('Search members').fill('nobody like this');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 3);
  assert.deepEqual(await namesOf(page), ['Ana', 'Ben', 'Olga'], 'by name');
  await leave(visited);
});

test('many members change at once, and a row that fails says why', async () => {
  const visited = await visit(['Ana', 'Ben', 'Cleo'], 'members');
  const { owner, team, members, seat, page } = visited;
  assert.equal(await page.getByRole('checkbox', { name: 'Select Olga' }).count(), 0, 'the owner cannot be selected');
  await page.getByRole('checkbox', { name: 'Select all members' }).check();
  await page.getByText('3 selected').waitFor();
  await page.getByRole('button', { name: 'Change role' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change the role of 3 members' });
  const confirm = dialog.getByRole('button', { name: 'Change role' });
  assert.equal(await confirm.getAttribute('aria-disabled'), 'true', 'no role is chosen');
  assert.deepEqual(await dialog.getByRole('list', { name: 'Selected' }).getByRole('listitem').allInnerTexts(), ['Ana', 'Ben', 'Cleo']);
  await dialog.getByText('Pending invites that they can no longer grant are revoked.').waitFor();
  await dialog.getByRole('radio', { name: 'Billing', exact: true }).check();
  assert.deepEqual(await axeViolations(seat, 'the confirmation'), []);
  // Ben leaves before it is confirmed.
  await members['Ben']?.delete(`/v1/accounts/${team}/members/${members['Ben'].id}`);
  await confirm.click();
  await dialog.getByText('2 of 3 done, 1 failed').waitFor();
  const results = dialog.getByRole('list', { name: 'Results' }).getByRole('listitem');
  assert.match(await results.filter({ hasText: 'Ana' }).innerText(), /Done/);
  assert.match(await results.filter({ hasText: 'Ben' }).innerText(), /doesn't exist/);
  await seat.screenshot('team-bulk-failed');
  await dialog.getByRole('button', { name: 'Close' }).first().click();
  assert.deepEqual(await roles(owner, team), { Olga: 'admin', Ana: 'billing', Cleo: 'billing' });

  await page.getByRole('checkbox', { name: 'Select Ana' }).check();
  await page.getByRole('toolbar', { name: 'Selected members' }).getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog', { name: 'Remove 1 member?' }).getByRole('button', { name: 'Remove 1 member' }).click();
  await screens.toast(seat, '1 member removed');
  assert.deepEqual(Object.keys(await roles(owner, team)).sort(), ['Cleo', 'Olga']);
  await page.waitForFunction(() => document.activeElement !== document.body);
  seat.errors.splice(0);
  await leave(visited);
});

test('many invites are copied and revoked at once, and past ones are found', async () => {
  const visited = await visit([], 'invites');
  const { owner, team, seat, page } = visited;
  for (const name of ['kim', 'lou', 'max']) await owner.invite(team, { email: `${name}@example.com`, role: 'dev', note: `For ${name}` });
  await page.reload();
  await page.getByLabel('Search invites').fill('kim');
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  await page.getByLabel('Search invites').fill('');
  await page.getByRole('checkbox', { name: 'Select all pending invites' }).check();
  await page.getByRole('button', { name: 'Copy links' }).click();
  await page.getByRole('dialog', { name: 'Copy 3 links' }).getByRole('button', { name: 'Copy links' }).click();
  await screens.toast(seat, '3 links copied');
  const links = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
  assert.equal(new Set(links).size, 3);
  for (const link of links) assert.ok(link.startsWith(`${product.origin}/i/`), link);

  await page.getByRole('checkbox', { name: 'Select kim@example.com' }).uncheck();
  await page.getByRole('toolbar', { name: 'Selected invites' }).getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog', { name: 'Revoke 2 invites?' }).getByRole('button', { name: 'Revoke 2 invites' }).click();
  await screens.toast(seat, '2 invites revoked');
  const statuses = (await owner.invites(team)).map(({ status }) => status).sort();
  assert.deepEqual(statuses, ['pending', 'revoked', 'revoked']);
  await page.getByRole('radio', { name: 'Past' }).check({ force: true });
  await screens.pastInvite(seat, 'lou@example.com').filter({ hasText: 'Revoked' }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('show'), 'past');
  await leave(visited);
});

test('past invites are found behind a page of pending ones', async () => {
  const { owner, team } = await ownerWithTeam(product, 'Olga');
  const { invite } = await owner.invite(team, { email: 'first@example.com', role: 'dev' });
  await owner.delete(`/v1/accounts/${team}/invites/${invite.id}`);
  await owner.inviteAll(team, Array.from({ length: 60 }, (_, index) => ({ email: `p${index}@example.com`, role: 'dev' })), 'sixty');
  const seat = await screens.open(browser, product.origin, owner, team, `/t/${team}/invites?show=past`);
  await screens.pastInvite(seat, 'first@example.com').filter({ hasText: 'Revoked' }).waitFor();
  await seat.page.getByRole('navigation', { name: 'Team' }).getByRole('link', { name: 'Invites 50+' }).waitFor();
  seat.assertNoErrors();
  await seat.context.close();
});

test('members are exported as CSV', async () => {
  const visited = await visit(['Ana'], 'members');
  const { owner, team, page } = visited;
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export CSV' }).click()]);
  const lines = readFileSync(await file.path(), 'utf8').trimEnd().split('\r\n');
  assert.equal(lines[0], '\uFEFFname,email,role,permissions,status,joinedAt,lastSeenOn,expiresAt,user');
  assert.equal(lines.length, (await owner.members(team)).length + 1);
  assert.ok(lines.some((line) => /^Ana,ana\.[^,]+@example\.com,Dev,,active,/.test(line)), lines.join('\n'));
  await leave(visited);
});

test('what is destroyed needs its exact name, and one’s own role a warning', async () => {
  const visited = await visit(['Ana'], 'settings');
  const { team, members, page } = visited;
  await page.getByRole('button', { name: 'Delete team', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: "Delete Olga's team?" });
  const confirm = dialog.getByRole('button', { name: 'Delete team' });
  await dialog.getByText('loses access immediately').waitFor();
  const isOff = async (): Promise<boolean> => (await confirm.getAttribute('aria-disabled')) === 'true';
  await dialog.getByLabel(/to confirm/).fill("olga's team");
  assert.ok(await isOff(), 'another case');
  await dialog.getByLabel(/to confirm/).fill("Olga's team ");
  assert.ok(!(await isOff()), 'the name');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.ok(await page.getByRole('button', { name: 'Delete team', exact: true }).evaluate((each) => each === document.activeElement), 'the focus returns');

  const ana = members['Ana'];
  assert.ok(ana);
  await visited.owner.patch(`/v1/accounts/${team}/members/${ana.id}`, { role: 'admin' });
  const seat = await screens.open(browser, product.origin, ana, team, `/t/${team}/members`);
  await screens.rowAction(seat, 'Ana', 'Change role');
  const own = seat.page.getByRole('dialog', { name: 'Change role' });
  assert.ok(await own.getByRole('radio', { name: 'Admin', exact: true }).isChecked());
  await own.getByRole('radio', { name: 'Basic', exact: true }).check();
  await own.getByText("You're changing your own role").waitFor();
  await own.getByRole('button', { name: 'Change my role' }).waitFor();
  await seat.page.keyboard.press('Escape');
  await own.waitFor({ state: 'hidden' });
  assert.ok(await seat.page.getByRole('button', { name: 'Actions for Ana' }).evaluate((each) => each === document.activeElement), 'the focus returns to the row');
  await seat.context.close();
  await leave(visited);
});

test('the inbox opens when it is asked for, and closes by Escape and by a press outside', async () => {
  const visited = await visit([], 'settings');
  const { owner, page } = visited;
  const other = await ownerWithTeam(product, 'Otto');
  await other.owner.invite(other.team, { email: owner.email, role: 'dev' });
  await eventually('the invite is in the inbox', async () => ((await owner.me()).inboxCount > 0 ? true : undefined));
  await page.reload();
  const bell = page.getByRole('button', { name: 'Inbox, 1 pending invite' });
  await bell.waitFor();
  const inbox = page.getByRole('dialog', { name: 'Inbox' });
  assert.equal(await inbox.count(), 0, 'it does not open by itself');
  await bell.click();
  await inbox.getByRole('button', { name: 'Join team' }).waitFor();
  await page.keyboard.press('Escape');
  await inbox.waitFor({ state: 'hidden' });
  assert.ok(await bell.evaluate((each) => each === document.activeElement), 'the focus returns');
  await bell.click();
  await inbox.waitFor();
  await page.getByRole('heading', { name: 'General' }).click();
  await inbox.waitFor({ state: 'hidden' });
  await leave(visited);
});

test('offline, what needs the service is off and says why', async () => {
  const visited = await visit(['Ana'], 'members');
  const { seat, page } = visited;
  await screens.memberRow(seat, 'Ana').waitFor();
  await page.route('**/v1/**', (route) => route.abort());
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await page.getByText('Showing saved data; changes are paused.').waitFor({ timeout: 60_000 });
  const invite = page.getByRole('button', { name: 'Invite new member' });
  assert.equal(await invite.getAttribute('aria-disabled'), 'true');
  assert.match((await invite.getAttribute('title')) ?? '', /offline/);
  await page.getByRole('button', { name: 'Actions for Ana' }).click();
  assert.equal(await page.getByRole('menuitem', { name: /Remove member/ }).getAttribute('aria-disabled'), 'true');
  await page.keyboard.press('Escape');
  await seat.screenshot('team-offline');
  await page.unroute('**/v1/**');
  // The page may be back by itself before the button is pressed.
  const isBack = page.getByText('Showing saved data; changes are paused.').waitFor({ state: 'detached', timeout: 60_000 });
  await Promise.race([page.getByRole('status').getByRole('button', { name: 'Try again' }).click(), isBack]);
  await isBack;
  assert.equal(await invite.getAttribute('aria-disabled'), null);
  await seat.context.close();
});
