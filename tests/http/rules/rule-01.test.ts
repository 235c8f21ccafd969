// Rule 1: an invite is accepted at most once under any concurrency, retry or crash. A repeat by the same user returns 200 with the
// same membership as long as it exists, and `invite_closed` after it has ended.
// To break it: in core's accept, drop the check that the invite is pending, or the check for a repeat by the same user.
// `races.test.ts` tests it with 200 connections, `crash.test.ts` under `kill -9`.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge } from '../../harness/edge.ts';
import { enrol, invitePath, ownerWithTeam, people, person, tokenOf } from '../../harness/person.ts';
import { expectOk, expectError } from '../../harness/expect.ts';
import * as shapes from '../../harness/shapes.ts';

describe('rule 1: an invite is accepted at most once', () => {
  let edge: Edge;
  before(async () => {
    edge = await startEdge();
  });
  after(() => edge?.stop());

  test('of many concurrent accepts of a link invite, one succeeds', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const { invite, link } = await owner.invite(team, { role: 'basic' });
    const token = await tokenOf(edge, link);
    const crowd = await people(edge, 16, 'Guest');
    const replies = await Promise.all(crowd.map((each) => each.accept({ token })));
    assert.equal(replies.filter((each) => each.status === 200).length, 1, 'one joins');
    for (const reply of replies.filter((each) => each.status !== 200)) expectError(reply, 'invite_closed');
    assert.equal((await owner.members(team)).length, 2);
    assert.equal((await owner.inviteState(invite.id)).status, 'accepted');
    const actions = (await owner.audit(team)).filter((each) => each.outcome === 'done').map((each) => each.action);
    assert.equal(actions.filter((each) => each === 'member.join').length, 1);
    assert.equal(actions.filter((each) => each === 'invite.accept').length, 1);
  });

  test('a repeat by the same user returns the same membership', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const guest = await person(edge, 'Gina');
    const { invite } = await owner.invite(team, { email: guest.email, role: 'dev' });
    const first = await guest.join({ inviteId: invite.id });
    const again = await Promise.all(Array.from({ length: 8 }, () => guest.join({ inviteId: invite.id })));
    for (const each of again) assert.deepEqual(each.membership, first.membership);
    assert.equal((await owner.account(team)).memberCount, 2);
  });

  test('a repeat after the user has left or was removed is invite_closed', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    for (const ends of ['self', 'owner'] as const) {
      const guest = await person(edge, 'Gina');
      await enrol(owner, team, guest, 'dev');
      const invite = (await owner.invites(team)).find((each) => each.email === guest.email);
      assert.ok(invite);
      await (ends === 'self' ? guest : owner).delete(`/v1/accounts/${team}/members/${guest.id}`);
      const problem = expectError(await guest.accept({ inviteId: invite.id }), 'invite_closed');
      assert.equal(problem.why, 'used');
      assert.equal((await owner.account(team)).memberCount, 1);
      assert.equal(expectOk(await owner.get(invitePath(invite.id)), shapes.invite).status, 'accepted');
    }
  });
});
