// Creation: only opening writes. Ids that nobody opened leave nothing on disk, closed ones stay closed, and an
// opening that was interrupted is finished by the next call.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { eventually, inParallel, ownerWithTeam, person, signIn, sleep } from '../harness/person.ts';
import { refused } from '../harness/refusal.ts';
import { unknownAccount, unknownInvite, unknownUser } from '../harness/secrets.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

/** Databases that hold a table of ours, and rows in all their tables. */
function databases(): { withTables: number; rows: number } {
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

/** The same once nothing moves any more: the outbox has been delivered. */
async function settled(): Promise<ReturnType<typeof databases>> {
  let last = databases();
  return eventually('storage is at rest', async () => {
    await sleep(250);
    const now = databases();
    const still = now.rows === last.rows && now.withTables === last.withTables;
    last = now;
    return still ? now : undefined;
  });
}

test('ids that nobody opened leave nothing behind, whatever is asked of them', async () => {
  const owner = await person(edge, 'Olga');
  const before = await settled();
  assert.ok(before.withTables > 0, 'the look at the disk sees what is there');
  await inParallel(40, 8, async () => {
    const account = unknownAccount();
    const path = `/v1/accounts/${account}`;
    const invite = unknownInvite(account);
    const code = edge.secrets.code(account, invite);
    const iat = Math.floor(Date.now() / 1000);
    const token = edge.secrets.key.seal('invite+jwt', {
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
    refused(await owner.accept({ token }), 'invite_closed');
    await owner.post('/v1/invites/decline', { token });
  });
  assert.deepEqual(await settled(), before);
});

test('users who never opened an account leave nothing behind by reading', async () => {
  const before = await settled();
  for (let times = 0; times < 10; times++) {
    const user = await signIn(edge, 'Nina');
    await user.get('/v1/me');
    await user.get('/v1/invites');
    await user.post('/v1/tokens', { accounts: [] });
  }
  assert.deepEqual(await settled(), before);
});

test('a closed team stays closed', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { name } = await owner.account(team);
  assert.equal((await owner.post(`/v1/accounts/${team}/revert`, { confirmName: name })).status, 200);
  for (let times = 0; times < 3; times++) {
    refused(await owner.get(`/v1/accounts/${team}`), 'not_found');
    refused(await owner.post(`/v1/accounts/${team}/convert`, { name: 'Again' }), 'not_found');
    refused(await owner.post(`/v1/accounts/${team}/invites`, { role: 'basic' }), 'not_found');
  }
  await edge.host.kill();
  await edge.host.start();
  refused(await owner.get(`/v1/accounts/${team}`), 'not_found');
});

test('killed while accounts were being opened: each is opened once by the next call', async () => {
  const people = await inParallel(40, 8, (index) => signIn(edge, `P${index}`));
  const teams = people.map(() => ({ key: unique() }));
  const answered = new Set<number>();
  const opening = Promise.allSettled(
    people.map(async (who, index) => {
      await who.open();
      const reply = await who.post('/v1/accounts', { name: 'Team' }, teams[index]);
      if (reply.status === 201) answered.add(index);
    }),
  );
  await eventually('some are open', async () => answered.size >= people.length / 4 || undefined);
  await edge.host.kill();
  await opening;
  await edge.host.start();
  await inParallel(people.length, 8, async (index) => {
    const who = people[index] as (typeof people)[number];
    const own = (await who.open()).own.id;
    const replies = [
      await who.post('/v1/accounts', { name: 'Team' }, teams[index]),
      await who.post('/v1/accounts', { name: 'Team' }, teams[index]),
    ];
    const ids = new Set(replies.map((reply) => (reply.json() as { id: string }).id));
    assert.deepEqual([ids.size, replies[0]?.status], [1, 201], replies[0]?.text);
    const { accounts } = await who.me();
    assert.deepEqual(new Set(accounts.map((each) => each.id)), new Set([own, ...ids]), `person ${index}`);
    const created = (await who.audit(own)).filter((each) => each.action === 'account.create');
    assert.equal(created.length, 1);
  });
  console.log(
    `# killed while opening: ${answered.size} of ${people.length} teams were acknowledged, all ${people.length} are there once`,
  );
});
