// The accept flow against the real edge: every step that there is, reached in a browser, drawn by
// `<hallpass-accept>`, looked at by axe, and kept as a picture. `HALLPASS_PICTURES=docs` renews those in the docs.
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
const PICTURES = join(ROOT, 'docs/images/accept');
const LARGEST_BYTES = 40_000;
/** Every step of the flow, by name of its type; the last test compares. */
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

/** The join page of a platform. Whoever the test says signs in when asked to; what is asked of the host is counted. */
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

/** Opens a link, or the bare page, in a browser of one's own. */
async function visit(link: string, who?: Person, prepare: (who: UserBrowser) => Promise<unknown> = async () => undefined): Promise<UserBrowser> {
  const somebody = await openBrowser(browser, pages.origin, { viewport: { width: 480, height: 480 } });
  const { identity } = who ?? {};
  if (identity !== undefined) await somebody.context.addInitScript(`sessionStorage.getItem('identity') ?? sessionStorage.setItem('identity', ${JSON.stringify(identity)})`);
  await prepare(somebody);
  await somebody.open(link);
  return somebody;
}

/** Waits for a step, looks at it with axe, keeps its picture. */
async function at(who: UserBrowser, step: string, title: string | RegExp, name = step): Promise<void> {
  const { page: tab } = who;
  await tab.getByText(title).first().waitFor();
  const state = (await tab.evaluate('import("/hallpass/accept.js").then(({ acceptFlow }) => acceptFlow(client).state)')) as { step: string };
  assert.equal(state.step, step);
  reached.add(step);
  assert.ok(!tab.url().includes('invite='), 'no token in the address bar');
  assert.deepEqual(await axeViolations(who, name), []);
  await who.screenshot(`accept-${name}`);
  if (process.env['HALLPASS_PICTURES'] !== 'docs') return;
  mkdirSync(PICTURES, { recursive: true });
  copyFileSync(join(ROOT, `target/screenshots/accept-${name}.png`), join(PICTURES, `${name}.png`));
}

async function leave(...all: UserBrowser[]): Promise<void> {
  for (const each of all) {
    each.assertNoErrors();
    await each.context.close();
  }
}

const invite = async (body: Record<string, unknown>): Promise<string> => (await owner.invite(team, body)).link;
const press = (who: UserBrowser, name: string): Promise<void> => who.page.getByRole('button', { name }).click();
const asked = (who: UserBrowser): Promise<string[]> => who.page.evaluate('asked');

