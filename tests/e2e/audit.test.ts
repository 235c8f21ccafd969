// The audit page: five filters that combine, and a hash chain that the browser verifies.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { AuditCheck, Client } from 'hallpass';
import type { Browser, Locator } from 'playwright-core';
import { openBrowser, startBrowser, type UserBrowser } from '../harness/browser.ts';
import { hostPage } from '../harness/page.ts';
import { memberOf, person, signIn } from '../harness/person.ts';
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

async function team(local: string): Promise<UserBrowser> {
  const owner = await openBrowser(browser, product.origin);
  await owner.open('/');
  await screens.signIn(owner, { email: `${local}@example.com`, name: 'Ada Auditor' });
  await screens.accountSelector(owner).waitFor();
  await owner.open('/team');
  await screens.convertToTeam(owner, 'Audited Team');
  await screens.invite(owner, `one-${local}@example.com`, 'Basic');
  await screens.invite(owner, `two-${local}@example.com`, 'Dev');
  return owner;
}

const events = ({ page }: UserBrowser): Locator => page.getByRole('region', { name: 'Events' }).getByRole('listitem');

/** Waits until exactly `count` events are shown. */
async function waitForEvents({ page }: UserBrowser, count: number): Promise<void> {
  await page.waitForFunction((wanted) => document.querySelectorAll('.events > li').length === wanted, count);
}

test('each filter narrows the list, and all combine', async () => {
  const owner = await team('filters');
  const { page } = owner;
  await owner.open('/audit');
  await waitForEvents(owner, 4);
  await page.getByLabel('Action').selectOption({ label: 'Invited someone' });
  await waitForEvents(owner, 2);
  for (const text of await events(owner).allInnerTexts()) assert.match(text, /Ada Auditor invited (one|two)-filters@example\.com/);
  await page.getByLabel('Resource type').selectOption({ label: 'Account' });
  await page.getByText('No events match').waitFor();
  await page.getByLabel('Resource type').selectOption({ label: 'Invite' });
  await waitForEvents(owner, 2);
  // A click on a name filters by it.
  await events(owner).first().getByRole('button', { name: 'two-filters@example.com', exact: true }).click();
  await waitForEvents(owner, 1);
  await page.getByLabel('User').selectOption({ label: 'Ada Auditor' });
  const today = new Date().toLocaleDateString('sv-SE');
  await page.getByLabel('From', { exact: true }).fill(today);
  await page.getByLabel('To', { exact: true }).fill(today);
  await waitForEvents(owner, 1);
  await owner.screenshot('audit-filtered');
  await page.getByLabel('From', { exact: true }).fill('');
  await page.getByLabel('To', { exact: true }).fill('2001-01-01');
  await page.getByText('No events match').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await waitForEvents(owner, 4);
  await owner.screenshot('audit');

  // The whole log as JSON lines, then a filtered part as CSV.
  const download = async (name: string): Promise<string[]> => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
    return readFileSync(await file.path(), 'utf8').trimEnd().split('\n');
  };
  const lines = await download('Export as JSON lines');
  assert.equal(lines.length, 5);
  assert.ok('head' in (JSON.parse(lines[0] ?? '') as object));
  assert.equal((JSON.parse(lines.at(-1) ?? '') as { action: string }).action, 'invite.create');
  await page.getByLabel('Action').selectOption('account.convert');
  await waitForEvents(owner, 1);
  const rows = await download('Export as CSV');
  assert.equal(rows.length, 2);
  assert.match(rows[0] ?? '', /^\uFEFFid,/, 'Excel reads the table as UTF-8');
  assert.match(rows[1] ?? '', /account\.convert/);
  owner.assertNoErrors();
  await owner.context.close();
});

