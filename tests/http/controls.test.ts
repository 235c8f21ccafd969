// Negative controls: where the Worker is broken on purpose, the test of the rule that it breaks fails.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Fault } from '../harness/faults.ts';

interface Control {
  readonly fault: Fault;
  readonly rule: string;
  /** The tests that have to notice it. */
  readonly noticedBy: string;
}

const CONTROLS: readonly Control[] = [
  { fault: 'a used link lets the next one in', rule: 'rule-01', noticedBy: 'of many at once, one joins by a link invite' },
  { fault: 'HEAD uses a link up', rule: 'rule-02', noticedBy: 'opening a link 75 times leaves it as it was, and usable' },
  { fault: 'the audit log lacks an event', rule: 'rule-09', noticedBy: 'events form a chain from the account’s id on' },
  { fault: 'some strangers learn why an invite is closed', rule: 'rule-10', noticedBy: 'accept, decline and preview answer the same for all that cannot be used' },
  { fault: 'a removed member goes on getting tokens', rule: 'rule-12', noticedBy: 'a removed member gets no more tokens, nor anything else' },
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
