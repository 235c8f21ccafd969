// Rule 8: convert from personal to team keeps the id. Revert makes the account personal again: members are removed, invites revoked,
// and the audit log is kept; only the owner can, with the name as confirmation (`name_mismatch`). A team that was never personal is
// closed permanently. Both accept `?dryRun=true`: same permission, no name, nothing written.
// To break it: create a new account on convert, do not compare the name, apply the changes of a dry run, or require a permission
// instead of the owner.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge, unique } from '../../harness/edge.ts';
import { memberOf, ownerWithTeam, person, type Person } from '../../harness/person.ts';
import { expectOk, expectError } from '../../harness/expect.ts';
import * as shapes from '../../harness/shapes.ts';

async function convert(owner: Person, name = 'Test Production'): Promise<shapes.Account> {
  return expectOk(await owner.post(`/v1/accounts/${owner.own}/convert`, { name }), shapes.account);
}

async function snapshot(owner: Person, account: string): Promise<unknown> {
  return {
    account: await owner.account(account),
    members: await owner.members(account),
    invites: await owner.invites(account),
    audit: await owner.audit(account),
  };
}

describe('rule 8: convert keeps the account, and revert makes it personal again', () => {
  let edge: Edge;
  before(async () => {
    edge = await startEdge();
  });
  after(() => edge?.stop());

  test('a converted account keeps its id, and after revert its audit log', async () => {
    const owner = await person(edge, 'Olga');
    const team = await convert(owner);
    assert.deepEqual([team.id, team.kind, team.name], [owner.own, 'team', 'Test Production']);
    const member = await memberOf(owner, team.id, 'Mia', 'dev');
    const { invite } = await owner.invite(team.id, { email: `dev${unique()}@example.com`, role: 'dev' });
    const before = await owner.audit(team.id);
    const revert = `/v1/accounts/${team.id}/revert`;
    const personal = expectOk(await owner.post(revert, { confirmName: 'Test Production' }), shapes.account);
    assert.deepEqual([personal.id, personal.kind, personal.memberCount], [owner.own, 'personal', 1]);
    expectError(await member.get(`/v1/accounts/${team.id}`), 'not_found');
    const after = await owner.audit(team.id);
    assert.deepEqual(after.slice(-before.length), before, 'the audit log is kept');
    assert.deepEqual(after.map((each) => each.action).slice(0, 1), ['account.revert']);
    await convert(owner, 'Again');
    assert.equal((await owner.inviteState(invite.id)).status, 'revoked');
  });

  test('revert requires the exact name', async () => {
    const owner = await person(edge, 'Olga');
    await convert(owner);
    const revert = `/v1/accounts/${owner.own}/revert`;
    for (const confirmName of ['', 'test production', 'Test  Production', 'Test']) {
      expectError(await owner.post(revert, { confirmName }), 'name_mismatch', JSON.stringify(confirmName));
    }
    assert.equal((await owner.account(owner.own)).kind, 'team');
  });

  test('a dry run returns the plan and writes nothing', async () => {
    const owner = await person(edge, 'Olga');
    const fresh = await snapshot(owner, owner.own);
    expectOk(await owner.post(`/v1/accounts/${owner.own}/convert?dryRun=true`, {}), shapes.plan);
    assert.deepEqual(await snapshot(owner, owner.own), fresh);
    await convert(owner);
    await memberOf(owner, owner.own, 'Mia', 'dev');
    await owner.invite(owner.own, { role: 'basic' });
    const before = await snapshot(owner, owner.own);
    const { plan } = expectOk(await owner.post(`/v1/accounts/${owner.own}/revert?dryRun=true`, {}), shapes.plan);
    assert.equal(plan['membersRemoved'], 1);
    assert.equal(plan['invitesRevoked'], 1);
    assert.deepEqual(await snapshot(owner, owner.own), before);
  });

  test('only the owner can revert, or do a dry run of it', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const admin = await memberOf(owner, team, 'Ada', edge.policy.ownerRole);
    const { name } = await owner.account(team);
    expectError(await admin.post(`/v1/accounts/${team}/revert?dryRun=true`, {}), 'forbidden');
    expectError(await admin.post(`/v1/accounts/${team}/revert`, { confirmName: name }), 'forbidden');
    const stranger = await person(edge, 'Stan');
    expectError(await stranger.post(`/v1/accounts/${team}/revert`, { confirmName: name }), 'not_found');
    assert.equal((await owner.account(team)).kind, 'team');
  });

  test('a team that was never personal is closed permanently', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const member = await memberOf(owner, team, 'Mia', 'dev');
    const { name } = await owner.account(team);
    const reply = await owner.post(`/v1/accounts/${team}/revert`, { confirmName: name });
    assert.equal(reply.status, 200, reply.text);
    for (const user of [owner, member]) expectError(await user.get(`/v1/accounts/${team}`), 'not_found');
    expectError(await owner.post(`/v1/accounts/${team}/token`), 'not_found');
  });

  test('a team cannot be converted, and a personal account cannot be reverted', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    expectError(await owner.post(`/v1/accounts/${team}/convert`, { name: 'More' }), 'already_a_team');
    expectError(await owner.post(`/v1/accounts/${owner.own}/revert`, { confirmName: owner.name }), 'not_a_team');
  });
});
