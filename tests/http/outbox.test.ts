// What touches every member reaches every member's list and every inbox, also when there are more than one delivery
// of the outbox holds.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { enrol, eventually, inParallel, ownerWithTeam, people, type Person } from '../harness/person.ts';
import { ok } from '../harness/refusal.ts';
import * as shapes from '../harness/shapes.ts';

const MEMBERS = 230;
const INVITED = 20;

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

/** Waits until `holds` is true of everybody's `Me`. */
async function everybody(crowd: readonly Person[], about: string, holds: (me: shapes.Me) => boolean): Promise<void> {
  await inParallel(crowd.length, 16, async (index) => {
    const who = crowd[index] as Person;
    await eventually(`${about} (${index})`, async () => holds(await who.me()) || undefined, 90_000);
  });
}

test(`a new name, and the end, of a team of ${MEMBERS} and ${INVITED} open invites`, async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const crowd = await people(edge, MEMBERS + INVITED, 'Member');
  const [members, invited] = [crowd.slice(0, MEMBERS), crowd.slice(MEMBERS)];
  await inParallel(MEMBERS, 16, (index) => enrol(owner, team, members[index] as Person, 'basic'));
  await inParallel(INVITED, 16, (index) => owner.invite(team, { email: String(invited[index]?.email), role: 'basic' }));
  const named = (me: shapes.Me): string | undefined => me.accounts.find((each) => each.id === team)?.name;
  await everybody(members, 'the team', (me) => named(me) === "Olga's team");
  await everybody(invited, 'the invite', (me) => me.inboxCount === 1);

  ok(await owner.patch(`/v1/accounts/${team}`, { name: 'Renamed' }), shapes.account);
  await everybody([owner, ...members], 'the new name', (me) => named(me) === 'Renamed');

  assert.equal((await owner.post(`/v1/accounts/${team}/revert`, { confirmName: 'Renamed' })).status, 200);
  await everybody([owner, ...members], 'the end', (me) => named(me) === undefined);
  await everybody(invited, 'the invite is gone', (me) => me.inboxCount === 0);
});
