// `GET /v1/accounts/{acc}/invites/{inv}/mail`: the mail of an invite, as it would be sent, with links that lead nowhere.
// To see one fail: put the invite's own links into `preview_mail` in worker/src/objects/account/mails.rs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdges, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { send, type Reply } from '../harness/http.ts';
import { localMails, type LocalMail } from '../harness/local-mail.ts';
import { address, eventually, invitePath, memberOf, ownerWithTeam, person, type Person } from '../harness/person.ts';
import { unknownInvite } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

const EMAIL = JSON.stringify({ from: '"Acme, Inc." <invites@acme.example>', replyTo: 'Acme Help <help@acme.example>', transport: 'local' });
const FRENCH = 'default = "fr"\n[fr]\nsubject = "Rejoignez {{ team }}"\ntext = "{{ link }} {{ stop_link }}"\nhtml = "<p>{{ link }} {{ stop_link }}</p>"\n';
/** The code of an invite's link, and that of the page that stops mails. */
const CODES = /\/(i|stop)\/[\w-]{40,}/g;

let edge: Edge;
/** With templates of the operator's own, in another language. */
let french: Edge;
let without: Edge;
before(async () => {
  const settings = { EMAIL };
  [edge, french, without] = (await startEdges([{ settings }, { settings, mail: FRENCH }, {}])) as [Edge, Edge, Edge];
});
after(() => edge?.stop());

/** The HTML with plain slashes, so that links in it are found as they are in text. */
const decoded = (html: string): string => html.replaceAll('&#x2f;', '/');

const preview = (by: Person, invite: string): Promise<Reply> => by.get(`${invitePath(invite)}/mail`);

async function previewed(by: Person, invite: string): Promise<shapes.MailPreview> {
  return expectOk(await preview(by, invite), shapes.mailPreview);
}

/** The newest mail to an address that says this. */
async function sentTo(origin: string, to: string, words = ''): Promise<LocalMail> {
  return eventually(`a mail to ${to}`, async () => (await localMails(origin)).find((mail) => mail.to === to && mail.text.includes(words)), 20_000);
}

test('a preview is the mail that is sent, apart from its links', async () => {
  for (const fields of [
    { role: 'dev', note: 'See you on Monday!', locale: 'de-AT' },
    { role: 'custom', permissions: ['team:access', 'pods:connect'], expiresIn: 86_400 },
  ]) {
    const { owner, team } = await ownerWithTeam(edge);
    const email = address('gina');
    const { invite } = await owner.invite(team, { email, ...fields });
    const { from, replyTo, to, subject, language, html, text } = await sentTo(edge.origin, email);
    const withoutCodes = (part: string): string => part.replaceAll(CODES, '/$1/preview');
    const shown = await previewed(owner, invite.id);
    const expected = { from, replyTo, to, subject, language, html: withoutCodes(decoded(html)), text: withoutCodes(text) };
    assert.deepEqual({ ...shown, html: decoded(shown.html) }, expected);
    assert.equal(from, '"Acme, Inc." <invites@acme.example>');
  }
});

