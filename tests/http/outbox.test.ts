// Changes that affect every member reach every member's list and every inbox, even if they need more than one delivery of the
// outbox.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { enrol, eventually, inParallel, ownerWithTeam, people, type Person } from '../harness/person.ts';
import { expectOk } from '../harness/expect.ts';
import * as shapes from '../harness/shapes.ts';

const MEMBERS = 230;
const INVITED = 20;

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

/** Waits until `condition` holds for every user's `Me`. */
async function waitForAll(crowd: readonly Person[], about: string, condition: (me: shapes.Me) => boolean): Promise<void> {
  await inParallel(crowd.length, 16, async (index) => {
    const user = crowd[index] as Person;
    await eventually(`${about} (${index})`, async () => condition(await user.me()) || undefined, 90_000);
  });
}

test(`renaming and closing a team with ${MEMBERS} members and ${INVITED} open invites`, async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const crowd = await people(edge, MEMBERS + INVITED, 'Member');
  const [members, invited] = [crowd.slice(0, MEMBERS), crowd.slice(MEMBERS)];
  await inParallel(MEMBERS, 16, (index) => enrol(owner, team, members[index] as Person, 'basic'));
  await inParallel(INVITED, 16, (index) => owner.invite(team, { email: String(invited[index]?.email), role: 'basic' }));
  const teamName = (me: shapes.Me): string | undefined => me.accounts.find((each) => each.id === team)?.name;
  await waitForAll(members, 'the team', (me) => teamName(me) === "Olga's team");
  await waitForAll(invited, 'the invite', (me) => me.inboxCount === 1);

  expectOk(await owner.patch(`/v1/accounts/${team}`, { name: 'Renamed' }), shapes.account);
  await waitForAll([owner, ...members], 'the new name', (me) => teamName(me) === 'Renamed');

  assert.equal((await owner.post(`/v1/accounts/${team}/revert`, { confirmName: 'Renamed' })).status, 200);
  await waitForAll([owner, ...members], 'the team is gone', (me) => teamName(me) === undefined);
  await waitForAll(invited, 'the invite is gone', (me) => me.inboxCount === 0);
});