test('an event says who did what to whom and from what to what, and opens under its own address', async () => {
  const olga = await person(product, 'Olga');
  const team = (await olga.team('Told Team')).id;
  const mia = await memberOf(olga, team, 'Mia', 'dev');
  assert.equal((await olga.patch(`/v1/accounts/${team}/members/${mia.id}`, { role: 'admin' })).status, 200);
  assert.equal((await olga.patch(`/v1/accounts/${team}`, { spendLimitCentsPerHour: 1250 })).status, 200);
  assert.equal((await mia.patch(`/v1/accounts/${team}/members/${olga.id}`, { role: 'dev' })).status, 403);
  const log = await olga.audit(team);
  const owner = await screens.open(browser, product.origin, olga, team, `/t/${team}/audit`);
  const { page } = owner;
  await waitForEvents(owner, log.length);
  const role = events(owner).filter({ hasText: 'Olga changed the role of Mia' });
  await role.getByText('Dev → Admin').waitFor();
  await events(owner).filter({ hasText: 'Olga changed the account' }).getByText('Hourly spend limit: $12.50').waitFor();
  await events(owner).filter({ hasText: 'Mia tried to change the role of Olga' }).getByText('Denied').waitFor();
  await events(owner).filter({ hasText: `Olga invited ${mia.email}` }).getByText('Dev', { exact: true }).waitFor();

  const changed = log.find((event) => event.action === 'member.role' && event.outcome === 'done');
  assert.ok(changed);
  const open = role.getByRole('button', { name: 'Details: Olga changed the role of Mia' });
  await open.click();
  const drawer = page.getByRole('dialog', { name: 'Event', exact: true });
  await drawer.getByText('Verified in this browser').waitFor();
  assert.equal(new URL(page.url()).searchParams.get('event'), changed.id);
  await drawer.getByText(`${log.length - log.indexOf(changed)} of ${log.length}`).waitFor();
  const raw = drawer.getByRole('region', { name: 'JSON of the event' });
  assert.deepEqual(JSON.parse(await raw.innerText()), changed);
  await drawer.getByRole('button', { name: 'Copy event' }).click();
  await screens.toast(owner, 'Event copied');
  assert.deepEqual(JSON.parse(await page.evaluate(() => navigator.clipboard.readText())), changed);
  await owner.screenshot('audit-event');
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'hidden' });
  assert.ok(!page.url().includes('event='), page.url());
  assert.ok(await open.evaluate((button) => button === document.activeElement), 'the focus is back on the row');

  // An event that is not among those loaded, and one beside another.
  const opened = log.at(-1);
  assert.ok(opened);
  await owner.open(`/t/${team}/audit?action=member.role&event=${opened.id}`);
  await drawer.getByText('Olga opened the account').waitFor();
  await drawer.getByText(`1 of ${log.length}`).waitFor();
  await drawer.getByText('Verified in this browser').waitFor();
  await owner.open(`/t/${team}/audit?event=${opened.id}`);
  await drawer.getByRole('button', { name: 'Newer event' }).click();
  await drawer.getByText(`Olga invited ${mia.email}`).waitFor();
  await owner.open(`/t/${team}/audit?event=evt_AAAAAAAAAAAAAAAAAAAAAA`);
  await page.getByRole('dialog', { name: 'Event not found' }).getByText('This log has no such event').waitFor();
  owner.assertNoErrors();
  await owner.context.close();
});

test('the browser verifies the chain, and detects a changed event', async () => {
  const owner = await team('chain');
  const { page } = owner;
  await owner.open('/audit');
  await page.getByText('The log is intact').waitFor();
  await page.getByText(/Verified 4 events/).waitFor();
  // On the next visit it continues from the events that it has verified.
  await owner.open('/team');
  await screens.invite(owner, 'three@example.com', 'Basic');
  await owner.open('/audit');
  await page.getByText(/Verified .* continuing from the last verification/).waitFor();

  await page.route(/\/audit\?/, async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as { items: { action: string; details: object }[] };
    // The latest event is changed in transit, as if someone had changed it in storage.
    const [latest] = body.items;
    if (latest) latest.details = { ...latest.details, role: 'admin' };
    await route.fulfill({ response, json: body });
  });
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await page.getByRole('alert').filter({ hasText: 'This log has been tampered with' }).waitFor();
  await owner.screenshot('audit-tampered');
  await page.unroute(/\/audit\?/);
  await page.reload();
  await page.getByText('The log is intact').waitFor();

  // A stored head that is no longer in the log: the log was rewritten.
  await page.evaluate(() => {
    const key = Object.keys(localStorage).find((each) => each.startsWith('hallpass.console.audit.')) ?? '';
    localStorage.setItem(key, JSON.stringify({ count: 2, hash: 'A'.repeat(43) }));
  });
  await page.reload();
  await page.getByRole('alert').filter({ hasText: 'This log has been tampered with' }).waitFor();
  owner.assertNoErrors();
  await owner.context.close();
});

