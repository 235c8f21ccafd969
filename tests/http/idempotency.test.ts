// Idempotency keys: one effect per key; a replay is authorized again; a failed request does not use up its key.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { enrol, invitePath, memberOf, ownerWithTeam, person } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

test('a team is created once per key, in sequence or in parallel', async () => {
  const owner = await person(edge, 'Olga');
  for (const inParallel of [false, true]) {
    const key = unique();
    const create = () => owner.post('/v1/accounts', { name: 'Once' }, { key });
    const replies = inParallel ? await Promise.all(Array.from({ length: 12 }, create)) : [await create(), await create(), await create()];
    const ids = new Set(replies.map((reply) => expectOk(reply, shapes.account, 201).id));
    assert.equal(ids.size, 1);
  }
  const other = expectOk(await owner.post('/v1/accounts', { name: 'Once' }, { key: unique() }), shapes.account, 201);
  const again = expectOk(await owner.post('/v1/accounts', { name: 'Once' }), shapes.account, 201);
  assert.notEqual(again.id, other.id, 'without a key each request creates a team');
});

test('an invite is created once per key, with the same link', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const key = unique();
  const create = async () => expectOk(await owner.post(`/v1/accounts/${team}/invites`, { role: 'dev' }, { key }), shapes.sent, 201);
  const [first, ...rest] = await Promise.all(Array.from({ length: 8 }, create));
  for (const each of rest) assert.deepEqual(each, first);
  assert.equal((await owner.invites(team)).length, 1);
  assert.equal((await owner.audit(team)).filter((each) => each.action === 'invite.create').length, 1);
});

test('reusing a key for another request is a mismatch', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const key = unique();
  const { invite } = expectOk(await owner.post(`/v1/accounts/${team}/invites`, { role: 'dev' }, { key }), shapes.sent, 201);
  expectError(await owner.post(`/v1/accounts/${team}/invites`, { role: 'basic' }, { key }), 'idempotency_mismatch');
  expectError(await owner.patch(`/v1/accounts/${team}`, { name: 'Other' }, { key }), 'idempotency_mismatch');
  expectError(await owner.delete(invitePath(invite.id), { key }), 'idempotency_mismatch');
  assert.equal((await owner.inviteState(invite.id)).status, 'pending');
  const account = unique();
  expectOk(await owner.post('/v1/accounts', { name: 'One' }, { key: account }), shapes.account, 201);
  expectError(await owner.post('/v1/accounts', { name: 'Two' }, { key: account }), 'idempotency_mismatch');
});

test('keys are scoped to the user and the account', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const admin = await memberOf(owner, team, 'Ada', 'admin');
  const second = (await owner.team('Second')).id;
  const key = unique();
  const ids = new Set<string>();
  for (const [user, account] of [
    [owner, team],
    [admin, team],
    [owner, second],
  ] as const) {
    ids.add(expectOk(await user.post(`/v1/accounts/${account}/invites`, { role: 'dev' }, { key }), shapes.sent, 201).invite.id);
  }
  assert.equal(ids.size, 3);
});

test('a replay returns the current state', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const key = unique();
  const rename = (name: string, by: string) => owner.patch(`/v1/accounts/${team}`, { name }, { key: by });
  expectOk(await rename('First', key), shapes.account);
  expectOk(await rename('Second', unique()), shapes.account);
  assert.equal(expectOk(await rename('First', key), shapes.account).name, 'Second', 'not renamed again');
});

test('a replay is authorized again', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const admin = await person(edge, 'Ada');
  await enrol(owner, team, admin, 'admin');
  const key = unique();
  const create = () => admin.post(`/v1/accounts/${team}/invites`, { role: 'dev' }, { key });
  expectOk(await create(), shapes.sent, 201);
  expectOk(await owner.patch(`/v1/accounts/${team}/members/${admin.id}`, { role: 'dev' }), shapes.member);
  expectError(await create(), 'forbidden');
  assert.ok((await owner.delete(`/v1/accounts/${team}/members/${admin.id}`)).status < 300);
  expectError(await create(), 'not_found');
});

test('a failed request does not use up its key', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const dev = await memberOf(owner, team, 'Dev', 'dev');
  const key = unique();
  const create = () => dev.post(`/v1/accounts/${team}/invites`, { role: 'basic' }, { key });
  expectError(await create(), 'forbidden');
  expectOk(await owner.patch(`/v1/accounts/${team}/members/${dev.id}`, { role: 'admin' }), shapes.member);
  expectOk(await create(), shapes.sent, 201);
});

test('changes of every kind are applied once per key', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const mia = await memberOf(owner, team, 'Mia', 'dev');
  const { invite } = await owner.invite(team, { role: 'dev' });
  const twice = async (method: string, path: string, body?: unknown): Promise<void> => {
    const key = unique();
    const [one, two] = [await owner.send(method, path, body, { key }), await owner.send(method, path, body, { key })];
    assert.deepEqual([one.status < 300, two.status], [true, one.status], `${method} ${path}: ${one.text} ${two.text}`);
    assert.equal(two.text, one.text);
  };
  await twice('PATCH', `/v1/accounts/${team}/members/${mia.id}`, { role: 'basic' });
  await twice('POST', `${invitePath(invite.id)}/resend`, { rotate: true });
  await twice('DELETE', invitePath(invite.id));
  await twice('DELETE', `/v1/accounts/${team}/members/${mia.id}`);
  await twice('POST', `/v1/accounts/${owner.own}/convert`, { name: 'Converted' });
  await twice('POST', `/v1/accounts/${owner.own}/revert`, { confirmName: 'Converted' });
  const actions = (await owner.audit(team)).filter((each) => each.outcome === 'done').map((each) => each.action);
  for (const action of ['member.role', 'invite.resend', 'invite.revoke', 'member.remove']) {
    assert.equal(actions.filter((each) => each === action).length, 1, action);
  }
});

test('accept and decline can be repeated without a key, or with any key', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { invite } = await owner.invite(team, { email: guest.email, role: 'dev' });
  const key = unique();
  const joined = [];
  for (const options of [{ key }, { key }, {}, { key: unique() }]) {
    joined.push(expectOk(await guest.accept({ inviteId: invite.id }, options), shapes.accepted).membership);
  }
  for (const each of joined) assert.deepEqual(each, joined[0]);
  const max = await person(edge, 'Max');
  const declined = await owner.invite(team, { email: max.email, role: 'dev' });
  for (const options of [{ key }, { key }, {}]) {
    const reply = await max.post('/v1/invites/decline', { inviteId: declined.invite.id }, options);
    assert.equal(expectOk(reply, shapes.invite).status, 'declined');
  }
});

test('a key is 1 to 128 visible ASCII characters', async () => {
  const owner = await person(edge, 'Olga');
  for (const key of ['', 'x'.repeat(129), 'a b', 'ké', 'a\tb']) {
    expectError(await owner.post('/v1/accounts', { name: 'Team' }, { key }), 'invalid_request', JSON.stringify(key));
  }
  expectOk(await owner.post('/v1/accounts', { name: 'Team' }, { key: `!~${'x'.repeat(126)}` }), shapes.account, 201);
});
