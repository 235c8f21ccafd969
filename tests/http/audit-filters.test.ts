// The audit log's filters, each and all together, and its pages while events are being added. How fast they are at the
// object is printed for a log of 100,000 events, which is written straight into its database.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { memberOf, ownerWithTeam, type Person } from '../harness/person.ts';
import { defaultPolicy } from '../harness/policy.ts';
import { ok, refused } from '../harness/refusal.ts';
import { Machines, type Service } from '../harness/service.ts';
import * as shapes from '../harness/shapes.ts';
import type { AuditEvent } from '../harness/shapes.ts';

const machines = new Machines({ host: defaultPolicy().permissions });
let edge: Edge;
let host: Service;
before(async () => {
  edge = await startEdge({ providers: [machines.setting()] });
  host = machines.service(edge.origin, 'host');
});
after(() => edge?.stop());

type Query = Readonly<Record<string, string>>;
const path = (team: string, query: Query = {}): string => `/v1/accounts/${team}/audit?${new URLSearchParams(query)}`;

/** Every event that a query finds, over pages of `limit`; `between` runs after each page. */
async function found(who: Person, team: string, query: Query = {}, limit = 200, between = async (): Promise<void> => {}): Promise<AuditEvent[]> {
  const items: AuditEvent[] = [];
  for (let cursor: string | undefined; ;) {
    const asked = { ...query, limit: String(limit), ...(cursor === undefined ? {} : { cursor }) };
    const page: { items: readonly AuditEvent[]; next?: string } = ok(await who.get(path(team, asked)), shapes.page(shapes.auditEvent));
    items.push(...page.items);
    if (page.next === undefined) return items;
    cursor = page.next;
    await between();
  }
}

/** The same, worked out from the whole log. */
function expected(all: readonly AuditEvent[], query: Query): string[] {
  const hits = all.filter(
    (each) =>
      (query['from'] === undefined || Date.parse(each.at) >= Date.parse(query['from'])) &&
      (query['to'] === undefined || Date.parse(each.at) < Date.parse(query['to'])) &&
      (query['user'] === undefined || each.actor.id === query['user']) &&
      (query['resourceType'] === undefined || each.resourceType === query['resourceType']) &&
      (query['resourceId'] === undefined || each.resourceId === query['resourceId']) &&
      (query['action'] === undefined || each.action === query['action']),
  );
  return hits.map((each) => each.id);
}

async function note(team: string, action: string, resourceId: string): Promise<void> {
  ok(await host.post(`/v1/accounts/${team}/audit`, { action, resourceType: 'pod', resourceId, details: { region: 'eu' } }), shapes.auditEvent, 201);
}

test('each filter, and every set of them, finds what it says and nothing else', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const mia = await memberOf(owner, team, 'Mia', 'admin');
  for (const pod of ['pod-1', 'pod-2', 'pod-1']) await note(team, 'pod.create', pod);
  for (let times = 0; times < 4; times++) ok(await mia.patch(`/v1/accounts/${team}`, { name: `Name ${times}` }), shapes.account);
  await note(team, 'pod.stop', 'pod-1');
  ok(await owner.patch(`/v1/accounts/${team}/members/${mia.id}`, { role: 'dev' }), shapes.member);
  const all = await found(owner, team);
  const middle = all[Math.floor(all.length / 2)] as AuditEvent;
  const one: Query = {
    from: all.at(-2)?.at ?? '',
    to: all[1]?.at ?? '',
    user: mia.id,
    resourceType: 'account',
    resourceId: team,
    action: 'account.update',
  };
  const keys = Object.keys(one);
  let hits = 0;
  for (let set = 0; set < 1 << keys.length; set++) {
    const query = Object.fromEntries(keys.filter((_, bit) => set & (1 << bit)).map((key) => [key, one[key] as string]));
    const ids = (await found(owner, team, query, 3)).map((each) => each.id);
    assert.deepEqual(ids, expected(all, query), JSON.stringify(query));
    hits += ids.length;
  }
  assert.ok(hits >= 200, `the sets of filters found ${hits} events`);
  for (const query of [
    { user: (all.find((each) => each.actor.kind === 'service') as AuditEvent).actor.id, resourceType: 'pod' },
    { resourceId: 'pod-1', action: 'pod.create' },
    { from: middle.at },
    { to: middle.at },
    { action: 'pod.create' },
    { user: owner.id, action: 'pod.create' },
    { user: 'usr_nobody' },
  ] as Query[])
    assert.deepEqual((await found(owner, team, query, 2)).map((each) => each.id), expected(all, query), JSON.stringify(query));
});

test('a filter that cannot be read is named', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  for (const [field, value] of [
    ['from', 'yesterday'],
    ['to', '2026-13-01T00:00:00Z'],
    ['user', ''],
    ['action', 'x'.repeat(129)],
    ['limit', '201'],
    ['limit', '0'],
    ['cursor', 'AAAA'],
    ['format', 'xml'],
  ] as const) {
    const { errors } = refused(await owner.get(path(team, { [field]: value })), 'invalid_request', field);
    assert.deepEqual(errors?.map((each) => each.field), [field]);
  }
});

