// An account whose database has the mark of a restore from a backup: its first use moves it on. `npx hallpass restore` leaves the mark;
// tests/packaging/backup.test.ts has the commands. To see it fail: leave out `resume_restored` in worker/src/objects/account/storage/mod.rs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { inDatabase } from '../harness/database.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { memberOf, ownerWithTeam, type Person } from '../harness/person.ts';
import { decode } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

const STEP = 2 ** 20;
const BACKED_UP_AT = Date.parse('2026-11-01T12:00:00Z');

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

const tokenFor = async (member: Person, account: string): Promise<string> => expectOk(await member.post(`/v1/accounts/${account}/token`), shapes.token).token;
const check = (member: Person, account: string, token: string, freshness: string) =>
  member.post('/v1/check', { account, permissions: ['pods:connect'], freshness }, { headers: { 'hallpass-token': token } });
const epochOf = (token: string): number => Number(decode(token).claims['epoch']);

test('the first check after a restore refuses a token from before, once moves the account on, and says so in its log', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const dora = await memberOf(owner, team, 'Dora', 'dev');
  const old = await tokenFor(dora, team);
  await inDatabase(edge, team, () => undefined);
  assert.equal((await check(dora, team, old, 'strict')).status, 200, 'control: a start alone refuses nothing');
  await inDatabase(edge, team, (database) => {
    database.exec(`CREATE TABLE restored (id INTEGER PRIMARY KEY CHECK (id = 1), backed_up_at INTEGER NOT NULL) STRICT;
      INSERT INTO restored VALUES (1, ${BACKED_UP_AT})`);
  });
  // Nothing but queries, which are an account's first use here.
  expectError(await check(dora, team, old, 'strict'), 'stale_epoch');
  expectError(await check(dora, team, old, 'cached'), 'stale_epoch');
  const fresh = await tokenFor(dora, team);
  assert.equal(epochOf(fresh), epochOf(old) + STEP);
  assert.equal((await check(dora, team, fresh, 'strict')).status, 200);
  const [event, ...earlier] = await owner.audit(team);
  assert.deepEqual([event?.action, event?.actor.kind, event?.details], ['hallpass.account.restore', 'system', { backupAt: '2026-11-01T12:00:00.000Z' }]);
  assert.equal(event?.prev, earlier[0]?.hash);
  await inDatabase(edge, team, (database) => {
    assert.equal(database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'restored'").get(), undefined, 'the mark is gone');
  });
  assert.equal(epochOf(await tokenFor(dora, team)), epochOf(fresh), 'it moves on once');
});

test('lists and inboxes that lack a row of a restored account, or have an old one, get it', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const dora = await memberOf(owner, team, 'Dora', 'dev');
  await inDatabase(edge, team, (database) => {
    // What the backup has, without a command: the lists know nothing of it.
    database.exec(`UPDATE account SET name = 'As it was';
      CREATE TABLE restored (id INTEGER PRIMARY KEY CHECK (id = 1), backed_up_at INTEGER NOT NULL) STRICT;
      INSERT INTO restored VALUES (1, ${BACKED_UP_AT})`);
  });
  const listed = async (person: Person) => (await person.me()).accounts.find(({ id }) => id === team)?.name;
  assert.notEqual(await listed(dora), 'As it was', 'control: the list is a copy');
  await owner.account(team);
  for (const person of [owner, dora]) {
    for (let tries = 0; (await listed(person)) !== 'As it was'; tries++) {
      assert.ok(tries < 50, `the list of ${person.name} has ${String(await listed(person))}`);
      await new Promise((done) => setTimeout(done, 200));
    }
  }
});