test('nothing held: none; a link that is opened later is seen', async () => {
  const nobody = await visit('/join');
  await at(nobody, 'none', 'There is no invite here');
  // Another link that is opened in this tab changes nothing but the fragment.
  const token = await tokenOf(edge, await invite({ role: 'basic' }));
  await nobody.page.evaluate(`location.hash = ${JSON.stringify(`#invite=${token}`)}`);
  await nobody.page.getByText("Join Olga's team").waitFor();
  assert.ok(!nobody.page.url().includes('invite='), 'no token in the address bar');
  await leave(nobody);
});

test('a link from signed out to the team: preview, needs_sign_in, wrong_account, ready, joined', async () => {
  const [invitee, other] = [await person(edge, 'Ivo', { email: 'ivo@example.com' }), await person(edge, 'Otto', { email: 'otto@example.com' })];
  const link = await invite({ email: invitee.email, role: 'dev', note: 'Welcome aboard' });
  let answer = (): void => undefined;
  const held = new Promise<void>((done) => (answer = done));
  const who = await visit(link, undefined, ({ page: tab }) => tab.route('**/.well-known/jwks.json', (route) => held.then(() => route.continue())));
  await at(who, 'preview', 'Checking the invite');
  answer();
  await at(who, 'needs_sign_in', "Join Olga's team");
  await press(who, 'Sign in');
  assert.ok((await asked(who)).includes('signIn i***@example.com'), 'the host is told which address would fit');

  await who.page.evaluate(`become(${JSON.stringify(other.identity)})`);
  await at(who, 'wrong_account', 'This invite is for another address');
  await press(who, 'Sign in with another address');
  await who.page.getByText('Sign in to answer the invite').waitFor();

  // The link has survived signing out, and survives a reload.
  await who.page.reload();
  await who.page.getByText('Sign in to answer the invite').waitFor();
  await who.page.evaluate(`become(${JSON.stringify(invitee.identity)})`);
  await at(who, 'ready', 'Welcome aboard');
  await press(who, 'Join team');
  await at(who, 'joined', "You are in Olga's team");
  assert.equal(await who.page.evaluate('document.querySelector("hallpass-accept").shadowRoot.activeElement?.id'), 'title', 'the keyboard goes on at the new title');
  assert.notEqual(await who.page.evaluate('client.state.active.id'), team, 'joining does not switch');
  await press(who, "Switch to Olga's team");
  await until(who.page, 'asked.at(-1)?.startsWith("open ") === true');
  assert.equal(await who.page.evaluate('client.state.active.id'), team);
  await leave(who);
});

test('an address without proof: needs_email_proof, and on once it is verified', async () => {
  const email = 'uma@example.com';
  const unproven = await signIn(edge, 'Uma', { email, emailVerified: false });
  const who = await visit(await invite({ email, role: 'basic' }), unproven);
  await at(who, 'needs_email_proof', 'Verify your e-mail address first');
  await press(who, 'Verify e-mail address');
  assert.ok((await asked(who)).includes('verifyEmail'));
  const proven = await signIn(edge, 'Uma', { email });
  await who.page.evaluate(`become(${JSON.stringify(proven.identity)})`);
  await who.page.getByRole('button', { name: 'Join team' }).waitFor();
  await leave(who);
});

test('already a member: already_member, and one press to the team', async () => {
  const member = await memberOf(owner, team, 'Mia', 'basic');
  const who = await visit(await invite({ role: 'dev' }), member);
  await at(who, 'already_member', "You are in Olga's team already");
  await press(who, 'Open team');
  await until(who.page, 'asked.at(-1)?.startsWith("open ") === true');
  await leave(who);
});

test('no link, but an invite in the inbox: ready, and declined', async () => {
  const who = await person(edge, 'Dana', { email: 'dana@example.com' });
  await invite({ email: who.email, role: 'billing' });
  const seated = await visit('/join', who);
  await at(seated, 'ready', "Join Olga's team", 'ready_from_inbox');
  await press(seated, 'Decline');
  await at(seated, 'declined', 'You declined the invite');
  await leave(seated);
});

test('closed: why, to the verified invitee; nothing to a stranger; sign in to know', async () => {
  const rita = await person(edge, 'Rita', { email: 'rita@example.com' });
  const { invite: made, link } = await owner.invite(team, { email: rita.email, role: 'dev' });
  await owner.delete(`/v1/accounts/${team}/invites/${made.id}`);
  const [invitee, nobody] = [await visit(link, rita), await visit(link)];
  await at(invitee, 'closed', 'It was revoked');
  await at(nobody, 'needs_sign_in', 'If it was yours, sign in', 'needs_sign_in_to_know');
  const stranger = await visit(`${edge.origin}/i/${'A'.repeat(68)}`, rita);
  await at(stranger, 'closed', 'has never been one', 'closed_to_strangers');
  await leave(invitee, nobody, stranger);
});

test('a page that was open for too long: closed, out of date', async () => {
  const tess = await person(edge, 'Tess', { email: 'tess@example.com' });
  const link = await invite({ email: tess.email, role: 'dev', expiresIn: 2 });
  const { reply } = await openLink(edge, link);
  await sleep(2_100);
  const who = await visit(String(reply.headers.location), tess);
  await at(who, 'closed', 'Open the link again', 'closed_out_of_date');
  await leave(who);
});

test('no answer: failed, and a way to try again', async () => {
  const nina = await person(edge, 'Nina', { email: 'nina@example.com' });
  const link = await invite({ email: nina.email, role: 'dev' });
  const who = await visit(link, nina, ({ page: tab }) => tab.route('**/v1/invites/preview', (route) => route.abort()));
  await at(who, 'failed', 'This could not be found out');
  who.errors.length = 0;
  await who.page.unroute('**/v1/invites/preview');
  await press(who, 'Try again');
  await who.page.getByRole('button', { name: 'Join team' }).waitFor();
  await leave(who);
});

test('two elements, two presses, two tabs: joined once', async () => {
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
  for (const { page: tab } of tabs) await tab.getByText("You are in Olga's team").first().waitFor();
  assert.equal(sent.length, tabs.length, 'one request in each tab');
  const events = (await owner.audit(team)).filter(({ resourceId, action }) => resourceId === made.id && action === 'invite.accept');
  assert.equal(events.length, 1);
  assert.equal((await owner.members(team)).filter(({ user }) => user === twain.id).length, 1);
  await leave(...tabs);
});

test('every step has been reached, and has its picture in the documents', () => {
  const types = readFileSync(join(ROOT, 'pkg/src/accept-types.ts'), 'utf8');
  const steps = [...types.matchAll(/Step<'(\w+)'>/g)].map(([, step]) => step ?? '');
  assert.ok(steps.length >= 11);
  assert.deepEqual([...reached].toSorted(), steps.toSorted());
  const docs = readFileSync(join(ROOT, 'docs/guide/accept.md'), 'utf8');
  for (const step of steps) {
    assert.ok(statSync(join(PICTURES, `${step}.png`)).size < LARGEST_BYTES, step);
    assert.ok(docs.includes(`images/accept/${step}.png`), `docs/guide/accept.md shows ${step}`);
  }
});
