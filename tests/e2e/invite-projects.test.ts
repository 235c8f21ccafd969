// Projects in invites: the same steps in the console's dialogs and in those of `hallpass/react`, against the real edge. What is offered,
// errors beside their field, keyboard use, edits, the list of pending invites, and axe in light, dark and on a phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { startBrowser, type Appearance, type UserBrowser } from '../harness/browser.ts';
import type { Reply } from '../harness/http.ts';
import { hostPage, openGallery, type HostPage } from '../harness/page.ts';
import { memberOf, ownerWithTeam, type Person } from '../harness/person.ts';
import { startProduct, type Product } from '../harness/product.ts';
import * as screens from '../harness/screens.ts';

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

/** Opens the console's Team screen, or the page with React's parts, in the team of `owner`. */
async function visit(kind: Kind, person: Person, team: string, appearance: Appearance = {}): Promise<UserBrowser> {
  const seat =
    kind === 'console'
      ? await screens.open(browser, product.origin, person, team, `/t/${team}/invites`, appearance)
      : await openGallery(browser, host, product.origin, person, team, appearance);
  await seat.page.getByRole('button', { name: 'Invite new member' }).waitFor();
  return seat;
}

async function openDialog({ page }: UserBrowser): Promise<Locator> {
  await page.getByRole('button', { name: 'Invite new member' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Invite new member' });
  await emailOf(dialog).waitFor();
  return dialog;
}

const emailOf = (dialog: Locator): Locator => dialog.getByLabel('Email', { exact: true });

/** Opens the dialog that edits a pending invite. */
async function openEdit(seat: UserBrowser, kind: Kind, email: string): Promise<void> {
  if (kind === 'console') await screens.rowAction(seat, email, 'Edit');
  else await pending(seat, kind, email).getByRole('button', { name: 'Edit' }).press('Enter');
}

const pending = ({ page }: UserBrowser, kind: Kind, email: string): Locator =>
  kind === 'console'
    ? screens.pendingInvite({ page }, email)
    : page.getByRole('region', { name: 'Pending invites' }).getByRole('listitem').filter({ hasText: email });

/** Creates projects and returns their ids. */
async function createProjects(owner: Person, team: string, ...names: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) {
    const reply = await owner.post(`/v1/accounts/${team}/projects`, { name });
    assert.equal(reply.status, 201, reply.text);
    ids.push((reply.json() as { id: string }).id);
  }
  return ids;
}

const succeeded = ({ status, text }: Reply): void => assert.equal(status, 200, text);

interface Granted {
  readonly project: string;
  readonly role: string;
  readonly permissions?: readonly string[];
}

async function granted(owner: Person, team: string, email: string): Promise<readonly Granted[] | undefined> {
  const invites = (await owner.invites(team)) as readonly { email?: string; projects?: readonly Granted[] }[];
  return invites.find((invite) => invite.email === email)?.projects;
}

const options = (select: Locator): Promise<string[]> => select.getByRole('option').allTextContents();
const hasFocus = (element: Locator): Promise<boolean> => element.evaluate((each) => each === document.activeElement);

const fits = (dialog: Locator): Promise<boolean> =>
  dialog.evaluate((each) => each.scrollWidth <= each.clientWidth && document.documentElement.scrollWidth <= document.documentElement.clientWidth);

for (const kind of KINDS) {
  test(`${kind}: an invite grants a role in one project and a list in another, with the keyboard alone, and is edited`, async () => {
    const { owner, team } = await ownerWithTeam(product, 'Olga');
    const [assistant, search] = await createProjects(owner, team, 'Assistant', 'Search');
    const seat = await visit(kind, owner, team);
    const { page } = seat;
    const press = async (target: Locator, key: string): Promise<void> => {
      await screens.tabTo(page, target);
      await page.keyboard.press(key);
    };
    const dialog = await openDialog(seat);
    const email = `dana.${kind}@example.com`;
    await screens.tabTo(page, emailOf(dialog));
    await page.keyboard.type(email);
    const add = dialog.getByRole('button', { name: 'Add project' });
    await press(add, 'Enter');
    const first = dialog.getByRole('group', { name: 'Assistant' });
    assert.ok(await hasFocus(first.getByLabel('Project')), 'the new row has the focus');
    await page.keyboard.press('s');
    const searchRow = dialog.getByRole('group', { name: 'Search' });
    await press(searchRow.getByLabel('Role'), 'e');
    assert.deepEqual(await options(searchRow.getByLabel('Role')), ['Viewer', 'Editor', 'Manager', 'Custom']);

    await press(add, 'Enter');
    const assistantRow = dialog.getByRole('group', { name: 'Assistant' });
    assert.deepEqual(await options(assistantRow.getByLabel('Project')), ['Assistant'], 'a project is in one row only');
    assert.equal(await add.count(), 0, 'there is no other project to add');
    await press(assistantRow.getByLabel('Role'), 'c');
    const checkbox = (name: string): Locator => assistantRow.getByRole('checkbox', { name, exact: true });
    await checkbox('Connect to Pods').waitFor();
    assert.equal(await checkbox('See billing').count(), 0, 'a list in a project has permissions of projects only');
    const checked = assistantRow.getByRole('checkbox', { checked: true });
    while ((await checked.count()) > 0) await press(checked.first(), 'Space');

    await press(dialog.getByRole('button', { name: 'Create invite' }), 'Enter');
    const problem = 'Choose at least one permission.';
    await assistantRow.getByText(problem).waitFor();
    assert.equal(await searchRow.getByText(problem).count(), 0, 'the error is in its row only');
    assert.deepEqual(seat.errors.splice(0), ['console: Failed to load resource: the server responded with a status of 400 (Bad Request)']);
    await assistantRow.scrollIntoViewIfNeeded();
    await seat.screenshot(`invite-projects-${kind}-error`);
    assert.deepEqual(await axeViolations(seat, 'the dialog with an error'), []);
    await checkbox('Manage Pods').press('Space');
    await assistantRow.getByText(problem).waitFor({ state: 'detached' });
    await seat.screenshot(`invite-projects-${kind}`);
    assert.deepEqual(await axeViolations(seat, 'the dialog'), []);
    await press(dialog.getByRole('button', { name: 'Create invite' }), 'Enter');
    if (kind === 'react') await dialog.getByRole('button', { name: 'Close' }).press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    const both = [
      { project: search, role: 'editor' },
      { project: assistant, role: 'custom', permissions: ['pods:manage'] },
    ];
    assert.deepEqual(await granted(owner, team, email), both);

    const row = pending(seat, kind, email);
    await row.getByText(/Projects: Search \(Editor\) and Assistant \(Custom/).waitFor();
    await seat.screenshot(`invite-projects-${kind}-pending`);
    await openEdit(seat, kind, email);
    const edit = page.getByRole('dialog', { name: `Edit the invite for ${email}` });
    assert.ok(await edit.getByRole('group', { name: 'Assistant' }).getByRole('checkbox', { name: 'Manage Pods' }).isChecked(), 'the dialog begins with the invite');
    await press(edit.getByRole('button', { name: 'Remove Assistant' }), 'Enter');
    assert.ok(await hasFocus(edit.getByRole('button', { name: 'Add project' })), 'the focus stays in the section');
    await seat.screenshot(`invite-projects-${kind}-edit`);
    await press(edit.getByRole('button', { name: 'Save' }), 'Enter');
    await edit.waitFor({ state: 'hidden' });
    assert.deepEqual(await granted(owner, team, email), [{ project: search, role: 'editor' }]);
    await row.getByText('Projects: Search (Editor)', { exact: true }).waitFor();

    await openEdit(seat, kind, email);
    await edit.getByRole('button', { name: 'Remove Search' }).press('Enter');
    await press(edit.getByRole('button', { name: 'Save' }), 'Enter');
    await edit.waitFor({ state: 'hidden' });
    assert.equal(await granted(owner, team, email), undefined, 'the last project can be removed');
    seat.assertNoErrors();
    await seat.context.close();
  });

  test(`${kind}: only what the inviter may grant is offered, and nothing without projects`, async () => {
    const { owner, team } = await ownerWithTeam(product, 'Olga');
    const [, search, archived] = await createProjects(owner, team, 'Assistant', 'Search', 'Retired');
    const ines = await memberOf(owner, team, 'Ines', 'dev');
    succeeded(await owner.patch(`/v1/accounts/${team}/members/${ines.id}`, { role: 'custom', permissions: ['team:access', 'members:invite'] }));
    for (const project of [search, archived]) succeeded(await owner.put(`/v1/accounts/${team}/projects/${project}/members/${ines.id}`, { role: 'editor' }));
    const { invite } = await owner.invite(team, { email: `lee.${kind}@example.com`, role: 'basic', projects: [{ project: archived, role: 'viewer' }] });
    succeeded(await owner.patch(`/v1/accounts/${team}/projects/${archived}`, { status: 'archived' }));

    const seat = await visit(kind, ines, team);
    const dialog = await openDialog(seat);
    await dialog.getByRole('button', { name: 'Add project' }).click();
    const row = dialog.getByRole('group', { name: 'Search' });
    assert.deepEqual(await options(row.getByLabel('Project')), ['Search'], 'neither where Ines holds nothing nor what is archived');
    assert.deepEqual(await options(row.getByLabel('Role')), ['Viewer', 'Editor', 'Custom'], 'not the manager');
    await row.getByLabel('Role').selectOption('Custom');
    assert.equal(await row.getByRole('checkbox', { name: 'Manage projects' }).count(), 0);
    assert.equal(await row.getByRole('checkbox', { name: 'Manage Volumes' }).count(), 1);
    await seat.page.keyboard.press('Escape');
    await openEdit(seat, kind, invite.email ?? '');
    const edit = seat.page.getByRole('dialog', { name: `Edit the invite for ${invite.email}` });
    await edit.getByRole('group', { name: 'Retired' }).getByText('This project is archived. Remove it from the invite.').waitFor();
    await seat.screenshot(`invite-projects-${kind}-archived`);
    seat.assertNoErrors();
    await seat.context.close();

    const other = await ownerWithTeam(product, 'Otto');
    const empty = await visit(kind, other.owner, other.team);
    const plain = await openDialog(empty);
    await plain.getByLabel(/^Note/).waitFor();
    assert.equal(await plain.getByRole('group', { name: 'Projects' }).count(), 0);
    await empty.context.close();
  });

  test(`${kind}: the section passes axe and fits in the dark on a phone`, async () => {
    const { owner, team } = await ownerWithTeam(product, 'Olga');
    await createProjects(owner, team, 'Assistant', 'A project with a name as long as names can be, which is sixty');
    const seat = await visit(kind, owner, team, { colorScheme: 'dark', viewport: { width: 390, height: 844 } });
    const dialog = await openDialog(seat);
    const add = dialog.getByRole('button', { name: 'Add project' });
    await add.click();
    await dialog.getByRole('group', { name: 'A project' }).waitFor();
    await add.click();
    await dialog.getByRole('group', { name: 'Assistant' }).getByLabel('Role').selectOption('Custom');
    assert.ok(await fits(dialog), 'nothing is cut off');
    await dialog.getByRole('group', { name: 'Projects' }).scrollIntoViewIfNeeded();
    await dialog.getByRole('group', { name: 'A project' }).getByLabel('Role').scrollIntoViewIfNeeded();
    await seat.screenshot(`invite-projects-${kind}-dark-390`);
    assert.deepEqual(await axeViolations(seat, 'on a phone'), []);
    seat.assertNoErrors();
    await seat.context.close();
  });
}
