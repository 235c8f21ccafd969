// Rule 3: invites live until used, declined or revoked, unless `expiresIn` is given. All states but pending are
// final; expired is computed from time.
// To break it: give invites a life of their own, let resend set the state to pending, or accept an expired one.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge } from '../../harness/edge.ts';
import { enrol, eventually, invitePath, ownerWithTeam, person, sleep, tokenOf, type Person } from '../../harness/person.ts';
import { ok, refused } from '../../harness/refusal.ts';
import * as shapes from '../../harness/shapes.ts';
import type { World } from '../../harness/world.ts';

type Final = 'accepted' | 'declined' | 'revoked' | 'expired';

/** An invite in a final state, its invitee, and a token of its link from when it was open. */
async function closedInvite(world: World, owner: Person, team: string, how: Final) {
  const guest = await person(world, 'Gina');
  const body = { email: guest.email, role: 'dev', ...(how === 'expired' ? { expiresIn: 1 } : {}) };
  const { invite, link } = await owner.invite(team, body);
  const token = await tokenOf(world, link);
  if (how === 'accepted') await guest.join({ token });
  if (how === 'declined') ok(await guest.post('/v1/invites/decline', { token }), shapes.invite);
  if (how === 'revoked') ok(await owner.delete(invitePath(invite.id)), shapes.invite);
  if (how === 'expired') await sleep(1100);
  return { guest, invite, token };
}

describe('rule 3: invites live until decided, and decisions are final', () => {
  let world: Edge;
  before(async () => {
    world = await startEdge();
  });
  after(() => world?.stop());

  test('no life is given but what was asked for', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const endless = await owner.invite(team, { role: 'basic' });
    assert.equal(endless.invite.expiresAt, undefined);
    const day = await owner.invite(team, { role: 'basic', expiresIn: 86_400 });
    const life = Date.parse(day.invite.expiresAt ?? '') - Date.parse(day.invite.createdAt);
    assert.ok(Math.abs(life - 86_400_000) <= 1000, `a day, not ${life} ms`);
  });

  for (const how of ['accepted', 'declined', 'revoked', 'expired'] as const) {
    test(`${how} is final`, async () => {
      const { owner, team } = await ownerWithTeam(world);
      const { guest, invite, token } = await closedInvite(world, owner, team, how);
      await eventually(`it is ${how}`, async () => (await owner.inviteState(invite.id)).status === how || undefined);
      const path = invitePath(invite.id);
      refused(await owner.post(`${path}/resend`, {}), 'invite_closed');
      refused(await owner.post(`${path}/resend`, { rotate: true }), 'invite_closed');
      refused(await owner.get(`${path}/link`), 'invite_closed');
      if (how !== 'revoked') refused(await owner.delete(path), 'invite_closed');
      for (const by of [{ token }, { inviteId: invite.id }]) {
        const again = await guest.post('/v1/invites/decline', by);
        if (how === 'declined' && again.status === 200) assert.equal(shapes.invite(again.json(), 'again').status, how);
        else refused(again, 'invite_closed');
      }
      if (how !== 'accepted') {
        refused(await guest.accept({ token }), 'invite_closed');
        refused(await guest.accept({ inviteId: invite.id }), 'invite_closed');
      }
      assert.equal((await owner.inviteState(invite.id)).status, how);
      assert.equal((await owner.account(team)).memberCount, how === 'accepted' ? 2 : 1);
    });
  }

  test('an invite that its own end has not reached is open', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const guest = await person(world, 'Gina');
    await enrol(owner, team, guest, 'basic');
    assert.equal((await owner.account(team)).memberCount, 2);
  });
});
