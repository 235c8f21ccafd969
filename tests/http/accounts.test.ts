// Accounts: opening teams, reading, renaming, converting and reverting them. What a revert undoes is tested under rule 8.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { memberOf, ownerWithTeam, person } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { unknownAccount, unknownInvite, unknownUser } from '../harness/secrets.ts';
import { roleOf } from '../harness/policy.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

test('a new team belongs to the user who creates it', async () => {
  const owner = await person(edge, 'Olga');
  const team = await owner.team('Test Production');
  assert.deepEqual([team.kind, team.name, team.role, team.memberCount], ['team', 'Test Production', edge.policy.ownerRole, 1]);
  assert.deepEqual(team.owner, { user: owner.id, name: 'Olga' });
  assert.deepEqual(new Set(team.permissions), new Set(roleOf(edge.policy, edge.policy.ownerRole).permissions));
  assert.ok(Math.abs(Date.parse(team.createdAt) - Date.now()) < 60_000);
  assert.deepEqual(await owner.account(team.id), team);
});

test('names are trimmed, normalized to NFC, and may contain any visible characters', async () => {
  const owner = await person(edge, 'Olga');
  assert.equal((await owner.team('  Zoe\u0308 & Söhne <b> ')).name, 'Zoë & Söhne <b>');
  assert.equal((await owner.team('名'.repeat(64))).name, '名'.repeat(64));
});

test('names that are invisible or look like links are rejected with a field error', async () => {
  const owner = await person(edge, 'Olga');
  for (const name of [
    '',
    '   ',
    'x'.repeat(65),
    'a\u202eb',
    'a\u200bb',
    'a\nb',
    'a\u0000b',
    'see https://evil.example',
    '\u2066x',
    7,
    null,
    ['x'],
    undefined,
  ]) {
    const problem = expectError(await owner.post('/v1/accounts', { name }), 'invalid_request', JSON.stringify(name));
    assert.deepEqual(
      problem.errors?.map((each) => each.field),
      ['name'],
      JSON.stringify(name),
    );
  }
});

test('members with team:manage can rename the team; others see the new name but cannot change it', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const admin = await memberOf(owner, team, 'Ada', 'admin');
  const dev = await memberOf(owner, team, 'Dev', 'dev');
  const renamed = expectOk(await admin.patch(`/v1/accounts/${team}`, { name: 'Second name' }), shapes.account);
  assert.deepEqual([renamed.name, renamed.id], ['Second name', team]);
  assert.equal((await dev.account(team)).name, 'Second name');
  expectError(await dev.patch(`/v1/accounts/${team}`, { name: 'Mine' }), 'forbidden');
  assert.equal((await owner.account(team)).name, 'Second name');
});

test('the owner of a personal account can rename it', async () => {
  const owner = await person(edge, 'Olga');
  assert.equal(expectOk(await owner.patch(`/v1/accounts/${owner.own}`, { name: 'Home' }), shapes.account).name, 'Home');
});

test('a forbidden error names the missing permission and the roles that have it', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const dev = await memberOf(owner, team, 'Dev', 'dev');
  const problem = expectError(await dev.patch(`/v1/accounts/${team}`, { name: 'Mine' }), 'forbidden');
  const explanation = problem.explanation as Record<string, unknown> | undefined;
  assert.ok(explanation, 'the problem carries the explanation');
  assert.equal(explanation['reason'], 'role_lacks');
  assert.deepEqual(explanation['missing'], ['team:manage']);
  assert.equal(explanation['role'], 'dev');
  assert.deepEqual(explanation['rolesThatWould'], ['admin']);
  assert.deepEqual(explanation['askWho'], [{ user: owner.id, name: 'Olga' }]);
});

