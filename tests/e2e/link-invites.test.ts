// A link for several people: made, used, edited and declined in the console and in `hallpass/react`, against the real edge; with the
// keyboard, and axe in light, dark and on a phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { openBrowser, startBrowser, type Appearance, type UserBrowser } from '../harness/browser.ts';
import { unique } from '../harness/edge.ts';
import { hostPage, openGallery, type HostPage } from '../harness/page.ts';
import { ownerWithTeam, person, tokenOf, type Person } from '../harness/person.ts';
import { startProduct, type Product } from '../harness/product.ts';
import * as screens from '../harness/screens.ts';
import type { Invite } from '../harness/shapes.ts';

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

const DARK = { colorScheme: 'dark' } as const;
const PHONE = { viewport: { width: 390, height: 844 } } as const;

/** Opens the console's Team screen in the team of `owner`. */
async function visitConsole(owner: Person, team: string, appearance: Appearance = {}): Promise<UserBrowser> {
  const seat = await screens.open(browser, product.origin, owner, team, `/t/${team}/invites`, appearance);
  await seat.page.getByRole('button', { name: 'Invite new member' }).waitFor();
  return seat;
}

const newest = async (owner: Person, team: string): Promise<Invite> => (await owner.invites(team))[0] ?? assert.fail('there is no invite');

