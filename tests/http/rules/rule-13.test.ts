// Rule 13: a link invite never grants `members:*` or `team:manage` (`forbidden`), works once, requires some verified address, and is
// accepted by token only.
// To break it: check only the role's name, accept a link invite by its id, or accept unverified addresses.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge } from '../../harness/edge.ts';
import { ownerWithTeam, person, signIn, tokenOf } from '../../harness/person.ts';
import { expectError } from '../../harness/expect.ts';

describe('rule 13: a link invite has limited permissions and works once', () => {
  let edge: Edge;
  before(async () => {
    edge = await startEdge();
  });
  after(() => edge?.stop());

  test('a link invite cannot grant management permissions', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    expectError(await owner.post(`/v1/accounts/${team}/invites`, { role: 'admin' }), 'forbidden');
    expectError(await owner.post(`/v1/accounts/${team}/invites`, { role: 'admin', expiresIn: 60 }), 'forbidden');
    for (const role of ['basic', 'billing', 'dev']) await owner.invite(team, { role });
    assert.equal((await owner.invites(team)).length, 3);
  });

  test('a link invite works once, for any verified address', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const { link } = await owner.invite(team, { role: 'basic' });
    const token = await tokenOf(edge, link);
    const [first, second] = [await person(edge, 'Fay'), await person(edge, 'Sam')];
    await first.join({ token });
    assert.equal(expectError(await second.accept({ token }), 'invite_closed').why, undefined);
  });

  test('a link invite cannot be accepted by its id', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const { invite } = await owner.invite(team, { role: 'basic' });
    const guest = await person(edge, 'Gina');
    expectError(await guest.accept({ inviteId: invite.id }), 'invite_closed');
    expectError(await guest.post('/v1/invites/decline', { inviteId: invite.id }), 'invite_closed');
    assert.equal((await owner.inviteState(invite.id)).status, 'pending');
  });

  test('an unverified address cannot accept a link invite', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const { invite, link } = await owner.invite(team, { role: 'basic' });
    const guest = await signIn(edge, 'Una', { emailVerified: false });
    await guest.open();
    expectError(await guest.accept({ token: await tokenOf(edge, link) }), 'email_unverified');
    assert.equal((await owner.inviteState(invite.id)).status, 'pending');
  });
});
