// The settings page and the convert part of `hallpass/react`, and panels at the edges of the page.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { openBrowser, startBrowser, type Appearance, type UserBrowser } from '../harness/browser.ts';
import { startEdge, type Edge } from '../harness/edge.ts';
import { hostPage, type HostPage } from '../harness/page.ts';
import { enrol, person, type Person } from '../harness/person.ts';

const PHONE = { width: 390, height: 844 };

let edge: Edge;
let browser: Browser;
let host: HostPage;
before(async () => {
  browser = await startBrowser();
  // The page knows the edge by its query, and the edge the page by its settings.
  let origin = '';
  host = await hostPage({ script: 'gallery.tsx', edge: 'http://127.0.0.1:*' });
  origin = host.origin;
  edge = await startEdge({ settings: { JOIN_URL: `${origin}/join`, ALLOWED_ORIGINS: origin } });
});
after(async () => {
  await browser?.close();
  await host?.stop();
  await edge?.stop();
});

const visit = async (user: Person, { account, dir, invite, ...appearance }: Appearance & { account?: string; dir?: 'rtl'; invite?: boolean } = {}): Promise<UserBrowser> => {
  const opened = await openBrowser(browser, host.origin, appearance);
  await opened.page.addInitScript(
    ([identity, chosen]) => {
      sessionStorage.setItem('identity', identity);
      if (chosen && !sessionStorage.getItem('hallpass.account')) sessionStorage.setItem('hallpass.account', chosen);
    },
    [user.identity, account ?? ''] as const,
  );
  const query = new URLSearchParams({ edge: edge.origin, scheme: appearance.colorScheme ?? 'light', ...(dir && { dir }), ...(invite && { invite: 'yes' }) });
  await opened.open(`/settings?${query}`);
  await opened.page.getByRole('heading', { name: 'General' }).waitFor();
  return opened;
};

const teamOf = async (name: string): Promise<{ owner: Person; dev: Person; team: string }> => {
  const [owner, dev] = [await person(edge, 'Olga'), await person(edge, 'Devi')];
  const { id } = await owner.team(name);
  await enrol(owner, id, dev, 'dev');
  return { owner, dev, team: id };
};

const close = async (user: UserBrowser): Promise<void> => {
  user.assertNoErrors();
  await user.context.close();
};

