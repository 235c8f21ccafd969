// The development edition keeps mails on this machine, and shows them at `/local/mail`.
// To see one fail: leave out `sandbox` in the policy of worker/src/routes/local_mail.rs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RELEASE_BUNDLE, startEdge, startEdges, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { expectError } from '../harness/expect.ts';
import { localMails, sendSample } from '../harness/local-mail.ts';
import { unknownInvite } from '../harness/secrets.ts';

const EMAIL = JSON.stringify({ from: 'Acme <invites@acme.example>', transport: 'local' });
const INVITE = unknownInvite();

/** A page, as a browser gets it: neither a document of the API nor one of the console. */
async function page(path: string): Promise<{ readonly status: number; readonly text: string; readonly policy: string }> {
  const reply = await fetch(edge.origin + path, { headers: { accept: 'text/html' } });
  return { status: reply.status, text: await reply.text(), policy: reply.headers.get('content-security-policy') ?? '' };
}


let edges: Edge[] = [];
let edge: Edge;
let french: Edge;
let broken: Edge;
let unset: Edge;
before(async () => {
  const text = '{{ inviter }} : {{ link }} {{ stop_link }}';
  edges = await startEdges([
    { settings: { EMAIL } },
    { settings: { EMAIL }, mail: `default = "fr"\n[fr]\nsubject = "Rejoignez {{ team }}"\ntext = "${text}"\nhtml = "<p>${text}</p>"\n` },
    { settings: { EMAIL: '{"from":"acme","transport":"resent"}' }, mail: `[en]\n\ntext = "{{ lnik }}"\nsubjet = "x"\n` },
    {},
  ]);
  [edge, french, broken, unset] = edges as [Edge, Edge, Edge, Edge];
});
after(() => edge?.stop());

test('a list has the newest mail first, and each has its page', async () => {
  for (const send of [1, 2]) await sendSample(edge.origin, { to: 'kim@example.com', team: `Team ${send} <b>`, invite: INVITE, send });
  const mails = await localMails(edge.origin);
  assert.deepEqual(mails.map(({ subject }) => subject), [2, 1].map((send) => `Sample inviter invited you to Team ${send} <b>`));
  const list = await page('/local/mail');
  assert.ok(list.text.includes('Team 2 &lt;b&gt;') && list.text.includes(`/local/mail/${INVITE}.2`), list.text);
  const one = await page(`/local/mail/${INVITE}.1`);
  assert.ok(one.text.includes(`src="/local/mail/${INVITE}.1?view=html"`), one.text);
  assert.match(one.policy, /default-src 'none'/);
  assert.equal((await page('/local/mail/inv_1.1')).status, 404);
});

test('a mail’s HTML runs nothing, and loads nothing', async () => {
  const { text, policy } = await page(`/local/mail/${INVITE}.1?view=html`);
  assert.match(policy, /default-src 'none'.*sandbox allow-top-navigation-by-user-activation$/);
  assert.doesNotMatch(policy, /script|allow-scripts|img-src/);
  assert.ok(text.includes('<base target="_top">'));
});

test('a second delivery of one mail is one mail', async () => {
  for (const note of ['first', 'second']) await sendSample(edge.origin, { to: 'lee@example.com', note, invite: INVITE, send: 9 });
  const own = (await localMails(edge.origin)).filter(({ id }) => id === `${INVITE}.9`);
  assert.equal(own.length, 1);
  assert.ok(own[0]?.text.includes('second'));
});

test('a mail is in the language of its locale, else in that of the templates', async () => {
  const subject = async (from: Edge, locale?: string): Promise<string | undefined> => {
    await sendSample(from.origin, { to: 'kim@example.com', team: 'Blue', ...(locale === undefined ? {} : { locale }) });
    return (await localMails(from.origin))[0]?.subject;
  };
  assert.equal(await subject(edge), 'Sample inviter invited you to Blue');
  assert.equal(await subject(edge, 'de-AT'), 'Sample inviter lädt dich zu Blue ein');
  assert.equal(await subject(edge, 'it'), 'Sample inviter invited you to Blue');
  assert.equal(await subject(french), 'Rejoignez Blue');
  assert.equal(await subject(french, 'de'), 'Sample inviter lädt dich zu Blue ein');
});

test('every mistake in EMAIL and mail.toml is named in one start, with its line and the remedy', async () => {
  assert.equal((await send(broken.origin, 'GET', '/v1/policy')).status, 503);
  const log = (await edge.host.logLine('did you mean resend')).replaceAll('\\"', '"');
  assert.match(log, /EMAIL\.from: "acme" is not an address: an address has one `@`; write it as "Acme <invites@…>"/);
  assert.match(log, /EMAIL\.transport: "resent" is not one of binding, resend, postmark, smtp, local; did you mean resend\?/);
  assert.match(log, /mail\.toml: line 4: `en\.subjet` is not a text of a mail; did you mean `subject`\?/);
});

test('without EMAIL nothing is sent, and a sample is refused that goes nowhere', async () => {
  expectError(await send(unset.origin, 'POST', '/local/mail', { body: { to: 'kim@example.com' } }), 'not_found');
  expectError(await send(edge.origin, 'POST', '/local/mail', { body: { to: 'kim' } }), 'invalid_request');
  assert.equal((await send(edge.origin, 'DELETE', '/local/mail')).status, 405);
});

test('a release keeps no mails, and does not start with the transport of this machine', async () => {
  const release = await startEdge({ bundle: RELEASE_BUNDLE, settings: { EMAIL } });
  try {
    assert.equal((await send(release.origin, 'GET', '/v1/policy')).status, 503);
    await release.host.logLine(/EMAIL\.transport: \S*local\S* is not one of binding, resend, postmark, smtp/);
  } finally {
    await release.stop();
  }
});
