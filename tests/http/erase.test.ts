// `DELETE /v1/me` and `DELETE /v1/users/{user}`: what is left of an erased user, who cannot be erased, what a second tab can do, and a
// crash half way.
// To see it fail: leave out `Change::ForgetName` in `crates/core/src/account/erase.rs`.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { searchTexts } from '../harness/canary.ts';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { mailboxOf, OBSERVED, ObservedObject } from '../harness/objects.ts';
import { address, enrol, eventually, memberOf, ownerWithTeam, Person, person, sleep, tokenOf } from '../harness/person.ts';
import { defaultPolicy } from '../harness/policy.ts';
import { Provider } from '../harness/provider.ts';
import { Service, ServiceProvider } from '../harness/service.ts';
import * as shapes from '../harness/shapes.ts';

const users = new Provider('users');
const machines = new ServiceProvider({ admin: defaultPolicy().permissions });
/** Services without permissions, and with the power to erase. */
const erasers = new Provider('erasers');

let edge: Edge;
let admin: Service;
let eraser: Service;
before(async () => {
  edge = await startEdge({
    entry: OBSERVED,
    providers: [users.setting(), machines.setting(), erasers.setting({ kind: 'service', subjects: { eraser: [] }, powers: ['erase'] })],
  });
  admin = machines.service(edge.origin, 'admin');
  eraser = new Service(edge.origin, erasers.token({ subject: 'eraser' }));
});
after(() => edge?.stop());

/** A user whose name and address no other text contains. */
interface Subject {
  readonly subject: string;
  readonly name: string;
  readonly email: string;
}

function subjectNamed(first: string): Subject {
  const subject = unique();
  return { subject, name: `${first} Q${subject}`, email: `${first.toLowerCase()}.q${subject}@example.com` };
}

/** A tab of a user: a token that was issued now, or some seconds ago. */
function tab({ subject, name, email }: Subject, secondsAgo = 0, world = edge): Person {
  const iat = Math.floor(Date.now() / 1000) - secondsAgo;
  return new Person(world, email, name, users.token({ subject, email, emailVerified: true, name }, { iat }));
}

async function opened(who: Subject): Promise<Person> {
  const user = tab(who, 5);
  await user.open();
  return user;
}

/** Signs in again, with a token that was issued after an erasure. */
async function signedInAgain(who: Subject): Promise<Person> {
  await sleep(1_100);
  return tab(who);
}

async function erase(user: Person): Promise<shapes.ErasedUser> {
  return expectOk(await user.delete('/v1/me'), shapes.erasedUser, 202);
}

/** Where a stopped edge has the name or the address of a user. */
const placesOf = ({ name, email }: Subject): string[] => searchTexts(join(edge.host.folder, 'data'), edge.host.log, [name, email]);

/** Waits until an object has nothing more to tell others. */
async function finished(object: ObservedObject): Promise<void> {
  await eventually('the erasure is complete', async () => ((await object.rows('SELECT 1 FROM erase_queue')).length === 0 ? true : undefined));
}

async function allFinished(id: string, email: string): Promise<void> {
  await finished(new ObservedObject(edge, 'USER', id));
  await finished(mailboxOf(edge, email).object);
}

/** Follows the hash chain of an account's log. */
async function assertChain(who: Person, account: string): Promise<readonly shapes.AuditEvent[]> {
  const events = (await who.audit(account)).toReversed();
  for (const [index, event] of events.entries()) if (index > 0) assert.equal(event.prev, events[index - 1]?.hash);
  return events;
}

test('a user in no team is erased: their tokens are refused, and who signs in again is another user', async () => {
  const who = subjectNamed('Nora');
  const nora = await opened(who);
  const erased = await erase(nora);
  assert.equal(erased.user, nora.id);
  for (const reply of [await nora.get('/v1/me'), await nora.put('/v1/me'), await nora.post('/v1/accounts', { name: 'X' }), await nora.get('/v1/invites')]) {
    expectError(reply, 'user_erased');
  }
  const again = await signedInAgain(who);
  expectError(await again.get('/v1/me'), 'no_account');
  const me = await again.open();
  assert.notEqual(me.user.id, nora.id);
  assert.notEqual(me.own.id, nora.own);
  assert.deepEqual(me.accounts.map(({ id }) => id), [me.own.id]);
  expectError(await again.get(`/v1/accounts/${nora.own}`), 'not_found');
  expectError(await nora.get('/v1/me'), 'user_erased', 'the old token stays refused');
});

