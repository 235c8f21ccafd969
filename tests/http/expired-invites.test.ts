// Expired invites stay in their team's list for 30 days, and cost the team's commands nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { expectOk } from '../harness/expect.ts';
import { OBSERVED, ObservedObject } from '../harness/objects.ts';
import { address, memberOf, ownerWithTeam, person } from '../harness/person.ts';
import * as shapes from '../harness/shapes.ts';

const EXPIRED = 5000;

let edge: Edge;
before(async () => {
  edge = await startEdge({ entry: OBSERVED });
});
after(() => edge?.stop());

/** The rows that a team's object reads for each command that looks at pending invites. */
async function reads(expired: number): Promise<Record<string, number>> {
  const { owner, team } = await ownerWithTeam(edge);
  const [ada, gus] = [await memberOf(owner, team, 'Ada', 'admin'), await person(edge, 'Gus')];
  const { invite } = await ada.invite(team, { email: address('mia'), role: 'dev' });
  await ada.invite(team, { email: gus.email, role: 'dev', expiresIn: 3600 });
  const object = new ObservedObject(edge, 'ACCOUNT', team);
  const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${expired})`;
  if (expired > 0) {
    await object.rows(`${numbers} INSERT INTO invites (id, address, mailbox, role, state, decided_by, inviter,
      inviter_name, created_at, expires_at, decided_at, resent_at, note, generation) SELECT substr(id, 1, 26) || substr('000000000000000000000' || i, -21) || 'A', address, mailbox, role, state,
      decided_by, inviter, inviter_name, created_at + 1000 + i, ${Date.now() - 1000} - i, decided_at, resent_at, note, generation
      FROM n JOIN invites ON address = '${gus.email}'`);
  }
  const list = async (status: string): Promise<readonly shapes.Invite[]> =>
    expectOk(await owner.get(`/v1/accounts/${team}/invites?limit=200&status=${status}`), shapes.page(shapes.invite)).items;
  const rows: Record<string, number> = {};
  const measure = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    await work();
    rows[name] = (await object.last()).rowsRead;
  };
  assert.equal((await list('expired')).length, Math.min(expired, 200));
  assert.deepEqual(new Set((await list('pending')).map(({ email }) => email)), new Set([invite.email, gus.email]));
  await measure('create', () => owner.invite(team, { email: address('otto'), role: 'dev' }));
  const his = (await list('pending')).find(({ email }) => email === gus.email);
  await measure('accept', () => gus.join({ inviteId: his?.id ?? '' }));
  await measure('rename', () => owner.patch(`/v1/accounts/${team}`, { name: 'Renamed' }));
  await measure('remove', () => owner.delete(`/v1/accounts/${team}/members/${ada.id}`));
  assert.equal((await owner.inviteState(invite.id)).status, 'revoked', 'the invites of a removed member are revoked');
  return rows;
}

test(`${EXPIRED} expired invites cost the team nothing`, async () => {
  const [without, more] = [await reads(0), await reads(EXPIRED)];
  for (const [name, rows] of Object.entries(without)) {
    const found = more[name] ?? Infinity;
    assert.ok(found <= 1.2 * rows + 5, `${name}: ${rows} rows, then ${found}`);
  }
});
