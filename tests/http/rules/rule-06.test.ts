// Rule 6: the owner is always a member with the owner role: they cannot be demoted or removed, and cannot leave.
// To break it: drop the owner check from core's role change or removal.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge } from '../../harness/edge.ts';
import { memberOf, ownerWithTeam } from '../../harness/person.ts';
import { expectError } from '../../harness/expect.ts';

describe('rule 6: the owner stays a member with the owner role', () => {
  let edge: Edge;
  before(async () => {
    edge = await startEdge();
  });
  after(() => edge?.stop());

  test('no one can change the owner’s role, not even the owner', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const admin = await memberOf(owner, team, 'Ada', edge.policy.ownerRole);
    for (const user of [admin, owner]) {
      for (const role of ['basic', 'billing', 'dev']) {
        expectError(await user.patch(`/v1/accounts/${team}/members/${owner.id}`, { role }), 'owner_protected');
      }
    }
    const found = (await owner.members(team)).find((each) => each.user === owner.id);
    assert.equal(found?.role, edge.policy.ownerRole);
  });

  test('the owner can neither be removed from nor leave the team or the personal account', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const admin = await memberOf(owner, team, 'Ada', edge.policy.ownerRole);
    for (const user of [admin, owner]) {
      expectError(await user.delete(`/v1/accounts/${team}/members/${owner.id}`), 'owner_protected');
    }
    expectError(await owner.delete(`/v1/accounts/${owner.own}/members/${owner.id}`), 'owner_protected');
    assert.equal((await admin.account(team)).owner.user, owner.id);
    assert.ok((await admin.members(team)).some((each) => each.user === owner.id));
  });
});