test('another user’s, an unknown and a malformed account id are all 404 on every route', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const stranger = await person(edge, 'Stan');
  const { invite } = await owner.invite(team, { role: 'basic' });
  for (const id of [team, unknownAccount(), 'acc_short', 'nonsense', `${team}A`, 'acc_%2e%2e%2fme', `usr_${team.slice(4)}`]) {
    const account = `/v1/accounts/${id}`;
    const invites = [id === team ? invite.id : unknownInvite(), 'inv_x'];
    const replies = [
      await stranger.get(account),
      await stranger.patch(account, { name: 'Mine' }),
      await stranger.post(`${account}/convert`, { name: 'Mine' }),
      await stranger.post(`${account}/convert?dryRun=true`, {}),
      await stranger.post(`${account}/revert`, { confirmName: 'x' }),
      await stranger.post(`${account}/revert?dryRun=true`, {}),
      await stranger.post(`${account}/token`),
      await stranger.get(`${account}/members`),
      await stranger.patch(`${account}/members/${owner.id}`, { role: 'basic' }),
      await stranger.delete(`${account}/members/${owner.id}`),
      await stranger.delete(`${account}/members/${stranger.id}`),
      await stranger.delete(`${account}/members/${unknownUser()}`),
      await stranger.get(`${account}/invites`),
      await stranger.post(`${account}/invites`, { role: 'basic' }),
      await stranger.get(`${account}/audit`),
    ];
    for (const each of invites) {
      replies.push(
        await stranger.get(`${account}/invites/${each}`),
        await stranger.get(`${account}/invites/${each}/link`),
        await stranger.post(`${account}/invites/${each}/resend`, {}),
        await stranger.delete(`${account}/invites/${each}`),
      );
    }
    for (const [index, reply] of replies.entries()) expectError(reply, 'not_found', `${id}, request ${index}`);
  }
  assert.equal((await owner.account(team)).memberCount, 1);
});

test('a path under one account does not reach the members or invites of another', async () => {
  const [one, two] = [await ownerWithTeam(edge), await ownerWithTeam(edge)];
  const member = await memberOf(one.owner, one.team, 'Mia', 'dev');
  const { invite } = await one.owner.invite(one.team, { role: 'basic' });
  const account = `/v1/accounts/${two.team}`;
  expectError(await two.owner.patch(`${account}/members/${member.id}`, { role: 'basic' }), 'not_found');
  expectError(await two.owner.delete(`${account}/members/${member.id}`), 'not_found');
  expectError(await two.owner.get(`${account}/invites/${invite.id}`), 'not_found');
  expectError(await two.owner.get(`${account}/invites/${invite.id}/link`), 'not_found');
  expectError(await two.owner.delete(`${account}/invites/${invite.id}`), 'not_found');
  assert.equal((await one.owner.inviteState(invite.id)).status, 'pending');
});

test('convert requires a name, and revert requires the name as confirmation', async () => {
  const owner = await person(edge, 'Olga');
  expectError(await owner.post(`/v1/accounts/${owner.own}/convert`, {}), 'invalid_request');
  expectError(await owner.post(`/v1/accounts/${owner.own}/convert`, { name: '' }), 'invalid_request');
  const team = expectOk(await owner.post(`/v1/accounts/${owner.own}/convert`, { name: 'Team' }), shapes.account);
  assert.ok(team.epoch > 1, 'converting increments the epoch');
  expectError(await owner.post(`/v1/accounts/${owner.own}/revert`, {}), 'invalid_request');
  const personal = expectOk(await owner.post(`/v1/accounts/${owner.own}/revert`, { confirmName: 'Team' }), shapes.account);
  assert.ok(personal.epoch > team.epoch, 'reverting increments it too');
});

test('invites to a personal account are rejected', async () => {
  const owner = await person(edge, 'Olga');
  expectError(await owner.post(`/v1/accounts/${owner.own}/invites`, { role: 'basic' }), 'not_a_team');
});

test('the epoch changes with members and roles, not with reads or invites', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const epoch = async (): Promise<number> => (await owner.account(team)).epoch;
  const start = await epoch();
  await owner.invite(team, { role: 'basic' });
  assert.equal(await epoch(), start);
  const member = await memberOf(owner, team, 'Mia', 'dev');
  assert.equal(await epoch(), start + 1);
  expectOk(await owner.patch(`/v1/accounts/${team}/members/${member.id}`, { role: 'basic' }), shapes.member);
  assert.equal(await epoch(), start + 2);
  assert.ok((await member.delete(`/v1/accounts/${team}/members/${member.id}`)).status < 300);
  assert.equal(await epoch(), start + 3);
});
