// Mails by SMTP, to a mail server that is a program of its own: what arrives, and what becomes of a mail that does not.
// To see one fail: let `Encryption::StartTls` in worker/src/mail/smtp.rs go on where STARTTLS is not offered.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdges, type Edge } from '../harness/edge.ts';
import { sendSample, type Outcome } from '../harness/local-mail.ts';
import { CERTIFICATE, MailServer, ScriptedServer, type Refusal } from '../harness/mail-server.ts';
import { unknownInvite } from '../harness/secrets.ts';

const LOGIN = { user: 'hallpass', password: 'correct horse', methods: ['PLAIN'] };
const FROM = '"Acme, Inc." <invites@acme.example>';
/** Not a name of this machine, so that the edge treats it as any server on the internet. */
const REMOTE = '127.0.0.2';

const servers: (MailServer | ScriptedServer)[] = [];
const edges: Edge[] = [];
let plain: MailServer;
let starttls: MailServer;
let byLogin: MailServer;
let withoutTls: MailServer;
let clearText: MailServer;
let hidesAuth: MailServer;

/** The edges, by what `EMAIL` says. All are in one process, which is not stopped for the silent server. */
let edge: Record<'plain' | 'starttls' | 'byLogin' | 'wrongPassword' | 'withoutTls' | 'clearText' | 'hidesAuth' | 'untrusted' | 'nobody' | 'templates', Edge>;

async function mailServer(...options: Parameters<typeof MailServer.start>): Promise<MailServer> {
  const server = await MailServer.start(...options);
  servers.push(server);
  return server;
}

function email(port: number, more: Record<string, unknown> = {}): Record<string, string> {
  return { EMAIL: JSON.stringify({ from: FROM, replyTo: 'help@acme.example', transport: 'smtp', host: 'localhost', port, ...more }) };
}

before(async () => {
  const { user, password } = LOGIN;
  plain = await mailServer();
  starttls = await mailServer({ tls: 'starttls', login: LOGIN });
  byLogin = await mailServer({ tls: 'starttls', login: { ...LOGIN, methods: ['LOGIN'] } });
  withoutTls = await mailServer({ address: REMOTE, login: LOGIN });
  clearText = await mailServer({ login: LOGIN });
  hidesAuth = await mailServer({ tls: 'starttls' });
  const settings = {
    plain: email(plain.port, { host: '127.0.0.1' }),
    starttls: email(starttls.port, { user, password }),
    byLogin: email(byLogin.port, { user, password }),
    wrongPassword: email(starttls.port, { user, password: 'wrong horse' }),
    withoutTls: email(withoutTls.port, { host: REMOTE, user, password }),
    clearText: email(clearText.port, { host: '127.0.0.1', user, password }),
    hidesAuth: email(hidesAuth.port, { user, password }),
    // The certificate is for `localhost`.
    untrusted: email(starttls.port, { host: '127.0.0.1', user, password }),
    nobody: email(9),
    templates: email(plain.port, { host: '127.0.0.1' }),
  };
  const names = Object.keys(settings) as (keyof typeof settings)[];
  const mail = '[en]\ntext = """\n.first\n..second\n.\n{{ link }} {{ stop_link }}\n"""\n';
  const started = await startEdges(
    names.map((name) => ({ settings: settings[name], trusted: name === 'plain' ? [CERTIFICATE] : [], ...(name === 'templates' ? { mail } : {}) })),
  );
  edges.push(...started);
  edge = Object.fromEntries(names.map((name, index) => [name, started[index]])) as typeof edge;
});
after(async () => {
  await edges[0]?.stop();
  await Promise.all(servers.map((server) => server.stop()));
});

function sent(outcome: Outcome): void {
  assert.equal(outcome.outcome, 'sent', JSON.stringify(outcome));
}

