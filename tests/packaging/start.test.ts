// `npx hallpass start` from the packed package, beside a real OpenID provider and a real mail server. Nothing here uses Rust.
// To see one fail: give the network `private` to mail in pkg/src/cli/start/configuration.ts, or let front.mjs keep the client's
// own `cf-connecting-ip`.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { send } from '../harness/http.ts';
import { CERTIFICATE_FILE, MailServer } from '../harness/mail-server.ts';
import { OpenId } from '../harness/openid.ts';
import { Origin } from '../harness/origin.ts';
import { Person } from '../harness/person.ts';
import type { World } from '../harness/world.ts';
import { PROJECT } from './kit/project.ts';
import { freePort, settingsOf, type Started, startHallpass, until } from './kit/started.ts';

/** Where the mail server is, and whose certificate it has. */
const TO_MAIL = ['--allow-egress', '127.0.0.1', '--ca', CERTIFICATE_FILE];
const LOGIN = { user: 'hallpass', password: 'correct horse', methods: ['PLAIN'] };

const root = mkdtempSync(join(PROJECT, 'start-'));
const running: Started[] = [];
let openid: OpenId;
let mail: MailServer;

before(async () => {
  [openid, mail] = await Promise.all([OpenId.start({ console: 'RS256' }), MailServer.start({ tls: 'starttls', login: LOGIN })]);
});
after(async () => {
  for (const each of running) await each.kill();
  await Promise.all([openid?.stop(), mail?.stop()]);
  rmSync(root, { recursive: true, force: true });
});

/** An empty folder. */
function folderFor(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  return folder;
}

const provider = () => ({ name: 'openid', kind: 'user', issuer: openid.issuer, audience: 'console', algorithms: ['RS256'] });
const smtp = () => JSON.stringify({ from: 'Acme <invites@acme.example>', transport: 'smtp', host: 'localhost', port: mail.port, user: LOGIN.user, password: LOGIN.password });

function started(...parameters: Parameters<typeof startHallpass>): Started {
  const each = startHallpass(...parameters);
  running.push(each);
  return each;
}

/** A person with an account at the provider, who signs in there. */
async function signIn(edge: Started, name: string): Promise<Person> {
  const login = name.toLowerCase();
  openid.accounts.set(login, { name, email: `${login}@example.com`, emailVerified: true });
  return new Person(edge as unknown as World, `${login}@example.com`, name, await openid.signIn('console', login));
}

test('two people sign in, invite by mail and join; all of it is there after a restart', async () => {
  const folder = folderFor('team');
  const port = await freePort();
  const settings = { ...settingsOf(port, provider()), EMAIL: smtp() };
  const first = await started(folder, port, settings, ...TO_MAIL).ready();
  const olga = await signIn(first, 'Olga');
  await olga.open();
  const team = await olga.team();
  await olga.invite(team.id, { email: 'dora@example.com', role: 'dev' });
  await until('the mail arrives', () => mail.arrived.length > 0);
  const [arrived] = mail.arrived.splice(0);
  assert.deepEqual(arrived?.to, ['dora@example.com']);
  const link = /http:\/\/127\.0\.0\.1:\d+(\/i\/\S+)/.exec(arrived?.mail.text ?? '')?.[1] ?? '';
  const opened = await send(first.origin, 'GET', link);
  const [page, fragment] = String(opened.headers.location).split('#');
  assert.equal(page, `${first.origin}/join`);
  const dora = await signIn(first, 'Dora');
  await dora.open();
  const { account } = await dora.join({ token: String(new URLSearchParams(fragment).get('invite')) });
  assert.deepEqual([account.id, account.role], [team.id, 'dev']);

  const console_ = await send(first.origin, 'GET', '/join');
  assert.match(String(console_.headers['content-type']), /^text\/html/);
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(console_.text)?.[1] ?? '';
  const asset = await send(first.origin, 'GET', script);
  assert.deepEqual([asset.status, asset.headers['content-type'], asset.headers['cache-control']], [200, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable']);
  assert.equal((await send(first.origin, 'GET', '/join', { headers: { 'if-none-match': String(console_.headers.etag) } })).status, 304);
  assert.equal((await send(first.origin, 'GET', '/v1/openapi.yaml')).headers['content-type'], 'text/yaml; charset=utf-8');

  assert.equal(await first.stop(), 0, first.output());
  assert.equal(first.errors, '');
  const data = join(folder, 'hallpass-data');
  assert.deepEqual([data, join(data, 'objects')].map((each) => statSync(each).mode & 0o077), [0, 0], 'only its owner can read the data');
  assert.ok(!readdirSync(join(data, 'run')).some((name) => name.includes('check')), 'nothing is left of the check');

  const again = await started(folder, port, settings).ready();
  const members = await new Person(again as unknown as World, dora.email, dora.name, dora.identity).get(`/v1/accounts/${team.id}/members`);
  assert.deepEqual((members.json() as { items: { name: string; role: string }[] }).items.map(({ name, role }) => [name, role]).toSorted(), [['Dora', 'dev'], ['Olga', 'admin']]);
  assert.equal(await again.stop(), 0);
});

test('every mistake in the settings is named, with exit code 1, before anything listens', async () => {
  const folder = folderFor('mistakes');
  const port = await freePort();
  const settings = { ...settingsOf(port, provider()), EDGE_ORIGIN: 'hallpass', HALLPASS_PEPPER: 'short', MEMBERSHIP_TTL: '7', ALOWED_ORIGINS: 'https://app.example', EMAIL: '{"from":"a@b.example","transport":"binding"}' };
  const wrong = started(folder, port, settings);
  let listened = false;
  const probe = setInterval(() => void fetch(wrong.origin).then(() => (listened = true), () => undefined), 20);
  assert.equal(await wrong.exited(), 1);
  clearInterval(probe);
  assert.ok(!listened);
  for (const name of ['EDGE_ORIGIN', 'HALLPASS_PEPPER', 'MEMBERSHIP_TTL', 'ALOWED_ORIGINS', 'EMAIL']) assert.match(wrong.errors, new RegExp(`^  ${name}\\b`, 'm'), wrong.errors);
  assert.match(wrong.errors, /did you mean ALLOWED_ORIGINS\?/);
  assert.ok(!wrong.errors.includes('short'), 'a secret is not shown');
  // The control: with the mistakes mended the same command is content.
  const { ALOWED_ORIGINS: _, EMAIL: __, MEMBERSHIP_TTL: ___, ...mended } = { ...settings, ...settingsOf(port, provider()) };
  const right = started(folder, port, mended, '--check');
  assert.equal(await right.exited(), 0, right.errors);
});

/** A look-up whose body takes this long to arrive. */
const slowLookUp = (edge: Started, milliseconds: number): Promise<Response> =>
  fetch(`${edge.origin}/v1/invites/preview`, {
    method: 'POST',
    duplex: 'half',
    headers: { 'content-type': 'application/json' },
    body: new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode('{"code":'));
        await new Promise((done) => setTimeout(done, milliseconds));
        controller.enqueue(new TextEncoder().encode('"none"}'));
        controller.close();
      },
    }),
  });

