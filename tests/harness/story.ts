// The story that the product exists for, told in two browsers, under any policy.
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { seat, type Seat } from './browser.ts';
import { openLink, signIn as signInByHttp } from './person.ts';
import { refused } from './refusal.ts';
import { TOKEN_SECONDS, type Product } from './product.ts';
import * as screens from './screens.ts';

export interface Words {
  /** Files in `target/screenshots` begin with this. */
  readonly pictures: string;
  /** Titles of the role of the invite, and of the one that the member gets later. */
  readonly invited: string;
  readonly later: string;
  /** Something that the first role may do and the second may not: resource and title on the screen. */
  readonly first: readonly [resource: string, title: string];
  /** Something that the second role may do and the first may not. */
  readonly second: readonly [resource: string, title: string];
  /** A role title that would allow `second`. */
  readonly whoMay: string;
}

const TEAM = 'Test Production';
const OWNER = { email: 'olga@example.com', name: 'Olga Owner' };
const DEV = { email: 'dev@example.com', name: 'Devi Developer' };
const OTHER = { email: 'other@example.com', name: 'Otto Other' };
const SECOND = { email: 'second@example.com', name: 'Dana Second' };

/** From the owner's first sign-in to the deleted team. */
export async function tell(product: Product, browser: Browser, words: Words): Promise<void> {
  const owner = await seat(browser, product.origin);
  const invitee = await seat(browser, product.origin, { colorScheme: 'dark' });
  try {
    await chapters(product, browser, owner, invitee, words);
  } catch (error) {
    await owner.picture(`${words.pictures}-failed-owner`);
    await invitee.picture(`${words.pictures}-failed-invitee`);
    throw error;
  }
  for (const each of [owner, invitee]) each.clean();
  await Promise.all([owner.context.close(), invitee.context.close()]);
}

async function chapters(product: Product, browser: Browser, owner: Seat, invitee: Seat, words: Words): Promise<void> {
  const show = (who: Seat, step: string): Promise<void> => who.picture(`${words.pictures}-${step}`);
  const link = await convertAndInvite(owner, words, show);
  await lookTwentyFiveTimes(product, owner, link);
  await joinAfterTheWrongAddress(invitee, link, words, show);

  await screens.allowed(invitee, ...words.first);
  const why = await screens.whyNot(invitee, ...words.second);
  for (const part of [words.whoMay, OWNER.name]) assert.ok(why.includes(part), `“${why}” names ${part}`);
  await show(invitee, '08-resources');

  await owner.page.bringToFront();
  await screens.memberRow(owner, DEV.name).waitFor();
  await screens.changeRole(owner, DEV.name, words.later);
  const changed = Date.now();
  await screens.allowed(invitee, ...words.second);
  const waited = (Date.now() - changed) / 1000;
  await screens.whyNot(invitee, ...words.first);
  console.log(`# the member's screen followed the new role after ${waited.toFixed(1)} s of a token's ${TOKEN_SECONDS} s`);
  // The next token is fetched after 65–85 % of the life of the one before.
  assert.ok(waited < TOKEN_SECONDS * 1.2, `${waited.toFixed(1)} s is more than one token's life`);
  await show(invitee, '09-other-role');

  await declineInTheInbox(product, browser, owner, words, show);
  await removeTheMember(product, owner, invitee, show);
  await deleteTheTeam(product, owner, show);
}

type Show = (who: Seat, step: string) => Promise<void>;

async function convertAndInvite(owner: Seat, words: Words, show: Show): Promise<string> {
  await owner.open('/');
  await show(owner, '01-sign-in');
  await screens.signIn(owner, OWNER);
  await screens.go(owner, 'Team');
  await screens.convertToTeam(owner, TEAM);
  await screens.invite(owner, DEV.email, words.invited, () => show(owner, '02-invite'));
  await show(owner, '03-team');
  return screens.copyLink(owner, DEV.email);
}

