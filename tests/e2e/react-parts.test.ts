// The ready-made parts of `hallpass/react` on a host's page, against the real edge: what they do, by keyboard and by
// name, and what axe says of them in light, dark and right-to-left.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, startBrowser, type Appearance, type UserBrowser } from '../harness/browser.ts';
import { hostPage, type HostPage } from '../harness/page.ts';
import { signIn, type Person } from '../harness/person.ts';
import { startProduct, type Product } from '../harness/product.ts';

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

interface Scene {
  readonly owner: Person;
  readonly dev: Person;
  /** The team's id. */
  readonly team: string;
}

/** A team of an owner and a developer, made by HTTP. */
async function scene(name: string): Promise<Scene> {
  const owner = await signIn(product, 'Olga');
  const dev = await signIn(product, 'Devi');
  await owner.open();
  await dev.open();
  const { id } = await owner.team(name);
  const { invite } = await owner.invite(id, { email: dev.email, role: 'dev' });
  await dev.join({ inviteId: invite.id });
  return { owner, dev, team: id };
}

interface Visit extends Appearance {
  readonly path?: string;
  /** The account that the tab works in. */
  readonly account?: string;
  readonly dir?: 'rtl';
  /** Whether the bell opens by itself. */
  readonly asks?: boolean;
}

/** Seats somebody at the host's page. */
async function visit(person: Person, { path = '/', account, dir, asks = false, ...looks }: Visit): Promise<UserBrowser> {
  const taken = await openBrowser(browser, host.origin, looks);
  const query = new URLSearchParams({ edge: product.origin, scheme: looks.colorScheme ?? 'light', ...(dir && { dir }), ...(!asks && { asks: 'no' }) });
  await taken.page.addInitScript(
    ([identity, chosen]) => {
      if (identity && !sessionStorage.getItem('once')) sessionStorage.setItem('identity', identity);
      if (chosen && !sessionStorage.getItem('once')) sessionStorage.setItem('hallpass.account', chosen);
      sessionStorage.setItem('once', 'yes');
    },
    [person.identity, account] as const,
  );
  const [at, fragment] = path.split('#');
  await taken.open(`${at}?${query}${fragment ? `#${fragment}` : ''}`);
  return taken;
}

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');

test('gates follow the account of the tab, and say why not', async () => {
  const { dev, team } = await scene('Gate Team');
  const one = await visit(dev, { account: team });
  const { page } = one;
  const gates = page.getByRole('region', { name: 'Gates' });
  await gates.getByText('Pods are yours').waitFor();
  assert.ok(await gates.getByRole('button', { name: 'Pay', exact: true }).isDisabled());
  await gates.getByRole('button', { name: 'Why? Pay more' }).click();
  const why = gates.getByRole('region', { name: 'Why not: Pay more' });
  await why.getByText('Billing, Admin').waitFor();
  assert.match(await why.innerText(), /Your role, Dev, does not include “Manage billing”/);
  assert.match(await why.innerText(), /Olga \(owner\)/);
  // A link inside of what is denied leads nowhere.
  await gates.getByRole('link', { name: 'Bills' }).click();
  assert.equal(new URL(page.url()).pathname, '/');
  await one.screenshot('react-gates');

  // By keyboard alone to one's own account, where everything is allowed.
  const switcher = page.getByRole('button', { name: /^Account:/ });
  await switcher.focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('Home');
  assert.match(await focused(page), /^Devi/);
  await one.screenshot('react-switcher');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Account: Devi, Personal account' }).waitFor();
  assert.match(await focused(page), /^Account: Devi/, 'the focus is back on the button');
  await page.waitForFunction(() => !document.querySelector<HTMLButtonElement>('section[aria-label="Gates"] fieldset'));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'hidden' });
  assert.match(await focused(page), /^Account: Devi/);
  one.assertNoErrors();
});