test('SIGTERM lets a request under way finish, up to the deadline', async () => {
  const folder = folderFor('drain');
  const port = await freePort();
  const settings = settingsOf(port, provider());
  const edge = await started(folder, port, settings).ready();
  const slow = slowLookUp(edge, 2_000);
  await new Promise((done) => setTimeout(done, 500));
  const code = edge.stop();
  assert.equal(((await (await slow).json()) as { code: string }).code, 'invite_closed');
  assert.equal(await code, 0);
  assert.deepEqual([edge.lines.at(-1)?.['level'], edge.lines.at(-1)?.['message']], ['info', 'stopped']);

  const impatient = await started(folder, port, settings, '--stop-timeout', '1').ready();
  const late = slowLookUp(impatient, 20_000).then(() => 'answered', () => 'cut off');
  await new Promise((done) => setTimeout(done, 500));
  const began = Date.now();
  assert.equal(await impatient.stop(), 0);
  assert.ok(Date.now() - began < 10_000);
  assert.equal(await late, 'cut off');
  assert.equal(impatient.lines.at(-1)?.['level'], 'warn');
});

/** Looks up an invite that does not exist, as a client with these headers. */
const lookUp = async (edge: Started, headers: Record<string, string> = {}): Promise<number> =>
  (await send(edge.origin, 'POST', '/v1/invites/preview', { body: { code: 'none' }, headers })).status;

test('a client’s network is that of its connection, whatever its headers say, unless a trusted proxy names another', async () => {
  const folder = folderFor('proxies');
  const port = await freePort();
  const settings = { ...settingsOf(port, provider()), BUDGET_LOOKUPS: '2/3600' };
  const direct = await started(folder, port, settings).ready();
  const forged = [{ 'x-forwarded-for': '203.0.113.1' }, { 'cf-connecting-ip': '203.0.113.2' }, { 'x-forwarded-for': '203.0.113.3', 'cf-connecting-ip': '203.0.113.3', forwarded: 'for=203.0.113.3' }];
  const statuses: number[] = [];
  for (const headers of forged) statuses.push(await lookUp(direct, headers));
  assert.deepEqual(statuses, [410, 410, 429]);
  await direct.stop();

  const proxied = await started(folder, port, settings, '--trust-proxy', '127.0.0.0/8,10.0.0.0/8').ready();
  const through = (...addresses: string[]) => lookUp(proxied, { 'x-forwarded-for': addresses.join(', ') });
  // What a client sends stands before what proxies add: here 198.51.100.1 tries to be others, behind two proxies.
  assert.deepEqual([await through('203.0.113.1', '198.51.100.1', '10.0.0.7'), await through('203.0.113.2', '198.51.100.1'), await through('203.0.113.3', '198.51.100.1:4711')], [410, 410, 429]);
  assert.equal(await through('198.51.100.2'), 410, 'a neighbour');
  assert.equal(await through('198.51.100.2', '2001:db8::1'), 410, 'another address');
  // What stands before something that is no address says nothing: these are all the proxy's own.
  assert.deepEqual([await through('203.0.113.4', 'unknown'), await through('203.0.113.5', '_hidden', '10.0.0.7'), await through('203.0.113.6', ''), await through('203.0.113.7', 'unknown')], [410, 410, 410, 429]);
  await proxied.stop();
});

