// The accept flow against the real edge: `<hallpass-accept>` reaches every step in a browser. Each step is checked with axe and saved as
// a screenshot; `HALLPASS_PICTURES=docs` updates those in the docs.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { axeViolations } from '../harness/axe.ts';
import { openBrowser, startBrowser, type UserBrowser } from '../harness/browser.ts';
import { startEdge, type Edge } from '../harness/edge.ts';
import { memberOf, openLink, ownerWithTeam, person, signIn, sleep, tokenOf, type Person } from '../harness/person.ts';
import { page, servePages, until, type Pages } from '../harness/pages.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const SCREENSHOTS = join(ROOT, 'docs/images/accept');
const LARGEST_BYTES = 40_000;
/** The steps that were reached; the last test compares them with the declared ones. */
const reached = new Set<string>();

let pages: Pages;
let edge: Edge;
let browser: Browser;
let owner: Person;
let team: string;
before(async () => {
  pages = await servePages();
  [edge, browser] = await Promise.all([startEdge({ settings: { JOIN_URL: `${pages.origin}/join`, ALLOWED_ORIGINS: pages.origin } }), startBrowser()]);
  ({ owner, team } = await ownerWithTeam(edge, 'Olga'));
  pages.put('/join', page('<hallpass-provider><main><hallpass-accept level="1"></hallpass-accept></main></hallpass-provider>'));
  pages.put('/page.css', 'body { margin: 0; background: #f6f6f4 } main { max-width: 26rem; margin: 32px auto; padding: 24px; background: #fff; border-radius: 12px }');
  pages.put('/page.js', SCRIPT.replace('EDGE', JSON.stringify(edge.origin)));
});
after(async () => {
  await browser?.close();
  await pages?.stop();
  await edge?.stop();
});

/** The join page of a platform. `become` signs a user in; `asked` records the calls to the host. */
const SCRIPT = `
import { createClient } from '/hallpass/index.js';
import { defineElements } from '/hallpass/elements.js';
globalThis.asked = [];
const client = globalThis.client = createClient({
  endpoint: EDGE,
  getIdentityToken: () => sessionStorage.getItem('identity'),
  onSignIn: ({ hint }) => void asked.push('signIn ' + hint),
  onSignOut: () => { sessionStorage.removeItem('identity'); asked.push('signOut'); return client.identityChanged(); },
  onVerifyEmail: () => void asked.push('verifyEmail'),
});
globalThis.become = (identity) => { sessionStorage.setItem('identity', identity); return client.identityChanged(); };
document.addEventListener('hallpass-step', ({ detail }) => void asked.push('step ' + detail.state.step));
document.addEventListener('hallpass-open', ({ detail }) => void asked.push('open ' + detail.account.name));
defineElements();
document.querySelector('hallpass-provider').client = client;
`;

/** Opens a link or path in a new browser. */
async function visit(link: string, user?: Person, prepare: (user: UserBrowser) => Promise<unknown> = async () => undefined): Promise<UserBrowser> {
  const opened = await openBrowser(browser, pages.origin, { viewport: { width: 480, height: 480 } });
  const { identity } = user ?? {};
  if (identity !== undefined) await opened.context.addInitScript(`sessionStorage.getItem('identity') ?? sessionStorage.setItem('identity', ${JSON.stringify(identity)})`);
  await prepare(opened);
  await opened.open(link);
  return opened;
}

/** Waits for a step, checks it with axe, and saves a screenshot. */
async function at(user: UserBrowser, step: string, title: string | RegExp, name = step): Promise<void> {
  const { page: tab } = user;
  await tab.getByText(title).first().waitFor();
  const state = (await tab.evaluate('import("/hallpass/accept.js").then(({ acceptFlow }) => acceptFlow(client).state)')) as { step: string };
  assert.equal(state.step, step);
  reached.add(step);
  assert.ok(!tab.url().includes('invite='), 'no token in the address bar');
  assert.deepEqual(await axeViolations(user, name), []);
  await user.screenshot(`accept-${name}`);
  if (process.env['HALLPASS_PICTURES'] !== 'docs') return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  copyFileSync(join(ROOT, `target/screenshots/accept-${name}.png`), join(SCREENSHOTS, `${name}.png`));
}

async function close(...all: UserBrowser[]): Promise<void> {
  for (const each of all) {
    each.assertNoErrors();
    await each.context.close();
  }
}

