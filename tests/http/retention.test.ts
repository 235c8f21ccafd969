// What is stored for a limited time leaves by the alarm, a page at a time: outcomes of commands after a day, invites a month after they
// expired, and audit events that are older than the operator keeps them.
import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { hashOf } from '../harness/audit-chain.ts';
import { inDatabase } from '../harness/database.ts';
import { startEdge, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { mailboxOf, OBSERVED, ObservedObject, setAhead } from '../harness/objects.ts';
import { eventually, invitePath, ownerWithTeam, person, tokenOf, type Person } from '../harness/person.ts';
import { Receiver } from '../harness/receiver.ts';
import { verified } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];
/** Rows of a kind that one turn changes, and invites that it looks at. */
const [PAGE, INVITES_PER_TURN] = [500, 100];

let edge: Edge;
before(async () => {
  edge = await startEdge({ entry: OBSERVED, settings: { AUDIT_RETENTION_DAYS: '30' } });
});
after(() => edge?.stop());

const accountOf = (world: Edge, team: string): ObservedObject => new ObservedObject(world, 'ACCOUNT', team);

async function count(object: ObservedObject, table: string, where = 'true'): Promise<number> {
  return (await object.rows<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE ${where}`))[0]?.n ?? -1;
}

/** Runs an object's alarm while its clock is so many days ahead. */
async function alarmAfter(world: Edge, object: ObservedObject, days: number): Promise<void> {
  try {
    await setAhead(world, days * 86_400);
    await object.alarm();
  } finally {
    await setAhead(world, 0);
  }
}

async function rename(owner: Person, team: string, times: number): Promise<void> {
  for (let index = 0; index < times; index++) expectOk(await owner.patch(`/v1/accounts/${team}`, { name: `Name ${index}` }), shapes.account);
}

const auditPath = (team: string, query: Readonly<Record<string, string>> = {}): string => `/v1/accounts/${team}/audit?${new URLSearchParams(query)}`;
const eventsPath = (team: string, query = ''): string => `/v1/accounts/${team}/events${query}`;

test('outcomes of commands leave after a day, a page at a time', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const account = accountOf(edge, team);
  const name = { name: 'Keyed' };
  const first = await owner.patch(`/v1/accounts/${team}`, name, { key: 'fresh' });
  const old = Date.now() - DAY_MS - MINUTE_MS;
  await account.rows(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${PAGE + 200})
     INSERT INTO records (user, key, fingerprint, at, done) SELECT 'usr_x', 'old' || i, 'x', ${old} - i, '{}' FROM n`,
  );
  const turn = await account.alarm();
  assert.equal(await count(account, 'records', "key LIKE 'old%'"), 200, 'one page was deleted');
  assert.ok(turn.rowsRead < 5 * PAGE, `${turn.rowsRead} rows read`);
  assert.ok(turn.alarmAt !== undefined && turn.alarmAt <= Date.now() + 2_000, 'the next page follows');
  await account.alarm();
  assert.equal(await count(account, 'records', "key LIKE 'old%'"), 0);
  assert.equal(await count(account, 'records', "key = 'fresh'"), 1, 'control: a record of today stays');
  const { alarmAt = 0 } = await account.last();
  assert.ok(alarmAt > Date.now() + DAY_MS - 5 * MINUTE_MS && alarmAt <= Date.now() + DAY_MS + HOUR_MS, 'the next turn is with the hour in which it leaves');
  const repeated = await owner.patch(`/v1/accounts/${team}`, name, { key: 'fresh' });
  assert.deepEqual(repeated.json(), first.json());
  await alarmAfter(edge, account, 1.001);
  assert.equal(await count(account, 'records'), 0);
});

