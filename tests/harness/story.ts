// The main scenario of the product in two browsers, under any policy.
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { openBrowser, type UserBrowser } from './browser.ts';
import { openLink, signIn, type Person } from './person.ts';
import { expectError } from './expect.ts';
import { TOKEN_SECONDS, type Product } from './product.ts';
import * as screens from './screens.ts';

export interface Scenario {
  /** The prefix of the screenshots. */
  readonly prefix: string;
  /** The titles of the invite's role, and of the member's later role. */
  readonly invited: string;
  readonly later: string;
  /** An action that the first role allows and the second does not: resource and title on the screen. */
  readonly first: readonly [resource: string, title: string];
  /** An action that the second role allows and the first does not. */
  readonly second: readonly [resource: string, title: string];
  /** The title of a role that allows `second`. */
  readonly allowingRole: string;
  /** Default: local identity, which the development edition has. */
  readonly signIn?: SignIn;
}

/** How people sign in. */
export interface SignIn {
  /** From the page that offers it. */
  inBrowser(user: UserBrowser, person: screens.Credentials): Promise<void>;
  /** From the page of an invite that is for another address. */
  asAnother(user: UserBrowser, person: screens.Credentials): Promise<void>;
  /** Without a browser. */
  byHttp(product: Product, person: screens.Credentials): Promise<Person>;
}

const LOCAL_IDENTITY: SignIn = {
  inBrowser: screens.signIn,
  asAnother: screens.signIn,
  byHttp: (product, { name, email }) => signIn(product, name, { email }),
};

const TEAM = 'Test Production';
const OWNER = { email: 'olga@example.com', name: 'Olga Owner' };
const DEV = { email: 'dev@example.com', name: 'Devi Developer' };
const OTHER = { email: 'other@example.com', name: 'Otto Other' };
const SECOND = { email: 'second@example.com', name: 'Dana Second' };

/** Runs the scenario from the owner's first sign-in to the deleted team. */
export async function runScenario(product: Product, browser: Browser, scenario: Scenario): Promise<void> {
  const owner = await openBrowser(browser, product.origin);
  const invitee = await openBrowser(browser, product.origin, { colorScheme: 'dark' });
  try {
    await runSteps(product, browser, owner, invitee, { signIn: LOCAL_IDENTITY, ...scenario });
  } catch (error) {
    await owner.screenshot(`${scenario.prefix}-failed-owner`);
    await invitee.screenshot(`${scenario.prefix}-failed-invitee`);
    throw error;
  }
  for (const each of [owner, invitee]) each.assertNoErrors();
  await Promise.all([owner.context.close(), invitee.context.close()]);
}

async function runSteps(product: Product, browser: Browser, owner: UserBrowser, invitee: UserBrowser, scenario: Required<Scenario>): Promise<void> {
  const screenshot = (user: UserBrowser, step: string): Promise<void> => user.screenshot(`${scenario.prefix}-${step}`);
  const link = await convertAndInvite(owner, scenario, screenshot);
  await openLinkRepeatedly(product, owner, link);
  await joinAfterWrongAddress(invitee, link, scenario, screenshot);

  await screens.allowed(invitee, ...scenario.first);
  const why = await screens.whyNot(invitee, ...scenario.second);
  for (const part of [scenario.allowingRole, OWNER.name]) assert.ok(why.includes(part), `“${why}” names ${part}`);
  await screenshot(invitee, '08-resources');

  await owner.page.bringToFront();
  await screens.teamTab(owner, 'Members');
  await screens.memberRow(owner, DEV.name).waitFor();
  await screens.changeRole(owner, DEV.name, scenario.later);
  const changed = Date.now();
  await screens.allowed(invitee, ...scenario.second);
  const waited = (Date.now() - changed) / 1000;
  await screens.whyNot(invitee, ...scenario.first);
  console.log(`# the member's screen showed the new role after ${waited.toFixed(1)} s; tokens live ${TOKEN_SECONDS} s`);
  // The next token is fetched after 65–85 % of the current token's life.
  assert.ok(waited < TOKEN_SECONDS * 1.2, `${waited.toFixed(1)} s is longer than the life of a token`);
  await screenshot(invitee, '09-other-role');

  await declineInInbox(product, browser, owner, scenario, screenshot);
  await removeMember(product, owner, invitee, scenario.signIn, screenshot);
  await deleteTeam(product, owner, scenario.signIn, screenshot);
}

type Screenshot = (user: UserBrowser, step: string) => Promise<void>;

async function convertAndInvite(owner: UserBrowser, scenario: Required<Scenario>, screenshot: Screenshot): Promise<string> {
  await owner.open('/');
  await screenshot(owner, '01-sign-in');
  await scenario.signIn.inBrowser(owner, OWNER);
  await screens.go(owner, 'Team');
  await screens.convertToTeam(owner, TEAM);
  await screens.invite(owner, DEV.email, scenario.invited, () => screenshot(owner, '02-invite'));
  await screenshot(owner, '03-team');
  return screens.copyLink(owner, DEV.email);
}

