// A user's index of accounts: nothing is written for a service without the permission, services' reservations do not count
// against the user, and nothing in it grows without bound.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { OBSERVED, ObservedObject, setAhead } from '../harness/objects.ts';
import { inParallel, ownerWithTeam, person, type Person } from '../harness/person.ts';
import { defaultPolicy } from '../harness/policy.ts';
import { ServiceProvider, type Service } from '../harness/service.ts';
import * as shapes from '../harness/shapes.ts';

const DAY = 86_400;
/** As in `crates/core/src/limits.rs`. */
const ACCOUNTS = 1000;
/** Rows of a kind that one alarm deletes. */
const PAGE = 500;

const services = new ServiceProvider({ importer: defaultPolicy().permissions, powerless: [] });
let edge: Edge;
let importer: Service;
let powerless: Service;
before(async () => {
  edge = await startEdge({ entry: OBSERVED, providers: [services.setting()] });
  importer = services.service(edge.origin, 'importer');
  powerless = services.service(edge.origin, 'powerless');
});
after(() => edge?.stop());

const indexOf = (user: { readonly id: string }): ObservedObject => new ObservedObject(edge, 'USER', user.id);

async function count(index: ObservedObject, from: string): Promise<number> {
  return (await index.rows<{ n: number }>(`SELECT count(*) AS n FROM ${from}`))[0]?.n ?? -1;
}

const accountId = (): string => `acc_${randomBytes(16).toString('base64url')}`;

test('for a service without the permission nothing is read or written in a user’s index', async () => {
  const olga = await person(edge, 'Olga');
  const index = indexOf(olga);
  await olga.me();
  const before = await index.last();
  const replies = await inParallel(40, 8, () => powerless.post('/v1/accounts', { name: 'X', owner: olga.id }));
  for (const reply of replies) expectError(reply, 'forbidden');
  expectError(await powerless.post('/v1/accounts', { name: 'X', owner: olga.id, externalId: unique() }), 'forbidden');
  assert.deepEqual(await index.last(), before, 'the index was not called');
  assert.equal(await count(index, 'reservations'), 0);
  await importer.team(olga.id, 'Theirs');
  assert.notDeepEqual(await index.last(), before, 'control: a service with the permission calls it');
});

test('a service without the permission registers nobody, and cannot tell who is known', async () => {
  const registration = { provider: 'local', subject: unique(), email: `${unique()}@example.com`, emailVerified: true, name: 'X' };
  const { user } = expectOk(await importer.put('/v1/users', { ...registration, subject: unique() }), shapes.registered);
  expectError(await powerless.put('/v1/users', registration), 'forbidden');
  const { registered } = await importer.register('X', registration);
  const { team } = await ownerWithTeam(edge);
  const enrol = (id: string) => powerless.put(`/v1/accounts/${team}/members/${id}`, { role: 'dev' });
  for (const id of [user.id, registered.user.id, `usr_${'A'.repeat(22)}`]) expectError(await enrol(id), 'forbidden', id);
  expectError(await importer.put(`/v1/accounts/${team}/members/usr_${'A'.repeat(22)}`, { role: 'dev' }), 'not_found', 'control');
});

/** Reserves ids in the user's index without opening accounts, as many as a user can have. */
async function fill(user: Person, principal: object): Promise<void> {
  const reserve = { user: user.id };
  await inParallel(ACCOUNTS - 1, 32, async () => {
    const { status, value } = await indexOf(user).call('reserve-account', { ...reserve, fresh: accountId() }, { principal });
    assert.equal(status, 200, JSON.stringify(value));
  });
}

test('what a service reserves does not count against the user', async () => {
  const olga = await person(edge, 'Olga');
  await fill(olga, { service: { id: `svc_${'A'.repeat(22)}`, name: 'importer', permissions: [] } });
  expectError(await importer.post('/v1/accounts', { name: 'X', owner: olga.id }), 'member_limit', 'services have a limit, too');
  await olga.team();
  const ines = await person(edge, 'Ines');
  await fill(ines, { user: { user: ines.id, name: 'Ines' } });
  expectError(await ines.post('/v1/accounts', { name: 'X' }), 'member_limit', 'control: what the user reserves counts');
  await importer.team(ines.id, 'Theirs');
});

test('tombstones and reservations leave after a day, a page at a time', async () => {
  const olga = await person(edge, 'Olga');
  const index = indexOf(olga);
  const team = await olga.team();
  const now = Date.now();
  const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${PAGE + 10})`;
  await index.rows(`${numbers} INSERT INTO accounts SELECT 'gone' || i, 1, ${now}, NULL FROM n`);
  await index.rows(`${numbers} INSERT INTO reservations SELECT 'reserved' || i, NULL, NULL, ${now} FROM n`);
  const dead = async (): Promise<number[]> => [await count(index, 'accounts WHERE row IS NULL'), await count(index, 'reservations')];
  await index.alarm();
  assert.deepEqual(await dead(), [PAGE + 10, PAGE + 11], 'not yet: one reservation is the team’s');
  try {
    await setAhead(edge, 2 * DAY);
    await index.alarm();
    assert.deepEqual(await dead(), [10, 11]);
    await index.alarm();
    assert.deepEqual(await dead(), [0, 0]);
  } finally {
    await setAhead(edge, 0);
  }
  const { accounts } = await olga.me();
  assert.deepEqual(accounts.map(({ id }) => id), [olga.own, team.id]);
  const late = { user: olga.id, account: accountId(), version: 1 };
  assert.equal((await index.call('put-account-row', late, { now })).status, 500, 'a late delivery is sent again');
  assert.equal((await index.call('put-account-row', late, { now: now + 2 * DAY * 1000 })).status, 200, 'control');
});