test('the same request again has the same response, and erases nobody else', async () => {
  const who = subjectNamed('Rita');
  const rita = await opened(who);
  const erased = await erase(rita);
  const again = await signedInAgain(who);
  await again.open();
  assert.deepEqual(await erase(rita), erased);
  assert.notEqual((await again.me()).user.id, rita.id);
  const second = await erase(again);
  assert.equal(second.user, again.id);
  const third = await signedInAgain(who);
  const { user } = await third.open();
  assert.ok(![rita.id, again.id].includes(user.id));
});

test('an owner of teams gets them listed, and nothing is erased', async () => {
  const who = subjectNamed('Olga');
  const olga = await opened(who);
  const other = await opened(subjectNamed('Otto'));
  const [one, two, theirs] = [await olga.team('One'), await olga.team('Two'), await other.team('Theirs')];
  await enrol(other, theirs.id, olga, 'dev');
  const problem = expectError(await olga.delete('/v1/me'), 'conflict');
  assert.deepEqual(problem.teams, [{ id: one.id, name: 'One' }, { id: two.id, name: 'Two' }]);
  assert.equal((await olga.me()).accounts.length, 4);
  expectError(await eraser.delete(`/v1/users/${olga.id}`), 'conflict');
  for (const { id, name } of [one, two]) expectOk(await olga.post(`/v1/accounts/${id}/revert`, { confirmName: name }), shapes.account);
  await erase(olga);
});

test('name and address go from every account, mailbox and list, and from the log', async () => {
  const who = subjectNamed('Xenia');
  const xenia = await opened(who);
  const [inTeam, formerly, pending, declined, offered] = await Promise.all(
    ['In', 'Formerly', 'Pending', 'Declined', 'Offered'].map((name) => ownerWithTeam(edge, name)),
  ) as Awaited<ReturnType<typeof ownerWithTeam>>[] as [Awaited<ReturnType<typeof ownerWithTeam>>, ...Awaited<ReturnType<typeof ownerWithTeam>>[]];
  assert.ok(formerly && pending && declined && offered);
  await enrol(inTeam.owner, inTeam.team, xenia, 'admin');
  const guest = await person(edge, 'Gina');
  const { invite } = await xenia.invite(inTeam.team, { email: guest.email, role: 'dev', note: `See you, ${who.name}` });
  const used = await xenia.invite(inTeam.team, { role: 'dev', note: who.name });
  await guest.join({ token: await tokenOf(edge, used.link) });
  await enrol(formerly.owner, formerly.team, xenia, 'dev');
  assert.equal((await xenia.delete(`/v1/accounts/${formerly.team}/members/${xenia.id}`)).status, 204);
  const unanswered = await pending.owner.invite(pending.team, { email: who.email, role: 'dev' });
  const refused = await declined.owner.invite(declined.team, { email: who.email, role: 'dev' });
  assert.equal((await xenia.post('/v1/invites/decline', { inviteId: refused.invite.id })).status, 200);
  await enrol(offered.owner, offered.team, xenia, 'dev');
  expectOk(await offered.owner.post(`/v1/accounts/${offered.team}/transfer`, { user: xenia.id, confirmName: "Offered's team" }), shapes.account);
  expectOk(await xenia.post(`/v1/accounts/${inTeam.team}/token`), shapes.token);

  await edge.host.kill();
  assert.ok(placesOf(who).length > 10, `control: ${placesOf(who).join(', ')}`);
  await edge.host.start();
  await erase(xenia);
  await allFinished(xenia.id, who.email);
  await eventually('what accounts announced is delivered', async () => {
    const all = [inTeam, formerly, pending, declined, offered].map(async (each) => {
      const account = new ObservedObject(edge, 'ACCOUNT', each?.team ?? '');
      return (await account.rows('SELECT 1 FROM outbox')).length + (await account.rows('SELECT 1 FROM broadcasts')).length;
    });
    return (await Promise.all(all)).every((count) => count === 0) ? true : undefined;
  });
  await edge.host.kill();
  assert.deepEqual(placesOf(who), []);
  await edge.host.start();

  for (const { owner, team } of [inTeam, formerly, pending, declined, offered]) {
    const events = await assertChain(owner, team);
    const theirs = events.filter(({ actor }) => actor.id === xenia.id);
    assert.ok(theirs.every(({ actor }) => actor.name === 'former member'), JSON.stringify(theirs));
    assert.ok(!(await owner.members(team)).some(({ user }) => user === xenia.id));
  }
  const actions = (await inTeam.owner.audit(inTeam.team)).map(({ action }) => action);
  assert.deepEqual(actions.slice(0, 2), ['hallpass.member.erase', 'member.leave']);
  const [revoked] = await pending.owner.audit(pending.team);
  assert.deepEqual([revoked?.action, revoked?.resourceId, revoked?.actor.id], ['invite.revoke', unanswered.invite.id, 'system']);
  expectError(await pending.owner.get(`/v1/accounts/${pending.team}/invites/${unanswered.invite.id}`), 'not_found');
  const shown = (await inTeam.owner.invites(inTeam.team)).find(({ id }) => id === invite.id);
  assert.deepEqual([shown?.status, shown?.inviter.name, shown?.note], ['revoked', 'former member', undefined]);
  assert.equal((await offered.owner.account(offered.team)).transfer, undefined);
  assert.equal((await guest.me()).inboxCount, 0);

  const again = await signedInAgain(who);
  const me = await again.open();
  assert.deepEqual([me.accounts.length, me.inboxCount], [1, 0]);
  const { invite: fresh } = await pending.owner.invite(pending.team, { email: who.email, role: 'dev' });
  await again.join({ inviteId: fresh.id });
  assert.deepEqual((await again.me()).accounts.map(({ id }) => id).sort(), [me.own.id, pending.team].sort());
});