/** 25 `GET`s and `HEAD`s of the link change nothing that the owner sees. */
async function lookTwentyFiveTimes(product: Product, owner: Seat, link: string): Promise<void> {
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

async function joinAfterTheWrongAddress(invitee: Seat, link: string, words: Words, show: Show): Promise<void> {
  const { page } = invitee;
  await invitee.open(link);
  await page.getByRole('heading', { name: `Join ${TEAM}` }).waitFor();
  for (const shown of [words.invited, OWNER.name]) await page.getByText(shown).first().waitFor();
  assert.ok(!page.url().includes('invite='), `the address bar keeps no token: ${page.url()}`);
  assert.ok(!(await page.content()).includes(DEV.email), 'the address is masked before sign-in');
  await show(invitee, '04-join-signed-out');

  await screens.signIn(invitee, OTHER);
  await page.getByRole('heading', { name: 'This invite is for another address' }).waitFor();
  await show(invitee, '05-wrong-address');
  await page.getByRole('button', { name: 'Sign in with another address' }).click();
  await screens.signIn(invitee, DEV);
  await page.getByRole('button', { name: 'Join team' }).waitFor();
  await show(invitee, '06-join');
  await page.getByRole('button', { name: 'Join team' }).click();
  await page.getByRole('button', { name: `Switch to ${TEAM}` }).waitFor();
  await show(invitee, '07-joined');
  await page.getByRole('button', { name: `Switch to ${TEAM}` }).click();
  await screens.accountSelector(invitee).filter({ hasText: TEAM }).waitFor();
  await screens.go(invitee, 'Resources');
}

/** A second invitee never opens the link: the invite is in the bell, and is declined there. */
async function declineInTheInbox(product: Product, browser: Browser, owner: Seat, words: Words, show: Show): Promise<void> {
  await screens.invite(owner, SECOND.email, words.invited);
  const second = await seat(browser, product.origin, { viewport: { width: 390, height: 800 } });
  await second.open('/');
  await screens.signIn(second, SECOND);
  const inbox = second.page.getByRole('dialog', { name: 'Inbox' });
  await inbox.getByRole('button', { name: 'Decline' }).waitFor();
  await inbox.getByText(TEAM).first().waitFor();
  await show(second, '10-inbox');
  await inbox.getByRole('button', { name: 'Decline' }).click();
  await inbox.getByRole('button', { name: 'Decline' }).waitFor({ state: 'hidden' });
  await owner.page.reload();
  await screens.decidedInvite(owner, SECOND.email).filter({ hasText: 'Declined' }).waitFor();
  await show(owner, '11-declined');
  second.clean();
  await second.context.close();
}

async function removeTheMember(product: Product, owner: Seat, invitee: Seat, show: Show): Promise<void> {
  const member = await signInByHttp(product, DEV.name, { email: DEV.email });
  const me = await member.me();
  const team = me.accounts.find((each) => each.name === TEAM);
  assert.ok(team);
  assert.equal((await member.post(`/v1/accounts/${team.id}/token`)).status, 200);
  await screens.removeMember(owner, DEV.name);
  refused(await member.post(`/v1/accounts/${team.id}/token`), 'not_found', 'the next call');
  await screens.accountSelector(invitee).filter({ hasNotText: TEAM }).waitFor({ timeout: 75_000 });
  await show(invitee, '12-removed');
}

async function deleteTheTeam(product: Product, owner: Seat, show: Show): Promise<void> {
  await screens.deleteTeam(owner, TEAM, async (dialog) => {
    await dialog.getByText(/audit/i).first().waitFor();
    await show(owner, '13-delete');
  });
  await screens.accountSelector(owner).filter({ hasNotText: TEAM }).waitFor();
  await screens.go(owner, 'Audit');
  await owner.page
    .getByText(/Test Production|Delete|Revert|account\.revert/i)
    .first()
    .waitFor();
  await show(owner, '14-audit');
  const again = await signInByHttp(product, OWNER.name, { email: OWNER.email });
  const { own, accounts } = await again.me();
  assert.deepEqual([own.kind, accounts.length], ['personal', 1], 'personal again');
  const actions = (await again.audit(own.id)).map((each) => each.action);
  for (const action of ['account.revert', 'member.remove', 'invite.accept', 'account.convert'])
    assert.ok(actions.includes(action as never), action);
}
