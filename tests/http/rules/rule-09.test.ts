// Rule 9: every change writes its audit event in its transaction (one per command; accept writes `invite.accept` and `member.join`).
// When a rule of core denies a member something, that is audited as `refused`, up to 30 times per member and minute, then
// `rate_limited` and not stored. Denials of strangers are not stored. Events form a hash chain.
// To break it: drop the event of one operation, start the chain from a constant, or store denials of strangers.
// `audit.test.ts` tests that the hashes are as documented in docs/TOKENS.md.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge } from '../../harness/edge.ts';
import { enrol, invitePath, memberOf, ownerWithTeam, person, tokenOf } from '../../harness/person.ts';
import { expectOk, expectError } from '../../harness/expect.ts';
import * as shapes from '../../harness/shapes.ts';

describe('rule 9: every change writes its audit event', () => {
  let edge: Edge;
  before(async () => {
    edge = await startEdge();
  });
  after(() => edge?.stop());

  test('each operation writes exactly its events, in order and with their actor', async () => {
    const owner = await person(edge, 'Olga');
    const team = owner.own;
    expectOk(await owner.post(`/v1/accounts/${team}/convert`, { name: 'Test Production' }), shapes.account);
    const guest = await person(edge, 'Gina');
    const decliner = await person(edge, 'Dan');
    const joined = await owner.invite(team, { email: guest.email, role: 'dev' });
    await guest.join({ token: await tokenOf(edge, joined.link) });
    const declined = await owner.invite(team, { email: decliner.email, role: 'dev' });
    expectOk(await decliner.post('/v1/invites/decline', { inviteId: declined.invite.id }), shapes.invite);
    const revoked = await owner.invite(team, { role: 'basic' });
    expectOk(await owner.delete(invitePath(revoked.invite.id)), shapes.invite);
    expectOk(await owner.patch(`/v1/accounts/${team}/members/${guest.id}`, { role: 'billing' }), shapes.member);
    assert.ok((await guest.delete(`/v1/accounts/${team}/members/${guest.id}`)).status < 300);
    await enrol(owner, team, decliner, 'basic');
    assert.ok((await owner.delete(`/v1/accounts/${team}/members/${decliner.id}`)).status < 300);
    expectOk(await owner.post(`/v1/accounts/${team}/revert`, { confirmName: 'Test Production' }), shapes.account);
    const events = (await owner.audit(team)).toReversed();
    assert.deepEqual(
      events.map((each) => [each.action, each.actor.id]),
      [
        ['account.create', owner.id],
        ['account.convert', owner.id],
        ['invite.create', owner.id],
        ['invite.accept', guest.id],
        ['member.join', guest.id],
        ['invite.create', owner.id],
        ['invite.decline', decliner.id],
        ['invite.create', owner.id],
        ['invite.revoke', owner.id],
        ['member.role', owner.id],
        ['member.leave', guest.id],
        ['invite.create', owner.id],
        ['invite.accept', decliner.id],
        ['member.join', decliner.id],
        ['member.remove', owner.id],
        ['account.revert', owner.id],
      ],
    );
    assert.ok(events.every((each) => each.outcome === 'done' && each.code === undefined));
  });

  test('events form a chain that starts at the account id', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    await memberOf(owner, team, 'Mia', 'dev');
    const events = (await owner.audit(team)).toReversed();
    assert.ok(events.length >= 4);
    for (const [index, event] of events.entries()) {
      if (index > 0) assert.equal(event.prev, events[index - 1]?.hash, `event ${index}`);
      assert.notEqual(event.hash, event.prev);
    }
    assert.equal(new Set(events.map((each) => each.hash)).size, events.length);
  });

  test('a member’s denial is stored once, a stranger’s never', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const member = await memberOf(owner, team, 'Mia', 'dev');
    const stranger = await person(edge, 'Stan');
    const before = (await owner.audit(team)).length;
    expectError(await stranger.patch(`/v1/accounts/${team}/members/${member.id}`, { role: 'basic' }), 'not_found');
    expectError(await stranger.post(`/v1/accounts/${team}/invites`, { role: 'basic' }), 'not_found');
    assert.equal((await owner.audit(team)).length, before, 'no event about the stranger');
    expectError(await member.patch(`/v1/accounts/${team}/members/${member.id}`, { role: 'admin' }), 'forbidden');
    const events = await owner.audit(team);
    assert.equal(events.length, before + 1);
    const [event] = events;
    assert.deepEqual([event?.outcome, event?.code, event?.actor.id], ['refused', 'forbidden', member.id]);
  });

  test('after 30 denials in a minute a member is rate limited, and no more are stored', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const member = await memberOf(owner, team, 'Mia', 'dev');
    const codes: string[] = [];
    for (let times = 0; times < 34; times++) {
      const reply = await member.post(`/v1/accounts/${team}/invites`, { role: 'basic' });
      codes.push((reply.json() as { code: string }).code);
    }
    assert.deepEqual([...new Set(codes)], ['forbidden', 'rate_limited']);
    assert.equal(codes.indexOf('rate_limited'), 30);
    const stored = (await owner.audit(team)).filter((each) => each.outcome === 'refused');
    assert.equal(stored.length, 30);
    assert.equal((await member.account(team)).role, 'dev', 'allowed requests still work');
  });
});