test('a mail arrives as it was rendered', async () => {
  const note = 'Grüße 👋 = see you soon';
  sent(await sendSample(edge.plain.origin, { to: 'Kim@Example.com', team: 'Größte Mannschaft', inviter: 'Zoë', roleTitle: 'Developer', note }));
  const [arrived] = plain.arrived.splice(0);
  assert.ok(arrived);
  assert.deepEqual([arrived.from, arrived.to, arrived.secure], ['invites@acme.example', ['kim@example.com'], false]);
  const { mail, raw } = arrived;
  assert.equal(mail.subject, 'Zoë invited you to Größte Mannschaft');
  assert.deepEqual(mail.from?.value, [{ name: 'Acme, Inc.', address: 'invites@acme.example' }]);
  assert.equal(mail.replyTo?.text, 'help@acme.example');
  assert.deepEqual(mail.headers.get('auto-submitted'), 'auto-generated');
  assert.match(raw, new RegExp(`^List-Unsubscribe: <${edge.plain.origin}/stop/sample>\r$`, 'm'));
  assert.match(raw, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
  for (const text of [mail.text, mail.html]) {
    assert.ok(typeof text === 'string' && text.includes(note) && text.includes('Größte Mannschaft'), String(text));
  }
  assert.ok(mail.text?.includes(`${edge.plain.origin}/i/sample`));
  assert.equal(mail.attachments.length, 0);
  assert.match(raw, /^[\x00-\x7F]*$/, 'the message is ASCII');
});

test('the Message-ID is that of the invite and the send', async () => {
  const invite = unknownInvite();
  for (const send of [1, 1, 2]) sent(await sendSample(edge.plain.origin, { to: 'kim@example.com', invite, send }));
  const ids = plain.arrived.splice(0).map(({ mail }) => mail.messageId);
  assert.deepEqual(ids, [1, 1, 2].map((send) => `<${invite}.${send}@acme.example>`));
});

test('lines that begin with dots arrive', async () => {
  sent(await sendSample(edge.templates.origin, { to: 'kim@example.com' }));
  const [arrived] = plain.arrived.splice(0);
  assert.match(arrived?.mail.text ?? '', /^\.first\n\.\.second\n\.\nhttp/);
});

test('a password goes over STARTTLS, by PLAIN or LOGIN', async () => {
  for (const [from, server] of [[edge.starttls, starttls], [edge.byLogin, byLogin]] as const) {
    sent(await sendSample(from.origin, { to: 'kim@example.com' }));
    const [arrived] = server.arrived.splice(0);
    assert.deepEqual([arrived?.secure, arrived?.user], [true, 'hallpass']);
  }
});

test('without STARTTLS a server that is not on this machine gets neither password nor mail', async () => {
  assert.deepEqual(await sendSample(edge.withoutTls.origin, { to: 'kim@example.com' }), { outcome: 'rejected', reason: 'transport_rejected' });
  assert.deepEqual([withoutTls.logins, withoutTls.arrived.length], [0, 0]);
  // The control: on this machine, in the development edition, the same server gets both.
  sent(await sendSample(edge.clearText.origin, { to: 'kim@example.com' }));
  assert.deepEqual([clearText.logins, clearText.arrived.splice(0).map(({ secure }) => secure)], [1, [false]]);
});

test('a certificate for another name defers the mail, and no password is sent', async () => {
  const before = starttls.logins;
  const outcome = await sendSample(edge.untrusted.origin, { to: 'kim@example.com' });
  assert.equal(outcome.outcome, 'deferred', JSON.stringify(outcome));
  assert.deepEqual([starttls.logins, starttls.arrived.length], [before, 0]);
});

test('credentials that are refused, or that the server does not ask for, are the operator’s mistake', async () => {
  for (const from of [edge.wrongPassword, edge.hidesAuth]) {
    assert.deepEqual(await sendSample(from.origin, { to: 'kim@example.com' }), { outcome: 'rejected', reason: 'transport_rejected' });
  }
  assert.ok(!edge.plain.host.log.includes('horse'), 'the log has the password');
});

const refusals: readonly (Refusal & { readonly outcome: string })[] = [
  { at: 'connect', code: 421, text: 'busy', outcome: 'deferred' },
  { at: 'connect', code: 554, text: 'no service', outcome: 'transport_rejected' },
  { at: 'sender', code: 451, text: 'greylisted', outcome: 'deferred' },
  { at: 'sender', code: 550, text: '5.7.1 not your domain', outcome: 'transport_rejected' },
  { at: 'recipient', code: 450, text: 'mailbox busy', outcome: 'deferred' },
  { at: 'recipient', code: 452, text: '4.2.2 mailbox full', outcome: 'deferred' },
  { at: 'recipient', code: 550, text: 'no such user kim@example.com', outcome: 'mailbox_unavailable' },
  { at: 'recipient', code: 550, text: '5.1.1 no such user', outcome: 'mailbox_unavailable' },
  { at: 'recipient', code: 552, text: '5.2.2 mailbox full', outcome: 'mailbox_unavailable' },
  { at: 'recipient', code: 553, text: '5.1.3 bad address', outcome: 'address_rejected' },
  { at: 'recipient', code: 550, text: '5.7.1 relaying denied', outcome: 'transport_rejected' },
  { at: 'content', code: 451, text: 'try again', outcome: 'deferred' },
  { at: 'content', code: 554, text: 'looks like spam', outcome: 'transport_rejected' },
  { at: 'content', code: 550, text: '5.1.1 no such user', outcome: 'mailbox_unavailable' },
];
for (const { outcome, ...refusal } of refusals) {
  test(`${refusal.code} ${refusal.text} at ${refusal.at}: ${outcome}`, async () => {
    plain.refusal = refusal;
    try {
      const found = await sendSample(edge.plain.origin, { to: 'kim@example.com' });
      assert.equal(found.outcome === 'rejected' ? found.reason : found.outcome, outcome, JSON.stringify(found));
      assert.equal(plain.arrived.length, 0);
    } finally {
      plain.refusal = undefined;
    }
    // `stop` of the edge fails if its log has an address.
  });
}

test('a server that cannot be reached defers the mail', async () => {
  const outcome = await sendSample(edge.nobody.origin, { to: 'kim@example.com' });
  assert.equal(outcome.outcome, 'deferred', JSON.stringify(outcome));
});

/** Replies as SMTP wants them, up to where a test interferes. */
function reply(line: string): string {
  if (line.startsWith('DATA')) return '354 go on\r\n';
  if (line.startsWith('EHLO')) return '250-scripted\r\n250 8BITMIME\r\n';
  return '250 ok\r\n';
}

interface Interference {
  readonly name: string;
  readonly script: (line: string, socket: import('node:net').Socket) => void;
  readonly greeting?: string;
  readonly why: RegExp;
}

const interferences: readonly Interference[] = [
  {
    name: 'hangs up after RCPT',
    script: (line, socket) => (line.startsWith('RCPT') ? socket.destroy() : socket.write(reply(line))),
    why: /^smtp: RCPT: the connection is lost$/,
  },
  {
    name: 'hangs up in the middle of the mail',
    script: (line, socket) => (line.startsWith('Subject') ? socket.destroy() : line.includes(' ') || line === 'DATA' ? socket.write(/^(EHLO|MAIL|RCPT|DATA)/.test(line) ? reply(line) : '') : undefined),
    why: /^smtp: content: the connection is lost$/,
  },
  {
    name: 'takes the mail and hangs up before it says so',
    script: (line, socket) => (line === '.' ? socket.destroy() : /^(EHLO|MAIL|RCPT|DATA)/.test(line) ? socket.write(reply(line)) : undefined),
    why: /^smtp: content: the connection is lost$/,
  },
  {
    name: 'answers without an end',
    script: (_line, socket) => socket.write('250-on and on\r\n'.repeat(4000)),
    why: /^smtp: EHLO: the reply is too long$/,
  },
  {
    name: 'answers without a line’s end',
    script: (_line, socket) => socket.write(`250 ${'x'.repeat(40_000)}`),
    why: /^smtp: EHLO: the reply is too long$/,
  },
  { name: 'is no mail server', greeting: 'HTTP/1.1 400 Bad Request\r\n\r\n', script: () => undefined, why: /^smtp: greeting: a malformed reply$/ },
  {
    name: 'has replies appended to the one to STARTTLS',
    script: (line, socket) =>
      socket.write(line === 'STARTTLS' ? '220 go on\r\n250-injected\r\n250 AUTH PLAIN\r\n' : '250-scripted\r\n250 STARTTLS\r\n'),
    why: /^smtp: STARTTLS: more than a reply$/,
  },
  { name: 'is silent', greeting: '', script: () => undefined, why: /^smtp: greeting: no answer in time$/ },
  {
    name: 'falls silent after the mail',
    script: (line, socket) => (/^(EHLO|MAIL|RCPT|DATA)/.test(line) ? socket.write(reply(line)) : undefined),
    why: /^smtp: content: no answer in time$/,
  },
];

test('a server that misbehaves defers the mail, and harms nothing else', async (t) => {
  const scripted = await Promise.all(interferences.map(({ script, greeting }) => ScriptedServer.start(script, greeting)));
  const started = await startEdges(scripted.map(({ port }) => ({ settings: email(port, { host: '127.0.0.1' }) })));
  try {
    const outcomes = await Promise.all(started.map(({ origin }) => sendSample(origin, { to: 'kim@example.com' })));
    for (const [index, { name, why }] of interferences.entries()) {
      await t.test(name, () => {
        const outcome = outcomes[index];
        assert.ok(outcome?.outcome === 'deferred', JSON.stringify(outcome));
        assert.match(outcome.why, why);
      });
    }
  } finally {
    await started[0]?.stop();
    await Promise.all(scripted.map((server) => server.stop()));
  }
});

test('a reply counts by its first digit, whatever success it names', async () => {
  const replies: Readonly<Record<string, string>> = { EHLO: '250', MAIL: '259', RCPT: '251', DATA: '355', '.': '252' };
  const answered = await ScriptedServer.start((line, socket) => {
    const code = replies[line.split(' ')[0] ?? ''];
    if (code) socket.write(`${code} 2.1.5 will forward\r\n`);
  });
  servers.push(answered);
  const [other] = await startEdges([{ settings: email(answered.port, { host: '127.0.0.1' }) }]);
  try {
    sent(await sendSample(other?.origin ?? '', { to: 'kim@example.com' }));
  } finally {
    await other?.stop();
  }
});

test('at port 465 TLS begins with the first byte', async (t) => {
  // Only some systems let everybody listen there.
  const server = await MailServer.start({ tls: 'implicit', login: LOGIN, port: 465 }).catch((error: NodeJS.ErrnoException) => error.code);
  if (!(server instanceof MailServer)) return t.skip(`port 465 cannot be listened on here: ${server}`);
  servers.push(server);
  const { user, password } = LOGIN;
  const [other] = await startEdges([{ settings: email(465, { user, password }), trusted: [CERTIFICATE] }]);
  try {
    sent(await sendSample(other?.origin ?? '', { to: 'kim@example.com' }));
    assert.deepEqual(server.arrived.map(({ secure, user: by }) => [secure, by]), [[true, 'hallpass']]);
  } finally {
    await other?.stop();
  }
});
