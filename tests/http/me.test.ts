// `/v1/me`: opening an account, and the list of the user's accounts, which the outbox updates.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { enrol, eventually, ownerWithTeam, Person, person, signIn } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { send } from '../harness/http.ts';
import * as shapes from '../harness/shapes.ts';
import { roleOf } from '../harness/policy.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

test('a request without an identity token is not signed in', async () => {
  for (const method of ['GET', 'PUT']) expectError(await send(edge.origin, method, '/v1/me'), 'not_signed_in');
});

test('a new user has no account until they create one', async () => {
  const user = await signIn(edge, 'Nina');
  expectError(await user.get('/v1/me'), 'no_account');
  expectError(await user.get('/v1/me?ifOpened=false'), 'no_account');
  const notOpened = await user.get('/v1/me?ifOpened=true');
  assert.deepEqual([notOpened.status, notOpened.text], [204, '']);
  expectError(await user.get('/v1/me?ifOpened=perhaps'), 'invalid_request');
  expectError(await user.get('/v1/me'), 'no_account');
  const me = await user.open();
  assert.deepEqual([me.user.email, me.user.emailVerified, me.user.name], [user.email, true, 'Nina']);
  assert.equal(me.inboxCount, 0);
  assert.deepEqual(
    me.accounts.map((each) => each.id),
    [me.own.id],
  );
  assert.deepEqual([me.own.kind, me.own.role, me.own.memberCount], ['personal', edge.policy.ownerRole, 1]);
  assert.deepEqual(me.own.owner, { user: me.user.id, name: 'Nina' });
  assert.deepEqual(new Set(me.own.permissions), new Set(roleOf(edge.policy, edge.policy.ownerRole).permissions));
  assert.deepEqual((await user.me()).own, me.own);
  assert.deepEqual(expectOk(await user.get('/v1/me?ifOpened=true'), shapes.me).own, me.own);
});

test('creating an account again, in sequence or in parallel, returns the same account', async () => {
  const user = await signIn(edge, 'Nina');
  const all = await Promise.all(Array.from({ length: 20 }, () => user.put('/v1/me')));
  const ids = new Set(all.map((reply) => expectOk(reply, shapes.me).own.id));
  assert.equal(ids.size, 1);
  assert.ok(ids.has((await user.open()).own.id));
  const [own] = ids;
  const created = (await user.audit(String(own))).filter((each) => each.action === 'account.create');
  assert.equal(created.length, 1);
});

test('creating an account again updates the name and address', async () => {
  const subject = unique();
  const as = (name: string, email: string, emailVerified: boolean): Person =>
    new Person(edge, email, name, edge.identity({ subject, email, emailVerified, name }));
  const first = await as('Kim', `kim.${subject}@example.com`, true).open();
  const later = await as('Kim Li', `kim.li.${subject}@example.com`, false).open();
  assert.equal(later.user.id, first.user.id);
  assert.equal(later.own.id, first.own.id);
  assert.deepEqual(
    [later.user.name, later.user.email, later.user.emailVerified],
    ['Kim Li', `kim.li.${subject}@example.com`, false],
  );
});

test('the list of accounts follows joins, role changes, renames and removals', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const member = await person(edge, 'Mia');
  const found = async (caller: Person) => (await caller.me()).accounts.find((each) => each.id === team);
  assert.equal((await eventually('the owner sees the team', () => found(owner))).memberCount, 1);
  await enrol(owner, team, member, 'dev');
  const joined = await eventually('the member sees the team', () => found(member));
  assert.deepEqual([joined.role, joined.kind, joined.name], ['dev', 'team', "Olga's team"]);
  expectOk(await owner.patch(`/v1/accounts/${team}/members/${member.id}`, { role: 'billing' }), shapes.member);
  await eventually('the new role', async () => ((await found(member))?.role === 'billing' ? true : undefined));
  expectOk(await owner.patch(`/v1/accounts/${team}`, { name: 'Renamed' }), shapes.account);
  await eventually('the new name', async () => ((await found(member))?.name === 'Renamed' ? true : undefined));
  assert.ok((await owner.delete(`/v1/accounts/${team}/members/${member.id}`)).status < 300);
  await eventually('the team is gone', async () => ((await found(member)) === undefined ? true : undefined));
  assert.deepEqual(
    (await member.me()).accounts.map((each) => each.id),
    [member.own],
  );
});

test('a closed team disappears from every member’s list', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const member = await person(edge, 'Mia');
  await enrol(owner, team, member, 'dev');
  await eventually('the member sees the team', async () => (await member.me()).accounts.find((each) => each.id === team));
  const { name } = await owner.account(team);
  assert.equal((await owner.post(`/v1/accounts/${team}/revert`, { confirmName: name })).status, 200);
  for (const caller of [owner, member]) {
    await eventually('the team is gone', async () => (await caller.me()).accounts.every((each) => each.id !== team) || undefined);
  }
});

test('a user’s changes usually appear in their own list at once', async () => {
  const rounds = 20;
  let [created, joined, left] = [0, 0, 0];
  for (let round = 0; round < rounds; round++) {
    const { owner, team } = await ownerWithTeam(edge);
    const has = async (caller: Person) => (await caller.me()).accounts.some((each) => each.id === team);
    if (await has(owner)) created += 1;
    const guest = await person(edge, 'Gina');
    await enrol(owner, team, guest, 'basic');
    if (await has(guest)) joined += 1;
    await guest.delete(`/v1/accounts/${team}/members/${guest.id}`);
    if (!(await has(guest))) left += 1;
  }
  console.log(`# in Me at once: ${created} of ${rounds} created, ${joined} joined, ${left} left`);
  for (const count of [created, joined, left]) assert.ok(count > 0, 'delivery at once is attempted');
});
