// A log of 100,000 events, cut at 30 days: what each turn of the alarm costs, which the test prints, and that `npx hallpass verify-audit`
// follows what is left from its signed cut.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { hashOf } from '../harness/audit-chain.ts';
import { inDatabase } from '../harness/database.ts';
import { startEdge } from '../harness/edge.ts';
import { OBSERVED, ObservedObject } from '../harness/objects.ts';
import { memberOf, ownerWithTeam } from '../harness/person.ts';
import { verified } from '../harness/secrets.ts';

const DAY_MS = 86_400_000;
/** Events that one turn removes. */
const PAGE = 500;
const CLI = resolve(import.meta.dirname, '../../pkg/dist/cli.js');

const folder = mkdtempSync(join(tmpdir(), 'hallpass-cut-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const EVENTS = 100_000;

interface Verification {
  readonly status: number | null;
  readonly output: string;
}

async function hasOldEvents(account: ObservedObject): Promise<boolean> {
  const found = await account.rows(`SELECT 1 FROM events WHERE seq = (SELECT min(seq) FROM events) AND at <= ${Date.now() - 30 * DAY_MS}`);
  return found.length > 0;
}

/** Runs `npx hallpass verify-audit` over an export. */
function verifyAudit(text: string, jwks: string, ...more: string[]): Verification {
  const file = join(folder, `${randomBytes(6).toString('hex')}.ndjson`);
  writeFileSync(file, text);
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'verify-audit', file, '--jwks', jwks, ...more], { encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}`.trim() };
}

test(`${EVENTS} events cut at 30 days: verified from the cut on, and each turn of the alarm is a page`, async (context) => {
  const own = await startEdge({ entry: OBSERVED, settings: { AUDIT_RETENTION_DAYS: '30' } });
  try {
    const { owner, team } = await ownerWithTeam(own);
    const member = await memberOf(owner, team, 'Mia', 'dev');
    const account = new ObservedObject(own, 'ACCOUNT', team);
    const hashes: string[] = [];
    await inDatabase(own, team, (database) => hashes.push(...fill(database, team, [owner.id, member.id])));
    // The alarm of the object itself may take turns, too.
    const old = Math.round(EVENTS * 0.7);
    const turns: { ms: number; rowsRead: number; rowsWritten: number }[] = [];
    while (await hasOldEvents(account)) {
      assert.ok(turns.length <= EVENTS / PAGE, 'every turn removes a page');
      const began = performance.now();
      const { rowsRead, rowsWritten } = await account.alarm();
      turns.push({ ms: performance.now() - began, rowsRead, rowsWritten });
    }
    const most = (field: 'ms' | 'rowsRead' | 'rowsWritten'): number => Math.max(...turns.map((turn) => turn[field]));
    context.diagnostic(`${turns.length} turns; the longest took ${most('ms').toFixed(1)} ms, read ${most('rowsRead')} rows and wrote ${most('rowsWritten')}`);
    assert.ok(most('rowsRead') <= 4 * PAGE, `${most('rowsRead')} rows read in a turn`);
    assert.ok(most('rowsWritten') <= 6 * PAGE, `${most('rowsWritten')} rows written in a turn`);

    const jwks = join(folder, 'jwks.json');
    writeFileSync(jwks, JSON.stringify({ keys: [own.secrets.key.publicJwk()] }));
    const { text } = await owner.get(`/v1/accounts/${team}/audit?format=ndjson`);
    const [first = '', ...lines] = text.trimEnd().split('\n');
    const { head, cut } = JSON.parse(first) as { head: string; cut: string };
    const removed = Number(verified(cut, [own.secrets.key.publicJwk()]).claims['count']);
    assert.ok(Math.abs(removed - old) < 100, `${removed} events were removed`);
    assert.equal(lines.length, hashes.length - removed);
    const whole = verifyAudit(text, jwks);
    assert.equal(whole.status, 0, whole.output);
    assert.ok(whole.output.startsWith(`${team}: ${hashes.length} events, unchanged from event ${removed + 1} to ${hashes.at(-1)}`), whole.output);

    // A changed cut is found, whether it is signed or not.
    const withCut = (changed: string | undefined): Verification => verifyAudit([JSON.stringify({ account: team, head, cut: changed }), ...lines].join('\n'), jwks);
    const claims = verified(cut, [own.secrets.key.publicJwk()]).claims;
    const signed = (change: object): string => own.secrets.key.sign('audit-cut+jwt', { ...claims, ...change });
    assert.match(withCut(undefined).output, /the log was changed: event 0 /);
    assert.match(withCut(`${cut.slice(0, -3)}AAA`).output, /the cut of the log is not signed by these keys/);
    assert.match(withCut(own.secrets.key.sign('audit-head+jwt', claims)).output, /the cut of the log is not signed by these keys/);
    assert.match(withCut(signed({ hash: hashes[0] })).output, new RegExp(`the log was changed: event ${removed} `));
    assert.match(withCut(signed({ count: removed + 1 })).output, /does not lead to its signed head/);
    assert.match(withCut(signed({ acc: `acc_${'A'.repeat(22)}` })).output, /the cut of the log is of another account/);
    assert.equal(withCut(signed({})).status, 0, 'control');

    // Heads that were kept: on the chain, at the cut, below it, and below it although they are too young for that.
    const kept = (number: number, daysAgo: number, hash = hashes[number - 1]): string => {
      const file = join(folder, `kept-${randomBytes(6).toString('hex')}`);
      writeFileSync(file, own.secrets.key.sign('audit-head+jwt', { acc: team, count: number, hash, iat: Math.floor((Date.now() - daysAgo * DAY_MS) / 1000) }));
      return file;
    };
    const withKept = (file: string): Verification => verifyAudit(text, jwks, '--kept', file);
    assert.match(withKept(kept(removed + 10, 1)).output, new RegExp(`the same up to event ${removed + 10} as`));
    assert.match(withKept(kept(removed, 31)).output, new RegExp(`the same up to event ${removed} as`));
    const below = withKept(kept(removed - 10, 31));
    assert.deepEqual([below.status, /cut: event \d+, which you have kept, was removed/.test(below.output)], [0, true], below.output);
    const young = withKept(kept(removed - 10, 29));
    assert.deepEqual([young.status, /cut too early/.test(young.output)], [1, true], young.output);
    for (const number of [removed, removed + 10]) {
      const rewritten = withKept(kept(number, 31, hashes[0]));
      assert.deepEqual([rewritten.status, /the log was rewritten/.test(rewritten.output)], [1, true], rewritten.output);
    }
  } finally {
    await own.stop();
  }
});

/** Replaces the log of a team by one whose events are from the last 100 days. Returns the hash of each event. */
function fill(database: DatabaseSync, team: string, users: readonly string[]): string[] {
  const first = database.prepare('SELECT prev FROM events WHERE seq = 1').get();
  const put = database.prepare(
    `INSERT INTO events (seq, id, at, actor_kind, actor, action, resource_type, resource_id, outcome, code, details, prev, hash)
     VALUES (?, ?, ?, 'user', ?, ?, 'member', ?, ?, ?, '{}', ?, ?)`,
  );
  database.exec('DELETE FROM events');
  const start = Date.now() - 100 * DAY_MS;
  const hashes: string[] = [];
  let prev = String(first?.['prev']);
  for (let number = 0; number < EVENTS; number++) {
    const at = Math.floor(start + (number * 100 * DAY_MS) / EVENTS);
    const id = `evt_${randomBytes(16).toString('base64url')}`;
    const actor = { kind: 'user', id: String(users[number % 2]) };
    const isRefused = number % 50 === 49;
    const code = isRefused ? 'forbidden' : undefined;
    const outcome = isRefused ? 'refused' : 'done';
    const event = { id, at: new Date(at).toISOString(), actor, action: 'member.role', resourceType: 'member', resourceId: actor.id, outcome, details: {}, prev };
    const hash = hashOf(code === undefined ? event : ({ ...event, code } as typeof event));
    put.run(number + 1, id, at, actor.id, event.action, actor.id, outcome, code ?? null, prev, hash);
    hashes.push(hash);
    prev = hash;
  }
  database.prepare('UPDATE account SET audit_count = ?, audit_hash = ? WHERE id = ?').run(EVENTS, prev, team);
  return hashes;
}
