// README's story in the release console, from the packed package and without Rust: `npx hallpass start`, with a real OpenID provider and
// a real mail server beside it, and two people in Chromium. To see it fail: let opening an invite link accept it, or start the edge
// again with other keys.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openBrowser, startBrowser, UserBrowser } from '../harness/browser.ts';
import { addAccount, signInAtProvider, withoutFonts } from '../harness/console-sign-in.ts';
import { CERTIFICATE_FILE, MailServer } from '../harness/mail-server.ts';
import { OpenId } from '../harness/openid.ts';
import { openLink } from '../harness/person.ts';
import * as screens from '../harness/screens.ts';
import type { World } from '../harness/world.ts';
import { PROJECT } from './kit/project.ts';
import { freePort, settingsOf, type Started, startHallpass, until } from './kit/started.ts';

const TEAM = 'Night Shift';
const LOGIN = { user: 'hallpass', password: 'correct horse', methods: ['PLAIN'] };
/** The shortest life of membership tokens: how long a change may take to arrive on another person's screen. */
const TOKEN_SECONDS = 30;

const root = mkdtempSync(join(PROJECT, 'story-'));
let port: number;
let settings: Record<string, string>;
let openid: OpenId;
let mail: MailServer;
let browser: Browser;
let edge: Started;

before(async () => {
  port = await freePort();
  [openid, mail, browser] = await Promise.all([
    OpenId.start({ console: 'RS256' }, { consoleOrigin: `http://127.0.0.1:${port}` }),
    MailServer.start({ tls: 'starttls', login: LOGIN }),
    startBrowser(),
  ]);
  const provider = { name: 'openid', kind: 'user', issuer: openid.issuer, audience: 'console', algorithms: ['RS256'] };
  const { user, password } = LOGIN;
  settings = {
    ...settingsOf(port, provider),
    CONSOLE: JSON.stringify({ issuer: openid.issuer, clientId: 'console' }),
    EMAIL: JSON.stringify({ from: 'Acme <invites@acme.example>', transport: 'smtp', host: 'localhost', port: mail.port, user, password }),
    MEMBERSHIP_TTL: String(TOKEN_SECONDS),
  };
  edge = await start();
});
after(async () => {
  await browser?.close();
  await edge?.kill();
  await Promise.all([openid?.stop(), mail?.stop()]);
  rmSync(root, { recursive: true, force: true });
});

const start = (): Promise<Started> => startHallpass(root, port, settings, '--allow-egress', '127.0.0.1', '--ca', CERTIFICATE_FILE).ready();

async function open(path: string): Promise<UserBrowser> {
  const user = await openBrowser(browser, edge.origin);
  await withoutFonts(user);
  await user.open(path);
  return user;
}

/** The link in the only mail that arrived. */
async function mailedLink(to: string): Promise<string> {
  await until('the mail arrives', () => mail.arrived.length > 0);
  const [arrived, ...others] = mail.arrived.splice(0);
  assert.deepEqual([arrived?.to, others.length, arrived?.secure], [[to], 0, true]);
  const link = /http:\S+\/i\/\S+/.exec(arrived?.mail.text ?? '')?.[0] ?? '';
  assert.ok(link.startsWith(`${edge.origin}/i/`), arrived?.mail.text);
  return link;
}

/** Opens a link as mail scanners do, again and again. */
async function scan(link: string): Promise<void> {
  for (let times = 0; times < 10; times++) {
    for (const method of ['HEAD', 'GET']) assert.equal((await openLink(edge as unknown as World, link, method)).reply.status, 303);
  }
}

const inTeam = (user: UserBrowser) => screens.accountSelector(user).filter({ hasText: TEAM });

test('convert, invite by mail, join, switch, another role, a restart, removal', { timeout: 300_000 }, async () => {
  const ada = addAccount(openid, 'Ada Owner');
  const gus = addAccount(openid, 'Gus Guest');

  const owner = await open('/team');
  await signInAtProvider(owner.page, openid.issuer, ada.login);
  await screens.convertToTeam(owner, TEAM);
  await screens.invite(owner, gus.email, 'Dev');
  const link = await mailedLink(gus.email);
  // An open list reads what became of a mail once a minute.
  await owner.page.reload();
  await screens.pendingInvite(owner, gus.email).getByText('Email sent.').waitFor();
  await scan(link);
  await scan(await screens.copyLink(owner, gus.email));

  const guest = await open(link);
  await guest.page.getByRole('heading', { name: 'Sign in to accept' }).waitFor();
  await signInAtProvider(guest.page, openid.issuer, gus.login);
  await guest.page.getByRole('button', { name: 'Join team' }).click();
  await guest.page.getByRole('button', { name: `Switch to ${TEAM}` }).waitFor();
  const otherTab = await openOtherTab(guest);
  await guest.page.getByRole('button', { name: `Switch to ${TEAM}` }).click();
  await inTeam(guest).waitFor();
  await screens.accountSelector(otherTab).filter({ hasText: gus.name }).waitFor();
  await otherTab.page.close();

  await screens.go(guest, 'Resources');
  await screens.allowed(guest, 'Pods', 'Manage Pods');
  const why = await screens.whyNot(guest, 'Billing', 'Manage billing');
  for (const part of ['Billing', ada.name]) assert.ok(why.includes(part), `“${why}” names ${part}`);
  await guest.screenshot('start-story-resources');
  await screens.changeRole(owner, gus.name, 'Billing');
  // Without this it shows with the next token; the story under `wrangler dev` waits for that.
  await guest.page.reload();
  await screens.allowed(guest, 'Billing', 'Manage billing');
  await screens.whyNot(guest, 'Pods', 'Manage Pods');
  for (const each of [owner, guest]) each.assertNoErrors();

  assert.equal(await edge.stop(), 0, edge.output());
  edge = await start();
  for (const each of [owner, guest]) {
    // What was requested meanwhile could not be answered.
    each.errors.splice(0);
    await each.page.reload();
    await inTeam(each).waitFor();
  }
  await screens.allowed(guest, 'Billing', 'Manage billing');
  await screens.memberRow(owner, gus.name).filter({ hasText: 'Billing' }).waitFor();
  await owner.screenshot('start-story-members');

  await screens.removeMember(owner, gus.name);
  await screens.accountSelector(guest).filter({ hasNotText: TEAM }).waitFor({ timeout: 2.5 * TOKEN_SECONDS * 1000 });
  await screens.go(owner, 'Audit log');
  const events = owner.page.getByRole('region', { name: 'Events' }).getByRole('listitem');
  for (const done of ['removed', 'role', 'joined', 'invited']) await events.filter({ hasText: done }).first().waitFor();
  for (const each of [owner, guest]) each.assertNoErrors();
  assert.equal(await edge.stop(), 0, edge.output());
  assert.equal(edge.errors, '');
});

/** A second tab of the same browser, in which the person signs in, too; their session at the provider is still open. */
async function openOtherTab({ context, origin }: UserBrowser): Promise<UserBrowser> {
  const page = await context.newPage();
  await page.goto(origin);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const tab = new UserBrowser(context, page, origin);
  await screens.accountSelector(tab).waitFor();
  return tab;
}
