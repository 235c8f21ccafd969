// The inbox: pending invites to the user's verified address.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { eventually, invitePath, ownerWithTeam, person, Person, signIn, sleep, tokenOf } from '../harness/person.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

async function inbox(user: Person): Promise<readonly shapes.Invite[]> {
  return expectOk(await user.get('/v1/invites'), shapes.page(shapes.invite)).items;
}

/** Waits until the inbox contains exactly these invites, in any order. */
async function waitForInbox(user: Person, ids: readonly string[]): Promise<readonly shapes.Invite[]> {
  return eventually(`${ids.length} invites in the inbox`, async () => {
    const items = await inbox(user);
    const same = items.length === ids.length && items.every((each) => ids.includes(each.id));
    return same ? items : undefined;
  });
}

test('invites arrive with what the invitee needs to decide', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { invite } = await owner.invite(team, { email: guest.email, role: 'dev', note: 'Hi!', expiresIn: 3600 });
  const [found] = await waitForInbox(guest, [invite.id]);
  assert.deepEqual(
    [found?.account, found?.accountName, found?.role, found?.inviter.name, found?.note, found?.status, found?.expiresAt],
    [team, "Olga's team", 'dev', 'Olga', 'Hi!', 'pending', invite.expiresAt],
  );
  assert.equal((await guest.me()).inboxCount, 1);
});

test('an invite waits for an invitee who signs up later', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const email = `late.${unique()}@example.com`;
  const { invite } = await owner.invite(team, { email, role: 'dev' });
  const guest = await signIn(edge, 'Lara', { email });
  await guest.open();
  await waitForInbox(guest, [invite.id]);
});

test('link invites are in no inbox', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  await owner.invite(team, { role: 'dev' });
  const { invite } = await owner.invite(team, { email: guest.email, role: 'dev' });
  await waitForInbox(guest, [invite.id]);
});

test('accepted, declined and revoked invites leave the inbox', async () => {
  const [guest, teams] = [await person(edge, 'Gina'), await Promise.all(Array.from({ length: 5 }, () => ownerWithTeam(edge)))];
  const sent = await Promise.all(teams.map(({ owner, team }) => owner.invite(team, { email: guest.email, role: 'dev' })));
  const ids = sent.map(({ invite }) => invite.id) as [string, string, string, string, string];
  await waitForInbox(guest, ids);
  await guest.join({ inviteId: ids[0] });
  expectOk(await guest.post('/v1/invites/decline', { inviteId: ids[1] }), shapes.invite);
  expectOk((await teams[2]?.owner.delete(invitePath(ids[2]))) as never, shapes.invite);
  const closing = teams[3];
  const { name } = await (closing?.owner as Person).account(String(closing?.team));
  assert.equal((await closing?.owner.post(`/v1/accounts/${closing.team}/revert`, { confirmName: name }))?.status, 200);
  await waitForInbox(guest, [ids[4]]);
  await eventually('inboxCount is 1', async () => ((await guest.me()).inboxCount === 1 ? true : undefined));
});

test('joining by a link revokes the other invite to the same address', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { invite } = await owner.invite(team, { email: guest.email, role: 'admin' });
  await waitForInbox(guest, [invite.id]);
  const token = await tokenOf(edge, (await owner.invite(team, { role: 'basic' })).link);
  const joined = await guest.join({ token });
  assert.deepEqual([joined.membership.role, joined.revokedInvites], ['basic', [invite.id]]);
  assert.deepEqual((await guest.join({ token })).revokedInvites, [invite.id], 'a repeat');
  await waitForInbox(guest, []);
  assert.equal((await owner.inviteState(invite.id)).status, 'revoked');
  const [join, accept, revoke] = await owner.audit(team);
  assert.equal(accept?.action, 'invite.accept');
  assert.deepEqual([revoke?.action, revoke?.actor.kind, revoke?.resourceId], ['invite.revoke', 'system', invite.id]);
  assert.deepEqual([join?.action, join?.details['invitesRevoked']], ['member.join', [invite.id]]);
  const refused = expectError(await guest.accept({ inviteId: invite.id }), 'invite_closed');
  assert.equal(refused.why, 'revoked');
});

test('a member who signs in with an invited address gives up its invite', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const subject = unique();
  const as = (email: string): Person => new Person(edge, email, 'Kim', edge.identity({ subject, email, emailVerified: true, name: 'Kim' }));
  const [old, fresh] = [as(`old.${subject}@example.com`), as(`fresh.${subject}@example.com`)];
  await old.open();
  await old.join({ inviteId: (await owner.invite(team, { email: old.email, role: 'dev' })).invite.id });
  const { invite } = await owner.invite(team, { email: fresh.email, role: 'admin' });
  expectError(await fresh.accept({ inviteId: invite.id }), 'already_member');
  assert.equal((await owner.inviteState(invite.id)).status, 'pending', 'nothing is consumed');
  assert.equal((await fresh.post(`/v1/accounts/${team}/token`)).status, 200);
  assert.equal((await owner.inviteState(invite.id)).status, 'revoked');
});

test('expired invites leave the inbox', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { invite } = await owner.invite(team, { email: guest.email, role: 'dev', expiresIn: 2 });
  await waitForInbox(guest, [invite.id]);
  await sleep(2100);
  assert.deepEqual(await inbox(guest), []);
  assert.equal((await guest.me()).inboxCount, 0);
});

test('the inbox belongs to the address: another address has another inbox', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const subject = unique();
  const as = (email: string, emailVerified = true): Person =>
    new Person(edge, email, 'Kim', edge.identity({ subject, email, emailVerified, name: 'Kim' }));
  const [old, fresh] = [`old.${subject}@example.com`, `new.${subject}@example.com`];
  await as(old).open();
  const { invite } = await owner.invite(team, { email: old, role: 'dev' });
  await waitForInbox(as(old), [invite.id]);
  assert.deepEqual(await inbox(as(fresh)), []);
  assert.deepEqual(await inbox(as(old, false)), [], 'unverified: empty');
});

test('the inbox shows the new name of a renamed team', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  await owner.invite(team, { email: guest.email, role: 'dev' });
  expectOk(await owner.patch(`/v1/accounts/${team}`, { name: 'Renamed' }), shapes.account);
  await eventually('the new name', async () => ((await inbox(guest))[0]?.accountName === 'Renamed' ? true : undefined));
});
