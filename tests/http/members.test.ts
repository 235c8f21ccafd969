// Members: lists with filters, role changes, removing, leaving. Who may do so is tested under rules 5 and 6.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { memberOf, ownerWithTeam, person } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { unknownUser } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

const page = shapes.page(shapes.member);

test('members are listed with their role and inviter', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const mia = await memberOf(owner, team, 'Mia', 'dev');
  const members = await owner.members(team);
  const byId = new Map(members.map((each) => [each.user, each]));
  assert.deepEqual([byId.get(owner.id)?.role, byId.get(owner.id)?.invitedBy], [edge.policy.ownerRole, undefined]);
  assert.deepEqual([byId.get(mia.id)?.role, byId.get(mia.id)?.name, byId.get(mia.id)?.invitedBy], ['dev', 'Mia', owner.id]);
  assert.equal(members.length, 2);
});

test('members see their own address; only those who manage or invite members see others', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const [dev, billing] = [await memberOf(owner, team, 'Dev', 'dev'), await memberOf(owner, team, 'Bill', 'billing')];
  const seenBy = async (caller: typeof owner) => new Map((await caller.members(team)).map((each) => [each.user, each.email]));
  const byDev = await seenBy(dev);
  assert.deepEqual([byDev.get(dev.id), byDev.get(owner.id), byDev.get(billing.id)], [dev.email, undefined, undefined]);
  const byOwner = await seenBy(owner);
  assert.deepEqual([byOwner.get(dev.id), byOwner.get(billing.id)], [dev.email, billing.email]);
});

test('the list can be filtered by role and text', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const anna = await memberOf(owner, team, 'Anna', 'dev');
  const bert = await memberOf(owner, team, 'Bert', 'billing');
  const hanna = await memberOf(owner, team, 'Hanna', 'billing');
  const ids = async (query: string): Promise<Set<string>> =>
    new Set(expectOk(await owner.get(`/v1/accounts/${team}/members?${query}`), page).items.map((each) => each.user));
  assert.deepEqual(await ids('role=billing'), new Set([bert.id, hanna.id]));
  assert.deepEqual(await ids('role=basic'), new Set());
  assert.deepEqual(await ids('q=anna'), new Set([anna.id, hanna.id]));
  assert.deepEqual(await ids('q=ANNA&role=dev'), new Set([anna.id]));
  assert.deepEqual(await ids('q=%25'), new Set(), '% is no wildcard');
  assert.deepEqual(await ids('q=_'), new Set(), '_ is no wildcard');
  assert.deepEqual(await ids(`q=${encodeURIComponent("' OR 1=1 --")}`), new Set());
});

test('a search ignores case, accents and the spelling of a domain', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const tail = unique();
  const join = async (name: string, email: string): Promise<string> => {
    const user = await person(edge, name, { email });
    await user.join({ inviteId: (await owner.invite(team, { email, role: 'dev' })).invite.id });
    return user.id;
  };
  const names = ['José', 'Müller', 'İstanbul', 'Nguyễn Thị Đào', 'Ёлкин', 'Οδυσσεύς', '山田　太郎', 'MULLER', 'Muller-Lüdenscheidt'];
  const members: string[] = [];
  for (const [at, name] of names.entries()) members.push(await join(name, `${at}.${tail}@example.com`));
  const abroad = await join('Kim', `kim.${tail}@bücher-${tail}.example`);
  const list = async (query: string) => expectOk(await owner.get(`/v1/accounts/${team}/members?${query}`), page);
  const found = async (q: string): Promise<readonly string[]> => (await list(`q=${encodeURIComponent(q)}`)).items.map((each) => each.user);
  for (const [q, ...at] of [
    ['jose', 0], ['JOSÉ', 0], ['muller', 1, 7, 8], ['MÜLLER', 1, 7, 8], ['istanbul', 2], ['ıstanbul', 2], ['dao', 3], ['nguyen thi', 3], ['елкин', 4],
    ['οδυσσευσ', 5], ['山田 太', 6], ['mueller'],
  ] as const) {
    assert.deepEqual(await found(q), at.map((each) => members[each]), q);
  }
  for (const q of [`bücher-${tail}`, `BUCHER-${tail}`, `kim.${tail}@b`, `@xn--bcher-${tail}`.slice(0, 9)]) assert.ok((await found(q)).includes(abroad), q);
  // Pages are complete and without repeats, although other rows lie between what is found.
  const first = await list('q=muller&limit=1');
  const second = await list(`q=muller&limit=1&cursor=${encodeURIComponent(first.next ?? '')}`);
  const third = await list(`q=muller&limit=1&cursor=${encodeURIComponent(second.next ?? '')}`);
  assert.deepEqual([first, second, third].map(({ items }) => items.map((each) => each.user)), [[members[1]], [members[7]], [members[8]]]);
  assert.equal(third.next, undefined);
});

