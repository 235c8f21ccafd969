// Link invites for several users, and for addresses of certain domains.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { inDatabase } from '../harness/database.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { invitePath, memberOf, ownerWithTeam, people, person, tokenOf, type Person } from '../harness/person.ts';
import { decode } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

const at = (domain: string): Promise<Person> => person(edge, 'Kim', { email: `kim.${unique()}@${domain}` });
const decline = (who: Person, token: string) => who.post('/v1/invites/decline', { token });

test('a link invite has the number of its uses, and one for an address has none', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { invite: one } = await owner.invite(team, { role: 'dev' });
  assert.deepEqual([one.maxUses, one.uses, one.domains], [1, 0, undefined]);
  const { invite: many } = await owner.invite(team, { role: 'dev', maxUses: 50, domains: ['Acme.example', 'BÜCHER.example', 'acme.example'] });
  assert.deepEqual([many.maxUses, many.uses, many.domains, many.hint], [50, 0, ['acme.example', 'xn--bcher-kva.example'], '@acme.example']);
  const { invite: targeted } = await owner.invite(team, { role: 'dev', email: `kim.${unique()}@example.com` });
  assert.deepEqual([targeted.maxUses, targeted.uses, targeted.domains], [undefined, undefined, undefined]);
  const [listed] = (await owner.invites(team)).filter(({ id }) => id === many.id);
  assert.deepEqual(listed, many);
  assert.deepEqual(await owner.inviteState(many.id), many);
});

test('each invalid number or list of domains is named', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const email = `kim.${unique()}@example.com`;
  const cases: readonly (readonly [fields: readonly string[], body: object, code?: string])[] = [
    ...[0, -1, 1_001, 1.5, '5', null, [5], true, 2 ** 53].map((maxUses) => [['maxUses'], { maxUses }] as const),
    ...['acme.example', {}, 7, [7], [null], [''], ['acme'], ['@acme.example'], ['kim@acme.example'], ['*.acme.example'], ['acme.example.'], ['127.0.0.1'],
      ['https://acme.example'], ['acme\u200b.example'], ['\uff41cme.example'], ['acme.example', 'x y']].map((domains) => [['domains'], { domains }] as const),
    [['domains'], { domains: Array.from({ length: 21 }, (_, index) => `d${index}.example`) }, 'too_long'],
    [['maxUses'], { email, maxUses: 1 }],
    [['domains'], { email, domains: ['example.com'] }],
    [['maxUses', 'domains'], { email, maxUses: 2, domains: ['example.com'] }],
  ];
  for (const [fields, body, code = 'invalid'] of cases) {
    const about = JSON.stringify(body).slice(0, 80);
    const problem = expectError(await owner.post(`/v1/accounts/${team}/invites`, { role: 'dev', ...body }), 'invalid_request', about);
    assert.deepEqual(problem.errors?.map(({ field }) => field), fields, about);
    assert.ok(problem.errors?.every((error) => error.code === code), `${about}: ${JSON.stringify(problem.errors)}`);
  }
  assert.deepEqual(await owner.invites(team), []);
  await owner.invite(team, { role: 'dev', maxUses: 1_000, domains: [] });
});