test('through the eyes of another role the gates answer as it would, and requests do not', async () => {
  const { owner, team } = await scene('Eyes Team');
  const one = await visit(owner, { account: team });
  const gates = one.page.getByRole('region', { name: 'Gates' });
  await gates.getByText('Pods are yours').waitFor();
  await one.page.getByLabel('View as').selectOption({ label: 'Billing' });
  await gates.getByText('No pods').waitFor();
  assert.ok(await gates.getByRole('button', { name: 'Pay', exact: true }).isEnabled());
  await one.page.getByText('You see this as Billing would.').waitFor();
  const own = await one.page.evaluate(() => (window as never as { client: { can(name: string): boolean } }).client.can('pods:manage'));
  assert.ok(own, 'the client itself answers for oneself');
  await one.page.getByRole('button', { name: 'Stop' }).click();
  await gates.getByText('Pods are yours').waitFor();
  one.assertNoErrors();
});

test('inviting: roles out of reach, a link, the list, resend and revoke', async () => {
  const { owner, team } = await scene('Invite Team');
  const one = await visit(owner, { account: team });
  const { page } = one;
  const open = page.getByRole('button', { name: 'Invite new member' });
  await open.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Invite new member' });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await focused(page), 'Invite new member', 'closing gives the focus back');
  await page.keyboard.press('Enter');
  await dialog.getByLabel('E-mail address').fill('nobody');
  await dialog.getByLabel('E-mail address').fill('new.colleague@example.com');
  await dialog.getByRole('radio', { name: 'Dev', exact: true }).check();
  await dialog.getByLabel(/^Note/).fill('Welcome');
  await one.screenshot('react-invite');
  await dialog.getByRole('button', { name: 'Create invite' }).click();
  await dialog.getByText('The invite for new.colleague@example.com is made.').waitFor();
  const link = await dialog.getByRole('textbox', { name: 'Invite link' }).inputValue();
  assert.ok(link.startsWith(`${product.origin}/i/`), link);
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  await dialog.getByText('Copied').waitFor();
  await one.screenshot('react-invited');
  await dialog.getByRole('button', { name: 'Close' }).click();

  const row = page.getByRole('region', { name: 'Pending invites' }).getByRole('listitem').filter({ hasText: 'new.colleague@example.com' });
  await row.getByRole('button', { name: 'Invite link' }).click();
  assert.equal(await row.getByRole('textbox', { name: 'Invite link' }).inputValue(), link, 'the same link again');
  await row.getByRole('button', { name: 'Revoke' }).click();
  await one.screenshot('react-pending');
  await page.getByRole('dialog', { name: 'Revoke this invite?' }).getByRole('button', { name: 'Revoke' }).click();
  await row.waitFor({ state: 'hidden' });
  await page.getByText('Nobody is invited at the moment').waitFor();
  const [invite] = await owner.invites(team).then((all) => all.filter(({ email }) => email === 'new.colleague@example.com'));
  assert.equal(invite?.status, 'revoked');
  one.assertNoErrors();
});

