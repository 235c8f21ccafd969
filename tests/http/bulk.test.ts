// Many invites in one request: a result for each row, one bad row stops no other, and a retry with the same key does the rest.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdges, unique, type Edge } from '../harness/edge.ts';
import { address, inParallel, memberOf, openLink, ownerWithTeam, person, sleep, type Person } from '../harness/person.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import * as shapes from '../harness/shapes.ts';
import type { BulkResults } from '../harness/shapes.ts';

const ROWS = 200;
const BUDGET = 30;

let edge: Edge;
let limited: Edge;
before(async () => {
  [edge, limited] = (await startEdges([{}, { settings: { BUDGET_INVITES: `${BUDGET}/3600` } }])) as [Edge, Edge];
});
after(() => edge?.stop());

type Row = BulkResults['items'][number];
interface Item {
  readonly email?: string;
  readonly role?: string;
  readonly note?: string;
}

const bulkPath = (team: string): string => `/v1/accounts/${team}/invites/bulk`;
const statuses = (rows: readonly Row[]): number[] => rows.map(({ status }) => status);
const codes = (rows: readonly Row[]): (string | undefined)[] => rows.map(({ problem }) => problem?.code);
const items = (count: number, role = 'dev'): Item[] => Array.from({ length: count }, (_, index) => ({ email: address(`p${index}`), role }));

/** 200 rows, of which every tenth is bad, in one of four ways. */
function mixedItems(owner: Person, invited: string): Item[] {
  const bad: readonly Item[] = [{ email: 'nobody', role: 'dev' }, { email: owner.email, role: 'dev' }, { email: address('p'), role: 'nobody' }, { email: invited, role: 'dev' }];
  return items(ROWS).map((item, index) => (index % 10 === 9 ? (bad[Math.floor(index / 10) % bad.length] as Item) : item));
}

test(`of ${ROWS} rows with 20 bad ones, 180 are created and 20 explained; the same request again creates none, and repaired rows are created`, async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { invite } = await owner.invite(team, { email: address('first'), role: 'dev' });
  const rows = mixedItems(owner, String(invite.email));
  const key = unique();
  const first = await owner.inviteAll(team, rows, key);
  assert.equal(first.length, ROWS);
  first.forEach((row, index) => {
    assert.equal(row.status, index % 10 === 9 ? row.problem?.status : 201, `row ${index}: ${row.problem?.detail}`);
    if (row.status === 201) assert.equal(row.invite?.email, rows[index]?.email, 'in the order of the rows');
  });
  const bad = first.filter(({ status }) => status !== 201);
  assert.deepEqual(codes(bad), Array.from({ length: 5 }, () => ['invalid_request', 'already_member', 'invalid_request', 'already_invited']).flat());
  assert.deepEqual(bad[0]?.problem?.errors, [{ field: 'email', code: 'invalid' }]);
  assert.match(String(bad[0]?.problem?.detail), /^`email`: /);
  assert.deepEqual(bad[2]?.problem?.errors, [{ field: 'role', code: 'unknown' }]);
  assert.equal(bad[3]?.problem?.inviteId, invite.id);

  const again = await owner.inviteAll(team, rows, key);
  const ids = (of: readonly Row[]) => of.map((row) => [row.status, row.invite?.id, row.link, row.problem?.code]);
  assert.deepEqual(ids(again), ids(first));
  assert.equal((await owner.invites(team)).length, 181);

  const repaired = rows.map((row, index) => (index % 10 === 9 ? { email: address(`repaired${index}`), role: 'dev' } : row));
  const rest = await owner.inviteAll(team, repaired, key);
  assert.deepEqual(statuses(rest), Array.from({ length: ROWS }, () => 201));
  rest.forEach((row, index) => {
    if (index % 10 !== 9) assert.equal(row.invite?.id, first[index]?.invite?.id, 'answered again');
  });
  const created = (await owner.audit(team)).filter(({ action, outcome }) => action === 'invite.create' && outcome === 'done');
  assert.equal(created.length, 201, 'each invite was created once');
  const { reply } = await openLink(edge, String(rest[9]?.link));
  assert.equal(reply.status, 303);
});

test('control: with another key each address is invited already', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const rows = items(3);
  const first = await owner.inviteAll(team, rows, unique());
  const other = await owner.inviteAll(team, rows, unique());
  assert.deepEqual(codes(other), ['already_invited', 'already_invited', 'already_invited']);
  assert.deepEqual(other.map(({ problem }) => problem?.inviteId), first.map(({ invite }) => invite?.id));
});