test('verify checks the latest part of a long log, all of it, or the events after a known head', async () => {
  const person = await signIn(product, 'Long');
  await person.open();
  const { id } = await person.team('Long Team');
  const rename = async (name: string): Promise<void> => assert.equal((await person.patch(`/v1/accounts/${id}`, { name })).status, 200);
  for (let times = 0; times < 210; times++) await rename(`Long Team ${times}`);
  const host = await hostPage({ script: 'gallery.tsx', edge: product.origin });
  const user = await openBrowser(browser, host.origin);
  await user.page.addInitScript((identity) => sessionStorage.setItem('identity', identity), person.identity);
  await user.open(`/?edge=${encodeURIComponent(product.origin)}&asks=no`);
  await user.page.getByRole('button', { name: /^Account:/ }).waitFor();
  const verify = (query: object): Promise<AuditCheck> =>
    user.page.evaluate((options) => (window as never as { client: Client }).client.audit.verify(options), { account: id, ...query });

  const part = await verify({ events: 200 });
  assert.deepEqual([part.intact, part.whole, part.checked, part.count], [true, false, 200, 211]);
  const all = await verify({});
  assert.deepEqual([all.intact, all.whole, all.checked, all.head], [true, true, 211, part.head]);
  await rename('Long Team at last');
  const later = await verify({ known: all.head });
  assert.deepEqual([later.intact, later.whole, later.checked, later.count], [true, true, 1, 212]);
  const other = await verify({ known: { ...all.head, hash: later.head.hash } });
  assert.equal(other.intact, false, 'another log than the known one');
  const longer = await verify({ known: { ...later.head, count: 500 } });
  assert.equal(longer.intact, false, 'a log that is shorter than before');
  user.assertNoErrors();
  await user.context.close();
  await host.stop();
});

test('the team can change the spend limit, and is sent to support above the ceiling', async () => {
  const owner = await team('spend');
  const { page } = owner;
  await screens.teamTab(owner, 'Settings');
  await page.getByText('Hourly spend limit: $80.00').waitFor();
  const open = page.getByRole('button', { name: 'Change spend limit' });
  await open.click();
  const dialog = page.getByRole('dialog', { name: 'Change spend limit' });
  await dialog.getByLabel('US dollars per hour').fill('1000000');
  await dialog.getByRole('button', { name: 'Change limit' }).click();
  await dialog.getByRole('alert').getByText(/contact support/i).first().waitFor();
  await owner.screenshot('spend-limit-error');
  await dialog.getByLabel('US dollars per hour').fill('12.50');
  await dialog.getByRole('button', { name: 'Change limit' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText('Hourly spend limit: $12.50').waitFor();
  owner.assertNoErrors();
  await owner.context.close();
});

test('“View as” shows the screens of another role, without changing permissions', async () => {
  const owner = await team('view-as');
  await owner.open('/resources');
  await screens.allowed(owner, 'Pods', 'Manage Pods');
  await owner.page.getByLabel('View as').selectOption({ label: 'Billing' });
  const why = await screens.whyNot(owner, 'Pods', 'Manage Pods');
  assert.match(why, /Billing.*doesn't include “Manage Pods”/);
  await screens.allowed(owner, 'Billing', 'Manage billing');
  await owner.screenshot('view-as');
  await owner.page.getByRole('button', { name: 'Exit preview' }).click();
  await screens.allowed(owner, 'Pods', 'Manage Pods');
  owner.assertNoErrors();
  await owner.context.close();
});