test('as many users join as the link allows, and the next one gets invite_closed', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { invite, link } = await owner.invite(team, { role: 'dev', maxUses: 3 });
  const token = await tokenOf(edge, link);
  const crowd = await people(edge, 4, 'Guest');
  const [first, second, third, late] = crowd as [Person, Person, Person, Person];
  const memberships = [];
  for (const [index, user] of [first, second, third].entries()) {
    memberships.push((await user.join({ token })).membership);
    const { uses, maxUses, status } = await owner.inviteState(invite.id);
    assert.deepEqual([uses, maxUses, status], [index + 1, 3, index === 2 ? 'accepted' : 'pending']);
  }
  assert.deepEqual(expectError(await late.accept({ token }), 'invite_closed').why, undefined);
  // The link itself is closed to a stranger too, and tells who used it that they joined.
  const code = new URL(link).pathname.slice(3);
  assert.equal(expectError(await late.post('/v1/invites/preview', { code }), 'invite_closed').why, undefined);
  const closed = expectError(await first.post('/v1/invites/preview', { code }), 'invite_closed');
  assert.deepEqual([closed.why, closed.you, closed.account?.id], ['used', 'member', team]);
  for (const [index, user] of [first, second, third].entries()) {
    assert.equal(memberships[index]?.invitedBy, owner.id);
    assert.deepEqual((await user.join({ token })).membership, memberships[index], 'a repeat returns the same membership');
  }
  const events = await owner.audit(team);
  const accepts = events.filter(({ action }) => action === 'invite.accept').toReversed();
  assert.deepEqual(accepts.map(({ actor, details }) => [actor.id, details['uses']]), [[first.id, 1], [second.id, 2], [third.id, 3]]);
  const joins = events.filter(({ action }) => action === 'member.join').map(({ details }) => details['invite']);
  assert.deepEqual(joins, [invite.id, invite.id, invite.id]);
  assert.equal((await owner.account(team)).memberCount, 4);
});

test('who left or was removed cannot join again by the same link, while it is open to others', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { invite, link } = await owner.invite(team, { role: 'dev', maxUses: 10 });
  const token = await tokenOf(edge, link);
  const crowd = await people(edge, 5, 'Guest');
  const [removed, left, suspended, ended, fresh] = crowd as [Person, Person, Person, Person, Person];
  for (const user of [removed, left, suspended, ended]) await user.join({ token });
  const member = (user: Person) => `/v1/accounts/${team}/members/${user.id}`;
  await owner.delete(member(removed));
  await left.delete(member(left));
  await owner.patch(member(suspended), { suspended: true });
  await owner.patch(member(ended), { expiresAt: '2020-01-01T00:00:00Z' });
  for (const user of [removed, left]) {
    assert.equal(expectError(await user.accept({ token }), 'invite_closed').why, 'used');
    assert.equal(expectError(await decline(user, token), 'invite_closed').why, 'used', 'nor close it to the others');
  }
  for (const user of [suspended, ended]) expectError(await user.accept({ token }), 'already_member');
  const state = await owner.inviteState(invite.id);
  assert.deepEqual([state.uses, state.status], [4, 'pending']);
  await fresh.join({ token });
});

test('only addresses of its domains accept a link, and subdomains are other domains', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { invite, link } = await owner.invite(team, { role: 'dev', maxUses: 10, domains: ['acme.example', 'bücher.example'], note: 'For Acme only' });
  const token = await tokenOf(edge, link);
  assert.equal(decode(token).claims['hint'], '@acme.example');
  for (const domain of ['example.com', 'eu.acme.example', 'notacme.example', 'acme.example.com']) {
    const stranger = await at(domain);
    const refused = expectError(await stranger.accept({ token }), 'wrong_account', domain);
    assert.equal(refused.hint, '@acme.example');
    expectError(await decline(stranger, token), 'wrong_account', domain);
    const seen = expectOk(await stranger.post('/v1/invites/preview', { token }), shapes.preview);
    assert.deepEqual([seen.you, seen.hint, seen.domains, seen.note], ['other', '@acme.example', ['acme.example', 'xn--bcher-kva.example'], undefined]);
    assert.doesNotMatch(JSON.stringify(seen), /uses/i, 'a stranger does not learn how often it was used');
  }
  const unverified = await person(edge, 'Kim', { email: `kim.${unique()}@acme.example`, emailVerified: false });
  expectError(await unverified.accept({ token }), 'email_unverified');
  assert.equal((await owner.inviteState(invite.id)).uses, 0);
  for (const domain of ['acme.example', 'ACME.example', 'bücher.example', 'xn--bcher-kva.example']) await (await at(domain)).join({ token });
  // A member whose address has another domain now is still who joined.
  await owner.delete(invitePath(invite.id));
  assert.equal(expectError(await (await at('example.com')).accept({ token }), 'invite_closed').hint, undefined, 'a closed link tells no domain');
});

