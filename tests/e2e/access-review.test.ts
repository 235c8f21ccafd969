// `<AccessReview>` on a host's page, against the real edge: decisions by keyboard and by dialog, focus, the summary, and axe.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { openBrowser, startBrowser, type Appearance, type UserBrowser } from '../harness/browser.ts';
import { startEdge, type Edge } from '../harness/edge.ts';
import { hostPage, type HostPage } from '../harness/page.ts';
import { memberOf, ownerWithTeam, type Person } from '../harness/person.ts';
import { verified } from '../harness/secrets.ts';

let edge: Edge;
let browser: Browser;
let host: HostPage;
before(async () => {
  browser = await startBrowser();
  host = await hostPage({ script: 'gallery.tsx', edge: 'http://127.0.0.1:*' });
  edge = await startEdge({ settings: { JOIN_URL: `${host.origin}/join`, ALLOWED_ORIGINS: host.origin } });
});
after(async () => {
  await browser?.close();
  await host?.stop();
  await edge?.stop();
});

const visit = async (user: Person, account: string, appearance: Appearance = {}): Promise<UserBrowser> => {
  const opened = await openBrowser(browser, host.origin, appearance);
  await opened.page.addInitScript(
    ([identity, chosen]) => {
      sessionStorage.setItem('identity', identity);
      sessionStorage.setItem('hallpass.account', chosen);
    },
    [user.identity, account] as const,
  );
  await opened.open(`/review?${new URLSearchParams({ edge: edge.origin, scheme: appearance.colorScheme ?? 'light' })}`);
  return opened;
};

const row = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });
const focusedRow = (page: Page): Promise<string> => page.evaluate(() => document.activeElement?.closest('li')?.querySelector('bdi')?.textContent ?? '');

test('a review is opened, decided by keyboard, closed, and its summary verifies', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const [kim, lee, max] = [await memberOf(owner, team, 'Kim', 'dev'), await memberOf(owner, team, 'Lee', 'dev'), await memberOf(owner, team, 'Max', 'dev')];
  const user = await visit(owner, team);
  const { page } = user;
  await page.getByRole('button', { name: 'Start access review' }).click();
  await page.getByText('0 of 4 decided').waitFor();
  await page.getByText('you: someone else decides').waitFor();
  assert.deepEqual(await axeViolations(user, 'the review'), []);
  await user.screenshot('access-review-open');

  // One row is in the tab order; arrows move between the rows.
  assert.equal(await page.locator('li[tabindex="0"]').count(), 1);
  await row(page, 'Kim').focus();
  await page.keyboard.press('k');
  await row(page, 'Kim').getByText('Kept').waitFor();
  await page.getByRole('status').filter({ hasText: '1 of 4 decided' }).waitFor();

  await row(page, 'Lee').focus();
  await page.keyboard.press('c');
  const change = page.getByRole('dialog', { name: 'Change role of Lee' });
  await change.getByRole('radio', { name: /^Basic/ }).check();
  await user.screenshot('access-review-change');
  await change.getByRole('button', { name: 'Change role' }).click();
  await row(page, 'Lee').getByText('Changed', { exact: true }).waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal((await lee.account(team)).role, 'basic');

  await row(page, 'Max').focus();
  await page.keyboard.press('r');
  await page.keyboard.press('Escape');
  assert.equal(await focusedRow(page), 'Max', 'the focus returns to the row');
  await page.getByText('2 of 4 decided').waitFor();
  await page.keyboard.press('r');
  await page.getByRole('dialog', { name: 'Remove Max?' }).getByRole('button', { name: 'Remove' }).click();
  await page.getByText('3 of 4 decided').waitFor();
  await row(page, 'Max').getByText('Removed', { exact: true }).waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await row(page, 'Max').getByRole('button').count(), 0, 'nothing is left to decide');
  assert.equal((await max.get(`/v1/accounts/${team}`)).status, 404);
  await user.screenshot('access-review-decided');

  // Their own row takes no decision.
  const ownRow = page.getByRole('listitem').filter({ hasText: 'you: someone else decides' });
  await ownRow.focus();
  for (const key of ['k', 'c', 'r']) await page.keyboard.press(key);
  assert.equal(await focusedRow(page), 'Olga', 'no key moves on to another row');
  assert.deepEqual(await page.getByRole('dialog').allTextContents(), []);

  await page.getByRole('button', { name: 'Close review' }).click();
  const closing = page.getByRole('dialog', { name: 'Close this review?' });
  await closing.getByText('1 undecided member keeps access.').waitFor();
  await closing.getByRole('button', { name: 'Close review' }).click();
  await page.getByText('1 kept, 1 changed, 1 removed, 0 left').waitFor();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download signed summary' }).click();
  const summary = readFileSync(await (await saved).path(), 'utf8');
  const { claims } = verified(summary, [edge.secrets.key.publicJwk()]);
  assert.deepEqual([claims['kept'], claims['changed'], claims['removed'], claims['undecided']], [[kim.id], [lee.id], [max.id], [owner.id]]);
  const table = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download CSV' }).click();
  assert.match(readFileSync(await (await table).path(), 'utf8'), new RegExp(`"${kim.id}","Kim"`));
  assert.deepEqual(await axeViolations(user, 'the review'), []);
  await user.screenshot('access-review-closed');
  user.assertNoErrors();
  await user.context.close();
});

test('members who may not manage see nothing, and axe finds nothing in the dark', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const dev = await memberOf(owner, team, 'Devi', 'dev');
  const other = await visit(dev, team);
  await other.page.getByRole('heading', { name: 'Review' }).waitFor();
  assert.equal(await other.page.locator('[data-hallpass="access-review"]').count(), 0);
  await other.context.close();
  await owner.post(`/v1/accounts/${team}/reviews`);
  const user = await visit(owner, team, { colorScheme: 'dark' });
  await user.page.getByText('0 of 2 decided').waitFor();
  assert.deepEqual(await axeViolations(user, 'in the dark'), []);
  await user.screenshot('access-review-dark');
  user.assertNoErrors();
  await user.context.close();
});
