// Real concurrency: every request has its own connection, and all are sent at once. One membership every time.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { crowdRound, explained } from '../harness/crowd.ts';
import { startEdge, type Edge } from '../harness/edge.ts';
import { connections, type Reply } from '../harness/http.ts';
import { ownerWithTeam, people, person, tokenOf, type Person } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import * as shapes from '../harness/shapes.ts';

/** `cargo xtask prove races` runs twenty rounds of 400 users on a link for 50. */
const CROWD = { users: 80, maxUses: 10, rounds: 3 };
const WIDTH = 200;
const ROUNDS = Number(process.env['HALLPASS_RACE_ROUNDS'] ?? 50);
const wide = connections(WIDTH);

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(async () => {
  wide.destroy();
  await edge?.stop();
});

/** Asserts that the team has one more member, with one `invite.accept` and one `member.join`. */
async function onlyOneJoined(owner: Person, team: string): Promise<void> {
  assert.equal((await owner.account(team)).memberCount, 2);
  assert.equal((await owner.members(team)).length, 2);
  const actions = (await owner.audit(team)).filter((each) => each.outcome === 'done').map((each) => each.action);
  for (const action of ['invite.accept', 'member.join'])
    assert.equal(actions.filter((each) => each === action).length, 1, action);
}

function printFigures(subject: string, outcomes: Map<string, number>, started: number): void {
  const total = [...outcomes.values()].reduce((sum, each) => sum + each, 0);
  const seconds = (performance.now() - started) / 1000;
  const list = [...outcomes].map(([outcome, count]) => `${count} × ${outcome}`).join(', ');
  console.log(`# ${subject}: ${ROUNDS} rounds of ${WIDTH}: ${list}; ${total} accepts in ${seconds.toFixed(1)} s`);
}

test(`${WIDTH} users accept one link invite at once, ${ROUNDS} times: one joins`, async () => {
  const [owner, crowd] = [await person(edge, 'Olga'), await people(edge, WIDTH, 'Guest')];
  const outcomes = new Map<string, number>();
  const started = performance.now();
  for (let round = 0; round < ROUNDS; round++) {
    const team = (await owner.team(`Round ${round}`)).id;
    const { invite, link } = await owner.invite(team, { role: 'basic' });
    const token = await tokenOf(edge, link);
    const replies = await Promise.all(crowd.map((each) => each.accept({ token }, { agent: wide })));
    const won = replies.filter((each) => each.status === 200);
    assert.equal(won.length, 1, `round ${round}: ${won.length} joined`);
    for (const reply of replies) count(outcomes, reply);
    const winner = crowd[replies.indexOf(won[0] as Reply)] as Person;
    const { membership } = expectOk(won[0] as Reply, shapes.accepted);
    assert.equal(membership.user, winner.id);
    await onlyOneJoined(owner, team);
    assert.equal((await owner.inviteState(invite.id)).status, 'accepted');
    assert.deepEqual((await winner.join({ token })).membership, membership, 'the winner’s retry returns the same');
  }
  assert.deepEqual(new Set(outcomes.keys()), new Set(['200', 'invite_closed']));
  printFigures('users on one link invite', outcomes, started);
});

test('more users than a link is for accept it at once: as many join as it is for, every time', async () => {
  const [owner, crowd] = [await person(edge, 'Olga'), await people(edge, CROWD.users, 'Guest')];
  for (let round = 0; round < CROWD.rounds; round++) {
    const seen = await crowdRound(owner, crowd, CROWD.maxUses, wide);
    assert.deepEqual(seen, explained(CROWD.users, CROWD.maxUses), `round ${round}`);
  }
  // The judge notices one more member than the link is for.
  const one = await crowdRound(owner, crowd, CROWD.maxUses + 1, wide);
  assert.notDeepEqual(one, explained(CROWD.users, CROWD.maxUses));
});

test(`one invitee accepts one targeted invite over ${WIDTH} connections, ${ROUNDS} times: one membership`, async () => {
  const { owner } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const outcomes = new Map<string, number>();
  const started = performance.now();
  for (let round = 0; round < ROUNDS; round++) {
    const team = (await owner.team(`Round ${round}`)).id;
    const { invite, link } = await owner.invite(team, { email: guest.email, role: 'basic' });
    const token = await tokenOf(edge, link);
    const replies = await Promise.all(
      Array.from({ length: WIDTH }, (_, index) => guest.accept(index % 2 ? { token } : { inviteId: invite.id }, { agent: wide })),
    );
    const memberships = replies.map((reply) => expectOk(reply, shapes.accepted).membership);
    for (const each of memberships) assert.deepEqual(each, memberships[0], `round ${round}`);
    for (const reply of replies) count(outcomes, reply);
    await onlyOneJoined(owner, team);
  }
  printFigures('connections of one invitee', outcomes, started);
});

test('of accept, decline and revoke at once, one succeeds and the others get invite_closed', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const outcomes = new Map<string, number>();
  for (let round = 0; round < 20; round++) {
    const guest = await person(edge, 'Gina');
    const { invite } = await owner.invite(team, { email: guest.email, role: 'basic' });
    const by = { inviteId: invite.id };
    const [accepted, declined, revoked] = await Promise.all([
      guest.accept(by, { agent: wide }),
      guest.post('/v1/invites/decline', by, { agent: wide }),
      owner.delete(`/v1/accounts/${team}/invites/${invite.id}`, { agent: wide }),
    ]);
    const won = [accepted, declined, revoked].filter((each) => each.status === 200);
    assert.equal(won.length, 1, [accepted, declined, revoked].map((each) => each.text.slice(0, 120)).join('\n'));
    for (const reply of [accepted, declined, revoked]) if (reply.status !== 200) expectError(reply, 'invite_closed');
    const { status } = await owner.inviteState(invite.id);
    const isMember = (await owner.members(team)).some((each) => each.user === guest.id);
    assert.equal(isMember, status === 'accepted');
    outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
  }
  console.log(`# accept, decline and revoke at once: ${[...outcomes].map(([status, n]) => `${n} × ${status}`).join(', ')}`);
});

test('of two admins who demote each other at once, one stays', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  for (let round = 0; round < 10; round++) {
    const pair = await people(edge, 2, 'Admin');
    for (const each of pair) {
      const { invite } = await owner.invite(team, { email: each.email, role: 'admin' });
      await each.join({ inviteId: invite.id });
    }
    const [one, two] = pair as [Person, Person];
    const demote = (user: Person, whom: Person) =>
      user.patch(`/v1/accounts/${team}/members/${whom.id}`, { role: 'basic' }, { agent: wide });
    const replies = await Promise.all([demote(one, two), demote(two, one)]);
    assert.equal(replies.filter((each) => each.status === 200).length, 1);
    for (const reply of replies) if (reply.status !== 200) expectError(reply, 'forbidden');
  }
});

function count(outcomes: Map<string, number>, reply: Reply): void {
  const outcome = reply.status === 200 ? '200' : expectError(reply, 'invite_closed').code;
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}