test('expired invites and their mailbox rows leave after 30 days, a page at a time, and those that were used stay', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const account = accountOf(edge, team);
  const guest = await person(edge, 'Gus');
  const { invite, link } = await owner.invite(team, { email: guest.email, role: 'dev', expiresIn: 3600 });
  const token = await tokenOf(edge, link);
  const mailbox = mailboxOf(edge, guest.email).object;
  await eventually('the invite in the inbox', async () => ((await guest.me()).inboxCount === 1 ? true : undefined));
  const used = await owner.invite(team, { role: 'dev', maxUses: 5, expiresIn: 3600 });
  const usedToken = await tokenOf(edge, used.link);
  const kim = await person(edge, 'Kim');
  const joined = await kim.join({ token: usedToken });
  const revoked = await owner.invite(team, { email: `no.${guest.email}`, role: 'dev', expiresIn: 3600 });
  expectOk(await owner.delete(invitePath(revoked.invite.id)), shapes.invite);
  // More than two pages that expired with the invite, two thirds of them at the same time; one that expires later.
  const end = Date.now() - 30 * DAY_MS - MINUTE_MS;
  await account.rows(`UPDATE invites SET expires_at = ${end} WHERE expires_at IS NOT NULL`);
  await account.rows(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${2 * INVITES_PER_TURN + 50})
     INSERT INTO invites SELECT printf('%s%021dA', substr('${invite.id}', 1, 26), i), NULL, NULL, role, state, decided_by, inviter, inviter_name, created_at,
     ${end} + iif(i % 3, 0, i), decided_at, resent_at, note, generation, permissions, membership_expires_in, projects FROM n, invites WHERE id = '${invite.id}'`,
  );
  const later = await owner.invite(team, { role: 'dev', expiresIn: 60 });
  await account.rows(`UPDATE invites SET expires_at = ${end + 5 * MINUTE_MS} WHERE id = '${later.invite.id}'`);
  const before = await count(account, 'invites');
  const turn = await account.alarm();
  const removed = before - (await count(account, 'invites'));
  assert.ok(removed <= INVITES_PER_TURN && removed >= INVITES_PER_TURN - 2, `${removed} invites of one page`);
  assert.ok(turn.rowsRead < 40 * INVITES_PER_TURN, `${turn.rowsRead} rows read`);
  for (let turns = 1; turns < 4; turns++) await account.alarm();
  const left = (await owner.invites(team)).map(({ id }) => id);
  assert.deepEqual(new Set(left), new Set([used.invite.id, revoked.invite.id, later.invite.id]));
  assert.equal(await count(account, 'link_invites'), 2, 'no limits of removed links are left');
  await eventually('the mailbox has no row of it', async () => ((await count(mailbox, 'invites', `id = '${invite.id}' AND row IS NOT NULL`)) === 0 ? true : undefined));
  // A used link is looked at once, and costs the next turns nothing.
  const quiet = await account.alarm();
  assert.ok(quiet.rowsRead < 60, `${quiet.rowsRead} rows read`);
  assert.deepEqual((await kim.join({ token: usedToken })).membership, joined.membership, 'a repeat by who used it');
  // The invitee, whose link is closed, and a stranger get the same answer.
  const answers = [guest, await person(edge, 'Eve')].map((who) => who.accept({ token }));
  for (const reply of await Promise.all(answers)) {
    const { why } = expectError(reply, 'invite_closed');
    assert.equal(why, undefined);
  }
  expectError(await owner.get(invitePath(invite.id)), 'not_found');
  await owner.invite(team, { email: guest.email, role: 'dev' });
});

/** The cut of a team's log, verified; `undefined` for one that has none. */
async function cutOf(world: Edge, owner: Person, team: string): Promise<Record<string, unknown> | undefined> {
  const { cut } = expectOk(await owner.get(auditPath(team)), shapes.auditPage);
  if (cut === undefined) return undefined;
  const { header, claims } = verified(cut, [world.secrets.key.publicJwk()]);
  assert.deepEqual(header, { alg: 'EdDSA', kid: world.secrets.key.kid, typ: 'audit-cut+jwt' });
  assert.deepEqual(Object.keys(claims).toSorted(), ['acc', 'at', 'count', 'hash', 'iat']);
  assert.equal(claims['acc'], team);
  return claims;
}

test('old events are cut: what is left leads from the signed cut to the same head, and what was removed is 410', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const account = accountOf(edge, team);
  await rename(owner, team, 5);
  const before = (await owner.audit(team)).toReversed();
  assert.equal(await cutOf(edge, owner, team), undefined);
  await account.alarm();
  assert.deepEqual((await owner.audit(team)).toReversed(), before, 'control: young events stay');
  const firstPage = expectOk(await owner.get(auditPath(team, { limit: '4' })), shapes.auditPage);
  const beforeLast = expectOk(await owner.get(auditPath(team, { limit: '5' })), shapes.auditPage);
  await alarmAfter(edge, account, 31);
  const left = expectOk(await owner.get(auditPath(team)), shapes.auditPage);
  assert.deepEqual(left.items, before.slice(-1), 'the newest event stays, however old it is');
  assert.equal(left.next, undefined);
  const cut = await cutOf(edge, owner, team);
  const last = before.at(-2);
  assert.deepEqual([cut?.['count'], cut?.['hash']], [5, last?.hash]);
  const atSeconds = Number(cut?.['at']);
  assert.ok(Math.abs(atSeconds - Date.now() / 1000 - 31 * 86_400) < 60, 'when they were removed');
  assert.equal(left.items[0]?.prev, last?.hash, 'the chain goes on from the cut');
  assert.deepEqual(await account.rows('SELECT count, hash FROM audit_cut'), [{ count: 5, hash: last?.hash }], 'all that is stored of them');

  // By cursor, and by number.
  for (const next of [firstPage.next, beforeLast.next]) {
    const { cut: number } = expectError(await owner.get(auditPath(team, { limit: '4', cursor: String(next) })), 'audit_cut');
    assert.equal(number, 5);
  }
  for (const gone of [0, 1, 4]) assert.equal(expectError(await owner.get(eventsPath(team, `?after=${gone}`)), 'audit_cut', String(gone)).cut, 5);
  const following = expectOk(await owner.get(eventsPath(team, '?after=5')), shapes.events);
  assert.deepEqual(following.items.map(({ seq }) => seq), [6]);
  assert.deepEqual(expectOk(await owner.get(eventsPath(team)), shapes.events), following, 'without a number, from the oldest that is left');
  assert.deepEqual(expectOk(await owner.get(eventsPath(team, '?after=6')), shapes.events).items, []);

  // Exports begin at the cut; filtered ones have none, as they have no head.
  const [first, ...lines] = (await owner.get(auditPath(team, { format: 'ndjson' }))).text.trimEnd().split('\n');
  const { cut: exported } = JSON.parse(String(first)) as { cut: string };
  assert.deepEqual(verified(exported, [edge.secrets.key.publicJwk()]).claims['count'], 5);
  assert.deepEqual(lines.map((line) => (JSON.parse(line) as { id: string }).id), left.items.map(({ id }) => id));
  assert.equal((await owner.get(auditPath(team, { format: 'csv' }))).text.trimEnd().split('\n').length, 2);
  const filtered = await owner.get(auditPath(team, { action: 'account.update' }));
  assert.ok(!('cut' in (filtered.json() as object)), filtered.text);

  // The log goes on, and nothing else about the account has changed.
  await rename(owner, team, 1);
  const now = (await owner.audit(team)).toReversed();
  assert.equal(now[1]?.prev, now[0]?.hash);
  assert.equal((await owner.account(team)).name, 'Name 0');
});

test('a repeated accept and an expired budget do without events that were removed', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gus');
  const { invite } = await owner.invite(team, { email: guest.email, role: 'dev' });
  const joined = await guest.join({ inviteId: invite.id });
  await rename(owner, team, 1);
  await alarmAfter(edge, accountOf(edge, team), 31);
  assert.ok((await cutOf(edge, owner, team)) !== undefined);
  const again = await guest.join({ inviteId: invite.id });
  assert.deepEqual(again.membership, joined.membership);
  assert.deepEqual(again.revokedInvites, []);
  await owner.invite(team, { role: 'dev' });
});

test('without the setting events stay, and a database of an earlier release is cut once it is made', async () => {
  const own = await startEdge({ entry: OBSERVED });
  try {
    const { owner, team } = await ownerWithTeam(own);
    await rename(owner, team, 3);
    const before = await owner.audit(team);
    await alarmAfter(own, accountOf(own, team), 400);
    assert.deepEqual(await owner.audit(team), before);
    own.host.use(0, { settings: { ...own.host.workers[0]?.settings, AUDIT_RETENTION_DAYS: '30' } });
    await inDatabase(own, team, (database) => {
      database.exec('DROP TABLE audit_cut; DROP TABLE examined_invites');
      backdate(database, team, 60);
    });
    await rename(owner, team, 1);
    await eventually('the cut', async () => ((await cutOf(own, owner, team))?.['count'] === 4 ? true : undefined));
  } finally {
    await own.stop();
  }
});

/** Makes every event of a log so many days older, and chains it again. */
function backdate(database: DatabaseSync, team: string, days: number): void {
  const events = database.prepare('SELECT * FROM events ORDER BY seq').all();
  const put = database.prepare('UPDATE events SET at = ?, prev = ?, hash = ? WHERE seq = ?');
  let prev = String(events[0]?.['prev']);
  for (const event of events) {
    const at = Number(event['at']) - days * DAY_MS;
    const hash = hashOf({
      id: event['id'],
      at: new Date(at).toISOString(),
      actor: { kind: String(event['actor_kind']), id: String(event['actor']) },
      action: event['action'],
      resourceType: event['resource_type'],
      resourceId: event['resource_id'],
      outcome: event['outcome'],
      ...(event['code'] === null ? {} : { code: event['code'] }),
      details: JSON.parse(String(event['details'])) as object,
      prev,
    } as Parameters<typeof hashOf>[0]);
    put.run(at, prev, hash, Number(event['seq']));
    prev = hash;
  }
  database.prepare('UPDATE account SET audit_hash = ? WHERE id = ?').run(prev, team);
}

test('events that a webhook still has to deliver stay until it has, and a paused webhook holds nothing back', async () => {
  const [slow, gone, joins] = [await new Receiver().start(), await new Receiver().start(), await new Receiver().start()];
  slow.behaviour = () => ({ status: 500 });
  gone.behaviour = () => ({ status: 410 });
  const webhooks = [slow.setting('slow'), gone.setting('gone'), joins.setting('joins', { events: ['member.join'] })];
  const own = await startEdge({ entry: OBSERVED, settings: { AUDIT_RETENTION_DAYS: '30', WEBHOOKS: JSON.stringify(webhooks) } });
  try {
    const { owner, team } = await ownerWithTeam(own);
    const account = accountOf(own, team);
    await rename(owner, team, 4);
    await own.host.logLine('webhook `gone` answered 410');
    await own.host.logLine('webhook `slow` answered 500');
    await account.rows(`UPDATE events SET at = at - ${60 * DAY_MS}`);
    for (let turns = 0; turns < 2; turns++) await account.alarm();
    assert.equal(await count(account, 'events'), 5, 'the slow receiver has confirmed none');
    assert.equal((await owner.get(eventsPath(team, '?after=0'))).status, 200);

    slow.behaviour = () => ({});
    await eventually('the slow receiver has got everything', async () => {
      await account.alarm();
      return slow.confirmed(team).length === 5 ? true : undefined;
    }, 30_000);
    await eventually('the cut', async () => {
      await account.alarm();
      return (await count(account, 'events')) === 1 ? true : undefined;
    });
    assert.deepEqual(slow.confirmed(team).map(({ seq }) => seq), [1, 2, 3, 4, 5]);
    await own.host.logLine('webhook `gone` is paused, and the events of ');
    // The paused one is told of by its own lack: it continues with the oldest event that is left, and asking for the others is 410.
    expectError(await owner.get(eventsPath(team, '?after=0')), 'audit_cut');
    const changed = webhooks.map((webhook) => ({ ...webhook, secrets: (webhook as { secrets: string[] }).secrets }));
    gone.behaviour = () => ({});
    await own.host.kill();
    own.host.use(0, { settings: { ...own.host.workers[0]?.settings, WEBHOOKS: JSON.stringify([changed[0], { ...changed[1], events: ['account.*'] }, changed[2]]) } });
    await own.host.start();
    await rename(owner, team, 1);
    await eventually('the receiver continues', async () => (gone.confirmed(team).length >= 2 ? true : undefined));
    assert.deepEqual(gone.confirmed(team).map(({ seq }) => seq), [5, 6]);
  } finally {
    await own.stop();
    for (const receiver of [slow, gone, joins]) await receiver.stop();
  }
});
