// Filters of the audit log, alone and combined, and its pages while events are added. For a log of 100,000 events, written
// directly into the database, the test prints how long each filter takes.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { memberOf, ownerWithTeam, type Person } from '../harness/person.ts';
import { defaultPolicy } from '../harness/policy.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { ServiceProvider, type Service } from '../harness/service.ts';
import * as shapes from '../harness/shapes.ts';
import type { AuditEvent } from '../harness/shapes.ts';

const serviceProvider = new ServiceProvider({ host: defaultPolicy().permissions });
let edge: Edge;
let host: Service;
before(async () => {
  edge = await startEdge({ providers: [serviceProvider.setting()] });
  host = serviceProvider.service(edge.origin, 'host');
});
after(() => edge?.stop());

type Query = Readonly<Record<string, string>>;
const path = (team: string, query: Query = {}): string => `/v1/accounts/${team}/audit?${new URLSearchParams(query)}`;

/** All events that match a query, in pages of `limit`; `afterPage` runs after each page. */
async function list(user: Person, team: string, query: Query = {}, limit = 200, afterPage = async (): Promise<void> => {}): Promise<AuditEvent[]> {
  const items: AuditEvent[] = [];
  for (let cursor: string | undefined; ;) {
    const parameters = { ...query, limit: String(limit), ...(cursor === undefined ? {} : { cursor }) };
    const page: { items: readonly AuditEvent[]; next?: string } = expectOk(await user.get(path(team, parameters)), shapes.page(shapes.auditEvent));
    items.push(...page.items);
    if (page.next === undefined) return items;
    cursor = page.next;
    await afterPage();
  }
}

/** The ids that a query should find, computed from the whole log. */
function expected(all: readonly AuditEvent[], query: Query): string[] {
  const matches = all.filter(
    (each) =>
      (query['from'] === undefined || Date.parse(each.at) >= Date.parse(query['from'])) &&
      (query['to'] === undefined || Date.parse(each.at) < Date.parse(query['to'])) &&
      (query['user'] === undefined || each.actor.id === query['user']) &&
      (query['resourceType'] === undefined || each.resourceType === query['resourceType']) &&
      (query['resourceId'] === undefined || each.resourceId === query['resourceId']) &&
      (query['action'] === undefined || each.action === query['action']),
  );
  return matches.map((each) => each.id);
}

async function record(team: string, action: string, resourceId: string): Promise<void> {
  expectOk(await host.post(`/v1/accounts/${team}/audit`, { action, resourceType: 'pod', resourceId, details: { region: 'eu' } }), shapes.auditEvent, 201);
}

test('each filter, and every combination of filters, returns exactly the matching events', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const mia = await memberOf(owner, team, 'Mia', 'admin');
  for (const pod of ['pod-1', 'pod-2', 'pod-1']) await record(team, 'pod.create', pod);
  for (let times = 0; times < 4; times++) expectOk(await mia.patch(`/v1/accounts/${team}`, { name: `Name ${times}` }), shapes.account);
  await record(team, 'pod.stop', 'pod-1');
  expectOk(await owner.patch(`/v1/accounts/${team}/members/${mia.id}`, { role: 'dev' }), shapes.member);
  const all = await list(owner, team);
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
  let total = 0;
  for (let set = 0; set < 1 << keys.length; set++) {
    const query = Object.fromEntries(keys.filter((_, bit) => set & (1 << bit)).map((key) => [key, one[key] as string]));
    const ids = (await list(owner, team, query, 3)).map((each) => each.id);
    assert.deepEqual(ids, expected(all, query), JSON.stringify(query));
    total += ids.length;
  }
  assert.ok(total >= 200, `the combinations of filters found ${total} events`);
  for (const query of [
    { user: (all.find((each) => each.actor.kind === 'service') as AuditEvent).actor.id, resourceType: 'pod' },
    { resourceId: 'pod-1', action: 'pod.create' },
    { from: middle.at },
    { to: middle.at },
    { action: 'pod.create' },
    { user: owner.id, action: 'pod.create' },
    { user: 'usr_nobody' },
  ] as Query[])
    assert.deepEqual((await list(owner, team, query, 2)).map((each) => each.id), expected(all, query), JSON.stringify(query));
});

test('an invalid filter is reported by its name', async () => {
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
    const { errors } = expectError(await owner.get(path(team, { [field]: value })), 'invalid_request', field);
    assert.deepEqual(errors?.map((each) => each.field), [field]);
  }
});

test('pages neither repeat nor skip events while events are added', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  for (let number = 0; number < 40; number++) await record(team, number % 2 ? 'pod.stop' : 'pod.create', `pod-${number % 5}`);
  for (const query of [{}, { action: 'pod.create' }, { action: 'pod.create', resourceId: 'pod-2', resourceType: 'pod' }] as Query[]) {
    const before = (await list(owner, team, query)).map((each) => each.id);
    let number = 0;
    const during = await list(owner, team, query, 3, () => record(team, 'pod.create', `pod-${number++ % 5}`));
    assert.deepEqual(during.map((each) => each.id), before, 'each event that existed at the first page, once');
    assert.ok(number > 0, 'events were added between pages');
  }
});

const EVENTS = 100_000;

test(`${EVENTS} events: how long each filter takes, and all five together`, async (context) => {
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
      'all five, without a match': { from: middle, to: late, user: mia.id, resourceType: 'pod', resourceId: 'pod-77', action: 'pod.fly' },
      'two without a common event': { user: owner.id, action: 'pod.stop' },
      'an unknown user': { user: 'usr_nobody', action: 'pod.create' },
    };
    await owner.get(path(team));
    for (const [name, query] of Object.entries(queries)) {
      const times: number[] = [];
      let count = 0;
      for (let run = 0; run < 15; run++) {
        const began = performance.now();
        const reply = await owner.get(path(team, query));
        times.push(performance.now() - began);
        count = expectOk(reply, shapes.page(shapes.auditEvent)).items.length;
      }
      const sorted = times.toSorted((one, two) => one - two);
      const [quickest = 0, median = 0] = [sorted[0], sorted[7]];
      const figures = `${quickest.toFixed(1)} ms at best, ${median.toFixed(1)} ms median`;
      context.diagnostic(`${name}: ${figures}, for the whole request with ${count} events`);
      if (/without|unknown/.test(name)) assert.equal(count, 0, name);
      else assert.ok(count > 0, name);
    }
    const seen = await list(owner, team, { resourceId: 'pod-77' }, 200);
    assert.equal(new Set(seen.map((each) => each.id)).size, EVENTS / 1000);
  } finally {
    await own.stop();
  }
});

const START = Date.parse('2026-01-01T00:00:00Z');

/** Appends events to an account's log, with `prev` and `hash` linked. */
function fill(db: InstanceType<(typeof import('node:sqlite'))['DatabaseSync']>, team: string, users: readonly string[]): void {
  const row = db.prepare('SELECT audit_hash FROM account').get() as { audit_hash: string };
  const put = db.prepare(
    'INSERT INTO events (id, at, actor_kind, actor, action, resource_type, resource_id, outcome, code, details, prev, hash) ' +
      "VALUES (?, ?, 'user', ?, ?, ?, ?, 'done', NULL, '{}', ?, ?)",
  );
  let prev = row.audit_hash;
  db.exec('BEGIN');
  for (let number = 0; number < EVENTS; number++) {
    // The owner creates and Mia stops, so that some combinations never occur. Every thousandth event has a rare resource type.
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