test('pages neither repeat nor skip while events are added', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  for (let number = 0; number < 40; number++) await note(team, number % 2 ? 'pod.stop' : 'pod.create', `pod-${number % 5}`);
  for (const query of [{}, { action: 'pod.create' }, { action: 'pod.create', resourceId: 'pod-2', resourceType: 'pod' }] as Query[]) {
    const before = (await found(owner, team, query)).map((each) => each.id);
    let number = 0;
    const during = await found(owner, team, query, 3, () => note(team, 'pod.create', `pod-${number++ % 5}`));
    assert.deepEqual(during.map((each) => each.id), before, 'those that were there when the first page came, each once');
    assert.ok(number > 0, 'something was added between two pages');
  }
});

const EVENTS = 100_000;

test(`${EVENTS} events: the time of each filter and of all five together`, async (context) => {
  const { DatabaseSync } = await import('node:sqlite');
  const own = await startEdge();
  try {
    const { owner, team } = await ownerWithTeam(own);
    const mia = await memberOf(owner, team, 'Mia', 'admin');
    await own.host.kill();
    const folder = join(own.host.folder, 'data', 'w0-account');
    const file = readdirSync(folder)
      .filter((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite')
      .map((name) => join(folder, name))
      .find((name) => {
        const db = new DatabaseSync(name);
        const row = db.prepare('SELECT id FROM account').get() as { id: string } | undefined;
        db.close();
        return row?.id === team;
      });
    assert.ok(file, 'the account’s database');
    fill(new DatabaseSync(file), team, [owner.id, mia.id]);
    await own.host.start();
    const middle = new Date(START + (EVENTS / 2) * 1000).toISOString();
    const late = new Date(START + (EVENTS - 100) * 1000).toISOString();
    const queries: Record<string, Query> = {
      'no filter': {},
      'a date range': { from: middle, to: late },
      'an early date range': { to: new Date(START + 100_000).toISOString() },
      'a user': { user: mia.id },
      'a resource type': { resourceType: 'rare' },
      'a resource id': { resourceId: 'pod-77' },
      'an action': { action: 'pod.create' },
      'all five': { from: middle, to: late, user: mia.id, resourceType: 'pod', resourceId: 'pod-77', action: 'pod.create' },
      'all five, and nothing fits': { from: middle, to: late, user: mia.id, resourceType: 'pod', resourceId: 'pod-77', action: 'pod.fly' },
      'two that never meet': { user: owner.id, action: 'pod.stop' },
      'nobody': { user: 'usr_nobody', action: 'pod.create' },
    };
    await owner.get(path(team));
    for (const [name, query] of Object.entries(queries)) {
      const times: number[] = [];
      let count = 0;
      for (let run = 0; run < 15; run++) {
        const began = performance.now();
        const reply = await owner.get(path(team, query));
        times.push(performance.now() - began);
        count = ok(reply, shapes.page(shapes.auditEvent)).items.length;
      }
      const sorted = times.toSorted((one, two) => one - two);
      const [quickest = 0, median = 0] = [sorted[0], sorted[7]];
      const figures = `${quickest.toFixed(1)} ms at the quickest, ${median.toFixed(1)} ms in the middle`;
      context.diagnostic(`${name}: ${figures}, for the whole request with ${count} events`);
      if (name.includes('never') || name === 'nobody' || name.includes('nothing')) assert.equal(count, 0, name);
      else assert.ok(count > 0, name);
    }
    const seen = await found(owner, team, { resourceId: 'pod-77' }, 200);
    assert.equal(new Set(seen.map((each) => each.id)).size, EVENTS / 1000);
  } finally {
    await own.stop();
  }
});

const START = Date.parse('2026-01-01T00:00:00Z');

/** Appends events to an account's log, chained as the account would. */
function fill(db: InstanceType<(typeof import('node:sqlite'))['DatabaseSync']>, team: string, users: readonly string[]): void {
  const row = db.prepare('SELECT audit_hash FROM account').get() as { audit_hash: string };
  const put = db.prepare(
    'INSERT INTO events (id, at, actor_kind, actor, action, resource_type, resource_id, outcome, code, details, prev, hash) ' +
      "VALUES (?, ?, 'user', ?, ?, ?, ?, 'done', NULL, '{}', ?, ?)",
  );
  let prev = row.audit_hash;
  db.exec('BEGIN');
  for (let number = 0; number < EVENTS; number++) {
    // The owner creates, Mia stops: some pairs never occur. Every thousandth event is about a rare kind of thing.
    const turn = number % 2;
    const at = START + number * 1000;
    const id = `evt_${randomBytes(16).toString('base64url')}`;
    const user = users[number % 4 === 0 ? 1 : turn] as string;
    const action = user === users[0] || number % 4 === 0 ? 'pod.create' : 'pod.stop';
    const type = number % 1000 === 999 ? 'rare' : 'pod';
    const resource = `pod-${Math.floor(number / 4) % 1000}`;
    const hash = createHash('sha256').update(`${prev}${id}`).digest('base64url');
    put.run(id, at, user, action, type, resource, prev, hash);
    prev = hash;
  }
  db.exec('COMMIT');
  db.prepare('UPDATE account SET audit_count = audit_count + ?, audit_hash = ?').run(EVENTS, prev);
  db.close();
  assert.ok(team);
}