test('a service erases a user with the power alone, and finds known users only', async () => {
  const who = subjectNamed('Vera');
  const vera = await opened(who);
  const { owner, team } = await ownerWithTeam(edge);
  await enrol(owner, team, vera, 'dev');
  const problem = expectError(await admin.delete(`/v1/users/${vera.id}`), 'forbidden');
  assert.match(problem.detail, /needs the power `erase`.*"powers": \["erase"\]/);
  expectError(await vera.delete(`/v1/users/${vera.id}`), 'forbidden');
  for (const unknown of [`usr_${'A'.repeat(22)}`, 'usr_x', owner.own]) expectError(await eraser.delete(`/v1/users/${unknown}`), 'not_found');
  expectError(await admin.delete(`/v1/users/usr_${'A'.repeat(22)}`), 'forbidden');
  assert.equal((await vera.me()).accounts.length, 2, 'nothing happened');

  const erased = expectOk(await eraser.delete(`/v1/users/${vera.id}`), shapes.erasedUser, 202);
  assert.deepEqual(expectOk(await eraser.delete(`/v1/users/${vera.id}`), shapes.erasedUser, 202), erased);
  expectError(await vera.get('/v1/me'), 'user_erased');
  await allFinished(vera.id, who.email);
  const events = await assertChain(owner, team);
  assert.deepEqual(events.slice(-2).map(({ action, actor }) => [action, actor.kind]), [['member.remove', 'service'], ['hallpass.member.erase', 'service']]);
  await edge.host.kill();
  assert.deepEqual(placesOf(who), []);
  await edge.host.start();
  expectError(await admin.put(`/v1/accounts/${team}/members/${vera.id}`, { role: 'dev' }), 'not_found');
  const registration = { provider: 'users', subject: who.subject, email: who.email, emailVerified: true, name: who.name };
  const { user } = expectOk(await admin.put('/v1/users', registration), shapes.registered);
  assert.notEqual(user.id, vera.id, 'who is registered again is another user');
});