test('the same row written differently is the same; another row under a key that was used is a mismatch', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const email = address('kim');
  const key = unique();
  const [first] = await owner.inviteAll(team, [{ email, role: 'dev' }], key);
  const [reordered, second] = await owner.inviteAll(team, [{ role: 'dev', email }, { role: 'dev' }], key);
  assert.equal(reordered?.invite?.id, first?.invite?.id);
  assert.equal(second?.status, 201, 'a row that was added');
  const [changed] = await owner.inviteAll(team, [{ email, role: 'basic' }], key);
  assert.equal(changed?.problem?.code, 'idempotency_mismatch');
});

test('a row of a bulk request and a single invite never share a key', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const key = unique();
  expectOk(await owner.post(`/v1/accounts/${team}/invites`, { role: 'dev' }, { key }), shapes.sent, 201);
  const [row] = await owner.inviteAll(team, [{ role: 'dev' }], key);
  assert.equal(row?.status, 201);
  assert.equal((await owner.invites(team)).length, 2);
});

test('an address that is in the request twice is invited once', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const email = address('twice');
  const [first, second] = await owner.inviteAll(team, [{ email, role: 'dev' }, { email: email.toUpperCase(), role: 'basic' }], unique());
  assert.equal(first?.status, 201);
  assert.deepEqual([second?.problem?.code, second?.problem?.inviteId], ['already_invited', first?.invite?.id]);
});

test('each row is what a single invite takes', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const rows = await owner.inviteAll(
    team,
    [
      { email: address('kim'), role: 'custom', permissions: ['team:access'], note: 'Welcome!', expiresIn: 60, membershipExpiresIn: 3600 },
      { role: 'dev' },
      { role: 'admin' },
      { role: 'dev', expiresIn: 0, extra: 1 },
      {},
      7,
      null,
      [],
    ],
    unique(),
  );
  assert.deepEqual(statuses(rows), [201, 201, 403, 400, 400, 400, 400, 400]);
  const { invite } = rows[0] as Row;
  assert.deepEqual([invite?.role, invite?.permissions, invite?.note, invite?.membershipExpiresIn], ['custom', ['team:access'], 'Welcome!', 3600]);
  assert.equal(rows[2]?.problem?.code, 'forbidden', 'a link invite for somebody who would manage members');
  assert.deepEqual(rows[3]?.problem?.errors, [{ field: 'extra', code: 'unknown' }]);
  assert.deepEqual(rows[4]?.problem?.errors, [{ field: 'role', code: 'required' }]);
});

test('what is wrong with the request itself is an error of the request, and creates nothing', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const post = (body: unknown, key: string | undefined = unique()) =>
    owner.post(bulkPath(team), body, key === '' ? {} : { key });
  const missing = expectError(await post({ items: items(1) }, ''), 'invalid_request');
  assert.deepEqual(missing.errors, [{ field: 'idempotency-key', code: 'required' }]);
  assert.match(missing.detail, /^`idempotency-key`: .*header/);
  const errorsOf = async (body: unknown) => expectError(await post(body), 'invalid_request').errors ?? [];
  assert.deepEqual(await errorsOf({}), [{ field: 'items', code: 'required' }]);
  assert.deepEqual(await errorsOf({ items: [] }), [{ field: 'items', code: 'required' }]);
  assert.deepEqual(await errorsOf({ items: 'x' }), [{ field: 'items', code: 'invalid' }]);
  assert.deepEqual(await errorsOf({ items: items(ROWS + 1) }), [{ field: 'items', code: 'too_long' }]);
  assert.deepEqual(await errorsOf({ items: items(1), send: true }), [{ field: 'send', code: 'unknown' }]);
  assert.deepEqual(await errorsOf([]), []);
  assert.deepEqual(await owner.invites(team), []);
});

test('a body of 256 KiB is read on this route alone', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const most = 256 * 1024;
  const body = JSON.stringify({ items: items(3) });
  const padded = (length: number): string => body + ' '.repeat(length - body.length);
  const post = (text: string, path = bulkPath(team)) =>
    owner.post(path, Buffer.from(text), { key: unique(), headers: { 'content-type': 'application/json' } });
  assert.deepEqual(statuses(expectOk(await post(padded(most)), shapes.bulkResults).items), [201, 201, 201]);
  const tooLarge = await post(padded(most + 1));
  assert.equal(tooLarge.status, 413);
  assert.match(expectError(tooLarge, 'invalid_request').detail, /256 KiB/);
  const single = await post(JSON.stringify({ role: 'dev' }) + ' '.repeat(16 * 1024), `/v1/accounts/${team}/invites`);
  assert.equal(single.status, 413);
  assert.match(expectError(single, 'invalid_request').detail, /16 KiB/);
});

