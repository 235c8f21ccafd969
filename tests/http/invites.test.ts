// Invites from the team's side: create, list, read, copy the link, resend, rotate, revoke.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { invitePath, memberOf, openLink, ownerWithTeam, person, sleep, tokenOf } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { unknownInvite } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

const page = shapes.page(shapes.invite);
const newEmail = (): string => `dev.${unique()}@example.com`;

test('a targeted invite has its canonical address, a link invite has none', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const tail = unique();
  const { invite } = await owner.invite(team, { email: `Dev.${tail}@Example.COM`, role: 'dev', note: 'Welcome!' });
  assert.deepEqual(
    [invite.email, invite.role, invite.status, invite.note],
    [`dev.${tail}@example.com`, 'dev', 'pending', 'Welcome!'],
  );
  assert.deepEqual([invite.account, invite.accountName], [team, "Olga's team"]);
  assert.deepEqual(invite.inviter, { user: owner.id, name: 'Olga' });
  assert.deepEqual([invite.expiresAt, invite.decidedAt], [undefined, undefined]);
  assert.equal(invite.id.slice(4, 26), team.slice(4), 'its id contains the account id');
  const link = await owner.invite(team, { role: 'dev' });
  assert.deepEqual([link.invite.email, link.invite.hint, link.invite.note], [undefined, undefined, undefined]);
});

test('undeliverable and deceptive addresses are rejected', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  for (const email of [
    '',
    'dev',
    '@example.com',
    'dev@',
    'a@b@example.com',
    'dev @example.com',
    'dëv@example.com',
    'dev@exa mple.com',
    'dev@example\u200b.com',
    'dev\u0131@example.com',
    '\u212Aim@example.com',
    'dev\uff20example.com',
    `${'x'.repeat(250)}@example.com`,
    'dev@ex%61mple.com',
    'dev@example.com:80',
    'dev@example.com/x',
    'dev@example.com?x',
    'dev@exam\tple.com',
    'dev@example.com\\x',
    'dev@127.0.0.1',
    'dev@0x7f.1',
    'dev@[127.0.0.1]',
    'dev@localhost',
    'dev@example..com',
    '.dev@example.com',
    'dev@.example.com',
    'dev@-example.com',
    'dev\n@example.com',
    '"dev"@example.com',
    7,
    null,
    {},
  ]) {
    const problem = expectError(
      await owner.post(`/v1/accounts/${team}/invites`, { email, role: 'dev' }),
      'invalid_request',
      String(email),
    );
    assert.deepEqual(
      problem.errors?.map((each) => each.field),
      ['email'],
      String(email),
    );
  }
  assert.deepEqual(await owner.invites(team), []);
});

test('each invalid field is named', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const bad: [string, Record<string, unknown>][] = [
    ['role', {}],
    ['role', { role: 7 }],
    ['role', { role: 'emperor' }],
    ['expiresIn', { role: 'dev', expiresIn: 0 }],
    ['expiresIn', { role: 'dev', expiresIn: -1 }],
    ['expiresIn', { role: 'dev', expiresIn: 31_536_001 }],
    ['expiresIn', { role: 'dev', expiresIn: 1.5 }],
    ['expiresIn', { role: 'dev', expiresIn: '60' }],
    ['note', { role: 'dev', note: 'x'.repeat(281) }],
    ['note', { role: 'dev', note: 'see https://evil.example' }],
    ['note', { role: 'dev', note: 'a\u202eb' }],
    ['emial', { role: 'dev', emial: 'dev@example.com' }],
  ];
  for (const [field, body] of bad) {
    const problem = expectError(
      await owner.post(`/v1/accounts/${team}/invites`, body),
      'invalid_request',
      JSON.stringify(body).slice(0, 80),
    );
    assert.deepEqual(
      problem.errors?.map((each) => each.field),
      [field],
    );
  }
  const unclear = expectError(await owner.post(`/v1/accounts/${team}/invites`, { role: 'dev', email: 'kim@example', note: 'a\u202eb' }), 'invalid_request');
  assert.match(unclear.detail, /`email`: .*domain.*; `note`: U\+202E /);
  expectOk(
    await owner.post(`/v1/accounts/${team}/invites`, { role: 'dev', expiresIn: 31_536_000, note: 'x'.repeat(280) }),
    shapes.sent,
    201,
  );
});

test('every invite route requires `members:invite`', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { invite } = await owner.invite(team, { role: 'basic' });
  for (const role of ['basic', 'billing', 'dev']) {
    const other = await memberOf(owner, team, role, role);
    const invites = `/v1/accounts/${team}/invites`;
    expectError(await other.post(invites, { role: 'basic' }), 'forbidden');
    expectError(await other.get(invites), 'forbidden');
    expectError(await other.get(invitePath(invite.id)), 'forbidden');
    expectError(await other.get(`${invitePath(invite.id)}/link`), 'forbidden');
    expectError(await other.post(`${invitePath(invite.id)}/resend`, {}), 'forbidden');
    expectError(await other.delete(invitePath(invite.id)), 'forbidden');
  }
  assert.equal((await owner.inviteState(invite.id)).status, 'pending');
});

