// The components of `hallpass/react` on a host's page, against the real edge: what they do, keyboard use, accessible names, and axe in
// light, dark and right-to-left.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { openBrowser, startBrowser, type Appearance, type UserBrowser } from '../harness/browser.ts';
import { assertMenuKeys } from '../harness/menu.ts';
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

interface Fixture {
  readonly owner: Person;
  readonly dev: Person;
  /** The team's id. */
  readonly team: string;
}

/** Creates a team with an owner and a developer over HTTP. */
async function teamFixture(name: string): Promise<Fixture> {
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
  /** The tab's account. */
  readonly account?: string;
  readonly dir?: 'rtl';
  /** Whether the bell opens by itself. */
  readonly asks?: boolean;
}

/** Opens the host's page for a user. */
async function visit(person: Person, { path = '/', account, dir, asks = false, ...appearance }: Visit): Promise<UserBrowser> {
  const opened = await openBrowser(browser, host.origin, appearance);
  const query = new URLSearchParams({ edge: product.origin, scheme: appearance.colorScheme ?? 'light', ...(dir && { dir }), ...(!asks && { asks: 'no' }) });
  await opened.page.addInitScript(
    ([identity, chosen]) => {
      if (identity && !sessionStorage.getItem('once')) sessionStorage.setItem('identity', identity);
      if (chosen && !sessionStorage.getItem('once')) sessionStorage.setItem('hallpass.account', chosen);
      sessionStorage.setItem('once', 'yes');
    },
    [person.identity, account] as const,
  );
  const [at, fragment] = path.split('#');
  await opened.open(`${at}?${query}${fragment ? `#${fragment}` : ''}`);
  return opened;
}

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');

test('gates follow the account of the tab, and explain denials', async () => {
  const { dev, team } = await teamFixture('Gate Team');
  const user = await visit(dev, { account: team });
  const { page } = user;
  const gates = page.getByRole('region', { name: 'Gates' });
  await gates.getByText('Pods are yours').waitFor();
  assert.ok(await gates.getByRole('button', { name: 'Pay', exact: true }).isDisabled());
  await gates.getByRole('button', { name: 'Why? Pay more' }).click();
  const why = gates.getByRole('region', { name: 'Why not: Pay more' });
  await why.getByText('Billing, Admin').waitFor();
  assert.match(await why.innerText(), /Your role, Dev, doesn't include “Manage billing”/);
  assert.match(await why.innerText(), /Olga \(owner\)/);
  assert.doesNotMatch(await why.innerText(), /What to do/, 'who can help is said once');
  // A link inside a denied gate does not navigate.
  await gates.getByRole('link', { name: 'Bills' }).click();
  assert.equal(new URL(page.url()).pathname, '/');
  await user.screenshot('react-gates');

  // Switch to the personal account, where everything is allowed, with the keyboard alone.
  const switcher = page.getByRole('button', { name: /^Account:/ });
  await switcher.focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('Home');
  assert.match(await focused(page), /^Devi/);
  await user.screenshot('react-switcher');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Account: Devi, Personal account' }).waitFor();
  assert.match(await focused(page), /^Account: Devi/, 'the focus returns to the button');
  await page.waitForFunction(() => !document.querySelector<HTMLButtonElement>('section[aria-label="Gates"] fieldset'));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'hidden' });
  assert.match(await focused(page), /^Account: Devi/);
  // Something to go back to: the switcher is the first control of the page.
  await page.evaluate(() => document.body.prepend(Object.assign(document.createElement('button'), { textContent: 'Before' })));
  await assertMenuKeys(page, page.getByRole('button', { name: /^Account:/ }));
  user.assertNoErrors();
});