test('an owner renames the team, sees members and invites, and deletes it by typing its name', async () => {
  const { owner, team } = await teamOf('Old Name');
  await owner.invite(team, { email: 'new@example.com', role: 'dev' });
  const user = await visit(owner, { account: team });
  const { page } = user;
  const save = page.getByRole('button', { name: 'Save' });
  assert.equal(await save.getAttribute('aria-disabled'), 'true', 'nothing is changed yet');
  await page.getByLabel('Team name').fill('New Name');
  await save.click();
  await page.getByText('Saved', { exact: true }).waitFor();
  assert.equal((await owner.account(team)).name, 'New Name');
  await page.getByRole('button', { name: 'Account: New Name, Admin' }).waitFor();

  await page.getByRole('region', { name: 'Members' }).first().getByRole('button', { name: 'Invite new member' }).waitFor();
  await page.getByRole('cell', { name: /Devi devi/ }).waitFor();
  await page.getByText('new@example.com').waitFor();
  await page.getByText('A section of the app').waitFor();

  await page.getByRole('button', { name: 'Delete team' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete New Name?' });
  await dialog.getByText('1 member loses access immediately').waitFor();
  const remove = dialog.getByRole('button', { name: 'Delete team for good' });
  assert.equal(await remove.getAttribute('aria-disabled'), 'true');
  await dialog.getByLabel("Type the team's name to confirm").fill('Old Name');
  await remove.click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel("Type the team's name to confirm").fill('New Name');
  await remove.click();
  await page.getByText('ended New Name').waitFor();
  await close(user);
});

test('a member sees the settings, and may only leave', async () => {
  const { dev, team } = await teamOf('Read Only');
  const user = await visit(dev, { account: team });
  const { page } = user;
  await page.getByText('Team name: Read Only').waitFor();
  await page.getByRole('cell', { name: /Olga/ }).first().waitFor();
  for (const name of ['Save', 'Invite new member', 'Change role of Olga']) assert.equal(await page.getByRole('button', { name }).count(), 0, name);
  assert.equal(await page.getByRole('heading', { name: 'Pending invites' }).count(), 0);
  await page.getByRole('button', { name: 'Leave team' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Leave team' }).click();
  await page.getByText('ended Read Only').waitFor();
  await close(user);
});

test('a personal account offers to be converted, and invites nobody before', async () => {
  const owner = await person(edge, 'Pia');
  const user = await visit(owner);
  const { page } = user;
  await page.getByLabel('Account name').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Invite new member' }).count(), 0, 'nobody can join a personal account');
  await page.getByRole('button', { name: 'Convert to a team' }).click();
  const dialog = page.getByRole('dialog', { name: 'Convert to a team' });
  await dialog.getByLabel('Team name').fill('Pia and Friends');
  assert.deepEqual(await axeViolations(user, 'convert'), []);
  await user.screenshot('react-convert-dialog');
  await dialog.getByRole('button', { name: 'Convert to a team' }).click();
  await page.getByText('converted to Pia and Friends').waitFor();
  await page.getByRole('button', { name: 'Invite new member' }).waitFor();
  const account = await owner.account(owner.own);
  assert.deepEqual([account.kind, account.name], ['team', 'Pia and Friends'], 'the id stays');
  await close(user);
});

test('a dialog to invite that the app opens in a personal account says what to do', async () => {
  const user = await visit(await person(edge, 'Pia'), { invite: true });
  const dialog = user.page.getByRole('dialog', { name: 'Invite new member' });
  await dialog.getByText('Convert it to a team before you invite people.').waitFor();
  assert.equal(await dialog.getByRole('textbox').count(), 0);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await user.page.getByText('closed', { exact: true }).waitFor();
  await close(user);
});

const inside = (page: Page, selector: string): Promise<{ inside: boolean; box: string }> =>
  page.evaluate((each) => {
    const { left, right } = document.querySelector(each)!.getBoundingClientRect();
    return { inside: left >= 0 && right <= document.documentElement.clientWidth, box: `${left}-${right}` };
  }, selector);

for (const [name, appearance] of Object.entries({
  light: {},
  dark: { colorScheme: 'dark' },
  'on a phone': { viewport: PHONE },
  'on a phone from right to left': { viewport: PHONE, dir: 'rtl' },
  'from right to left': { dir: 'rtl' },
} satisfies Record<string, Appearance & { dir?: 'rtl' }>)) {
  test(`the settings page and its panels, ${name}`, async () => {
    const { owner, team } = await teamOf('Team of the Picture');
    await owner.invite(team, { email: 'somebody.with.a.long.address@subdomain.example.com', role: 'dev', note: 'Welcome' });
    const user = await visit(owner, { account: team, ...appearance });
    const { page } = user;
    await page.getByRole('cell', { name: /Devi devi/ }).waitFor();
    await page.getByText('somebody.with').waitFor();
    assert.deepEqual(await axeViolations(user, `settings ${name}`), []);
    await user.screenshot(`react-settings-${name.replaceAll(' ', '-')}`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(width <= 0 || (appearance as Appearance).viewport === PHONE, `the page scrolls sideways by ${width}`);

    // The bell is where the line starts, the switcher where it ends.
    await page.getByRole('button', { name: /^Inbox/ }).click();
    await page.getByRole('dialog').waitFor();
    assert.deepEqual((await inside(page, '[data-hallpass-part="panel"]')).inside, true, (await inside(page, '[data-hallpass-part="panel"]')).box);
    await user.screenshot(`react-panel-${name.replaceAll(' ', '-')}`);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: /^Account:/ }).click();
    await page.getByRole('menu').waitFor();
    assert.deepEqual((await inside(page, '[data-hallpass-part="menu"]')).inside, true, (await inside(page, '[data-hallpass-part="menu"]')).box);
    await close(user);
  });
}