test('an edit changes number and domains, not below the uses, and as many as the uses closes the link', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const admin = await memberOf(owner, team, 'Ada', 'admin');
  const { invite, link } = await owner.invite(team, { role: 'dev', maxUses: 2 });
  const token = await tokenOf(edge, link);
  const patch = (body: object, by = owner) => by.patch(invitePath(invite.id), body);
  const [one, two, three] = (await people(edge, 3, 'Guest')) as [Person, Person, Person];
  await one.join({ token });
  const edited = expectOk(await patch({ maxUses: 5, domains: ['acme.example'] }, admin), shapes.invite);
  assert.deepEqual([edited.maxUses, edited.uses, edited.domains, edited.inviter.user], [5, 1, ['acme.example'], admin.id]);
  expectError(await two.accept({ token }), 'wrong_account');
  await one.join({ token });
  const open = expectOk(await patch({ domains: null }), shapes.invite);
  assert.deepEqual([open.domains, open.hint], [undefined, undefined]);
  await two.join({ token });
  for (const maxUses of [0, 1, 1_001]) {
    const problem = expectError(await patch({ maxUses }), 'invalid_request', String(maxUses));
    assert.deepEqual(problem.errors?.map(({ field }) => field), ['maxUses']);
  }
  const closed = expectOk(await patch({ maxUses: 2 }), shapes.invite);
  assert.deepEqual([closed.status, closed.uses, closed.maxUses], ['accepted', 2, 2]);
  assert.ok(closed.decidedAt !== undefined);
  expectError(await three.accept({ token }), 'invite_closed');
  expectError(await patch({ maxUses: 9 }), 'invite_closed');
  await two.join({ token });
  const { details } = (await owner.audit(team)).find(({ action, outcome }) => action === 'invite.update' && outcome === 'done') ?? assert.fail('no event');
  assert.deepEqual([details['fields'], details['maxUses']], [['maxUses'], 2]);
  const targeted = await owner.invite(team, { role: 'dev', email: `kim.${unique()}@example.com` });
  for (const [field, body] of [['maxUses', { maxUses: 2 }], ['domains', { domains: ['example.com'] }], ['domains', { domains: [] }]] as const) {
    const problem = expectError(await owner.patch(invitePath(targeted.invite.id), body), 'invalid_request');
    assert.deepEqual(problem.errors?.map((error) => error.field), [field]);
  }
});

test('after a rotation the old link is closed, but not to the retries of who joined by it', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { invite, link } = await owner.invite(team, { role: 'dev', maxUses: 10 });
  const old = await tokenOf(edge, link);
  const [joined, late] = (await people(edge, 2, 'Guest')) as [Person, Person];
  const { membership } = await joined.join({ token: old });
  const resent = expectOk(await owner.post(`${invitePath(invite.id)}/resend`, { rotate: true }), shapes.sent);
  assert.equal(resent.invite.uses, 1);
  expectError(await late.accept({ token: old }), 'invite_closed');
  assert.deepEqual((await joined.join({ token: old })).membership, membership);
  await late.join({ token: await tokenOf(edge, resent.link) });
  const revoked = expectOk(await owner.delete(invitePath(invite.id)), shapes.invite);
  assert.deepEqual([revoked.status, revoked.uses, revoked.maxUses], ['revoked', 2, 10], 'revoking keeps the uses');
});