test('a second tab and what arrives late bring nothing back', async () => {
  const who = subjectNamed('Lena');
  const lena = await opened(who);
  const { owner, team } = await ownerWithTeam(edge);
  await enrol(owner, team, lena, 'dev');
  const invitedBefore = await ownerWithTeam(edge);
  const link = await invitedBefore.owner.invite(invitedBefore.team, { role: 'dev' });
  const token = await tokenOf(edge, link.link);
  const { invite } = await invitedBefore.owner.invite(invitedBefore.team, { email: who.email, role: 'dev' });
  const row = (await mailboxOf(edge, who.email).object.rows<{ row: string }>(`SELECT row FROM invites WHERE id = '${invite.id}'`))[0]?.row ?? '';
  const listed = (await new ObservedObject(edge, 'USER', lena.id).rows<{ row: string }>(`SELECT row FROM accounts WHERE account = '${team}'`))[0]?.row ?? '';
  await erase(lena);
  await allFinished(lena.id, who.email);

  const second = tab(who, 5);
  for (const reply of [await second.put('/v1/me'), await second.accept({ token }), await second.accept({ inviteId: invite.id }), await second.post(`/v1/accounts/${team}/token`)]) {
    expectError(reply, 'user_erased');
  }
  const late = await signedInAgain(who);
  expectError(await late.put(`/v1/me?user=${lena.id}`), 'user_erased', 'a page that shows the erased user');
  expectError(await late.get('/v1/me'), 'no_account');

  // Rows that were under way, and an accept that an isolate let through which did not know yet.
  const { name: mailbox, object: inbox } = mailboxOf(edge, who.email);
  const index = new ObservedObject(edge, 'USER', lena.id);
  await inbox.call('put-invite-row', { mailbox, invite: invite.id, version: 1000, row: JSON.parse(row) });
  await index.call('put-account-row', { user: lena.id, account: team, version: 1000, row: JSON.parse(listed) });
  const principal = { user: { user: lena.id, name: who.name, address: who.email } };
  const through = new ObservedObject(edge, 'ACCOUNT', invitedBefore.team);
  const joined = await through.call('accept-invite', { invite: link.invite.id, proof: { token: { generation: 0, expiresAtSeconds: Math.floor(Date.now() / 1000) + 60 } } }, { principal });
  assert.ok(JSON.stringify(joined.value).includes('"Ok"'), JSON.stringify(joined.value));
  await eventually('they are erased from it', async () => ((await invitedBefore.owner.members(invitedBefore.team)).some(({ user }) => user === lena.id) ? undefined : true));
  await allFinished(lena.id, who.email);
  assert.deepEqual(await index.rows('SELECT 1 FROM accounts'), []);
  await edge.host.kill();
  assert.deepEqual(placesOf(who), []);
  await edge.host.start();
});

test('an erasure that was cut off goes on after a crash', async () => {
  const who = subjectNamed('Karl');
  const karl = await opened(who);
  const teams = await Promise.all(Array.from({ length: 12 }, () => ownerWithTeam(edge, 'Tom')));
  for (const { owner, team } of teams) await enrol(owner, team, karl, 'dev');
  const request = karl.delete('/v1/me').catch(() => undefined);
  await sleep(15);
  await edge.host.kill();
  await request;
  await edge.host.start();
  await erase(karl);
  await allFinished(karl.id, who.email);
  for (const { owner, team } of teams) {
    const events = await assertChain(owner, team);
    assert.equal(events.filter(({ action }) => action === 'hallpass.member.erase').length, 1, 'once');
  }
  await edge.host.kill();
  assert.deepEqual(placesOf(who), []);
  await edge.host.start();
});

test('the export has everything about the user, and nothing about others’ memberships', async () => {
  const who = subjectNamed('Ida');
  const ida = await opened(who);
  const { owner, team } = await ownerWithTeam(edge);
  await enrol(owner, team, ida, 'admin');
  const ben = await memberOf(owner, team, 'Ben', 'dev');
  const { invite } = await ida.invite(team, { email: address('guest'), role: 'dev', note: 'Welcome' });
  const former = await ownerWithTeam(edge);
  await enrol(former.owner, former.team, ida, 'dev');
  assert.equal((await ida.delete(`/v1/accounts/${former.team}/members/${ida.id}`)).status, 204);
  const asking = await ownerWithTeam(edge);
  const { invite: pending } = await asking.owner.invite(asking.team, { email: who.email, role: 'dev' });
  await eventually('the inbox shows it', async () => ((await ida.me()).inboxCount === 1 ? true : undefined));

  const data = expectOk(await ida.get('/v1/me/export'), shapes.dataExport);
  assert.deepEqual([data.user.id, data.user.email, data.user.name, data.mails], [ida.id, who.email, who.name, 'welcome']);
  assert.deepEqual(data.invites.map(({ id }) => id), [pending.id]);
  assert.deepEqual(data.formerAccounts, [former.team]);
  assert.deepEqual(data.accounts.map(({ account }) => account.id), [ida.own, team]);
  const [, inTeam] = data.accounts;
  assert.deepEqual([inTeam?.membership.user, inTeam?.membership.email, inTeam?.membership.role], [ida.id, who.email, 'admin']);
  assert.equal(inTeam?.invites.length, 2, 'the one that they accepted, and the one that they created');
  assert.ok(inTeam.invites.some(({ id, note }) => id === invite.id && note === 'Welcome'));
  const own = (await owner.audit(team)).filter(({ actor, resourceId }) => actor.id === ida.id || resourceId === ida.id).toReversed();
  assert.ok(own.length >= 3);
  assert.deepEqual(inTeam.events, own);
  assert.ok(!JSON.stringify(data).includes(ben.id));
});
