// The metrics of `npx hallpass start`: each one counts something, with a real mail server and a real receiver of webhooks over TLS;
// Debian's Prometheus scrapes them with the alerts that the package has, one alert fires, and the dashboard's queries return data. To
// see one fail: rename a metric in pkg/src/cli/start/metrics.ts.
//
// The receiver listens on port 443 and has a name of its own: without the right to either, what is about webhooks is not tested.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { send } from '../harness/http.ts';
import { CERTIFICATE_FILE, MailServer } from '../harness/mail-server.ts';
import { OpenId } from '../harness/openid.ts';
import { Person } from '../harness/person.ts';
import { checkMetrics, Prometheus, promtool } from '../harness/prometheus.ts';
import { Receiver, RECEIVER_CERTIFICATE_FILE, RECEIVER_NAME } from '../harness/receiver.ts';
import { Missing } from '../harness/servers.ts';
import type { World } from '../harness/world.ts';
import { INSTALLED, PROJECT } from './kit/project.ts';
import { freePort, settingsOf, type Started, startWrappedHallpass, until, withNames } from './kit/started.ts';

const EXAMPLES = join(INSTALLED, 'examples');
const page = (name: string): string => readFileSync(resolve(import.meta.dirname, '../../docs/guide', name), 'utf8');
const LOGIN = { user: 'hallpass', password: 'correct horse', methods: ['PLAIN'] };

const root = mkdtempSync(join(PROJECT, 'metrics-'));
let openid: OpenId;
let mail: MailServer;
let edge: Started;
let prometheus: Prometheus | undefined;
let metricsPort: number;
let absentIssuer: string;
/** Why webhooks cannot be tested on this machine. */
let withoutWebhooks: string | undefined;
let receiver: Receiver | undefined;

/** A receiver, and a program that runs others which find it. */
async function startReceiver(): Promise<readonly string[]> {
  try {
    const address = `127.${process.pid % 200}.${(process.pid >> 8) % 250}.43`;
    const wrapper = withNames(root, { [RECEIVER_NAME]: address });
    receiver = await new Receiver(address).start();
    return wrapper;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!(error instanceof Missing) && code !== 'EACCES') throw error;
    withoutWebhooks = `NOT TESTED: ${message}`;
    return [];
  }
}

before(async () => {
  [openid, mail] = await Promise.all([OpenId.start({ console: 'RS256' }), MailServer.start({ tls: 'starttls', login: LOGIN })]);
  const port = await freePort();
  metricsPort = await freePort();
  mkdirSync(join(root, 'edge'));
  const { methods: _, ...credentials } = LOGIN;
  const provider = { name: 'main', kind: 'user', issuer: openid.issuer, audience: 'console', algorithms: ['RS256'] };
  // Its keys cannot be fetched: nothing listens there.
  const absent = { ...provider, name: 'absent', issuer: `http://127.0.0.1:${await freePort()}` };
  const wrapper = await startReceiver();
  const settings = {
    ...settingsOf(port, provider),
    IDENTITY_PROVIDERS: JSON.stringify([provider, absent].map((each) => ({ ...each, emailDomains: ['*'] }))),
    EMAIL: JSON.stringify({ from: 'invites@acme.example', transport: 'smtp', host: 'localhost', port: mail.port, ...credentials }),
    BUDGET_LOOKUPS: '2/3600',
    ...(receiver && { WEBHOOKS: JSON.stringify([receiver.setting('billing')]) }),
  };
  absentIssuer = absent.issuer;
  const trust = ['--ca', CERTIFICATE_FILE, '--ca', RECEIVER_CERTIFICATE_FILE];
  edge = await startWrappedHallpass(wrapper, join(root, 'edge'), port, settings, '--metrics-port', String(metricsPort), '--allow-egress', '127.0.0.0/8', ...trust).ready();
});
after(async () => {
  await prometheus?.stop();
  await edge?.kill();
  await Promise.all([openid?.stop(), mail?.stop(), receiver?.stop()]);
  rmSync(root, { recursive: true, force: true });
});

const scrape = async (): Promise<string> => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();

/** The value of a series. */
async function valueOf(series: string): Promise<number> {
  const line = (await scrape()).split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.split(' ')[1] ?? Number.NaN);
}

