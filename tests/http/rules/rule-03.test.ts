// Rule 3: an invite is valid until it is accepted, declined or revoked, or for `expiresIn` if that is given. All states except pending
// are final; expiry is computed from the time.
// To break it: give invites a default expiry, let resend set the state to pending, or accept an expired invite.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge } from '../../harness/edge.ts';
import { enrol, eventually, invitePath, ownerWithTeam, person, sleep, tokenOf, type Person } from '../../harness/person.ts';
import { expectOk, expectError } from '../../harness/expect.ts';
import * as shapes from '../../harness/shapes.ts';

type Final = 'accepted' | 'declined' | 'revoked' | 'expired';

/** An invite in a final state, its invitee, and a token from its link while it was pending. */
async function closedInvite(edge: Edge, owner: Person, team: string, status: Final) {
  const guest = await person(edge, 'Gina');
  const body = { email: guest.email, role: 'dev', ...(status === 'expired' ? { expiresIn: 1 } : {}) };
  const { invite, link } = await owner.invite(team, body);
  const token = await tokenOf(edge, link);
  if (status === 'accepted') await guest.join({ token });
  if (status === 'declined') expectOk(await guest.post('/v1/invites/decline', { token }), shapes.invite);
  if (status === 'revoked') expectOk(await owner.delete(invitePath(invite.id)), shapes.invite);
  if (status === 'expired') await sleep(1100);
  return { guest, invite, token };
}

describe('rule 3: invites are valid until decided, and decisions are final', () => {
  let edge: Edge;
  before(async () => {
    edge = await startEdge();
  });
  after(() => edge?.stop());

  test('an invite expires only if requested', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const withoutExpiry = await owner.invite(team, { role: 'basic' });
    assert.equal(withoutExpiry.invite.expiresAt, undefined);
    const day = await owner.invite(team, { role: 'basic', expiresIn: 86_400 });
    const life = Date.parse(day.invite.expiresAt ?? '') - Date.parse(day.invite.createdAt);
    assert.ok(Math.abs(life - 86_400_000) <= 1000, `a day, not ${life} ms`);
  });

  for (const status of ['accepted', 'declined', 'revoked', 'expired'] as const) {
    test(`${status} is final`, async () => {
      const { owner, team } = await ownerWithTeam(edge);
      const { guest, invite, token } = await closedInvite(edge, owner, team, status);
      await eventually(`it is ${status}`, async () => (await owner.inviteState(invite.id)).status === status || undefined);
      const path = invitePath(invite.id);
      expectError(await owner.post(`${path}/resend`, {}), 'invite_closed');
      expectError(await owner.post(`${path}/resend`, { rotate: true }), 'invite_closed');
      expectError(await owner.get(`${path}/link`), 'invite_closed');
      if (status !== 'revoked') expectError(await owner.delete(path), 'invite_closed');
      for (const by of [{ token }, { inviteId: invite.id }]) {
        const again = await guest.post('/v1/invites/decline', by);
        if (status === 'declined' && again.status === 200) assert.equal(shapes.invite(again.json(), 'again').status, status);
        else expectError(again, 'invite_closed');
      }
      if (status !== 'accepted') {
        expectError(await guest.accept({ token }), 'invite_closed');
        expectError(await guest.accept({ inviteId: invite.id }), 'invite_closed');
      }
      assert.equal((await owner.inviteState(invite.id)).status, status);
      assert.equal((await owner.account(team)).memberCount, status === 'accepted' ? 2 : 1);
    });
  }

  test('an invite that has not expired can be accepted', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const guest = await person(edge, 'Gina');
    await enrol(owner, team, guest, 'basic');
    assert.equal((await owner.account(team)).memberCount, 2);
  });
});
