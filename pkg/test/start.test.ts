// What `npx hallpass start` makes of its options, settings and log lines. The whole of it is in tests/packaging/start.test.ts.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Arguments, type Terminal, UsageError } from '../src/cli/command.ts';
import { exposition } from '../src/cli/start/exposition.ts';
import { entry, entryOfLine } from '../src/cli/start/log.ts';
import { Metrics } from '../src/cli/start/metrics.ts';
import { parseNetworks } from '../src/cli/start/networks.ts';
import { formatAddress, readOptions } from '../src/cli/start/options.ts';
import { readSettings } from '../src/cli/start/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'hallpass-start-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const terminal = (env: Record<string, string> = {}): Terminal => ({ cwd: folder, env, readInput: () => '', print: () => undefined, log: () => undefined, confirm: () => Promise.resolve(undefined) });
const NOW = new Date('2026-01-02T03:04:05.678Z');

test('networks are CIDR blocks or addresses', () => {
  assert.deepEqual(parseNetworks(['10.0.0.0/8, 192.0.2.1', 'fd00::/8'], 'trust-proxy'), [
    { address: '10.0.0.0', prefix: 8, family: 'ipv4' },
    { address: '192.0.2.1', prefix: 32, family: 'ipv4' },
    { address: 'fd00::', prefix: 8, family: 'ipv6' },
  ]);
  for (const wrong of ['10.0.0.0/33', '10.0.0.0/', '10.0.0/8', 'proxy', 'fd00::/129', '10.0.0.0/8/9', '10.0.0.0/-1', '1e1.0.0.0']) {
    assert.throws(() => parseNetworks([wrong], 'trust-proxy'), (error: unknown) => error instanceof UsageError && error.message.includes(`\`${wrong}\``), wrong);
  }
});

test('the environment wins over files, later files over earlier ones, and other variables have names alone', () => {
  writeFileSync(join(folder, 'a.env'), `JOIN_URL=https://a.example/join\nAPP_URL='https://a.example/'\n# a comment\nIDENTITY_PROVIDERS='[\n]'\n`);
  writeFileSync(join(folder, 'b.env'), 'APP_URL="https://b.example/"\nALOWED_ORIGINS=x\n');
  const settings = readSettings(terminal({ JOIN_URL: 'https://c.example/join', USER: 'root', ACCOUNT: 'x', AWS_SECRET_ACCESS_KEY: 'secret' }), ['a.env', 'b.env']);
  assert.deepEqual(settings, {
    known: { JOIN_URL: 'https://c.example/join', APP_URL: 'https://b.example/', IDENTITY_PROVIDERS: '[\n]' },
    otherNames: ['ALOWED_ORIGINS', 'AWS_SECRET_ACCESS_KEY'],
  });
});

test('options are refused by name', () => {
  writeFileSync(join(folder, 'policy.toml'), 'audience = "a"\n');
  const read = (values: Record<string, unknown>) => readOptions(new Arguments(values, []), terminal());
  assert.deepEqual(read({ host: '::1', port: '80' }).listen, { host: '::1', port: 80 });
  assert.equal(formatAddress({ host: '::1', port: 80 }), '[::1]:80');
  assert.equal(read({}).metrics, undefined);
  assert.deepEqual(read({ 'metrics-port': '9464' }).metrics, { host: '127.0.0.1', port: 9464 });
  for (const [option, value] of [['host', 'localhost'], ['port', '0'], ['port', '70000'], ['port', 'http'], ['metrics-port', '0'], ['trust-proxy', ['x']], ['stop-timeout', 'soon']] as const) {
    assert.throws(() => read({ [option]: value }), (error: unknown) => error instanceof UsageError && error.message.includes(`--${option}`), option);
  }
});

test('a line of the edge keeps its fields and gets time and level', () => {
  const framed = (level: string, message: string) => JSON.stringify({ timestamp: NOW.getTime(), level, message });
  assert.deepEqual(entryOfLine(framed('log', '{"request":"req_a","route":"Me"}'), new Date(0)), { time: NOW.toISOString(), level: 'info', request: 'req_a', route: 'Me' });
  assert.deepEqual(entryOfLine(framed('warn', '{"part":"webhook","warning":"w"}'), new Date(0)), { time: NOW.toISOString(), level: 'warn', part: 'webhook', warning: 'w' });
  assert.deepEqual(entryOfLine(framed('error', 'a text'), new Date(0)), { time: NOW.toISOString(), level: 'error', part: 'runtime', message: 'a text' });
  assert.deepEqual(entryOfLine('bind(): Address already in use', NOW), { time: NOW.toISOString(), level: 'error', part: 'runtime', message: 'bind(): Address already in use' });
  assert.deepEqual(entryOfLine('{"half', NOW)['message'], '{"half');
});

test('metrics follow from log lines', () => {
  const metrics = new Metrics('1.2.3');
  const lines: [level: 'info' | 'error', fields: Record<string, unknown>][] = [
    ['info', { request: 'req_a', method: 'GET', route: 'Me', status: 200, ms: 7, objects: 2 }],
    ['error', { request: 'req_b', method: 'GET', route: 'Me', status: 503, code: 'unavailable', fault: 'x', ms: 2_000, objects: 1 }],
    ['info', { request: 'req_c', method: 'GET', route: 'Me', status: 401, code: 'token_invalid', identity: { check: 'audience' }, ms: 1, objects: 0 }],
    ['info', { part: 'mail', account: 'acc_a', sent: 1, deferred: 1, failed: 0, waiting: 3 }],
    ['info', { part: 'mail', account: 'acc_b', sent: 0, deferred: 1, failed: 1, waiting: 2 }],
    ['info', { part: 'mail', account: 'acc_a', sent: 1, deferred: 0, failed: 0, waiting: 0 }],
    ['error', { part: 'mail', fault: 'smtp: no connection' }],
    ['info', { part: 'webhook', webhook: 'billing', account: 'acc_a', delivered: 2, failed: 1, behind: 4, paused: true }],
    ['info', { part: 'identity', provider: 'main', outcome: 'failed' }],
  ];
  for (const [level, fields] of lines) metrics.record(entry(level, fields, NOW));
  metrics.started();
  metrics.crashed();
  const text = exposition(metrics.families);
  for (const line of [
    'hallpass_build_info{version="1.2.3"} 1',
    'hallpass_up 0',
    'hallpass_restarts_total 1',
    'hallpass_requests_total{route="Me",method="GET",status="503"} 1',
    'hallpass_request_duration_seconds_bucket{route="Me",le="0.01"} 2',
    'hallpass_request_duration_seconds_count{route="Me"} 3',
    'hallpass_object_calls_total{route="Me"} 3',
    'hallpass_request_errors_total{code="unavailable"} 1',
    'hallpass_identity_rejections_total{check="audience"} 1',
    'hallpass_mails_total{outcome="sent"} 2',
    'hallpass_mails_total{outcome="deferred"} 2',
    'hallpass_mails_total{outcome="failed"} 1',
    'hallpass_mail_queue_length 2',
    'hallpass_webhook_events_total{webhook="billing",outcome="delivered"} 2',
    'hallpass_webhook_events_total{webhook="billing",outcome="failed"} 1',
    'hallpass_webhook_backlog_events{webhook="billing"} 4',
    'hallpass_webhook_pauses_total{webhook="billing"} 1',
    'hallpass_key_fetches_total{provider="main",outcome="failed"} 1',
    'hallpass_faults_total{part="request"} 1',
    'hallpass_faults_total{part="mail"} 1',
  ]) {
    assert.ok(text.split('\n').includes(line), `${line}\n\n${text}`);
  }
});
