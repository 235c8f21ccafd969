// `kill -9` of the runtime in the middle of bulk requests. What was answered is stored; a retry with the same key creates the rest, and
// nothing twice.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { address, inParallel, ownerWithTeam, sleep, type Person } from '../harness/person.ts';
import { expectOk } from '../harness/expect.ts';
import * as shapes from '../harness/shapes.ts';

const ROWS = 200;
const BAD_EVERY = 10;
const TEAMS = 2;
const ROUNDS = 2;

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

interface Team {
  readonly owner: Person;
  readonly team: string;
  readonly key: string;
  readonly items: readonly { readonly email: string; readonly role: string }[];
}

async function newTeam(): Promise<Team> {
  const { owner, team } = await ownerWithTeam(edge);
  const items = Array.from({ length: ROWS }, (_, index) => ({
    email: index % BAD_EVERY === 0 ? owner.email : address(`p${index}`),
    role: 'dev',
  }));
  return { owner, team, key: unique(), items };
}

/** The pending invites by address, and how often each was created by the audit log. */
async function stored({ owner, team }: Team): Promise<{ invited: Map<string, string>; created: number }> {
  const invites = await owner.invites(team);
  const invited = new Map(invites.map(({ email, id }) => [String(email), id]));
  assert.equal(invited.size, invites.length, 'no address has two invites');
  const events = await owner.audit(team);
  return { invited, created: events.filter(({ action, outcome }) => action === 'invite.create' && outcome === 'done').length };
}

test(`when killed in the middle of ${TEAMS} bulk requests, a retry creates what is missing, and nothing twice`, async (t) => {
  const partial: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const teams = await inParallel(TEAMS, TEAMS, newTeam);
    const requests = teams.map((each) => each.owner.inviteAll(each.team, each.items, each.key).catch(() => undefined));
    const first = teams[0] as Team;
    while ((await first.owner.invites(first.team)).length === 0) await sleep(5);
    await edge.host.kill();
    const answered = await Promise.all(requests);
    await edge.host.start();
    for (const [index, each] of teams.entries()) {
      const before = await stored(each);
      assert.equal(before.created, before.invited.size, 'an invite and its event are stored together');
      const reply = answered[index];
      if (reply) assert.equal(before.invited.size, reply.filter(({ status }) => status === 201).length, 'what was answered is stored');
      partial.push(before.invited.size);
      const rows = await each.owner.inviteAll(each.team, each.items, each.key);
      assert.deepEqual(rows.map(({ status, problem }) => problem?.code ?? status), each.items.map((_, row) => (row % BAD_EVERY === 0 ? 'already_member' : 201)));
      for (const { invite } of rows) {
        const id = before.invited.get(String(invite?.email));
        if (invite && id !== undefined) assert.equal(invite.id, id, 'a row that was created before is answered again');
      }
      const after = await stored(each);
      const expected = ROWS - ROWS / BAD_EVERY;
      assert.deepEqual([after.invited.size, after.created], [expected, expected]);
    }
  }
  t.diagnostic(`stored when killed: ${partial.join(', ')} of ${ROWS - ROWS / BAD_EVERY}`);
  assert.ok(partial.some((count) => count > 0 && count < ROWS - ROWS / BAD_EVERY), `killed in the middle: ${partial.join(', ')}`);
});

test('control: a retry with another key after the crash finds each address invited already', async () => {
  const each = await newTeam();
  await each.owner.inviteAll(each.team, each.items.slice(0, 30), each.key);
  await edge.host.kill();
  await edge.host.start();
  const reply = await each.owner.post(`/v1/accounts/${each.team}/invites/bulk`, { items: each.items.slice(0, 30) }, { key: unique() });
  const rows = expectOk(reply, shapes.bulkResults).items;
  assert.deepEqual(new Set(rows.map(({ problem }) => problem?.code)), new Set(['already_member', 'already_invited']));
});
