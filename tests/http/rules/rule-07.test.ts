// Rule 7: accepting when already a member changes nothing and does not consume the invite (`already_member`). One
// pending targeted invite per address (`already_invited`, with `inviteId`); inviting a member's address is
// `already_member`; an expired one never blocks.
// To break it: mark the invite before looking for the member, or forget one of the two look-ups at create.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge, unique } from '../../harness/edge.ts';
import { memberOf, ownerWithTeam, person, sleep, tokenOf } from '../../harness/person.ts';
import { refused } from '../../harness/refusal.ts';

describe('rule 7: one membership, one pending invite per address', () => {
  let world: Edge;
  before(async () => {
    world = await startEdge();
  });
  after(() => world?.stop());

  test('a member who accepts changes nothing and leaves the invite to others', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const member = await memberOf(owner, team, 'Mia', 'billing');
    const { invite, link } = await owner.invite(team, { role: 'basic' });
    const token = await tokenOf(world, link);
    for (const who of [member, owner]) refused(await who.accept({ token }), 'already_member');
    assert.equal((await owner.inviteState(invite.id)).status, 'pending');
    assert.equal((await member.account(team)).role, 'billing');
    const guest = await person(world, 'Gina');
    assert.equal((await guest.join({ token })).membership.role, 'basic');
  });

  test('one pending invite per address, and the second try names it', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const tail = unique();
    const { invite } = await owner.invite(team, { email: `dev${tail}@example.com`, role: 'dev' });
    for (const email of [`dev${tail}@example.com`, `DEV${tail}@EXAMPLE.com`]) {
      const no = refused(await owner.post(`/v1/accounts/${team}/invites`, { email, role: 'basic' }), 'already_invited');
      assert.equal(no.inviteId, invite.id);
    }
    assert.equal((await owner.invites(team)).length, 1);
  });

  test('a member’s address is not invited again', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const member = await memberOf(owner, team, 'Mia', 'billing');
    for (const email of [member.email, owner.email]) {
      refused(await owner.post(`/v1/accounts/${team}/invites`, { email, role: 'dev' }), 'already_member');
    }
  });

  test('an expired or decided invite blocks nothing', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const email = `dev${unique()}@example.com`;
    await owner.invite(team, { email, role: 'dev', expiresIn: 1 });
    await sleep(1100);
    const reply = await owner.post(`/v1/accounts/${team}/invites`, { email, role: 'dev' });
    assert.equal(reply.status, 201, reply.text);
  });
});
