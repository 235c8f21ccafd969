// Rule 4: a targeted invite is accepted, declined or listed only by a caller with that verified address, after canonicalization
// (ASCII local part, ASCII lower case, IDNA domain; dots and plus suffixes count). The address comes from the identity token of the
// request, never from storage.
// To break it: compare with the member's stored address, skip the comparison, ignore `email_verified`, or drop
// dots and plus parts in core's address type.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge, unique } from '../../harness/edge.ts';
import { eventually, ownerWithTeam, Person, person, signIn, tokenOf } from '../../harness/person.ts';
import { expectOk, expectError } from '../../harness/expect.ts';
import * as shapes from '../../harness/shapes.ts';

/** A user of the test's provider, with an address that can change under the same subject. */
async function userOf(edge: Edge, subject: string, email: string): Promise<Person> {
  const identity = edge.identity({ subject, email, emailVerified: true, name: 'Kim' });
  return new Person(edge, email, 'Kim', identity);
}

describe('rule 4: a targeted invite is for its verified address', () => {
  let edge: Edge;
  before(async () => {
    edge = await startEdge();
  });
  after(() => edge?.stop());

  test('another verified address can neither accept nor decline it, and gets wrong_account with its token', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const other = await person(edge, 'Otto');
    const { invite, link } = await owner.invite(team, { email: `dev.${unique()}@example.com`, role: 'dev' });
    const token = await tokenOf(edge, link);
    expectError(await other.accept({ token }), 'wrong_account');
    expectError(await other.accept({ inviteId: invite.id }), 'invite_closed');
    expectError(await other.post('/v1/invites/decline', { token }), 'wrong_account');
    expectError(await other.post('/v1/invites/decline', { inviteId: invite.id }), 'invite_closed');
    assert.equal((await owner.inviteState(invite.id)).status, 'pending', 'the invite is still pending');
    assert.deepEqual(expectOk(await other.get('/v1/invites'), shapes.page(shapes.invite)).items, []);
  });

  test('an unverified address counts for nothing', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const email = `dev.${unique()}@example.com`;
    const guest = await signIn(edge, 'Una', { email, emailVerified: false });
    await guest.open();
    const { invite, link } = await owner.invite(team, { email, role: 'dev' });
    const token = await tokenOf(edge, link);
    for (const by of [{ token }, { inviteId: invite.id }]) {
      expectError(await guest.accept(by), 'email_unverified');
      expectError(await guest.post('/v1/invites/decline', by), 'email_unverified');
    }
    assert.deepEqual(expectOk(await guest.get('/v1/invites'), shapes.page(shapes.invite)).items, []);
    assert.equal((await guest.me()).inboxCount, 0);
  });

  test('similar addresses are different addresses', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const tail = unique();
    const { link } = await owner.invite(team, { email: `kay.dev${tail}@example.com`, role: 'dev' });
    const token = await tokenOf(edge, link);
    for (const email of [`kaydev${tail}@example.com`, `kay.dev${tail}+x@example.com`, `kay.dev${tail}@example.org`]) {
      const similar = await person(edge, 'Sim', { email });
      expectError(await similar.accept({ token }), 'wrong_account', email);
    }
  });

  test('letter case and the notation of the domain do not matter', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const tail = unique();
    for (const [invited, signedIn] of [
      [`Dev.${tail}@Example.COM`, `dev.${tail}@example.com`],
      [`dev${tail}@bücher.example`, `DEV${tail}@xn--bcher-kva.example`],
    ] as const) {
      const guest = await person(edge, 'Gina', { email: signedIn });
      const { invite } = await owner.invite(team, { email: invited, role: 'basic' });
      await guest.join({ inviteId: invite.id });
    }
  });

  test('the address is that of the request, not a stored one', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const subject = unique();
    const [old, fresh] = [`old.${subject}@example.com`, `new.${subject}@example.com`];
    await (await userOf(edge, subject, old)).open();
    const toOld = await owner.invite(team, { email: old, role: 'basic' });
    const toFresh = await owner.invite(team, { email: fresh, role: 'dev' });
    const now = await userOf(edge, subject, fresh);
    expectError(await now.accept({ token: await tokenOf(edge, toOld.link) }), 'wrong_account');
    expectError(await now.accept({ inviteId: toOld.invite.id }), 'invite_closed');
    assert.equal((await now.join({ inviteId: toFresh.invite.id })).membership.role, 'dev');
  });

  test('the inbox lists only invites for the verified address', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const guest = await person(edge, 'Gina');
    const { invite } = await owner.invite(team, { email: guest.email.toUpperCase(), role: 'dev' });
    const items = await eventually('the invite is in the inbox', async () => {
      const page = expectOk(await guest.get('/v1/invites'), shapes.page(shapes.invite));
      return page.items.length > 0 ? page.items : undefined;
    });
    assert.deepEqual(
      items.map((each) => each.id),
      [invite.id],
    );
  });
});
