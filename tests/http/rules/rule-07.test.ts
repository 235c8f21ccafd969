// Rule 7: accepting when already a member changes nothing and does not consume the invite (`already_member`). One
// pending targeted invite per address (`already_invited`, with `inviteId`); inviting a member's address is
// `already_member`; an expired one never blocks.
// To break it: mark the invite before looking for the member, or forget one of the two look-ups at create.
import assert from 'node:assert/strict';
import { memberOf, ownerWithTeam, person, sleep, tokenOf } from '../../harness/person.ts';
import { prove } from '../../harness/prove.ts';
import { refused } from '../../harness/refusal.ts';
import { unique } from '../../harness/edge.ts';

prove(7, 'one membership, one pending invite per address', [
  {
    holds: 'a member who accepts changes nothing and leaves the invite to others',
    notices: ['members use invites up'],
    async check(world) {
      const { owner, team } = await ownerWithTeam(world);
      const member = await memberOf(owner, team, 'Mia', 'billing');
      const { invite, link } = await owner.invite(team, { role: 'basic' });
      const token = await tokenOf(world, link);
      for (const who of [member, owner]) refused(await who.accept({ token }), 'already_member');
      assert.equal((await owner.inviteState(invite.id)).status, 'pending');
      assert.equal((await member.account(team)).role, 'billing');
      const guest = await person(world, 'Gina');
      assert.equal((await guest.join({ token })).membership.role, 'basic');
    },
  },
  {
    holds: 'one pending invite per address, and the second try names it',
    notices: ['invites an address twice'],
    async check(world) {
      const { owner, team } = await ownerWithTeam(world);
      const tail = unique();
      const { invite } = await owner.invite(team, { email: `dev${tail}@example.com`, role: 'dev' });
      for (const email of [`dev${tail}@example.com`, `DEV${tail}@EXAMPLE.com`]) {
        const no = refused(await owner.post(`/v1/accounts/${team}/invites`, { email, role: 'basic' }), 'already_invited');
        assert.equal(no.inviteId, invite.id);
      }
      assert.equal((await owner.invites(team)).length, 1);
    },
  },
  {
    holds: 'a member’s address is not invited again',
    notices: [],
    async check(world) {
      const { owner, team } = await ownerWithTeam(world);
      const member = await memberOf(owner, team, 'Mia', 'billing');
      for (const email of [member.email, owner.email]) {
        refused(await owner.post(`/v1/accounts/${team}/invites`, { email, role: 'dev' }), 'already_member');
      }
    },
  },
  {
    holds: 'an expired or decided invite blocks nothing',
    notices: ['expired ones block'],
    async check(world) {
      const { owner, team } = await ownerWithTeam(world);
      const email = `dev${unique()}@example.com`;
      await owner.invite(team, { email, role: 'dev', expiresIn: 1 });
      await sleep(1100);
      const reply = await owner.post(`/v1/accounts/${team}/invites`, { email, role: 'dev' });
      assert.equal(reply.status, 201, reply.text);
    },
  },
]);