test('the gate’s API may be on a private address, and learns the client’s; WebSockets pass', async () => {
  const folder = folderFor('gate');
  const port = await freePort();
  const origin = await new Origin().start();
  try {
    const GATE = JSON.stringify([{ method: '*', path: '/api/{account}/*', require: 'team:access' }]);
    const settings = { ...settingsOf(port, provider()), GATE, ORIGIN: origin.address, ORIGIN_SECRET: 'the-origin-knows-the-gate-by-this' };
    const edge = await started(folder, port, settings, '--trust-proxy', '127.0.0.1').ready();
    const olga = await signIn(edge, 'Olga');
    await olga.open();
    const team = await olga.team();
    const { token } = (await olga.post(`/v1/accounts/${team.id}/token`)).json() as { token: string };
    const headers = { 'hallpass-token': token, 'x-forwarded-for': '203.0.113.9', 'cf-connecting-ip': '203.0.113.1' };
    const body = 'x'.repeat(300_000);
    const reply = await send(edge.origin, 'POST', `/api/${team.id}/pods?a=%20b`, { headers, body });
    assert.equal(reply.status, 200, reply.text);
    assert.deepEqual([origin.last.url, origin.last.body.length], [`/api/${team.id}/pods?a=%20b`, body.length]);
    assert.equal(origin.last.headers['cf-connecting-ip'], '203.0.113.9');
    origin.on(`/api/${team.id}/moved`, (_, redirect) => redirect.writeHead(302, { location: '/elsewhere' }).end());
    const moved = await send(edge.origin, 'GET', `/api/${team.id}/moved`, { headers });
    assert.deepEqual([moved.status, moved.headers.location], [302, '/elsewhere']);

    const socket = new WebSocket(`${edge.origin.replace('http', 'ws')}/api/${team.id}/live`, { headers } as unknown as string[]);
    const echoed = await new Promise<unknown>((resolve, reject) => {
      socket.addEventListener('open', () => socket.send('hello'));
      socket.addEventListener('message', ({ data }) => resolve(data));
      socket.addEventListener('error', () => reject(new Error('the socket failed')));
    });
    assert.equal(echoed, 'hello');
    socket.close();
    assert.equal(await edge.stop(), 0);
  } finally {
    await origin.stop();
  }
});

test('mail reaches public addresses alone, keys also private ones, and neither cloud metadata', async () => {
  const folder = folderFor('egress');
  const port = await freePort();
  const metadata = { ...provider(), name: 'metadata', issuer: 'https://metadata.example', jwksUrl: 'https://169.254.169.254/keys' };
  const settings = { ...settingsOf(port, provider()), EMAIL: smtp(), IDENTITY_PROVIDERS: JSON.stringify([provider(), metadata].map((each) => ({ ...each, emailDomains: ['*'] }))) };
  const edge = await started(folder, port, settings, '--allow-egress', '169.254.0.0/16', '--ca', CERTIFICATE_FILE).ready();
  const olga = await signIn(edge, 'Olga');
  await olga.open();
  const team = await olga.team();
  await olga.invite(team.id, { email: 'dora@example.com', role: 'dev' });
  await until('the mail is deferred', () => edge.lines.some(({ part, deferred }) => part === 'mail' && deferred === 1));
  assert.equal(mail.arrived.length, 0);
  const refused = (address: string) => edge.lines.some(({ part, message }) => part === 'runtime' && String(message).includes(`connecting to ${address}`) && String(message).includes('is not allowed'));
  assert.ok(refused('localhost:'), edge.output());
  const token = [{ alg: 'RS256', kid: 'a' }, { iss: metadata.issuer, aud: 'console', sub: 'a', iat: 1, exp: 9e9 }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  await send(edge.origin, 'GET', '/v1/me', { headers: { authorization: `Bearer ${token}.AAAA` } });
  await until('the fetch of keys fails', () => edge.lines.some(({ part, provider: name, outcome }) => part === 'identity' && name === 'metadata' && outcome === 'failed'));
  assert.ok(refused('169.254.169.254:443'), edge.output());
  await edge.stop();
});

test('one edge at a time uses a folder', async () => {
  const folder = folderFor('lock');
  const port = await freePort();
  const edge = await started(folder, port, settingsOf(port, provider())).ready();
  const other = startHallpass(folder, await freePort(), settingsOf(port, provider()));
  running.push(other);
  assert.equal(await other.exited(), 1);
  assert.match(other.errors, /an edge is running on `.*hallpass-data`: stop it first/);
  assert.equal(await edge.stop(), 0);
});