const invite = async (body: Record<string, unknown>): Promise<string> => (await owner.invite(team, body)).link;
const press = (user: UserBrowser, name: string): Promise<void> => user.page.getByRole('button', { name }).click();
const asked = (user: UserBrowser): Promise<string[]> => user.page.evaluate('asked');

test('without an invite the step is none, and a link that is opened later is noticed', async () => {
  const signedOut = await visit('/join');
  await at(signedOut, 'none', 'No invite to accept');
  // Opening another link in this tab changes only the fragment.
  const token = await tokenOf(edge, await invite({ role: 'basic' }));
  await signedOut.page.evaluate(`location.hash = ${JSON.stringify(`#invite=${token}`)}`);
  await signedOut.page.getByText("Join Olga's team").waitFor();
  assert.ok(!signedOut.page.url().includes('invite='), 'no token in the address bar');
  await close(signedOut);
});

test('a signed-out user follows a link into the team: preview, needs_sign_in, wrong_account, ready, joined', async () => {
  const [invitee, other] = [await person(edge, 'Ivo', { email: 'ivo@example.com' }), await person(edge, 'Otto', { email: 'otto@example.com' })];
  const link = await invite({ email: invitee.email, role: 'dev', note: 'Welcome aboard' });
  let answer = (): void => undefined;
  const blocked = new Promise<void>((done) => (answer = done));
  const user = await visit(link, undefined, ({ page: tab }) => tab.route('**/.well-known/jwks.json', (route) => blocked.then(() => route.continue())));
  await at(user, 'preview', 'Checking your invite');
  answer();
  await at(user, 'needs_sign_in', "Join Olga's team");
  await press(user, 'Sign in');
  assert.ok((await asked(user)).includes('signIn i***@example.com'), 'the host gets the hint of the right address');

  await user.page.evaluate(`become(${JSON.stringify(other.identity)})`);
  await at(user, 'wrong_account', 'This invite is for a different email');
  await press(user, 'Sign in with another email');
  await user.page.getByText('Sign in to accept').waitFor();

  // The invite is kept over a sign-out and a reload.
  await user.page.reload();
  await user.page.getByText('Sign in to accept').waitFor();
  await user.page.evaluate(`become(${JSON.stringify(invitee.identity)})`);
  await at(user, 'ready', 'Welcome aboard');
  await press(user, 'Join team');
  await at(user, 'joined', "You're in Olga's team");
  assert.equal(await user.page.evaluate('document.querySelector("hallpass-accept").shadowRoot.activeElement?.id'), 'title', 'the focus moves to the new title');
  assert.notEqual(await user.page.evaluate('client.state.active.id'), team, 'joining does not switch');
  await press(user, "Switch to Olga's team");
  await until(user.page, 'asked.at(-1)?.startsWith("open ") === true');
  assert.equal(await user.page.evaluate('client.state.active.id'), team);
  await close(user);
});

test('with an unverified address the step is needs_email_proof until it is verified', async () => {
  const email = 'uma@example.com';
  const unverified = await signIn(edge, 'Uma', { email, emailVerified: false });
  const user = await visit(await invite({ email, role: 'basic' }), unverified);
  await at(user, 'needs_email_proof', 'Verify your email first');
  await press(user, 'Verify email');
  assert.ok((await asked(user)).includes('verifyEmail'));
  const verified = await signIn(edge, 'Uma', { email });
  await user.page.evaluate(`become(${JSON.stringify(verified.identity)})`);
  await user.page.getByRole('button', { name: 'Join team' }).waitFor();
  await close(user);
});

test('for a member the step is already_member, and one click opens the team', async () => {
  const member = await memberOf(owner, team, 'Mia', 'basic');
  const user = await visit(await invite({ role: 'dev' }), member);
  await at(user, 'already_member', "You're already in Olga's team");
  await press(user, 'Open team');
  await until(user.page, 'asked.at(-1)?.startsWith("open ") === true');
  await close(user);
});

test('without a link an invite in the inbox is ready, and can be declined', async () => {
  const user = await person(edge, 'Dana', { email: 'dana@example.com' });
  await invite({ email: user.email, role: 'billing' });
  const inInbox = await visit('/join', user);
  await at(inInbox, 'ready', "Join Olga's team", 'ready_from_inbox');
  await press(inInbox, 'Decline');
  await at(inInbox, 'declined', 'You declined the invite');
  await close(inInbox);
});

test('the verified invitee learns why an invite is closed, a stranger does not, and a signed-out user can sign in to learn it', async () => {
  const rita = await person(edge, 'Rita', { email: 'rita@example.com' });
  const { invite: made, link } = await owner.invite(team, { email: rita.email, role: 'dev' });
  await owner.delete(`/v1/accounts/${team}/invites/${made.id}`);
  const [invitee, signedOut] = [await visit(link, rita), await visit(link)];
  await at(invitee, 'closed', 'It was revoked');
  await at(signedOut, 'needs_sign_in', 'If the invite was yours, sign in', 'needs_sign_in_to_know');
  const stranger = await visit(`${edge.origin}/i/${'A'.repeat(68)}`, rita);
  await at(stranger, 'closed', 'This link is no longer valid', 'closed_to_strangers');
  await close(invitee, signedOut, stranger);
});

test('a token that expired while the page was open is closed as out of date', async () => {
  const tess = await person(edge, 'Tess', { email: 'tess@example.com' });
  const link = await invite({ email: tess.email, role: 'dev', expiresIn: 2 });
  const { reply } = await openLink(edge, link);
  await sleep(2_100);
  const user = await visit(String(reply.headers.location), tess);
  await at(user, 'closed', 'Open the link again', 'closed_out_of_date');
  await close(user);
});

test('without a response the step is failed, with a way to retry', async () => {
  const nina = await person(edge, 'Nina', { email: 'nina@example.com' });
  const link = await invite({ email: nina.email, role: 'dev' });
  const user = await visit(link, nina, ({ page: tab }) => tab.route('**/v1/invites/preview', (route) => route.abort()));
  await at(user, 'failed', "Couldn't check this invite");
  user.errors.length = 0;
  await user.page.unroute('**/v1/invites/preview');
  await press(user, 'Try again');
  await user.page.getByRole('button', { name: 'Join team' }).waitFor();
  await close(user);
});

test('two elements with two clicks in two tabs join once', async () => {
  const twain = await person(edge, 'Twain', { email: 'twain@example.com' });
  const { invite: made, link } = await owner.invite(team, { email: twain.email, role: 'dev' });
  pages.put('/twice', page('<hallpass-provider><main><hallpass-accept></hallpass-accept><hallpass-accept></hallpass-accept></main></hallpass-provider>'));
  const { reply } = await openLink(edge, link);
  const twice = `${pages.origin}/twice#${String(reply.headers.location).split('#')[1] ?? ''}`;
  const tabs = [await visit(twice, twain), await visit(twice, twain)];
  const sent: string[] = [];
  for (const { page: tab } of tabs) {
    tab.on('request', (request) => request.method() === 'POST' && request.url().endsWith('/accept') && sent.push(request.url()));
    await tab.getByRole('button', { name: 'Join team' }).nth(1).waitFor();
  }
  await Promise.all(tabs.map(({ page: tab }) => tab.evaluate(`
    for (const element of document.querySelectorAll('hallpass-accept'))
      for (let times = 0; times < 2; times++) element.shadowRoot.querySelector('[part~=join]')?.click();
  `)));
  for (const { page: tab } of tabs) await tab.getByText("You're in Olga's team").first().waitFor();
  assert.equal(sent.length, tabs.length, 'one request in each tab');
  const events = (await owner.audit(team)).filter(({ resourceId, action }) => resourceId === made.id && action === 'invite.accept');
  assert.equal(events.length, 1);
  assert.equal((await owner.members(team)).filter(({ user }) => user === twain.id).length, 1);
  await close(...tabs);
});

test('every step was reached, and has a screenshot in the docs', () => {
  const types = readFileSync(join(ROOT, 'pkg/src/accept-types.ts'), 'utf8');
  const steps = [...types.matchAll(/Step<'(\w+)'>/g)].map(([, step]) => step ?? '');
  assert.ok(steps.length >= 11);
  assert.deepEqual([...reached].toSorted(), steps.toSorted());
  const docs = readFileSync(join(ROOT, 'docs/guide/accept.md'), 'utf8');
  for (const step of steps) {
    assert.ok(statSync(join(SCREENSHOTS, `${step}.png`)).size < LARGEST_BYTES, step);
    assert.ok(docs.includes(`images/accept/${step}.png`), `docs/guide/accept.md shows ${step}`);
  }
});