test('members: another role, and out', async () => {
  const { owner, dev, team } = await scene('Member Team');
  const one = await visit(owner, { account: team });
  const { page } = one;
  const row = page.getByRole('table', { name: 'Members' }).getByRole('row').filter({ hasText: dev.name });
  await row.getByRole('button', { name: 'Change role of Devi' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change role of Devi' });
  await dialog.getByRole('radio', { name: 'Billing', exact: true }).check();
  await dialog.getByRole('button', { name: 'Change role' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await row.filter({ hasText: 'Billing' }).waitFor();
  await one.screenshot('react-members');
  await row.getByRole('button', { name: 'Remove Devi' }).click();
  await page.getByRole('dialog', { name: 'Remove Devi?' }).getByRole('button', { name: 'Remove' }).click();
  await row.waitFor({ state: 'hidden' });
  assert.equal((await owner.members(team)).length, 1);
  one.assertNoErrors();
});

test('leaving and deleting: what it does is said first', async () => {
  const { owner, dev, team } = await scene('Short Team');
  const two = await visit(dev, { account: team });
  await two.page.getByText('Only Olga, the owner, can delete it.').waitFor();
  assert.equal(await two.page.getByRole('button', { name: 'Delete team' }).getAttribute('aria-disabled'), 'true');
  await two.page.getByRole('button', { name: 'Leave team' }).click();
  await two.page.getByRole('dialog', { name: 'Leave Short Team?' }).getByRole('button', { name: 'Leave team' }).click();
  await two.page.getByRole('status').filter({ hasText: 'Short Team' }).waitFor();
  await two.page.getByRole('button', { name: 'Account: Devi, Personal account' }).waitFor();
  two.assertNoErrors();

  const one = await visit(owner, { account: team });
  await one.page.getByRole('button', { name: 'Delete team' }).click();
  const dialog = one.page.getByRole('dialog', { name: 'Delete Short Team?' });
  await dialog.getByText('0 members lose access at once').waitFor();
  await dialog.getByLabel(/to confirm/).fill('Another Team');
  await dialog.getByRole('button', { name: 'Delete team for good' }).click();
  await dialog.getByRole('alert').filter({ hasText: 'The name does not match.' }).waitFor();
  await one.screenshot('react-delete');
  await dialog.getByLabel(/to confirm/).fill('Short Team');
  await dialog.getByRole('button', { name: 'Delete team for good' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await one.page.getByRole('button', { name: 'Account: Olga, Personal account' }).waitFor();
  one.assertNoErrors();
});

test('the bell asks by itself, and one press goes there', async () => {
  const { owner, team } = await scene('Bell Team');
  const guest = await signIn(product, 'Gus');
  await guest.open();
  await owner.invite(team, { email: guest.email, role: 'basic', note: 'Come in' });
  const one = await visit(guest, { asks: true });
  // It is the inbox again as soon as no invite waits any more.
  const panel = one.page.getByRole('dialog', { name: /^(You are invited|Inbox)$/ });
  await panel.getByText('Join Bell Team as Basic?').waitFor();
  await one.screenshot('react-bell');
  await panel.getByRole('button', { name: 'Join team' }).click();
  await panel.getByRole('button', { name: 'Switch to Bell Team' }).click();
  await one.page.getByRole('button', { name: 'Account: Bell Team, Basic' }).waitFor();
  one.assertNoErrors();
});

test('a mounted twice accept page joins once, by one request', async () => {
  const { owner, team } = await scene('Once Team');
  const guest = await signIn(product, 'Gina');
  const { link } = await owner.invite(team, { email: guest.email, role: 'dev', note: 'Hello Gina' });
  const opened = await fetch(link, { redirect: 'manual' });
  const fragment = new URL(opened.headers.get('location') ?? '').hash.slice(1);
  const one = await visit(guest, { path: `/join#${fragment}` });
  const accepts: string[] = [];
  one.page.on('request', (request) => request.url().endsWith('/accept') && request.method() === 'POST' && accepts.push(request.url()));
  await one.page.getByRole('heading', { name: 'Join Once Team' }).waitFor();
  await one.page.getByText('Hello Gina').waitFor();
  assert.ok(!one.page.url().includes('invite='), 'the address keeps no token');
  await one.screenshot('react-accept');
  await one.page.getByRole('button', { name: 'Join team' }).dblclick();
  await one.page.getByRole('heading', { name: 'You are in Once Team' }).waitFor();
  await one.screenshot('react-joined');
  await one.page.getByRole('button', { name: 'Switch to Once Team' }).click();
  await one.page.waitForFunction(() => (window as never as { client: { state: { active?: { name: string } } } }).client.state.active?.name === 'Once Team');
  assert.equal(accepts.length, 1);
  assert.equal((await owner.members(team)).filter(({ name }) => name === 'Gina').length, 1);
  one.assertNoErrors();
});

async function objections(page: Page, place: string): Promise<string[]> {
  const { violations, passes } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  assert.ok(passes.length > 5, `${place}: axe looked at something`);
  return violations.map(({ id, nodes }) => `${place}: ${id}: ${nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`);
}

const LOOKS: readonly (Visit & { readonly name: string })[] = [
  { name: 'light', colorScheme: 'light' },
  { name: 'dark', colorScheme: 'dark' },
  { name: 'right to left and narrow', colorScheme: 'light', dir: 'rtl', viewport: { width: 390, height: 800 } },
];

for (const { name, ...looks } of LOOKS) {
  test(`axe objects to nothing, ${name}`, async () => {
    const { owner, dev, team } = await scene('Axe Team');
    const [other] = await Promise.all([owner.team('Other Team'), owner.invite(team, { role: 'basic' })]);
    await owner.invite(other.id, { email: dev.email, role: 'basic' });
    const found: string[] = [];
    const one = await visit(dev, { ...looks, account: team, asks: true });
    const { page } = one;
    const panel = page.getByRole('dialog', { name: 'You are invited' });
    await panel.getByRole('button', { name: 'Join team' }).waitFor();
    await page.getByRole('table', { name: 'Members' }).waitFor();
    found.push(...(await objections(page, 'with the inbox open')));
    await one.screenshot(`react-bell-${looks.dir ?? looks.colorScheme}`);
    await panel.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Why? Pay more' }).click();
    await page.getByRole('region', { name: 'Why not: Pay more' }).getByText('Billing').first().waitFor();
    found.push(...(await objections(page, 'as a developer')));
    await one.screenshot(`react-gallery-dev-${looks.dir ?? looks.colorScheme}`);
    const two = await visit(owner, { ...looks, account: team });
    await two.page.getByRole('region', { name: 'Pending invites' }).getByRole('listitem').first().waitFor();
    await two.page.getByRole('button', { name: /^Account:/ }).click();
    found.push(...(await objections(two.page, 'as the owner')));
    await two.screenshot(`react-gallery-owner-${looks.dir ?? looks.colorScheme}`);
    await two.page.keyboard.press('Escape');
    for (const [button, title] of [
      ['Invite new member', 'Invite new member'],
      ['Change role of Devi', 'Change role of Devi'],
      ['Delete team', 'Delete Axe Team?'],
    ] as const) {
      const apart = (text: string) => text.replace(/Devi|Axe Team/, (name) => (looks.dir ? `\u2068${name}\u2069` : name));
      await two.page.getByRole('button', { name: apart(button) }).first().click();
      const dialog = two.page.getByRole('dialog', { name: apart(title) });
      await dialog.waitFor();
      if (title.startsWith('Delete')) await dialog.getByText('1 member loses access').waitFor();
      found.push(...(await objections(two.page, title)));
      await two.screenshot(`react-dialog-${button.split(' ')[0]?.toLowerCase()}-${looks.dir ?? looks.colorScheme}`);
      await two.page.keyboard.press('Escape');
    }
    const { link } = await owner.invite((await owner.team('Third Team')).id, { email: 'guest@example.com', role: 'basic' });
    const fragment = new URL((await fetch(link, { redirect: 'manual' })).headers.get('location') ?? '').hash;
    const three = await visit(dev, { ...looks, path: `/join${fragment}` });
    await three.page.getByRole('heading', { name: 'This invite is for another address' }).waitFor();
    found.push(...(await objections(three.page, 'joining with another address')));
    await three.page.evaluate(() => (window as never as { client: { signOut(): Promise<void>; identityChanged(): Promise<void> } }).client.signOut());
    await three.page.evaluate(() => (window as never as { client: { identityChanged(): Promise<void> } }).client.identityChanged());
    await three.page.getByRole('button', { name: 'Sign in' }).waitFor();
    found.push(...(await objections(three.page, 'joining, signed out')));
    await three.screenshot(`react-join-${looks.dir ?? looks.colorScheme}`);
    assert.deepEqual(found, []);
    for (const each of [one, two, three]) {
      each.assertNoErrors();
      await each.context.close();
    }
  });
}
