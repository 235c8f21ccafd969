// Mails by the APIs of Resend and Postmark: each request is the one that the provider's own client sends for the same mail, and
// each reply means what the provider says it does.
// To see one fail: leave out `reply_to` in worker/src/mail/resend.rs.
import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { Models, ServerClient } from 'postmark';
import { Resend } from 'resend';
import { startEdges, type Edge } from '../harness/edge.ts';
import { expectError } from '../harness/expect.ts';
import { send } from '../harness/http.ts';
import { localMails, sendSample, type LocalMail, type Sample } from '../harness/local-mail.ts';
import { address as addressOf, eventually, ownerWithTeam } from '../harness/person.ts';
import { unknownInvite } from '../harness/secrets.ts';

const KEYS = { resend: 're_test_key', postmark: 'postmark-test-token' };
const REPORT_PASSWORD = 'postmark-reports-0123456789abcdef';
const FROM = '"Acme, Inc." <invites@acme.example>';
const REPLY_TO = 'Acme Help <help@acme.example>';
const INVITE = unknownInvite();
const SAMPLE: Sample = { to: 'kim@example.com', team: 'Größte Mannschaft', inviter: 'Zoë "Z" O’Neil', note: 'Hi <b>there</b>', invite: INVITE, send: 3 };

interface Recorded {
  readonly url: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** What both the Worker and the providers' clients talk to. It records, and replies as a test says. */
let server: Server;
let recorded: Recorded[] = [];
let reply: Reply = { status: 200, body: {} };
let edges: Edge[] = [];
let resend: Edge;
let postmark: Edge;
/** Mails of this one stay: it renders the same mail as the others. */
let local: Edge;

function address(): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A Worker whose requests to other servers arrive here, with the URL that they were for. */
function redirected(): string {
  return `
import Worker from './entry.mjs';

export { AccountObject, MailboxObject, UserObject } from './entry.mjs';
const send = globalThis.fetch;
globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  const { method, headers, redirect } = request;
  const body = await request.text();
  return send('http://${address()}/', { method, headers: { ...Object.fromEntries(headers), 'x-url': request.url, 'x-redirect': redirect }, body, redirect });
};
export default { fetch: (request, env, context) => new Worker(context, env).fetch(request) };
`;
}

before(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const url = (request.headers['x-url'] as string | undefined) ?? request.url ?? '';
      recorded.push({ url, method: request.method ?? '', headers: request.headers, body: JSON.parse(body) });
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {}));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const sender = { from: FROM, replyTo: REPLY_TO };
  const setting = (email: object): Record<string, string> => ({ EDGE_ORIGIN: 'http://127.0.0.1:8787', EMAIL: JSON.stringify({ ...sender, ...email }) });
  edges = await startEdges([
    { entry: redirected(), settings: setting({ transport: 'resend', apiKey: KEYS.resend }) },
    { entry: redirected(), settings: setting({ transport: 'postmark', apiKey: KEYS.postmark, webhookSecret: REPORT_PASSWORD }) },
    { settings: setting({ transport: 'local' }) },
  ]);
  [resend, postmark, local] = edges as [Edge, Edge, Edge];
});
after(async () => {
  await edges[0]?.stop();
  await new Promise((closed) => server.close(closed));
});
beforeEach(() => {
  recorded = [];
  reply = { status: 200, body: {} };
});

/** The mail as the edge renders it. */
async function rendered(): Promise<LocalMail> {
  assert.equal((await sendSample(local.origin, SAMPLE)).outcome, 'sent');
  const mail = (await localMails(local.origin)).find(({ id }) => id === `${INVITE}.3`);
  assert.ok(mail);
  return mail;
}

/** The headers of a mail that every transport sends. */
const HEADERS = {
  'List-Unsubscribe': '<http://127.0.0.1:8787/stop/sample>',
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  'Auto-Submitted': 'auto-generated',
  'X-Auto-Response-Suppress': 'All',
};

/** The two requests: the client's and the edge's. */
function both(): [Recorded, Recorded] {
  assert.equal(recorded.length, 2);
  return recorded as [Recorded, Recorded];
}

