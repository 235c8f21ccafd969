// Rule 6: the owner is a member with the owner role, always: not demoted, not removed, not leaving.
// To break it: drop the owner check from core's role change or removal.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge } from '../../harness/edge.ts';
import { memberOf, ownerWithTeam } from '../../harness/person.ts';
import { refused } from '../../harness/refusal.ts';

describe('rule 6: the owner stays, with the owner’s role', () => {
  let world: Edge;
  before(async () => {
    world = await startEdge();
  });
  after(() => world?.stop());

  test('nobody changes the owner’s role, the owner included', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const admin = await memberOf(owner, team, 'Ada', world.policy.ownerRole);
    for (const who of [admin, owner]) {
      for (const role of ['basic', 'billing', 'dev']) {
        refused(await who.patch(`/v1/accounts/${team}/members/${owner.id}`, { role }), 'owner_protected');
      }
    }
    const found = (await owner.members(team)).find((each) => each.user === owner.id);
    assert.equal(found?.role, world.policy.ownerRole);
  });

  test('the owner is neither removed nor leaving, from the team or the personal account', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const admin = await memberOf(owner, team, 'Ada', world.policy.ownerRole);
    for (const who of [admin, owner]) {
      refused(await who.delete(`/v1/accounts/${team}/members/${owner.id}`), 'owner_protected');
    }
    refused(await owner.delete(`/v1/accounts/${owner.own}/members/${owner.id}`), 'owner_protected');
    assert.equal((await admin.account(team)).owner.user, owner.id);
    assert.ok((await admin.members(team)).some((each) => each.user === owner.id));
  });
});
