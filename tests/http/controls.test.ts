// Negative controls: when the Worker breaks a rule on purpose, the test of that rule fails.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Fault } from '../harness/faults.ts';

interface Control {
  readonly fault: Fault;
  readonly rule: string;
  /** The test that must fail. */
  readonly noticedBy: string;
}

const CONTROLS: readonly Control[] = [
  { fault: 'a used link can be used again', rule: 'rule-01', noticedBy: 'of many concurrent accepts of a link invite, one succeeds' },
  { fault: 'HEAD uses a link up', rule: 'rule-02', noticedBy: 'a link that was opened 75 times is unchanged and usable' },
  { fault: 'the audit log lacks an event', rule: 'rule-09', noticedBy: 'events form a chain that starts at the account id' },
  { fault: 'some strangers learn why an invite is closed', rule: 'rule-10', noticedBy: 'accept, decline and preview respond alike for every unusable invite' },
  { fault: 'a removed member still gets tokens', rule: 'rule-12', noticedBy: 'a removed member gets no tokens and cannot read the team' },
];

/** The names of the tests that failed. */
function failures(rule: string, fault: Fault): string[] {
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  const { stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', join(import.meta.dirname, `rules/${rule}.test.ts`)], {
    encoding: 'utf8',
    env: { ...environment, HALLPASS_FAULT: fault },
  });
  assert.match(stdout, /^# tests [1-9]/m, stdout);
  return [...stdout.matchAll(/^ *not ok \d+ - (.+)$/gm)].map(([, name]) => name ?? '');
}

for (const { fault, rule, noticedBy } of CONTROLS) {
  test(`${rule} notices: ${fault}`, () => assert.ok(failures(rule, fault).includes(noticedBy)));
}