test('the request to Resend is that of the npm package resend', async () => {
  const mail = await rendered();
  reply = { status: 200, body: { id: 'resend-id' } };
  const client = new Resend(KEYS.resend, { baseUrl: `http://${address()}` });
  const { error } = await client.emails.send(
    {
      from: FROM,
      to: SAMPLE.to,
      replyTo: REPLY_TO,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      headers: { ...HEADERS, 'X-Entity-Ref-ID': mail.id },
      tags: [{ name: 'invite', value: INVITE }],
    },
    { idempotencyKey: mail.id },
  );
  assert.equal(error, null);
  assert.deepEqual(await sendSample(resend.origin, SAMPLE), { outcome: 'sent', id: mail.id, providerId: 'resend-id' });
  const [expected, own] = both();
  assert.deepEqual(own.body, expected.body);
  assert.deepEqual([own.method, own.url], [expected.method, `https://api.resend.com${expected.url}`]);
  for (const name of ['authorization', 'content-type', 'idempotency-key']) assert.equal(own.headers[name], expected.headers[name], name);
  assert.equal(own.headers['x-redirect'], 'manual');
});

test('the request to Postmark is that of the npm package postmark', async () => {
  const mail = await rendered();
  reply = { status: 200, body: { ErrorCode: 0, Message: 'OK', MessageID: 'postmark-id' } };
  const client = new ServerClient(KEYS.postmark, { requestHost: address(), useHttps: false });
  await client.sendEmail({
    From: FROM,
    To: SAMPLE.to,
    ReplyTo: REPLY_TO,
    Subject: mail.subject,
    TextBody: mail.text,
    HtmlBody: mail.html,
    TrackOpens: false,
    TrackLinks: Models.LinkTrackingOptions.None,
    Headers: Object.entries({ ...HEADERS, 'Message-ID': `<${mail.messageId}>`, 'X-PM-KeepID': 'true' }).map(([Name, Value]) => ({ Name, Value })),
    Metadata: { invite: INVITE },
  });
  assert.deepEqual(await sendSample(postmark.origin, SAMPLE), { outcome: 'sent', id: mail.id, providerId: 'postmark-id' });
  const [expected, own] = both();
  assert.deepEqual(own.body, expected.body);
  assert.deepEqual([own.method, own.url], [expected.method, `https://api.postmarkapp.com${expected.url}`]);
  for (const name of ['x-postmark-server-token', 'content-type', 'accept']) assert.equal(own.headers[name], expected.headers[name], name);
});

/** A report of Postmark's about a mail, in the fields that its documentation lists. */
const postmarkReport = (type: string, id: string, invite: string, record = 'Bounce'): object => ({ RecordType: record, Type: type, MessageID: id, Metadata: { invite } });

