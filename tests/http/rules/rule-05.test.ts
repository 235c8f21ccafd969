// Rule 5: nobody grants what they do not hold: role ⊆ own permissions at create, copy link, resend, role change and
// at accept against the grantor. Nobody changes or removes a member whose permissions ⊄ their own, self excepted.
// Demoting or removing a member revokes the invites that they may no longer grant; removing a member also revokes
// pending invites to that address; all in the same transaction.
// To break it: compare ranks instead of sets, skip the subset test in one of the operations, or leave the cascade out.
// It runs under the observatory's policy, where a principal may invite and manage, but does not hold everything.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge, unique } from '../../harness/edge.ts';
import { enrol, invitePath, memberOf, ownerWithTeam, person, tokenOf } from '../../harness/person.ts';
import { observatoryPolicy } from '../../harness/policy.ts';
import { ok, refused } from '../../harness/refusal.ts';
import * as shapes from '../../harness/shapes.ts';
import type { World } from '../../harness/world.ts';

/** A director's team with a principal, who may grant `analyst` but neither `engineer` nor `director`. */
async function observatory(world: World) {
  const { owner, team } = await ownerWithTeam(world);
  const principal = await memberOf(owner, team, 'Petra', 'principal');
  return { owner, team, principal, members: `/v1/accounts/${team}/members`, invites: `/v1/accounts/${team}/invites` };
}

const somebody = (): string => `new.${unique()}@example.com`;

describe('rule 5: nobody grants what they do not hold', () => {
  let world: Edge;
  before(async () => {
    world = await startEdge({ policy: observatoryPolicy() });
  });
  after(() => world?.stop());

  test('at create', async () => {
    const { owner, team, principal, invites } = await observatory(world);
    for (const role of ['director', 'engineer', 'observer', 'bursar']) {
      refused(await principal.post(invites, { email: somebody(), role }), 'role_exceeds_grantor', role);
      refused(await principal.post(invites, { email: somebody(), role, note: 'please' }), 'role_exceeds_grantor', role);
    }
    for (const role of ['analyst', 'principal']) await principal.invite(team, { email: somebody(), role });
    for (const role of ['engineer', 'director']) await owner.invite(team, { email: somebody(), role });
  });

  test('at copy link and resend of an invite that somebody else created', async () => {
    const { owner, team, principal } = await observatory(world);
    const { invite } = await owner.invite(team, { email: somebody(), role: 'engineer' });
    const path = invitePath(invite.id);
    refused(await principal.get(`${path}/link`), 'role_exceeds_grantor');
    refused(await principal.post(`${path}/resend`, {}), 'role_exceeds_grantor');
    refused(await principal.post(`${path}/resend`, { rotate: true }), 'role_exceeds_grantor');
    assert.equal((await owner.inviteState(invite.id)).inviter.user, owner.id);
    ok(await owner.get(`${path}/link`), shapes.link);
    const less = await owner.invite(team, { email: somebody(), role: 'analyst' });
    ok(await principal.get(`${invitePath(less.invite.id)}/link`), shapes.link);
  });

  test('at role change, and nobody reaches above themself', async () => {
    const { owner, team, principal, members } = await observatory(world);
    const engineer = await memberOf(owner, team, 'Enno', 'engineer');
    const analyst = await memberOf(owner, team, 'Anna', 'analyst');
    refused(await principal.patch(`${members}/${analyst.id}`, { role: 'engineer' }), 'role_exceeds_grantor');
    refused(await principal.patch(`${members}/${principal.id}`, { role: 'director' }), 'role_exceeds_grantor');
    // Reaching for a member who holds more is no grant: `forbidden`, and `role_exceeds_grantor` would do.
    for (const reply of [
      await principal.patch(`${members}/${engineer.id}`, { role: 'analyst' }),
      await principal.delete(`${members}/${engineer.id}`),
    ]) {
      const { code } = reply.json() as { code: string };
      refused(reply, code === 'role_exceeds_grantor' ? code : 'forbidden');
    }
    const roles = new Map((await owner.members(team)).map((each) => [each.user, each.role]));
    assert.deepEqual([roles.get(engineer.id), roles.get(analyst.id)], ['engineer', 'analyst']);
    ok(await principal.patch(`${members}/${analyst.id}`, { role: 'principal' }), shapes.member);
    assert.equal((await principal.delete(`${members}/${principal.id}`)).status < 300, true, 'leaving is free');
  });

  test('demoting a member revokes what they may no longer grant, and nothing else', async () => {
    const { owner, team, principal, members } = await observatory(world);
    const guest = await person(world, 'Gina');
    const theirs = await principal.invite(team, { email: guest.email, role: 'analyst' });
    const link = await principal.invite(team, { role: 'analyst' });
    const owners = await owner.invite(team, { email: somebody(), role: 'analyst' });
    const token = await tokenOf(world, theirs.link);
    ok(await owner.patch(`${members}/${principal.id}`, { role: 'analyst' }), shapes.member);
    for (const { invite } of [theirs, link]) assert.equal((await owner.inviteState(invite.id)).status, 'revoked');
    assert.equal((await owner.inviteState(owners.invite.id)).status, 'pending');
    assert.equal(refused(await guest.accept({ token }), 'invite_closed').why, 'revoked');
  });

  test('removing a member revokes their invites and those to their address, named in the same audit event', async () => {
    const { owner, team, principal, members } = await observatory(world);
    const joiner = await person(world, 'Jo');
    const toJoiner = await owner.invite(team, { email: joiner.email, role: 'analyst' });
    const link = await owner.invite(team, { role: 'bursar' });
    await joiner.join({ token: await tokenOf(world, link.link) });
    const theirs = await principal.invite(team, { email: somebody(), role: 'analyst' });
    assert.ok((await owner.delete(`${members}/${joiner.id}`)).status < 300);
    assert.equal((await owner.inviteState(toJoiner.invite.id)).status, 'revoked');
    assert.ok((await owner.delete(`${members}/${principal.id}`)).status < 300);
    assert.equal((await owner.inviteState(theirs.invite.id)).status, 'revoked');
    const removals = (await owner.audit(team)).filter((each) => each.action === 'member.remove');
    const details = removals.map((each) => JSON.stringify(each.details)).join(' ');
    for (const { invite } of [toJoiner, theirs]) assert.ok(details.includes(invite.id), `${invite.id} in ${details}`);
  });

  test('who leaves takes the invites along that only they vouched for', async () => {
    const { owner, team, principal, members } = await observatory(world);
    const guest = await person(world, 'Gina');
    const { invite } = await principal.invite(team, { email: guest.email, role: 'analyst' });
    const kept = await principal.invite(team, { email: somebody(), role: 'analyst' });
    ok(await owner.post(`${invitePath(kept.invite.id)}/resend`, {}), shapes.sent);
    assert.ok((await principal.delete(`${members}/${principal.id}`)).status < 300);
    refused(await guest.accept({ inviteId: invite.id }), 'invite_closed');
    assert.equal((await owner.inviteState(kept.invite.id)).status, 'pending', 'the owner vouches for it now');
  });

  test('a member of every role can be what their role says', async () => {
    const { owner, team } = await ownerWithTeam(world);
    for (const role of world.policy.roles) {
      const guest = await person(world, role.name);
      await enrol(owner, team, guest, role.name);
      assert.deepEqual(new Set((await guest.account(team)).permissions), new Set(role.permissions));
    }
  });
});