test('under “View as” gates show another role’s permissions, but the client keeps its own', async () => {
  const { owner, team } = await teamFixture('View Team');
  const user = await visit(owner, { account: team });
  const gates = user.page.getByRole('region', { name: 'Gates' });
  await gates.getByText('Pods are yours').waitFor();
  await user.page.getByLabel('View as').selectOption({ label: 'Billing' });
  await gates.getByText('No pods').waitFor();
  assert.ok(await gates.getByRole('button', { name: 'Pay', exact: true }).isEnabled());
  await user.page.getByText('Viewing as Billing.').waitFor();
  const own = await user.page.evaluate(() => (window as never as { client: { can(name: string): boolean } }).client.can('pods:manage'));
  assert.ok(own, 'the client itself is not affected');
  await user.page.getByRole('button', { name: 'Exit preview' }).click();
  await gates.getByText('Pods are yours').waitFor();
  user.assertNoErrors();
});

test('a member can invite, copy the link and revoke', async () => {
  const { owner, team } = await teamFixture('Invite Team');
  const user = await visit(owner, { account: team });
  const { page } = user;
  const open = page.getByRole('button', { name: 'Invite new member' });
  await open.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Invite new member' });
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await focused(page), 'Invite new member', 'closing returns the focus');
  await page.keyboard.press('Enter');
  const email = dialog.getByLabel('Email', { exact: true });
  await email.fill('new..colleague@example.com');
  await dialog.getByRole('button', { name: 'Create invite' }).click();
  await dialog.getByText('Enter an email like name@example.com.').waitFor();
  assert.equal(await email.getAttribute('aria-invalid'), 'true', 'the field itself says what is wrong with it');
  assert.deepEqual(user.errors.splice(0), ['console: Failed to load resource: the server responded with a status of 400 (Bad Request)']);
  await email.fill('new.colleague@example.com');
  await dialog.getByRole('radio', { name: 'Dev', exact: true }).check();
  await dialog.getByLabel(/^Note/).fill('Welcome');
  await user.screenshot('react-invite');
  await dialog.getByRole('button', { name: 'Create invite' }).click();
  await dialog.getByText('Invite created for new.colleague@example.com.').waitFor();
  const link = await dialog.getByRole('textbox', { name: 'Invite link' }).inputValue();
  assert.ok(link.startsWith(`${product.origin}/i/`), link);
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  await dialog.getByText('Copied').waitFor();
  await user.screenshot('react-invited');
  await dialog.getByRole('button', { name: 'Close' }).click();

  const row = page.getByRole('region', { name: 'Pending invites' }).getByRole('listitem').filter({ hasText: 'new.colleague@example.com' });
  await row.getByRole('button', { name: 'Invite link' }).click();
  assert.equal(await row.getByRole('textbox', { name: 'Invite link' }).inputValue(), link, 'the same link');
  await row.getByRole('button', { name: 'Revoke' }).click();
  await user.screenshot('react-pending');
  await page.getByRole('dialog', { name: 'Revoke this invite?' }).getByRole('button', { name: 'Revoke' }).click();
  await row.waitFor({ state: 'hidden' });
  await page.getByText('No pending invites').waitFor();
  const [invite] = await owner.invites(team).then((all) => all.filter(({ email }) => email === 'new.colleague@example.com'));
  assert.equal(invite?.status, 'revoked');
  user.assertNoErrors();
});

