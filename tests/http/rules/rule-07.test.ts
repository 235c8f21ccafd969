// Rule 7: an accept by a member changes nothing and does not use up the invite (`already_member`). There is one pending targeted
// invite per address (`already_invited`, with `inviteId`); inviting a member's address is `already_member`; an expired invite does not
// count.
// To break it: mark the invite before looking up the member, or drop one of the two look-ups at create.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge, unique } from '../../harness/edge.ts';
import { memberOf, ownerWithTeam, person, sleep, tokenOf } from '../../harness/person.ts';
import { expectError } from '../../harness/expect.ts';

describe('rule 7: one membership, one pending invite per address', () => {
  let edge: Edge;
  before(async () => {
    edge = await startEdge();
  });
  after(() => edge?.stop());

  test('an accept by a member changes nothing and leaves the invite pending', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const member = await memberOf(owner, team, 'Mia', 'billing');
    const { invite, link } = await owner.invite(team, { role: 'basic' });
    const token = await tokenOf(edge, link);
    for (const user of [member, owner]) expectError(await user.accept({ token }), 'already_member');
    assert.equal((await owner.inviteState(invite.id)).status, 'pending');
    assert.equal((await member.account(team)).role, 'billing');
    const guest = await person(edge, 'Gina');
    assert.equal((await guest.join({ token })).membership.role, 'basic');
  });

  test('there is one pending invite per address, and the error for a second one names it', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const tail = unique();
    const { invite } = await owner.invite(team, { email: `dev${tail}@example.com`, role: 'dev' });
    for (const email of [`dev${tail}@example.com`, `DEV${tail}@EXAMPLE.com`]) {
      const problem = expectError(await owner.post(`/v1/accounts/${team}/invites`, { email, role: 'basic' }), 'already_invited');
      assert.equal(problem.inviteId, invite.id);
    }
    assert.equal((await owner.invites(team)).length, 1);
  });

  test('a member’s address cannot be invited', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const member = await memberOf(owner, team, 'Mia', 'billing');
    for (const email of [member.email, owner.email]) {
      expectError(await owner.post(`/v1/accounts/${team}/invites`, { email, role: 'dev' }), 'already_member');
    }
  });

  test('an expired invite does not block a new one', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const email = `dev${unique()}@example.com`;
    await owner.invite(team, { email, role: 'dev', expiresIn: 1 });
    await sleep(1100);
    const reply = await owner.post(`/v1/accounts/${team}/invites`, { email, role: 'dev' });
    assert.equal(reply.status, 201, reply.text);
  });
});
