// The alerts that the package has: each fires for what it is about and not without, in Prometheus' own test of rules, and "When something
// is wrong" says about each what to do. To see one fail: change a number in docs/examples/run-it-yourself/alerts.yml.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { promtool } from '../harness/prometheus.ts';
import { Missing } from '../harness/servers.ts';
import { INSTALLED } from './kit/project.ts';

const RULES = readFileSync(join(INSTALLED, 'examples/alerts.yml'), 'utf8');
const PAGE = readFileSync(resolve(import.meta.dirname, '../../docs/guide/when-something-is-wrong.md'), 'utf8');
const alerts = [...RULES.matchAll(/- alert: (\w+)/g)].map(([, name]) => name ?? '');

const folder = mkdtempSync(join(tmpdir(), 'hallpass-alerts-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Series and their values in ninety minutes, one a minute: `0+2x90` begins at 0 and grows by 2. */
type SeriesValues = Readonly<Record<string, string>>;
const [NEVER, ONCE, EACH_MINUTE] = ['0+0x90', '0+0x80 1+0x9', '0+1x90'];
const slow = (withinASecond: string): SeriesValues => ({
  'hallpass_request_duration_seconds_bucket{instance="a",route="Me",le="1"}': withinASecond,
  'hallpass_request_duration_seconds_bucket{instance="a",route="Me",le="2.5"}': '0+10x90',
  'hallpass_request_duration_seconds_bucket{instance="a",route="Me",le="+Inf"}': '0+10x90',
});
const errors = (failed: string): SeriesValues => ({
  'hallpass_requests_total{instance="a",status="503"}': failed,
  'hallpass_requests_total{instance="a",status="200"}': '0+100x90',
});
const mails = (sent: string): SeriesValues => ({
  'hallpass_mail_queue_length{instance="a"}': '3+0x90',
  'hallpass_mails_total{instance="a",outcome="sent"}': sent,
});
const one = (series: string, values: string): SeriesValues => ({ [series]: values });

/** For each alert what is wrong, and what is still right. */
const CASES: Readonly<Record<string, readonly [wrong: SeriesValues, right: SeriesValues]>> = {
  HallpassDown: [one('up{job="hallpass",instance="a"}', NEVER), one('up{job="hallpass",instance="a"}', '1+0x90')],
  HallpassRestarts: [one('hallpass_restarts_total{instance="a"}', EACH_MINUTE), one('hallpass_restarts_total{instance="a"}', ONCE)],
  HallpassErrors: [errors('0+2x90'), errors(NEVER)],
  HallpassSlow: [slow('0+9x90'), slow('0+10x90')],
  HallpassKeysUnavailable: [
    one('hallpass_key_fetches_total{instance="a",provider="main",outcome="failed"}', EACH_MINUTE),
    one('hallpass_key_fetches_total{instance="a",provider="main",outcome="fetched"}', EACH_MINUTE),
  ],
  HallpassMailsWait: [mails(NEVER), mails(EACH_MINUTE)],
  HallpassMailsFail: [one('hallpass_mails_total{instance="a",outcome="failed"}', EACH_MINUTE), one('hallpass_mails_total{instance="a",outcome="failed"}', ONCE)],
  HallpassWebhookBehind: [one('hallpass_webhook_backlog_events{instance="a",webhook="w"}', '101+0x90'), one('hallpass_webhook_backlog_events{instance="a",webhook="w"}', '100+0x90')],
  HallpassWebhookPaused: [one('hallpass_webhook_pauses_total{instance="a",webhook="w"}', ONCE), one('hallpass_webhook_pauses_total{instance="a",webhook="w"}', NEVER)],
  HallpassGuessing: [one('hallpass_request_errors_total{instance="a",code="rate_limited"}', '0+20x90'), one('hallpass_request_errors_total{instance="a",code="rate_limited"}', '0+5x90')],
};

/** A test of promtool: whether an alert fires after 85 minutes of this. */
const ruleTest = (alert: string, series: SeriesValues, fires: boolean) => ({
  interval: '1m',
  input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
  promql_expr_test: [{ expr: `count(ALERTS{alertname="${alert}",alertstate="firing"})`, eval_time: '85m', exp_samples: fires ? [{ labels: '{}', value: 1 }] : [] }],
});

/** Runs tests of the rules. Throws with promtool's words where one fails. JSON is YAML. */
async function testRules(tests: readonly object[]): Promise<void> {
  cpSync(join(INSTALLED, 'examples/alerts.yml'), join(folder, 'alerts.yml'));
  writeFileSync(join(folder, 'tests.yml'), JSON.stringify({ rule_files: ['alerts.yml'], evaluation_interval: '1m', tests }));
  await promtool('test', 'rules', join(folder, 'tests.yml'));
}

test('each alert fires for what it is about, and not without', async (t) => {
  assert.deepEqual(Object.keys(CASES), alerts);
  try {
    await testRules(Object.entries(CASES).flatMap(([alert, [wrong, right]]) => [ruleTest(alert, wrong, true), ruleTest(alert, right, false)]));
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    return t.skip(`NOT TESTED: ${error.message}`);
  }
  const [, right] = CASES['HallpassDown'] ?? [{}, {}];
  await assert.rejects(testRules([ruleTest('HallpassDown', right, true)]), 'control: promtool finds an alert that does not fire');
  return undefined;
});

test('“When something is wrong” says of each alert what it means and what to do', () => {
  const section = (alert: string): string => new RegExp(`^### \`${alert}\`$([\\s\\S]*?)(?=^##|$(?![\\s\\S]))`, 'm').exec(PAGE)?.[1] ?? '';
  const incomplete = (name: string): string[] => ['**Means.**', '**See it.**', '**Do.**'].filter((part) => !section(name).includes(part)).map((part) => `${name}: ${part}`);
  assert.deepEqual(alerts.flatMap(incomplete), []);
  assert.equal(incomplete('HallpassNever').length, 3, 'control');
});
