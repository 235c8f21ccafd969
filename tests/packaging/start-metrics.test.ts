// The metrics of `npx hallpass start`: Debian's Prometheus scrapes them with the alerts that the package has, one alert fires, and
// the dashboard's queries return data. To see one fail: rename a metric in pkg/src/cli/start/metrics.ts.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { send } from '../harness/http.ts';
import { MailServer } from '../harness/mail-server.ts';
import { OpenId } from '../harness/openid.ts';
import { Person } from '../harness/person.ts';
import { checkMetrics, Prometheus, promtool } from '../harness/prometheus.ts';
import { Missing } from '../harness/servers.ts';
import type { World } from '../harness/world.ts';
import { INSTALLED, PROJECT } from './kit/project.ts';
import { freePort, settingsOf, type Started, startHallpass, until } from './kit/started.ts';

const EXAMPLES = join(INSTALLED, 'examples');
const LOGIN = { user: 'hallpass', password: 'correct horse', methods: ['PLAIN'] };

const root = mkdtempSync(join(PROJECT, 'metrics-'));
let openid: OpenId;
let mail: MailServer;
let edge: Started;
let prometheus: Prometheus | undefined;
let metricsPort: number;

before(async () => {
  [openid, mail] = await Promise.all([OpenId.start({ console: 'RS256' }), MailServer.start({ tls: 'starttls', login: LOGIN })]);
  const port = await freePort();
  metricsPort = await freePort();
  mkdirSync(join(root, 'edge'));
  const { methods: _, ...credentials } = LOGIN;
  const provider = { name: 'main', kind: 'user', issuer: openid.issuer, audience: 'console', algorithms: ['RS256'] };
  const settings = { ...settingsOf(port, provider), EMAIL: JSON.stringify({ from: 'invites@acme.example', transport: 'smtp', host: 'localhost', port: mail.port, ...credentials }) };
  const certificate = join(import.meta.dirname, '../fixtures/localhost.cert.pem');
  edge = await startHallpass(join(root, 'edge'), port, settings, '--metrics-port', String(metricsPort), '--allow-egress', '127.0.0.1', '--ca', certificate).ready();
});
after(async () => {
  await prometheus?.stop();
  await edge?.kill();
  await Promise.all([openid?.stop(), mail?.stop()]);
  rmSync(root, { recursive: true, force: true });
});

const scrape = async (): Promise<string> => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();

/** The value of a series. */
async function valueOf(series: string): Promise<number> {
  const line = (await scrape()).split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.split(' ')[1] ?? Number.NaN);
}

/** A person signs in and invites another by mail; somebody else has a token that is not valid. */
async function traffic(name: string): Promise<void> {
  openid.accounts.set(name, { name, email: `${name}@example.com`, emailVerified: true });
  const person = new Person(edge as unknown as World, `${name}@example.com`, name, await openid.signIn('console', name));
  await person.open();
  const team = await person.team();
  await person.invite(team.id, { email: `friend-of-${name}@example.com`, role: 'dev' });
  await send(edge.origin, 'GET', '/v1/me', { headers: { authorization: `Bearer ${person.identity.slice(0, -8)}AAAAAAAA` } });
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
  for (const process of ['start', 'workerd']) assert.ok((await valueOf(`hallpass_resident_memory_bytes{process="${process}"}`)) > 1e7, process);
  assert.ok((await valueOf('hallpass_sqlite_bytes{object="AccountObject"}')) >= 0);
  const reply = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  assert.equal(reply.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  assert.equal((await fetch(`http://127.0.0.1:${metricsPort}/`)).status, 404);
  assert.equal((await send(edge.origin, 'GET', '/metrics')).text.includes('hallpass_requests_total'), false, 'they are not on the public port');
  // Nothing that names a person.
  assert.doesNotMatch(await scrape(), /example\.com|usr_|acc_/);
});

test('a mail that cannot be sent waits in the queue', async () => {
  mail.refusal = { at: 'recipient', code: 450, text: 'mailbox busy' };
  await traffic('vera');
  await until('the mail waits', async () => (await valueOf('hallpass_mail_queue_length')) === 1);
  assert.equal(await valueOf('hallpass_mails_total{outcome="deferred"}'), 1);
  assert.ok((await valueOf('hallpass_faults_total{part="mail"}')) >= 1);
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
    return t.skip(error.message);
  }
  const server = prometheus;
  await until('it scrapes', async () => (await server.query('up{job="hallpass"} == 1').catch(() => [])).length > 0);
  assert.deepEqual(await server.alerts(), [], 'control: nothing is wrong yet');
  for (let crash = 1; crash <= 3; crash++) {
    process.kill(await edge.workerd(), 'SIGKILL');
    await until('it listens again', () => edge.lines.filter(({ message }) => message === 'listening again').length === crash);
    await traffic(`person-${crash}`);
  }
  await until('the alert fires', async () => (await server.alerts()).some(({ labels, state }) => labels['alertname'] === 'HallpassRestarts' && state === 'firing'));

  const dashboard = JSON.parse(readFileSync(join(EXAMPLES, 'grafana.json'), 'utf8')) as { panels: { title: string; targets: { expr: string }[] }[] };
  const empty: string[] = [];
  for (const { title, targets } of dashboard.panels) {
    for (const { expr } of targets) {
      const query = expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*');
      if ((await server.query(query)).length === 0) empty.push(title);
    }
  }
  // No webhook is configured here: a receiver needs a public name and a certificate.
  assert.deepEqual(empty, ['Webhooks', 'Webhooks']);
  return undefined;
});
