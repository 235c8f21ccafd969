// `kill -9` of the runtime in the middle of 500 accepts. Acknowledged accepts are stored exactly once; the others are completed by
// the same user's retry.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { connections } from '../harness/http.ts';
import { eventually, inParallel, people, person, type Person } from '../harness/person.ts';
import { expectOk } from '../harness/expect.ts';
import * as shapes from '../harness/shapes.ts';
import type { Member } from '../harness/shapes.ts';

const ACCEPTS = 500;
const TEAMS = 5;
const wide = connections(64);

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(async () => {
  wide.destroy();
  await edge?.stop();
});

test(`when killed in the middle of ${ACCEPTS} accepts, no acknowledged accept is lost and none is applied twice`, async () => {
  const owner = await person(edge, 'Olga');
  const teams = await inParallel(TEAMS, TEAMS, async (index) => (await owner.team(`Team ${index}`)).id);
  const guests = await people(edge, ACCEPTS, 'Guest');
  const teamOf = (index: number): string => String(teams[index % TEAMS]);
  const invites = await inParallel(ACCEPTS, 32, async (index) => {
    const { email } = guests[index] as Person;
    return (await owner.invite(teamOf(index), { email, role: 'basic' })).invite.id;
  });

  const acknowledged = new Map<number, Member>();
  const accept = (index: number) => (guests[index] as Person).accept({ inviteId: String(invites[index]) }, { agent: wide });
  let killed: Promise<void> | undefined;
  let sent = 0;
  await inParallel(ACCEPTS, 64, async (index) => {
    sent += 1;
    const reply = await accept(index).catch(() => undefined);
    if (reply?.status === 200) acknowledged.set(index, expectOk(reply, shapes.accepted).membership);
    if (acknowledged.size >= ACCEPTS * 0.4) killed ??= edge.host.kill();
  });
  await killed;
  assert.ok(
    acknowledged.size >= ACCEPTS * 0.4 && acknowledged.size < ACCEPTS,
    `${acknowledged.size} acknowledged: killed in the middle`,
  );

  await edge.host.start();
  const currentMembers = async (): Promise<Map<string, Member>> => {
    const lists = await Promise.all(teams.map((team) => owner.members(team)));
    return new Map(
      lists
        .flat()
        .filter((each) => each.user !== owner.id)
        .map((each) => [each.user, each]),
    );
  };
  const afterRestart = await currentMembers();
  for (const [index, membership] of acknowledged) {
    assert.deepEqual(afterRestart.get(String(guests[index]?.id)), membership, `guest ${index} got a response that they joined`);
  }
  const unacknowledged = guests.map((_, index) => index).filter((index) => !acknowledged.has(index));
  const appliedUnacknowledged = unacknowledged.filter((index) => afterRestart.has(String(guests[index]?.id))).length;

  // The same user's retry completes every open accept, and repeats the response of every other.
  const resolved = await inParallel(ACCEPTS, 32, async (index) => expectOk(await accept(index), shapes.accepted).membership);
  for (const [index, membership] of acknowledged) assert.deepEqual(resolved[index], membership);
  for (const index of unacknowledged) {
    const before = afterRestart.get(String(guests[index]?.id));
    if (before) assert.equal(resolved[index]?.joinedAt, before.joinedAt, 'joined once');
  }
  for (const [number, team] of teams.entries()) {
    const account = await owner.account(team);
    assert.equal(account.memberCount, ACCEPTS / TEAMS + 1);
    assert.equal(account.epoch, ACCEPTS / TEAMS + 1, 'one epoch for each member');
    const events = (await owner.audit(team)).toReversed();
    for (const [index, event] of events.entries()) if (index > 0) assert.equal(event.prev, events[index - 1]?.hash);
    const joined = events.filter((each) => each.action === 'member.join').map((each) => each.resourceId);
    const expected = guests.filter((_, index) => index % TEAMS === number).map((each) => each.id);
    assert.deepEqual([joined.length, new Set(joined)], [expected.length, new Set(expected)], 'each joined once in the audit');
  }
  // The user index catches up: every guest sees the team, and an empty inbox.
  await inParallel(ACCEPTS, 32, (index) =>
    eventually(
      `guest ${index} sees the team`,
      async () => {
        const { accounts, inboxCount } = await (guests[index] as Person).me();
        return accounts.some((each) => each.id === teamOf(index)) && inboxCount === 0 ? true : undefined;
      },
      90_000,
    ),
  );
  console.log(
    `# kill -9 after ${acknowledged.size} of ${ACCEPTS} accepts were acknowledged (${sent} sent): 0 lost, 0 applied twice, ` +
      `${unacknowledged.length} unacknowledged (${appliedUnacknowledged} of them applied) all completed by a retry`,
  );
});