test('console: a link for several people is made with the keyboard, used, edited and used up', async () => {
  const { owner, team } = await ownerWithTeam(product, 'Olga');
  const seat = await visitConsole(owner, team);
  const { page } = seat;
  const type = async (field: Locator, text: string): Promise<void> => {
    await screens.tabTo(page, field);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(text);
  };
  await page.getByRole('button', { name: 'Invite new member' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Invite new member' });
  await screens.tabTo(page, dialog.getByLabel('Invite', { exact: true }));
  await page.keyboard.press('ArrowDown');
  await type(dialog.getByLabel('Number of people'), '50');
  await type(dialog.getByLabel('Email domains'), 'not a domain');
  const create = dialog.getByRole('button', { name: 'Create link' });
  await screens.tabTo(page, create);
  await page.keyboard.press('Enter');
  await dialog.getByText('Enter domains like example.com, separated by commas.').waitFor();
  assert.deepEqual(seat.errors.splice(0), ['console: Failed to load resource: the server responded with a status of 400 (Bad Request)']);
  await seat.screenshot('link-invites-console-error');
  await dialog.getByLabel('Email domains').fill('@Acme.example, acme.de');
  await dialog.getByLabel('Email domains').scrollIntoViewIfNeeded();
  await seat.screenshot('link-invites-console-dialog');
  assert.deepEqual(await axeViolations(seat, 'the dialog'), []);
  await create.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await screens.toast(seat, 'Invite link created');
  const invite = await newest(owner, team);
  assert.deepEqual([invite.maxUses, invite.uses, invite.domains], [50, 0, ['acme.example', 'acme.de']]);

  const row = screens.pendingInvite(seat, 'Anyone with the link');
  await row.getByText('Only emails at acme.example or acme.de').waitFor();
  await row.getByText('0 of 50 used').waitFor();
  const { link } = (await owner.get(`/v1/accounts/${team}/invites/${invite.id}/link`)).json() as { link: string };
  for (const name of ['Kim', 'Lea', 'Mia']) {
    const guest = await person(product, name, { email: `${name}.${unique()}@acme.example` });
    await guest.join({ token: await tokenOf(product, link) });
  }
  await row.getByText('3 of 50 used').waitFor({ timeout: 20_000 });
  await seat.screenshot('link-invites-console-pending');
  for (const [name, appearance] of [['dark', DARK], ['phone', PHONE]] as const) {
    const other = await visitConsole(owner, team, appearance);
    await screens.pendingInvite(other, 'Anyone with the link').getByText('3 of 50 used').waitFor();
    await screens.pendingInvite(other, 'Anyone with the link').scrollIntoViewIfNeeded();
    await other.screenshot(`link-invites-console-pending-${name}`);
    assert.deepEqual(await axeViolations(other, `the list, ${name}`), []);
    await other.page.getByRole('button', { name: 'Invite new member' }).click();
    const narrow = other.page.getByRole('dialog', { name: 'Invite new member' });
    await narrow.getByLabel('Invite', { exact: true }).selectOption('link');
    await narrow.getByLabel('Number of people').waitFor();
    await other.screenshot(`link-invites-console-dialog-${name}`);
    assert.deepEqual(await axeViolations(other, `the dialog, ${name}`), []);
    assert.ok(await narrow.evaluate((each) => each.scrollWidth <= each.clientWidth), `${name}: the dialog fits`);
    await other.context.close();
  }

  await screens.rowAction(seat, 'anyone at acme.example or acme.de with the link', 'Edit');
  const edit = page.getByRole('dialog', { name: /^Edit the invite for anyone at acme.example or acme.de/ });
  await edit.getByText('3 people have already joined.').waitFor();
  await edit.getByLabel('Number of people').fill('3');
  await seat.screenshot('link-invites-console-edit');
  await edit.getByRole('button', { name: 'Save' }).click();
  await edit.waitFor({ state: 'hidden' });
  await page.getByRole('radio', { name: 'Past' }).check({ force: true });
  const decided = page.getByRole('table', { name: 'Past invites' }).getByRole('row').filter({ hasText: '3 of 3 used' });
  await decided.getByText('Accepted').waitFor({ timeout: 20_000 });
  assert.equal((await newest(owner, team)).status, 'accepted');
  seat.assertNoErrors();
  await seat.context.close();
});

test('console: the page of a link names the domains, refuses another address, joins, and a declined link stays open', async () => {
  const { owner, team } = await ownerWithTeam(product, 'Olga');
  const { invite, link } = await owner.invite(team, { role: 'dev', maxUses: 5, domains: ['acme.example', 'acme.de'] });
  const seat = await openBrowser(browser, product.origin);
  const { page } = seat;
  await page.goto(link);
  await page.getByText('an email at acme.example', { exact: true }).first().waitFor();
  await seat.screenshot('link-invites-join-signed-out');
  await screens.signIn(seat, { email: `eve.${unique()}@other.example`, name: 'Eve' });
  await page.getByRole('heading', { name: 'This invite is for a different email' }).waitFor();
  const text = await page.getByRole('main').innerText();
  assert.match(text, /an email at acme\.example or acme\.de/);
  assert.doesNotMatch(text, /0 of 5|5 people|used/, 'nobody learns from the page how often it was used');
  await seat.screenshot('link-invites-join-wrong-account');
  assert.deepEqual(await axeViolations(seat, 'another address'), []);
  assert.equal((await owner.inviteState(invite.id)).uses, 0);
  seat.errors.splice(0);
  await seat.context.close();

  const kim = await openBrowser(browser, product.origin, DARK);
  await kim.page.goto(link);
  await screens.signIn(kim, { email: `kim.${unique()}@acme.de`, name: 'Kim' });
  await kim.page.getByRole('button', { name: 'Decline' }).click();
  await kim.page.getByText('The link is for several people and still works.').waitFor();
  await kim.screenshot('link-invites-join-declined-dark');
  await kim.page.goto('about:blank');
  await kim.page.goto(link);
  await kim.page.getByRole('button', { name: 'Join team' }).click();
  await kim.page.getByRole('heading', { name: /^You're in/ }).waitFor();
  await kim.page.goto('about:blank');
  await kim.page.goto(link);
  await kim.page.getByRole('heading', { name: /already in/ }).waitFor();
  const state = await owner.inviteState(invite.id);
  assert.deepEqual([state.uses, state.status], [1, 'pending']);
  await kim.context.close();
});

test('react: a link for several people is made, shown and edited', async () => {
  const { owner, team } = await ownerWithTeam(product, 'Olga');
  const seat = await openGallery(browser, host, product.origin, owner, team);
  const { page } = seat;
  await page.getByRole('button', { name: 'Invite new member' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Invite new member' });
  await dialog.getByLabel('Number of people').fill('4');
  await dialog.getByLabel('Email domains').fill('acme.example');
  await seat.screenshot('link-invites-react-dialog');
  assert.deepEqual(await axeViolations(seat, 'the dialog'), []);
  await dialog.getByRole('button', { name: 'Create invite' }).click();
  await dialog.getByRole('button', { name: 'Close' }).click();
  const invite = await newest(owner, team);
  assert.deepEqual([invite.maxUses, invite.domains], [4, ['acme.example']]);
  const row = page.getByRole('region', { name: 'Pending invites' }).getByRole('listitem').filter({ hasText: 'acme.example' });
  await row.getByText('Anyone with the link and an email at acme.example').waitFor();
  await row.getByText('0 of 4 used').waitFor();
  await row.getByRole('button', { name: 'Edit' }).click();
  const edit = page.getByRole('dialog', { name: /^Edit the invite/ });
  await edit.getByLabel('Number of people').fill('9');
  await edit.getByLabel('Email domains').fill('');
  await edit.getByRole('button', { name: 'Save' }).click();
  await edit.waitFor({ state: 'hidden' });
  const edited = await newest(owner, team);
  assert.deepEqual([edited.maxUses, edited.domains], [9, undefined]);
  await page.getByText('0 of 9 used').waitFor();
  await seat.screenshot('link-invites-react-pending');
  seat.assertNoErrors();
  await seat.context.close();
});
