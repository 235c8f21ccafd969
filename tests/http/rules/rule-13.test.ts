// Rule 13: a link invite never carries `members:*` or `team:manage` (`forbidden`), is single-use, needs any verified
// address, and is accepted by token only.
// To break it: look only at the role's name, accept a link invite by its id, or let unverified addresses in.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge } from '../../harness/edge.ts';
import { ownerWithTeam, person, signIn, tokenOf } from '../../harness/person.ts';
import { refused } from '../../harness/refusal.ts';

describe('rule 13: a link invite carries little, and to one person', () => {
  let world: Edge;
  before(async () => {
    world = await startEdge();
  });
  after(() => world?.stop());

  test('no link makes somebody a manager', async () => {
    const { owner, team } = await ownerWithTeam(world);
    refused(await owner.post(`/v1/accounts/${team}/invites`, { role: 'admin' }), 'forbidden');
    refused(await owner.post(`/v1/accounts/${team}/invites`, { role: 'admin', expiresIn: 60 }), 'forbidden');
    for (const role of ['basic', 'billing', 'dev']) await owner.invite(team, { role });
    assert.equal((await owner.invites(team)).length, 3);
  });

  test('it works once, for any verified address', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const { link } = await owner.invite(team, { role: 'basic' });
    const token = await tokenOf(world, link);
    const [first, second] = [await person(world, 'Fay'), await person(world, 'Sam')];
    await first.join({ token });
    assert.equal(refused(await second.accept({ token }), 'invite_closed').why, undefined);
  });

  test('its id is not enough', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const { invite } = await owner.invite(team, { role: 'basic' });
    const guest = await person(world, 'Gina');
    refused(await guest.accept({ inviteId: invite.id }), 'invite_closed');
    refused(await guest.post('/v1/invites/decline', { inviteId: invite.id }), 'invite_closed');
    assert.equal((await owner.inviteState(invite.id)).status, 'pending');
  });

  test('an unverified address does not get in', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const { invite, link } = await owner.invite(team, { role: 'basic' });
    const guest = await signIn(world, 'Una', { emailVerified: false });
    await guest.open();
    refused(await guest.accept({ token: await tokenOf(world, link) }), 'email_unverified');
    assert.equal((await owner.inviteState(invite.id)).status, 'pending');
  });
});