/** 25 `GET` and 25 `HEAD` requests for the link change nothing that the owner sees. */
async function openLinkRepeatedly(product: Product, owner: UserBrowser, link: string): Promise<void> {
  assert.ok(link.startsWith(`${product.origin}/i/`), link);
  const row = screens.pendingInvite(owner, DEV.email);
  const before = await row.innerText();
  for (let times = 0; times < 25; times++) {
    for (const method of ['GET', 'HEAD']) assert.equal((await openLink(product, link, method)).reply.status, 303);
  }
  await owner.page.reload();
  await row.waitFor();
  assert.equal(await row.innerText(), before);
}

async function joinAfterWrongAddress(invitee: UserBrowser, link: string, scenario: Required<Scenario>, screenshot: Screenshot): Promise<void> {
  const { page } = invitee;
  await invitee.open(link);
  await page.getByRole('heading', { name: `Join ${TEAM}` }).waitFor();
  for (const shown of [scenario.invited, OWNER.name]) await page.getByText(shown).first().waitFor();
  assert.ok(!page.url().includes('invite='), `no token is left in the address bar: ${page.url()}`);
  assert.ok(!(await page.content()).includes(DEV.email), 'the address is masked before sign-in');
  await screenshot(invitee, '04-join-signed-out');

  await scenario.signIn.inBrowser(invitee, OTHER);
  await page.getByRole('heading', { name: 'This invite is for a different email' }).waitFor();
  await screenshot(invitee, '05-wrong-address');
  await page.getByRole('button', { name: 'Sign in with another email' }).click();
  await scenario.signIn.asAnother(invitee, DEV);
  await page.getByRole('button', { name: 'Join team' }).waitFor();
  await screenshot(invitee, '06-join');
  await page.getByRole('button', { name: 'Join team' }).click();
  await page.getByRole('button', { name: `Switch to ${TEAM}` }).waitFor();
  await screenshot(invitee, '07-joined');
  await page.getByRole('button', { name: `Switch to ${TEAM}` }).click();
  await screens.accountSelector(invitee).filter({ hasText: TEAM }).waitFor();
  await screens.go(invitee, 'Resources');
}

/** A second invitee declines the invite in the inbox, without opening the link. */
async function declineInInbox(product: Product, browser: Browser, owner: UserBrowser, scenario: Required<Scenario>, screenshot: Screenshot): Promise<void> {
  await screens.invite(owner, SECOND.email, scenario.invited);
  const second = await openBrowser(browser, product.origin, { viewport: { width: 390, height: 800 } });
  await second.open('/');
  await scenario.signIn.inBrowser(second, SECOND);
  await second.page.getByRole('button', { name: 'Inbox, 1 pending invite' }).click();
  const inbox = second.page.getByRole('dialog', { name: 'Inbox' });
  await inbox.getByRole('button', { name: 'Decline' }).waitFor();
  await inbox.getByText(TEAM).first().waitFor();
  await screenshot(second, '10-inbox');
  await inbox.getByRole('button', { name: 'Decline' }).click();
  // It can be undone for ten seconds.
  await inbox.getByRole('button', { name: 'Undo' }).click();
  await inbox.getByRole('button', { name: 'Decline' }).click();
  await inbox.getByText('Changed your mind?').waitFor();
  await owner.page.reload();
  await owner.page.getByRole('radio', { name: 'Past' }).check({ force: true });
  await screens.pastInvite(owner, SECOND.email).filter({ hasText: 'Declined' }).waitFor();
  await screenshot(owner, '11-declined');
  second.assertNoErrors();
  await second.context.close();
}

async function removeMember(product: Product, owner: UserBrowser, invitee: UserBrowser, { byHttp }: SignIn, screenshot: Screenshot): Promise<void> {
  const member = await byHttp(product, DEV);
  const me = await member.me();
  const team = me.accounts.find((each) => each.name === TEAM);
  assert.ok(team);
  assert.equal((await member.post(`/v1/accounts/${team.id}/token`)).status, 200);
  await screens.removeMember(owner, DEV.name);
  expectError(await member.post(`/v1/accounts/${team.id}/token`), 'not_found', 'the next call');
  await screens.accountSelector(invitee).filter({ hasNotText: TEAM }).waitFor({ timeout: 75_000 });
  await screenshot(invitee, '12-removed');
}

async function deleteTeam(product: Product, owner: UserBrowser, { byHttp }: SignIn, screenshot: Screenshot): Promise<void> {
  await screens.deleteTeam(owner, TEAM, async (dialog) => {
    await dialog.getByText(/audit/i).first().waitFor();
    await screenshot(owner, '13-delete');
  });
  await screens.accountSelector(owner).filter({ hasNotText: TEAM }).waitFor();
  await screens.go(owner, 'Audit log');
  await owner.page.getByRole('region', { name: 'Events' }).getByRole('listitem').filter({ hasText: 'deleted the team' }).waitFor();
  await screenshot(owner, '14-audit');
  const again = await byHttp(product, OWNER);
  const { own, accounts } = await again.me();
  assert.deepEqual([own.kind, accounts.length], ['personal', 1], 'personal again');
  const actions = (await again.audit(own.id)).map((each) => each.action);
  for (const action of ['account.revert', 'member.remove', 'invite.accept', 'account.convert'])
    assert.ok(actions.includes(action as never), action);
}