test('the list can be filtered by the current status', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const ids: Record<string, string> = {};
  ids['expired'] = (await owner.invite(team, { role: 'dev', expiresIn: 1 })).invite.id;
  ids['pending'] = (await owner.invite(team, { role: 'dev' })).invite.id;
  ids['revoked'] = (await owner.invite(team, { role: 'dev' })).invite.id;
  expectOk(await owner.delete(invitePath(ids['revoked'])), shapes.invite);
  ids['declined'] = (await owner.invite(team, { email: guest.email, role: 'dev' })).invite.id;
  expectOk(await guest.post('/v1/invites/decline', { inviteId: ids['declined'] }), shapes.invite);
  ids['accepted'] = (await owner.invite(team, { email: guest.email, role: 'dev' })).invite.id;
  await guest.join({ inviteId: ids['accepted'] });
  await sleep(1100);
  for (const [status, id] of Object.entries(ids)) {
    const { items } = expectOk(await owner.get(`/v1/accounts/${team}/invites?status=${status}`), page);
    assert.deepEqual(
      items.map((each) => [each.id, each.status]),
      [[id, status]],
    );
    const { decidedAt } = await owner.inviteState(id);
    assert.equal(decidedAt !== undefined, ['revoked', 'declined', 'accepted'].includes(status), status);
  }
  assert.equal((await owner.invites(team)).length, 5);
  expectError(await owner.get(`/v1/accounts/${team}/invites?status=open`), 'invalid_request');
});

test('reading the link returns the same link, and does not count as a resend', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const admin = await memberOf(owner, team, 'Ada', 'admin');
  const { invite, link } = await owner.invite(team, { email: newEmail(), role: 'dev' });
  for (const user of [owner, admin, owner]) {
    assert.equal(expectOk(await user.get(`${invitePath(invite.id)}/link`), shapes.link).link, link);
  }
  assert.deepEqual(await owner.inviteState(invite.id), invite);
});

test('resending keeps the link, changes the inviter and can change the expiry, once a minute', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const admin = await memberOf(owner, team, 'Ada', 'admin');
  const { invite, link } = await owner.invite(team, { email: newEmail(), role: 'dev' });
  const again = expectOk(await admin.post(`${invitePath(invite.id)}/resend`, { expiresIn: 3600 }), shapes.sent);
  assert.equal(again.link, link);
  assert.deepEqual(again.invite.inviter, { user: admin.id, name: 'Ada' });
  assert.ok(Math.abs(Date.parse(again.invite.expiresAt ?? '') - Date.now() - 3_600_000) < 60_000);
  const reply = await owner.post(`${invitePath(invite.id)}/resend`, {});
  const { retryAfter } = expectError(reply, 'rate_limited');
  assert.ok(retryAfter !== undefined && retryAfter >= 1 && retryAfter <= 60, String(retryAfter));
  assert.equal(reply.headers['retry-after'], String(retryAfter));
  await tokenOf(edge, link);
});

test('rotating closes the old link and every token obtained with it', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { invite, link } = await owner.invite(team, { email: guest.email, role: 'dev' });
  const old = await tokenOf(edge, link);
  const rotated = expectOk(await owner.post(`${invitePath(invite.id)}/resend`, { rotate: true }), shapes.sent);
  assert.notEqual(rotated.link, link);
  assert.equal(expectOk(await owner.get(`${invitePath(invite.id)}/link`), shapes.link).link, rotated.link);
  assert.equal((await openLink(edge, link)).fragment.get('invite'), 'closed');
  expectError(await guest.accept({ token: old }), 'invite_closed');
  await guest.join({ token: await tokenOf(edge, rotated.link) });
});

test('resend rejects unknown and invalid fields', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { invite } = await owner.invite(team, { role: 'dev' });
  for (const body of [{ rotate: 'yes' }, { expiresIn: 0 }, { role: 'admin' }, { email: newEmail() }]) {
    expectError(await owner.post(`${invitePath(invite.id)}/resend`, body), 'invalid_request', JSON.stringify(body));
  }
});

test('revoking returns the invite, and closes its link', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { invite, link } = await owner.invite(team, { email: newEmail(), role: 'dev' });
  const revoked = expectOk(await owner.delete(invitePath(invite.id)), shapes.invite);
  assert.deepEqual([revoked.id, revoked.status], [invite.id, 'revoked']);
  assert.match(String(revoked.decidedAt), /Z$/);
  assert.equal((await openLink(edge, link)).fragment.get('invite'), 'closed');
  assert.equal((await owner.inviteState(invite.id)).status, 'revoked');
});

test('unknown invites are not found', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  for (const id of [unknownInvite(team), unknownInvite(), 'inv_x', 'nonsense']) {
    const path = `/v1/accounts/${team}/invites/${id}`;
    expectError(await owner.get(path), 'not_found', id);
    expectError(await owner.get(`${path}/link`), 'not_found', id);
    expectError(await owner.post(`${path}/resend`, {}), 'not_found', id);
    expectError(await owner.delete(path), 'not_found', id);
  }
});
