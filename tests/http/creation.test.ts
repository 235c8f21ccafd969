// Creation: only creating an account writes. Requests for unknown ids leave nothing on disk, closed accounts stay closed, and the
// next call completes an interrupted creation.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { eventually, inParallel, ownerWithTeam, person, signIn, sleep } from '../harness/person.ts';
import { expectError } from '../harness/expect.ts';
import { unknownAccount, unknownInvite, unknownUser } from '../harness/secrets.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

/** The number of databases with a table of ours, and of all their rows. */
function countRows(): { withTables: number; rows: number } {
  const data = join(edge.host.folder, 'data');
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter(
    (each) => each.isFile() && each.name.endsWith('.sqlite'),
  );
  let [withTables, rows] = [0, 0];
  for (const file of files) {
    const database = new DatabaseSync(join(file.parentPath, file.name), { readOnly: true });
    const tables = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'")
      .all();
    if (tables.length > 0) withTables += 1;
    for (const { name } of tables) rows += Number(database.prepare(`SELECT count(*) AS n FROM "${String(name)}"`).get()?.['n']);
    database.close();
  }
  return { withTables, rows };
}

/** The same once it no longer changes, after the outbox has been delivered. */
async function countRowsAtRest(): Promise<ReturnType<typeof countRows>> {
  let last = countRows();
  return eventually('storage is at rest', async () => {
    await sleep(250);
    const now = countRows();
    const isStable = now.rows === last.rows && now.withTables === last.withTables;
    last = now;
    return isStable ? now : undefined;
  });
}

test('requests for unknown ids leave nothing in storage', async () => {
  const owner = await person(edge, 'Olga');
  const before = await countRowsAtRest();
  assert.ok(before.withTables > 0, 'existing databases are counted');
  await inParallel(40, 8, async () => {
    const account = unknownAccount();
    const path = `/v1/accounts/${account}`;
    const invite = unknownInvite(account);
    const code = edge.secrets.code(account, invite);
    const iat = Math.floor(Date.now() / 1000);
    const token = edge.secrets.key.sign('invite+jwt', {
      iss: edge.origin,
      jti: invite,
      acc: account,
      gen: 0,
      name: 'x',
      role: 'basic',
      inv: 'y',
      iat,
      exp: iat + 60,
      pol: 'AAAAAAAAAAAAAAAA',
    });
    await owner.get(path);
    await owner.patch(path, { name: 'x' });
    await owner.post(`${path}/convert`, { name: 'x' }, { key: unique() });
    await owner.post(`${path}/revert`, { confirmName: 'x' });
    await owner.post(`${path}/token`);
    await owner.get(`${path}/members`);
    await owner.delete(`${path}/members/${unknownUser()}`);
    await owner.post(`${path}/invites`, { role: 'basic' }, { key: unique() });
    await owner.get(`${path}/audit`);
    await owner.get(`${path}/invites/${invite}/link`);
    await send(edge.origin, 'GET', `/i/${code}`);
    await owner.post('/v1/invites/preview', { code });
    await owner.accept({ inviteId: invite });
    expectError(await owner.accept({ token }), 'invite_closed');
    await owner.post('/v1/invites/decline', { token });
  });
  assert.deepEqual(await countRowsAtRest(), before);
});

test('users without an account leave nothing in storage by reading', async () => {
  const before = await countRowsAtRest();
  for (let times = 0; times < 10; times++) {
    const user = await signIn(edge, 'Nina');
    await user.get('/v1/me');
    await user.get('/v1/invites');
    await user.post('/v1/tokens', { accounts: [] });
  }
  assert.deepEqual(await countRowsAtRest(), before);
});

test('a closed team stays closed', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { name } = await owner.account(team);
  assert.equal((await owner.post(`/v1/accounts/${team}/revert`, { confirmName: name })).status, 200);
  for (let times = 0; times < 3; times++) {
    expectError(await owner.get(`/v1/accounts/${team}`), 'not_found');
    expectError(await owner.post(`/v1/accounts/${team}/convert`, { name: 'Again' }), 'not_found');
    expectError(await owner.post(`/v1/accounts/${team}/invites`, { role: 'basic' }), 'not_found');
  }
  await edge.host.kill();
  await edge.host.start();
  expectError(await owner.get(`/v1/accounts/${team}`), 'not_found');
});

test('when killed while accounts are created, the next call creates each of them once', async () => {
  const people = await inParallel(40, 8, (index) => signIn(edge, `P${index}`));
  const teams = people.map(() => ({ key: unique() }));
  const acknowledged = new Set<number>();
  const creating = Promise.allSettled(
    people.map(async (creator, index) => {
      await creator.open();
      const reply = await creator.post('/v1/accounts', { name: 'Team' }, teams[index]);
      if (reply.status === 201) acknowledged.add(index);
    }),
  );
  await eventually('some teams are created', async () => acknowledged.size >= people.length / 4 || undefined);
  await edge.host.kill();
  await creating;
  await edge.host.start();
  await inParallel(people.length, 8, async (index) => {
    const creator = people[index] as (typeof people)[number];
    const own = (await creator.open()).own.id;
    const replies = [
      await creator.post('/v1/accounts', { name: 'Team' }, teams[index]),
      await creator.post('/v1/accounts', { name: 'Team' }, teams[index]),
    ];
    const ids = new Set(replies.map((reply) => (reply.json() as { id: string }).id));
    assert.deepEqual([ids.size, replies[0]?.status], [1, 201], replies[0]?.text);
    const { accounts } = await creator.me();
    assert.deepEqual(new Set(accounts.map((each) => each.id)), new Set([own, ...ids]), `person ${index}`);
    const created = (await creator.audit(own)).filter((each) => each.action === 'account.create');
    assert.equal(created.length, 1);
  });
  console.log(
    `# killed during creation: ${acknowledged.size} of ${people.length} teams were acknowledged, all ${people.length} exist once`,
  );
});