test('text filters do not match addresses that the caller cannot see', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const dev = await memberOf(owner, team, 'Dev', 'dev');
  const bill = await memberOf(owner, team, 'Bill', 'billing');
  const local = bill.email.split('@')[0] ?? '';
  const found = expectOk(await dev.get(`/v1/accounts/${team}/members?q=${encodeURIComponent(local)}`), page).items;
  assert.deepEqual(
    found.map((each) => each.user),
    [],
  );
});

test('changing a role returns the member', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const mia = await memberOf(owner, team, 'Mia', 'dev');
  const changed = expectOk(await owner.patch(`/v1/accounts/${team}/members/${mia.id}`, { role: 'billing' }), shapes.member);
  assert.deepEqual([changed.user, changed.role], [mia.id, 'billing']);
  const account = await mia.account(team);
  assert.equal(account.role, 'billing');
  assert.ok(account.permissions.includes('billing:read') && !account.permissions.includes('pods:manage'));
});

test('changing a role to the current one has no effect', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const mia = await memberOf(owner, team, 'Mia', 'dev');
  const before = [(await owner.account(team)).epoch, (await owner.audit(team)).length];
  expectOk(await owner.patch(`/v1/accounts/${team}/members/${mia.id}`, { role: 'dev' }), shapes.member);
  assert.deepEqual([(await owner.account(team)).epoch, (await owner.audit(team)).length], before);
});

test('changing roles and removing members requires `members:manage`', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const mia = await memberOf(owner, team, 'Mia', 'dev');
  for (const role of ['basic', 'billing', 'dev']) {
    const other = await memberOf(owner, team, role, role);
    expectError(await other.patch(`/v1/accounts/${team}/members/${mia.id}`, { role: 'basic' }), 'forbidden', role);
    expectError(await other.patch(`/v1/accounts/${team}/members/${other.id}`, { role: 'admin' }), 'forbidden', role);
    expectError(await other.delete(`/v1/accounts/${team}/members/${mia.id}`), 'forbidden', role);
  }
  const admin = await memberOf(owner, team, 'Ada', 'admin');
  expectOk(await admin.patch(`/v1/accounts/${team}/members/${mia.id}`, { role: 'basic' }), shapes.member);
  assert.ok((await admin.delete(`/v1/accounts/${team}/members/${mia.id}`)).status < 300);
  expectError(await mia.get(`/v1/accounts/${team}`), 'not_found');
});

test('any member can leave, and can be invited again', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const mia = await memberOf(owner, team, 'Mia', 'basic');
  assert.ok((await mia.delete(`/v1/accounts/${team}/members/${mia.id}`)).status < 300);
  expectError(await mia.get(`/v1/accounts/${team}`), 'not_found');
  expectError(await mia.delete(`/v1/accounts/${team}/members/${mia.id}`), 'not_found');
  const { invite } = await owner.invite(team, { email: mia.email, role: 'dev' });
  assert.equal((await mia.join({ inviteId: invite.id })).membership.role, 'dev');
});

test('unknown users are 404', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const stranger = await person(edge, 'Stan');
  for (const user of [unknownUser(), stranger.id, 'usr_x', 'unknown']) {
    expectError(await owner.patch(`/v1/accounts/${team}/members/${user}`, { role: 'dev' }), 'not_found', user);
    expectError(await owner.delete(`/v1/accounts/${team}/members/${user}`), 'not_found', user);
  }
});

test('lastSeenOn is the day of the member’s last token', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const mia = await memberOf(owner, team, 'Mia', 'basic');
  expectOk(await mia.post(`/v1/accounts/${team}/token`), shapes.token);
  const found = (await owner.members(team)).find((each) => each.user === mia.id);
  assert.match(String(found?.lastSeenOn), /^\d{4}-\d\d-\d\d$/);
});
