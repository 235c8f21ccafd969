// Rule 5: members grant only permissions that they have: role ⊆ own permissions at create, copy link, resend and role change, and for
// the grantor at accept. They change or remove only members whose permissions ⊆ their own, except themselves. Demoting or removing a
// member revokes the invites that they may no longer grant; removing a member also revokes pending invites to their address; all in
// the same transaction.
// To break it: compare ranks instead of sets, skip the subset test in one of the operations, or leave out the cascade.
// It runs under the observatory policy, where a principal may invite and manage, but does not have every permission.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge, unique } from '../../harness/edge.ts';
import { enrol, invitePath, memberOf, ownerWithTeam, person, tokenOf } from '../../harness/person.ts';
import { observatoryPolicy } from '../../harness/policy.ts';
import { expectOk, expectError } from '../../harness/expect.ts';
import * as shapes from '../../harness/shapes.ts';

/** A director's team with a principal, who may grant `analyst` but neither `engineer` nor `director`. */
async function observatory(edge: Edge) {
  const { owner, team } = await ownerWithTeam(edge);
  const principal = await memberOf(owner, team, 'Petra', 'principal');
  return { owner, team, principal, members: `/v1/accounts/${team}/members`, invites: `/v1/accounts/${team}/invites` };
}

const newEmail = (): string => `new.${unique()}@example.com`;

describe('rule 5: members grant only permissions that they have', () => {
  let edge: Edge;
  before(async () => {
    edge = await startEdge({ policy: observatoryPolicy() });
  });
  after(() => edge?.stop());

  test('the role is checked at create', async () => {
    const { owner, team, principal, invites } = await observatory(edge);
    for (const role of ['director', 'engineer', 'observer', 'bursar']) {
      expectError(await principal.post(invites, { email: newEmail(), role }), 'role_exceeds_grantor', role);
      expectError(await principal.post(invites, { email: newEmail(), role, note: 'please' }), 'role_exceeds_grantor', role);
    }
    for (const role of ['analyst', 'principal']) await principal.invite(team, { email: newEmail(), role });
    for (const role of ['engineer', 'director']) await owner.invite(team, { email: newEmail(), role });
  });

  test('the role is checked at copy link and resend of an invite by another member', async () => {
    const { owner, team, principal } = await observatory(edge);
    const { invite } = await owner.invite(team, { email: newEmail(), role: 'engineer' });
    const path = invitePath(invite.id);
    expectError(await principal.get(`${path}/link`), 'role_exceeds_grantor');
    expectError(await principal.post(`${path}/resend`, {}), 'role_exceeds_grantor');
    expectError(await principal.post(`${path}/resend`, { rotate: true }), 'role_exceeds_grantor');
    assert.equal((await owner.inviteState(invite.id)).inviter.user, owner.id);
    expectOk(await owner.get(`${path}/link`), shapes.link);
    const less = await owner.invite(team, { email: newEmail(), role: 'analyst' });
    expectOk(await principal.get(`${invitePath(less.invite.id)}/link`), shapes.link);
  });

  test('the role is checked at role change, and members with more permissions are out of reach', async () => {
    const { owner, team, principal, members } = await observatory(edge);
    const engineer = await memberOf(owner, team, 'Enno', 'engineer');
    const analyst = await memberOf(owner, team, 'Anna', 'analyst');
    expectError(await principal.patch(`${members}/${analyst.id}`, { role: 'engineer' }), 'role_exceeds_grantor');
    expectError(await principal.patch(`${members}/${principal.id}`, { role: 'director' }), 'role_exceeds_grantor');
    // Changing a member with more permissions is not a grant: `forbidden`, though `role_exceeds_grantor` is acceptable too.
    for (const reply of [
      await principal.patch(`${members}/${engineer.id}`, { role: 'analyst' }),
      await principal.delete(`${members}/${engineer.id}`),
    ]) {
      const { code } = reply.json() as { code: string };
      expectError(reply, code === 'role_exceeds_grantor' ? code : 'forbidden');
    }
    const roles = new Map((await owner.members(team)).map((each) => [each.user, each.role]));
    assert.deepEqual([roles.get(engineer.id), roles.get(analyst.id)], ['engineer', 'analyst']);
    expectOk(await principal.patch(`${members}/${analyst.id}`, { role: 'principal' }), shapes.member);
    assert.equal((await principal.delete(`${members}/${principal.id}`)).status < 300, true, 'anyone can leave');
  });

  test('demoting a member revokes only the invites that they may no longer grant', async () => {
    const { owner, team, principal, members } = await observatory(edge);
    const guest = await person(edge, 'Gina');
    const theirs = await principal.invite(team, { email: guest.email, role: 'analyst' });
    const link = await principal.invite(team, { role: 'analyst' });
    const owners = await owner.invite(team, { email: newEmail(), role: 'analyst' });
    const token = await tokenOf(edge, theirs.link);
    expectOk(await owner.patch(`${members}/${principal.id}`, { role: 'analyst' }), shapes.member);
    for (const { invite } of [theirs, link]) assert.equal((await owner.inviteState(invite.id)).status, 'revoked');
    assert.equal((await owner.inviteState(owners.invite.id)).status, 'pending');
    assert.equal(expectError(await guest.accept({ token }), 'invite_closed').why, 'revoked');
  });

  test('removing a member revokes their invites, named in the same audit event', async () => {
    const { owner, team, principal, members } = await observatory(edge);
    const theirs = await principal.invite(team, { email: newEmail(), role: 'analyst' });
    assert.ok((await owner.delete(`${members}/${principal.id}`)).status < 300);
    assert.equal((await owner.inviteState(theirs.invite.id)).status, 'revoked');
    const [removal] = (await owner.audit(team)).filter((each) => each.action === 'member.remove');
    assert.deepEqual(removal?.details['invitesRevoked'], [theirs.invite.id]);
  });

  test('nobody who was removed comes back by an invite from before', async () => {
    const { owner, team, members } = await observatory(edge);
    const joiner = await person(edge, 'Jo');
    const toJoiner = await owner.invite(team, { email: joiner.email, role: 'analyst' });
    const link = await owner.invite(team, { role: 'bursar' });
    const { revokedInvites } = await joiner.join({ token: await tokenOf(edge, link.link) });
    assert.deepEqual(revokedInvites, [toJoiner.invite.id], 'revoked by joining already');
    assert.ok((await owner.delete(`${members}/${joiner.id}`)).status < 300);
    expectError(await joiner.accept({ inviteId: toJoiner.invite.id }), 'invite_closed');
  });

  test('leaving revokes the member’s invites, but not those that another member has resent', async () => {
    const { owner, team, principal, members } = await observatory(edge);
    const guest = await person(edge, 'Gina');
    const { invite } = await principal.invite(team, { email: guest.email, role: 'analyst' });
    const resent = await principal.invite(team, { email: newEmail(), role: 'analyst' });
    expectOk(await owner.post(`${invitePath(resent.invite.id)}/resend`, {}), shapes.sent);
    assert.ok((await principal.delete(`${members}/${principal.id}`)).status < 300);
    expectError(await guest.accept({ inviteId: invite.id }), 'invite_closed');
    assert.equal((await owner.inviteState(resent.invite.id)).status, 'pending', 'the owner is its grantor now');
  });

  test('members of every role have the permissions of their role', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    for (const role of edge.policy.roles) {
      const guest = await person(edge, role.name);
      await enrol(owner, team, guest, role.name);
      assert.deepEqual(new Set((await guest.account(team)).permissions), new Set(role.permissions));
    }
  });
});