test('a member’s accept uses nothing, and the grantor is checked at each accept', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const admin = await memberOf(owner, team, 'Ada', 'admin');
  const { invite, link } = expectOk(await admin.post(`/v1/accounts/${team}/invites`, { role: 'dev', maxUses: 5 }), shapes.sent, 201);
  const token = await tokenOf(edge, link);
  const [guest, late] = (await people(edge, 2, 'Guest')) as [Person, Person];
  await guest.join({ token });
  expectError(await owner.accept({ token }), 'already_member');
  expectError(await admin.accept({ token }), 'already_member');
  assert.equal((await owner.inviteState(invite.id)).uses, 1);
  await owner.patch(`/v1/accounts/${team}/members/${admin.id}`, { role: 'dev' });
  const { status, uses } = await owner.inviteState(invite.id);
  assert.deepEqual([status, uses], ['revoked', 1]);
  expectError(await late.accept({ token }), 'invite_closed');
});

test('declining a link for several users leaves it open to the others', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { invite, link } = await owner.invite(team, { role: 'dev', maxUses: 2 });
  const token = await tokenOf(edge, link);
  const [one, two] = (await people(edge, 2, 'Guest')) as [Person, Person];
  const declined = expectOk(await decline(one, token), shapes.invite);
  assert.deepEqual([declined.status, declined.uses, declined.maxUses], ['pending', undefined, undefined], 'it does not tell how often it was used');
  assert.equal((await owner.inviteState(invite.id)).status, 'pending');
  await two.join({ token });
  const single = await owner.invite(team, { role: 'dev' });
  assert.equal(expectOk(await decline(one, await tokenOf(edge, single.link)), shapes.invite).status, 'declined');
});

test('a retried creation returns the same link invite, and another number is a mismatch', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const create = (maxUses: number) => owner.post(`/v1/accounts/${team}/invites`, { role: 'dev', maxUses, domains: ['acme.example'] }, { key: 'same' });
  const first = expectOk(await create(20), shapes.sent, 201);
  const again = expectOk(await create(20), shapes.sent, 201);
  assert.deepEqual([again.invite, again.link], [first.invite, first.link]);
  expectError(await create(21), 'idempotency_mismatch');
  assert.equal((await owner.invites(team)).length, 1);
});

test('a link for several users never carries management', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  for (const body of [{ role: 'admin' }, { role: 'custom', permissions: ['team:access', 'members:invite'] }]) {
    expectError(await owner.post(`/v1/accounts/${team}/invites`, { ...body, maxUses: 50, domains: ['acme.example'] }), 'forbidden');
  }
});

test('a link invite of the previous release is for one user, and one that it has edited keeps its limits', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const old = await owner.invite(team, { role: 'dev' });
  const limited = await owner.invite(team, { role: 'dev', maxUses: 5, domains: ['acme.example'] });
  const [first, second] = (await people(edge, 2, 'Guest')) as [Person, Person];
  // What the previous release stores: no limits and no redemptions, and the row of an invite as a whole.
  const forget = () =>
    inDatabase(edge, team, (database) => {
      database.prepare('DELETE FROM link_invites WHERE invite = ?').run(old.invite.id);
      database.prepare('DELETE FROM redemptions').run();
      const columns = database.prepare("SELECT group_concat(name) AS names FROM pragma_table_info('invites')").get();
      database.exec(`INSERT OR REPLACE INTO invites (${columns?.['names']}) SELECT ${columns?.['names']} FROM invites`);
    });
  await forget();
  const { maxUses, uses, status } = await owner.inviteState(old.invite.id);
  assert.deepEqual([maxUses, uses, status], [1, 0, 'pending']);
  const { maxUses: most, domains } = await owner.inviteState(limited.invite.id);
  assert.deepEqual([most, domains], [5, ['acme.example']]);
  const token = await tokenOf(edge, old.link);
  const { membership } = await first.join({ token });
  await forget();
  const accepted = await owner.inviteState(old.invite.id);
  assert.deepEqual([accepted.maxUses, accepted.uses, accepted.status], [1, 1, 'accepted']);
  assert.deepEqual((await first.join({ token })).membership, membership);
  expectError(await second.accept({ token }), 'invite_closed');
  expectError(await second.accept({ token: await tokenOf(edge, limited.link) }), 'wrong_account');
});