/** A person signs in and invites another by mail; somebody else has a token that is not valid. Returns the person and their team. */
async function traffic(name: string): Promise<{ person: Person; team: string }> {
  openid.accounts.set(name, { name, email: `${name}@example.com`, emailVerified: true });
  const person = new Person(edge as unknown as World, `${name}@example.com`, name, await openid.signIn('console', name));
  await person.open();
  const team = await person.team();
  await person.invite(team.id, { email: `friend-of-${name}@example.com`, role: 'dev' });
  await send(edge.origin, 'GET', '/v1/me', { headers: { authorization: `Bearer ${person.identity.slice(0, -8)}AAAAAAAA` } });
  return { person, team: team.id };
}

test('requests, object calls, mails, key fetches, refused tokens and sizes are counted', async () => {
  await traffic('olga');
  await until('the mail is counted', async () => (await valueOf('hallpass_mails_total{outcome="sent"}')) === 1);
  const own = 'hallpass_requests_total{route="Accounts",method="POST",status="201"}';
  assert.equal(await valueOf(own), 1, await scrape());
  assert.equal(await valueOf('hallpass_request_duration_seconds_count{route="Accounts"}'), 1);
  assert.ok((await valueOf('hallpass_object_calls_total{route="Accounts"}')) >= 2);
  assert.equal(await valueOf('hallpass_mail_queue_length'), 0);
  assert.equal(await valueOf('hallpass_key_fetches_total{provider="main",outcome="fetched"}'), 1);
  assert.equal(await valueOf('hallpass_identity_rejections_total{check="signature"}'), 1);
  assert.equal(await valueOf('hallpass_request_errors_total{code="token_invalid"}'), 1);
  assert.equal(await valueOf('hallpass_up'), 1);
  // A fetch of keys that fails: the token's header and claims are all that is read before.
  const token = [{ alg: 'RS256', kid: 'a' }, { iss: absentIssuer, aud: 'console', sub: 'a', iat: 1, exp: 9e9 }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  await send(edge.origin, 'GET', '/v1/me', { headers: { authorization: `Bearer ${token}.AAAA` } });
  await until('the failed fetch is counted', async () => (await valueOf('hallpass_key_fetches_total{provider="absent",outcome="failed"}')) >= 1);
  for (const process of ['start', 'workerd']) assert.ok((await valueOf(`hallpass_resident_memory_bytes{process="${process}"}`)) > 1e7, process);
  assert.ok((await valueOf('hallpass_sqlite_bytes{object="AccountObject"}')) >= 0);
  const reply = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  assert.equal(reply.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  assert.equal((await fetch(`http://127.0.0.1:${metricsPort}/`)).status, 404);
  assert.equal((await send(edge.origin, 'GET', '/metrics')).text.includes('hallpass_requests_total'), false, 'they are not on the public port');
  // Nothing that names a person.
  assert.doesNotMatch(await scrape(), /example\.com|usr_|acc_/);
});

test('a mail that is refused for good is counted, and one that is deferred waits in the queue', async () => {
  mail.refusal = { at: 'recipient', code: 550, text: 'no such mailbox' };
  await traffic('nora');
  await until('the mail is counted', async () => (await valueOf('hallpass_mails_total{outcome="failed"}')) === 1);
  mail.refusal = { at: 'recipient', code: 450, text: 'mailbox busy' };
  await traffic('vera');
  await until('the mail waits', async () => (await valueOf('hallpass_mail_queue_length')) === 1);
  assert.equal(await valueOf('hallpass_mails_total{outcome="deferred"}'), 1);
  assert.ok((await valueOf('hallpass_faults_total{part="mail"}')) >= 1);
});

test('events that a webhook confirms and refuses are counted, those that wait, and its pause', async (t) => {
  if (!receiver) return t.skip(withoutWebhooks);
  const { person, team } = await traffic('wanda');
  const series = (metric: string, outcome?: string): string => `hallpass_webhook_${metric}{webhook="billing"${outcome === undefined ? '' : `,outcome="${outcome}"`}}`;
  await until('events arrive', async () => (await valueOf(series('events_total', 'delivered'))) >= 2);
  await until('nothing waits', async () => (await valueOf(series('backlog_events'))) === 0);
  assert.deepEqual([await valueOf(series('events_total', 'failed')), await valueOf(series('pauses_total'))], [0, 0]);
  receiver.behaviour = () => ({ status: 500 });
  await person.patch(`/v1/accounts/${team}`, { name: 'Renamed' });
  await until('a failure is counted', async () => (await valueOf(series('events_total', 'failed'))) >= 1);
  assert.ok((await valueOf(series('backlog_events'))) >= 1);
  receiver.behaviour = () => ({ status: 410 });
  // An event of another team may be on its way and pause the webhook there, too.
  await until('the pause is counted', async () => (await valueOf(series('pauses_total'))) >= 1);
  assert.deepEqual([receiver.invalid, receiver.confirmed(team).length > 0], [0, true]);
  receiver.behaviour = () => ({});
  return undefined;
});

test('Prometheus scrapes them, an alert fires, and the dashboard’s queries return data', async (t) => {
  try {
    await checkMetrics(await scrape());
    await assert.rejects(checkMetrics('requests 1\nrequests 2\n'), 'control: promtool refuses what is wrong');
    await promtool('check', 'rules', join(EXAMPLES, 'alerts.yml'));
    await promtool('check', 'config', join(EXAMPLES, 'prometheus.yml'));
    prometheus = await Prometheus.start(join(root, 'prometheus'), `127.0.0.1:${metricsPort}`, join(EXAMPLES, 'alerts.yml'));
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    return t.skip(`NOT TESTED: ${error.message}`);
  }
  const server = prometheus;
  await until('it scrapes', async () => (await server.query('up{job="hallpass"} == 1').catch(() => [])).length > 0);
  assert.deepEqual(await firing(server), [], 'control: nothing fires yet');
  for (let crash = 1; crash <= 3; crash++) {
    process.kill(await edge.workerd(), 'SIGKILL');
    await until('it listens again', () => edge.lines.filter(({ message }) => message === 'listening again').length === crash);
    await traffic(`person-${crash}`);
  }
  await until('the alert fires', async () => (await firing(server)).includes('HallpassRestarts'));

  const dashboard = JSON.parse(readFileSync(join(EXAMPLES, 'grafana.json'), 'utf8')) as { panels: { title: string; targets: { expr: string }[] }[] };
  const empty: string[] = [];
  for (const { title, targets } of dashboard.panels) {
    for (const { expr } of targets) {
      const query = expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*');
      if ((await server.query(query)).length === 0) empty.push(title);
    }
  }
  assert.deepEqual(empty, receiver ? [] : ['Webhooks', 'Webhooks']);
  return undefined;
});

/** The names of the alerts that fire. Others may wait until their condition has held for long enough. */
const firing = async (server: Prometheus): Promise<string[]> =>
  (await server.alerts()).filter(({ state }) => state === 'firing').map(({ labels }) => labels['alertname'] ?? '');

test('every metric of the page has been other than zero', async () => {
  const names = [...page('run-it-yourself.md').matchAll(/^\|(.*?)\|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`(hallpass_\w+)`/g)].map(([, name]) => name ?? ''));
  assert.ok(names.length >= 18, names.join());
  const text = await scrape();
  const isZero = (name: string): boolean => !new RegExp(`^${name}(_count)?(\\{[^}]*\\})? [0-9.]*[1-9]`, 'm').test(text);
  const zero = names.filter((name) => isZero(name) && !(withoutWebhooks !== undefined && name.startsWith('hallpass_webhook_')));
  assert.deepEqual(zero, [], text);
  assert.ok(isZero('hallpass_never_total'), 'control');
});

test('the commands of “When something is wrong” find in the log what it says', async () => {
  for (let times = 0; times < 3; times++) await send(edge.origin, 'POST', '/v1/invites/preview', { body: { code: 'none' } });
  await until('the last one is in the log', () => edge.lines.some(({ status }) => status === 429));
  // No request was slow.
  const slow = { request: 'req_slow', method: 'GET', route: 'Members', status: 200, ms: 1_234, objects: 1 };
  writeFileSync(join(root, 'hallpass.log'), [...edge.lines, slow].map((line) => `${JSON.stringify(line)}\n`).join(''));
  const commands = [...page('when-something-is-wrong.md').matchAll(/^```sh\n(grep .*)\n```/gm)].map(([, command]) => command ?? '');
  assert.ok(commands.length >= 10, commands.join('\n'));
  const found = (command: string): string => spawnSync('sh', ['-c', command], { cwd: root, encoding: 'utf8' }).stdout;
  const empty = commands.filter((command) => found(command) === '' && !(withoutWebhooks !== undefined && /webhook|paused/.test(command)));
  assert.deepEqual(empty, []);
  assert.equal(found(`grep '"never"' hallpass.log`), '', 'control');
});