test('a preview holds no link that works, and no code of one', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const email = address('gina');
  const { invite, link } = await owner.invite(team, { email, role: 'dev' });
  const { html, text } = await previewed(owner, invite.id);
  const mail = await sentTo(edge.origin, email);
  const code = new URL(link).pathname.slice('/i/'.length);
  for (const [sent, shown] of [[decoded(mail.html), decoded(html)], [mail.text, text]] as const) {
    assert.ok(sent.includes(code) && sent.match(CODES)?.some((found) => found.startsWith('/stop/')), 'the mail itself has both');
    assert.ok(!shown.includes(code) && !shown.includes(invite.id));
    assert.doesNotMatch(shown, CODES);
    const links = new Set(shown.match(/https?:\/\/[^\s"<]+/g));
    assert.deepEqual(links, new Set([`${edge.origin}/i/preview`, `${edge.origin}/stop/preview`]));
  }
  const opened = await send(edge.origin, 'GET', '/i/preview');
  assert.match(String(opened.headers.location), /#invite=closed/);
  assert.equal((await send(edge.origin, 'POST', '/stop/preview')).status, 404);
});

test('what people write is text in a preview, too', async () => {
  const owner = await person(edge, '<script>alert(1)</script>', { email: address('olga') });
  const { id: team } = await owner.team('<b onclick=alert(3)>Team</b>');
  const note = '<img src=x onerror="alert(2)"> & <p>';
  const { invite } = await owner.invite(team, { email: address('gina'), role: 'dev', note });
  const { html, text, subject } = await previewed(owner, invite.id);
  assert.doesNotMatch(html, /<script|<img|<b /);
  for (const part of ['&lt;script&gt;alert(1)', '&lt;img src=x onerror=', '&lt;b onclick=alert(3)&gt;']) assert.ok(html.includes(part), part);
  assert.ok(text.includes(note), text);
  assert.ok(subject.startsWith('<script>alert(1)'), subject);
});

test('a preview is of the invite as it is now, and in the language of its last mail', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const email = address('gina');
  const { invite } = await owner.invite(team, { email, role: 'dev', send: false });
  assert.equal((await previewed(owner, invite.id)).language, 'en');
  expectOk(await owner.patch(invitePath(invite.id), { note: 'changed' }), shapes.invite);
  assert.match((await previewed(owner, invite.id)).text, /changed/);
  assert.equal((await owner.inviteState(invite.id)).delivery, undefined, 'a preview sends nothing');
  expectOk(await owner.post(`${invitePath(invite.id)}/resend`, { locale: 'de' }), shapes.sent);
  assert.equal((await previewed(owner, invite.id)).language, 'de');

  const other = await ownerWithTeam(french, 'Bleu');
  const { invite: mailed } = await other.owner.invite(other.team, { email: address('gina'), role: 'dev' });
  const { language, subject } = await previewed(other.owner, mailed.id);
  assert.deepEqual([language, subject], ['fr', "Rejoignez Bleu's team"]);
});

test('only members who may invite read it', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const [admin, dev] = [await memberOf(owner, team, 'Ada', 'admin'), await memberOf(owner, team, 'Dev', 'dev')];
  const { invite } = await owner.invite(team, { email: guest.email, role: 'dev' });
  assert.deepEqual(await previewed(admin, invite.id), await previewed(owner, invite.id));
  expectError(await preview(dev, invite.id), 'forbidden');
  for (const by of [guest, (await ownerWithTeam(edge)).owner]) expectError(await preview(by, invite.id), 'not_found');
  expectError(await send(edge.origin, 'GET', `${invitePath(invite.id)}/mail`), 'not_signed_in');
});

test('an invite without a mail has no preview', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const link = await owner.invite(team, { role: 'basic' });
  expectError(await preview(owner, link.invite.id), 'not_found');
  expectError(await preview(owner, unknownInvite(team)), 'not_found');

  const guest = await person(edge, 'Gina');
  const [revoked, accepted] = [await owner.invite(team, { email: address('r'), role: 'dev' }), await owner.invite(team, { email: guest.email, role: 'dev' })];
  expectOk(await owner.delete(invitePath(revoked.invite.id)), shapes.invite);
  await eventually('the invite', async () => ((await guest.me()).inboxCount === 1 ? true : undefined));
  await guest.join({ inviteId: accepted.invite.id });
  assert.equal(expectError(await preview(owner, revoked.invite.id), 'invite_closed').why, 'revoked');
  assert.equal(expectError(await preview(owner, accepted.invite.id), 'invite_closed').why, 'used');

  const other = await ownerWithTeam(without);
  const { invite } = await other.owner.invite(other.team, { email: address('gina'), role: 'dev' });
  expectError(await preview(other.owner, invite.id), 'not_found');
});