test('the owner can change a role and remove a member', async () => {
  const { owner, dev, team } = await teamFixture('Member Team');
  const user = await visit(owner, { account: team });
  const { page } = user;
  const row = page.getByRole('table', { name: 'Members' }).getByRole('row').filter({ hasText: dev.name });
  await row.getByRole('button', { name: 'Change role of Devi' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change role of Devi' });
  await dialog.getByRole('radio', { name: 'Billing', exact: true }).check();
  await dialog.getByRole('button', { name: 'Change role' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await row.filter({ hasText: 'Billing' }).waitFor();
  await user.screenshot('react-members');
  await row.getByRole('button', { name: 'Remove Devi' }).click();
  await page.getByRole('dialog', { name: 'Remove Devi?' }).getByRole('button', { name: 'Remove' }).click();
  await row.waitFor({ state: 'hidden' });
  assert.equal((await owner.members(team)).length, 1);
  user.assertNoErrors();
});

test('leaving and deleting are confirmed first', async () => {
  const { owner, dev, team } = await teamFixture('Short Team');
  const other = await visit(dev, { account: team });
  await other.page.getByText('Only Olga, the owner, can delete it.').waitFor();
  assert.equal(await other.page.getByRole('button', { name: 'Delete team' }).getAttribute('aria-disabled'), 'true');
  await other.page.getByRole('button', { name: 'Leave team' }).click();
  await other.page.getByRole('dialog', { name: 'Leave Short Team?' }).getByRole('button', { name: 'Leave team' }).click();
  await other.page.getByRole('status').filter({ hasText: 'Short Team' }).waitFor();
  await other.page.getByRole('button', { name: 'Account: Devi, Personal account' }).waitFor();
  other.assertNoErrors();

  const user = await visit(owner, { account: team });
  await user.page.getByRole('button', { name: 'Delete team' }).click();
  const dialog = user.page.getByRole('dialog', { name: 'Delete Short Team?' });
  await dialog.getByText('0 members lose access immediately').waitFor();
  await dialog.getByLabel(/to confirm/).fill('Another Team');
  await dialog.getByRole('button', { name: 'Delete team for good' }).click();
  await dialog.getByRole('alert').filter({ hasText: "The name doesn't match." }).waitFor();
  await user.screenshot('react-delete');
  await dialog.getByLabel(/to confirm/).fill('Short Team');
  await dialog.getByRole('button', { name: 'Delete team for good' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await user.page.getByRole('button', { name: 'Account: Olga, Personal account' }).waitFor();
  user.assertNoErrors();
});

test('the bell opens by itself, and one click switches to the team', async () => {
  const { owner, team } = await teamFixture('Bell Team');
  const guest = await signIn(product, 'Gus');
  await guest.open();
  await owner.invite(team, { email: guest.email, role: 'basic', note: 'Come in' });
  const user = await visit(guest, { asks: true });
  // The dialog becomes the inbox when no invite is left.
  const panel = user.page.getByRole('dialog', { name: /^(You're invited|Inbox)$/ });
  await panel.getByText('Join Bell Team as Basic?').waitFor();
  await user.screenshot('react-bell');
  await panel.getByRole('button', { name: 'Join team' }).click();
  await panel.getByRole('button', { name: 'Switch to Bell Team' }).click();
  await user.page.getByRole('button', { name: 'Account: Bell Team, Basic' }).waitFor();
  user.assertNoErrors();
});

test('an accept page that is mounted twice joins once, with one request', async () => {
  const { owner, team } = await teamFixture('Once Team');
  const guest = await signIn(product, 'Gina');
  const { link } = await owner.invite(team, { email: guest.email, role: 'dev', note: 'Hello Gina' });
  const opened = await fetch(link, { redirect: 'manual' });
  const fragment = new URL(opened.headers.get('location') ?? '').hash.slice(1);
  const user = await visit(guest, { path: `/join#${fragment}` });
  const accepts: string[] = [];
  user.page.on('request', (request) => request.url().endsWith('/accept') && request.method() === 'POST' && accepts.push(request.url()));
  await user.page.getByRole('heading', { name: 'Join Once Team' }).waitFor();
  await user.page.getByText('Hello Gina').waitFor();
  assert.ok(!user.page.url().includes('invite='), 'no token is left in the address bar');
  await user.screenshot('react-accept');
  await user.page.getByRole('button', { name: 'Join team' }).dblclick();
  await user.page.getByRole('heading', { name: "You're in Once Team" }).waitFor();
  await user.screenshot('react-joined');
  await user.page.getByRole('button', { name: 'Switch to Once Team' }).click();
  await user.page.waitForFunction(() => (window as never as { client: { state: { active?: { name: string } } } }).client.state.active?.name === 'Once Team');
  assert.equal(accepts.length, 1);
  assert.equal((await owner.members(team)).filter(({ name }) => name === 'Gina').length, 1);
  user.assertNoErrors();
});

const APPEARANCES: readonly (Visit & { readonly name: string })[] = [
  { name: 'light', colorScheme: 'light' },
  { name: 'dark', colorScheme: 'dark' },
  { name: 'right to left and narrow', colorScheme: 'light', dir: 'rtl', viewport: { width: 390, height: 800 } },
];

for (const { name, ...appearance } of APPEARANCES) {
  test(`axe finds no violations, ${name}`, async () => {
    const { owner, dev, team } = await teamFixture('Axe Team');
    const [otherTeam] = await Promise.all([owner.team('Other Team'), owner.invite(team, { role: 'basic' })]);
    await owner.invite(otherTeam.id, { email: dev.email, role: 'basic' });
    const violations: string[] = [];
    const user = await visit(dev, { ...appearance, account: team, asks: true });
    const { page } = user;
    const panel = page.getByRole('dialog', { name: "You're invited" });
    await panel.getByRole('button', { name: 'Join team' }).waitFor();
    await page.getByRole('table', { name: 'Members' }).waitFor();
    violations.push(...(await axeViolations({ page }, 'with the inbox open')));
    await user.screenshot(`react-bell-${appearance.dir ?? appearance.colorScheme}`);
    await panel.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Why? Pay more' }).click();
    await page.getByRole('region', { name: 'Why not: Pay more' }).getByText('Billing').first().waitFor();
    violations.push(...(await axeViolations({ page }, 'as a developer')));
    await user.screenshot(`react-gallery-dev-${appearance.dir ?? appearance.colorScheme}`);
    const other = await visit(owner, { ...appearance, account: team });
    await other.page.getByRole('region', { name: 'Pending invites' }).getByRole('listitem').first().waitFor();
    await other.page.getByRole('button', { name: /^Account:/ }).click();
    violations.push(...(await axeViolations(other, 'as the owner')));
    await other.screenshot(`react-gallery-owner-${appearance.dir ?? appearance.colorScheme}`);
    await other.page.keyboard.press('Escape');
    for (const [button, title] of [
      ['Invite new member', 'Invite new member'],
      ['Change role of Devi', 'Change role of Devi'],
      ['Delete team', 'Delete Axe Team?'],
    ] as const) {
      const isolated = (text: string) => text.replace(/Devi|Axe Team/, (name) => (appearance.dir ? `\u2068${name}\u2069` : name));
      await other.page.getByRole('button', { name: isolated(button) }).first().click();
      const dialog = other.page.getByRole('dialog', { name: isolated(title) });
      await dialog.waitFor();
      if (title.startsWith('Delete')) await dialog.getByText('1 member loses access').waitFor();
      violations.push(...(await axeViolations(other, title)));
      await other.screenshot(`react-dialog-${button.split(' ')[0]?.toLowerCase()}-${appearance.dir ?? appearance.colorScheme}`);
      await other.page.keyboard.press('Escape');
    }
    const { link } = await owner.invite((await owner.team('Third Team')).id, { email: 'guest@example.com', role: 'basic' });
    const fragment = new URL((await fetch(link, { redirect: 'manual' })).headers.get('location') ?? '').hash;
    const joining = await visit(dev, { ...appearance, path: `/join${fragment}` });
    await joining.page.getByRole('heading', { name: 'This invite is for a different email' }).waitFor();
    violations.push(...(await axeViolations(joining, 'joining with another email')));
    await joining.page.evaluate(() => (window as never as { client: { signOut(): Promise<void>; identityChanged(): Promise<void> } }).client.signOut());
    await joining.page.evaluate(() => (window as never as { client: { identityChanged(): Promise<void> } }).client.identityChanged());
    await joining.page.getByRole('button', { name: 'Sign in' }).waitFor();
    violations.push(...(await axeViolations(joining, 'joining, signed out')));
    await joining.screenshot(`react-join-${appearance.dir ?? appearance.colorScheme}`);
    assert.deepEqual(violations, []);
    for (const each of [user, other, joining]) {
      each.assertNoErrors();
      await each.context.close();
    }
  });
}
