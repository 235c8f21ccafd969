// The transfer of ownership in `hallpass/react`: two people, the owner and the member whom it is for, in Chromium.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
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

const visit = async (user: Person, account: string, appearance: Appearance = {}): Promise<UserBrowser> => {
  const opened = await openBrowser(browser, host.origin, appearance);
  await opened.page.addInitScript(
    ([identity, chosen]) => {
      sessionStorage.setItem('identity', identity);
      sessionStorage.setItem('hallpass.account', chosen);
    },
    [user.identity, account] as const,
  );
  const query = new URLSearchParams({ edge: edge.origin, scheme: appearance.colorScheme ?? 'light' });
  await opened.open(`/settings?${query}`);
  await opened.page.getByRole('heading', { name: 'General' }).waitFor();
  return opened;
};

const close = async (user: UserBrowser): Promise<void> => {
  user.assertNoErrors();
  await user.context.close();
};

const teamOf = async (name: string): Promise<{ owner: Person; dev: Person; team: string }> => {
  const [owner, dev] = [await person(edge, 'Olga'), await person(edge, 'Devi')];
  const { id } = await owner.team(name);
  await enrol(owner, id, dev, 'dev');
  return { owner, dev, team: id };
};

test('the owner offers the ownership by keyboard, and the member accepts it', async () => {
  const { owner, dev, team } = await teamOf('Compute');
  const olga = await visit(owner, team);
  await olga.page.getByRole('button', { name: 'Transfer ownership' }).press('Enter');
  const dialog = olga.page.getByRole('dialog', { name: 'Transfer Compute' });
  await dialog.getByLabel('New owner').selectOption(dev.id);
  await dialog.getByLabel("Type the team's name to confirm").fill('compute');
  await dialog.getByRole('button', { name: 'Offer ownership' }).press('Enter');
  for (const line of (await dialog.getByRole('alert').innerText()).split('\n')) assert.match(line, /^([A-Z]|$)/, 'each sentence begins like one');
  await dialog.getByLabel("Type the team's name to confirm").fill('Compute');
  await olga.screenshot('transfer-dialog');
  await olga.page.keyboard.press('Enter');
  await olga.page.getByText(/Ownership is offered to Devi until/).waitFor();
  assert.deepEqual(await axeViolations(olga, 'offered'), []);

  const devi = await visit(dev, team, { colorScheme: 'dark', viewport: PHONE });
  await devi.page.getByRole('heading', { name: 'Olga offered you ownership of Compute' }).waitFor();
  assert.deepEqual(await axeViolations(devi, 'offer'), []);
  await devi.screenshot('transfer-offer-dark-390');
  await devi.page.getByRole('button', { name: 'Accept ownership' }).press('Enter');
  const confirm = devi.page.getByRole('dialog', { name: 'Become the owner of Compute?' });
  await confirm.getByRole('button', { name: 'Accept ownership' }).press('Enter');
  await devi.page.getByRole('button', { name: 'Transfer ownership' }).waitFor();
  assert.equal((await dev.account(team)).owner.user, dev.id);
  assert.equal(await devi.page.getByRole('heading', { name: /offers you/ }).count(), 0);
  await close(devi);
  await close(olga);
});

test('the owner withdraws an offer, and the member declines one', async () => {
  const { owner, dev, team } = await teamOf('Storage');
  const offer = () => owner.post(`/v1/accounts/${team}/transfer`, { user: dev.id, confirmName: 'Storage' });
  await offer();
  const olga = await visit(owner, team);
  await olga.screenshot('transfer-offered');
  await olga.page.getByRole('button', { name: 'Withdraw offer' }).click();
  await olga.page.getByRole('button', { name: 'Transfer ownership' }).waitFor();
  assert.equal((await owner.account(team)).transfer, undefined);
  await close(olga);
  await offer();
  const devi = await visit(dev, team);
  await devi.page.getByRole('button', { name: 'Decline', exact: true }).click();
  await devi.page.getByRole('heading', { name: /offers you/ }).waitFor({ state: 'detached' });
  assert.equal((await owner.account(team)).transfer, undefined);
  assert.equal((await dev.account(team)).owner.user, owner.id);
  await close(devi);
});