test('a report of Postmark ends a delivery, once, if it has the password', async () => {
  reply = { status: 200, body: { ErrorCode: 0, Message: 'OK', MessageID: 'postmark-bounced' } };
  const { owner, team } = await ownerWithTeam(postmark);
  const { invite } = await owner.invite(team, { email: addressOf('bounced'), role: 'dev' });
  const delivery = async () => (await owner.inviteState(invite.id)).delivery;
  await eventually('the mail is sent', async () => ((await delivery())?.state === 'sent' ? true : undefined), 20_000);
  const bounce = postmarkReport('HardBounce', 'postmark-bounced', invite.id);
  const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString('base64')}`;
  const report = (body: unknown, authorization: string | undefined = basic(`postmark:${REPORT_PASSWORD}`), transport = 'postmark') =>
    send(postmark.origin, 'POST', `/v1/email/events/${transport}`, { body, headers: { 'content-type': 'application/json', authorization } });

  const forged = [basic('postmark:'), basic(`postmark:${REPORT_PASSWORD}x`), basic(REPORT_PASSWORD.slice(0, 9)), `Bearer ${REPORT_PASSWORD}`, 'Basic ?', ''];
  for (const authorization of forged) expectError(await report(bounce, authorization), 'token_invalid');
  expectError(await send(postmark.origin, 'POST', '/v1/email/events/postmark', { body: bounce }), 'token_invalid');
  for (const transport of ['resend', 'smtp']) expectError(await report(bounce, undefined, transport), 'not_found');
  const ignored = [
    postmarkReport('Transient', 'postmark-bounced', invite.id),
    postmarkReport('', 'postmark-bounced', invite.id, 'Delivery'),
    postmarkReport('HardBounce', 'postmark-other', invite.id),
    postmarkReport('HardBounce', 'postmark-bounced', unknownInvite()),
    { RecordType: 'Bounce', Type: 'HardBounce', MessageID: 'postmark-bounced' },
    [],
  ];
  for (const body of ignored) assert.equal((await report(body)).status, 204, JSON.stringify(body));
  assert.equal((await delivery())?.state, 'sent');

  for (let repeat = 0; repeat < 3; repeat++) assert.equal((await report(bounce)).status, 204);
  assert.equal((await report(postmarkReport('SpamComplaint', 'postmark-bounced', invite.id, 'SpamComplaint'))).status, 204);
  assert.deepEqual([(await delivery())?.state, (await delivery())?.reason], ['bounced', 'bounced'], 'what is decided stays');
  const events = (await owner.audit(team)).filter(({ action }) => action === 'hallpass.invite.undeliverable');
  assert.deepEqual(events.map(({ actor, details }) => [actor.kind, details]), [['system', { reason: 'bounced' }]]);
});

test('an attempt that is repeated has the same idempotency key, and a resend has another', async () => {
  for (const send of [3, 3, 4]) await sendSample(resend.origin, { ...SAMPLE, send });
  assert.deepEqual(recorded.map(({ headers }) => headers['idempotency-key']), [3, 3, 4].map((send) => `${INVITE}.${send}`));
});

const resendError = (status: number, name: string, message = 'no'): Reply => ({ status, body: { statusCode: status, name, message } });
const postmarkError = (status: number, ErrorCode: number): Reply => ({ status, body: { ErrorCode, Message: 'no kim@example.com' } });
const CASES: readonly (readonly ['resend' | 'postmark', Reply, string])[] = [
  ['resend', resendError(422, 'validation_error', 'Invalid `to` field. The email address needs to follow the `email@example.com` format.'), 'address_rejected'],
  ['resend', resendError(403, 'validation_error', 'The acme.example domain is not verified.'), 'transport_rejected'],
  ['resend', resendError(422, 'invalid_from_address'), 'transport_rejected'],
  ['resend', resendError(401, 'missing_api_key'), 'transport_rejected'],
  ['resend', resendError(403, 'invalid_api_key'), 'transport_rejected'],
  ['resend', resendError(429, 'rate_limit_exceeded'), 'deferred'],
  ['resend', resendError(429, 'daily_quota_exceeded'), 'deferred'],
  ['resend', resendError(500, 'internal_server_error'), 'deferred'],
  ['resend', resendError(409, 'concurrent_idempotent_requests'), 'deferred'],
  // Sent before, and the team was renamed since.
  ['resend', resendError(409, 'invalid_idempotent_request'), 'sent'],
  ['resend', { status: 502, body: '<html>bad gateway</html>' }, 'deferred'],
  ['resend', { status: 302, headers: { location: 'https://evil.example/' } }, 'transport_rejected'],
  ['postmark', postmarkError(422, 300), 'address_rejected'],
  ['postmark', postmarkError(422, 406), 'address_rejected'],
  ['postmark', postmarkError(422, 400), 'transport_rejected'],
  ['postmark', postmarkError(401, 10), 'transport_rejected'],
  ['postmark', postmarkError(422, 405), 'transport_rejected'],
  ['postmark', postmarkError(429, 0), 'deferred'],
  ['postmark', postmarkError(500, 500), 'deferred'],
  ['postmark', { status: 503, body: 'x'.repeat(100_000) }, 'deferred'],
];
for (const [provider, answer, expected] of CASES) {
  const what = typeof answer.body === 'object' ? JSON.stringify(answer.body).slice(0, 80) : '';
  test(`${provider}: ${answer.status} ${what}: ${expected}`, async () => {
    reply = answer;
    const outcome = await sendSample((provider === 'resend' ? resend : postmark).origin, SAMPLE);
    assert.equal(outcome.outcome === 'rejected' ? outcome.reason : outcome.outcome, expected, JSON.stringify(outcome));
    // A redirect is not followed. `stop` of the edge fails if its log has an address.
    assert.equal(recorded.length, 1);
  });
}

test('no key is in the log', () => {
  for (const key of Object.values(KEYS)) assert.ok(!local.host.log.includes(key));
});