test('a caller who may not invite is refused as a whole, and audited once', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const basic = await memberOf(owner, team, 'Bea', 'basic');
  const stranger = await person(edge, 'Sam');
  const post = (by: Person, rows: readonly unknown[]) => by.post(bulkPath(team), { items: rows }, { key: unique() });
  for (const rows of [items(50), [{}]]) {
    assert.ok(expectError(await post(basic, rows), 'forbidden').explanation);
    expectError(await post(stranger, rows), 'not_found');
  }
  const refused = (await owner.audit(team)).filter(({ actor, outcome }) => actor.id === basic.id && outcome.startsWith('refused'));
  assert.deepEqual(refused.map(({ action }) => action), ['invite.create', 'invite.create']);
  expectError(await owner.post(bulkPath(owner.own), { items: items(2) }, { key: unique() }), 'not_a_team');
});

test('at most 30 refusals a minute are audited, and each row is still refused for its own reason', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const admin = await memberOf(owner, team, 'Ada', 'admin');
  const rows = Array.from({ length: 90 }, (_, index) => (index % 3 === 2 ? { email: address('ok'), role: 'dev' } : { email: index % 3 ? owner.email : admin.email, role: 'dev' }));
  const results = await admin.inviteAll(team, rows, unique());
  assert.deepEqual(codes(results), Array.from({ length: 30 }, () => ['already_member', 'already_member', undefined]).flat());
  const refused = (await owner.audit(team)).filter(({ actor, outcome }) => actor.id === admin.id && outcome.startsWith('refused'));
  assert.equal(refused.length, 30);
  expectError(await admin.post(`/v1/accounts/${team}/invites`, { email: owner.email, role: 'dev' }), 'rate_limited', 'control: a single one waits');
});

test('the budget of a team counts rows', async () => {
  const { owner, team } = await ownerWithTeam(limited);
  const rows = items(BUDGET + 5);
  const key = unique();
  const results = await owner.inviteAll(team, rows, key);
  assert.deepEqual(statuses(results), rows.map((_, index) => (index < BUDGET ? 201 : 429)));
  assert.ok((results.at(-1)?.problem?.retryAfter ?? 0) > 3500);
  assert.deepEqual(statuses(await owner.inviteAll(team, rows, key)), statuses(results), 'a retry uses nothing up');
});

test('the account serves others while a bulk request runs', async (t) => {
  const { owner, team } = await ownerWithTeam(edge);
  const admin = await memberOf(owner, team, 'Ada', 'admin');
  const started = performance.now();
  let isDone = false;
  const bulk = owner.inviteAll(team, items(ROWS), unique()).finally(() => (isDone = true));
  const waits: number[] = [];
  let between = 0;
  while (!isDone) {
    const sent = performance.now();
    await admin.account(team);
    waits.push(Math.round(performance.now() - sent));
    if (!isDone) between += 1;
  }
  assert.deepEqual(statuses(await bulk), Array.from({ length: ROWS }, () => 201));
  t.diagnostic(`${ROWS} rows in ${Math.round(performance.now() - started)} ms; requests of another member meanwhile: ${waits.join(', ')} ms`);
  assert.ok(between >= 2, `${between} requests were answered meanwhile`);
});

test('requests with the same key at the same time create each row once', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const rows = items(60);
  const key = unique();
  const replies = await inParallel(4, 4, () => owner.inviteAll(team, rows, key));
  for (const reply of replies) assert.deepEqual(reply.map(({ invite }) => invite?.id), replies[0]?.map(({ invite }) => invite?.id));
  assert.equal((await owner.invites(team)).length, 60);
});

test('the invites of a bulk request are in their inboxes', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guests = await inParallel(5, 5, (index) => person(edge, `Guest${index}`));
  await owner.inviteAll(team, guests.map(({ email }) => ({ email, role: 'dev' })), unique());
  for (const guest of guests) {
    let found: readonly unknown[] = [];
    for (let tries = 0; tries < 100 && found.length === 0; tries++) {
      found = expectOk(await guest.get('/v1/invites'), shapes.page(shapes.invite)).items;
      if (found.length === 0) await sleep(50);
    }
    assert.equal(found.length, 1);
  }
});
