// Rule 12: a membership token is valid for 60 s (`MEMBERSHIP_TTL`, 30–300). Where the account itself is asked, a removed or changed
// member is denied at once, and other members are not affected.
// To break it: issue tokens for longer, or issue one without reading the member.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge } from '../../harness/edge.ts';
import { memberOf, ownerWithTeam } from '../../harness/person.ts';
import { expectOk, expectError } from '../../harness/expect.ts';
import { verified } from '../../harness/secrets.ts';
import * as shapes from '../../harness/shapes.ts';
import type { Person } from '../../harness/person.ts';
import type { Claims } from '../../harness/secrets.ts';

async function claimsOf(user: Person, team: string): Promise<Claims> {
  const { token } = expectOk(await user.post(`/v1/accounts/${team}/token`), shapes.token);
  return verified(token, [user.world.secrets.key.publicJwk()]).claims;
}

describe('rule 12: tokens expire after a minute, and changes apply at once', () => {
  let edge: Edge;
  before(async () => {
    edge = await startEdge();
  });
  after(() => edge?.stop());

  test('a token is valid for 60 seconds, and the response says until when', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const { token, expiresAt } = expectOk(await owner.post(`/v1/accounts/${team}/token`), shapes.token);
    const { iat, exp } = verified(token, [edge.secrets.key.publicJwk()]).claims as { iat: number; exp: number };
    assert.equal(exp - iat, 60);
    assert.equal(Math.floor(Date.parse(expiresAt) / 1000), exp);
    assert.ok(Math.abs(iat * 1000 - Date.now()) < 60_000);
  });

  test('a removed member gets no tokens and cannot read the team', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const member = await memberOf(owner, team, 'Mia', 'dev');
    await claimsOf(member, team);
    assert.ok((await owner.delete(`/v1/accounts/${team}/members/${member.id}`)).status < 300);
    expectError(await member.post(`/v1/accounts/${team}/token`), 'not_found');
    expectError(await member.get(`/v1/accounts/${team}`), 'not_found');
    expectError(await member.get(`/v1/accounts/${team}/members`), 'not_found');
  });

  test('after a role change the next token has the new role and a higher epoch', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const member = await memberOf(owner, team, 'Mia', 'dev');
    const before = await claimsOf(member, team);
    expectOk(await owner.patch(`/v1/accounts/${team}/members/${member.id}`, { role: 'billing' }), shapes.member);
    const after = await claimsOf(member, team);
    assert.deepEqual([before['role'], after['role']], ['dev', 'billing']);
    assert.ok(Number(after['epoch']) > Number(before['epoch']));
  });

  test('changing or removing a member does not affect other members', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const [unchanged, other] = [await memberOf(owner, team, 'Mia', 'dev'), await memberOf(owner, team, 'Max', 'dev')];
    expectOk(await owner.patch(`/v1/accounts/${team}/members/${other.id}`, { role: 'basic' }), shapes.member);
    assert.ok((await owner.delete(`/v1/accounts/${team}/members/${other.id}`)).status < 300);
    assert.equal((await claimsOf(unchanged, team))['role'], 'dev');
    assert.equal((await unchanged.account(team)).role, 'dev');
  });
});
