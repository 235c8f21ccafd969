// The audit log: its shape, its hash chain (recomputed independently of the product) and its signed head.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hashOf } from '../harness/audit-chain.ts';
import { startEdge, type Edge } from '../harness/edge.ts';
import { memberOf, ownerWithTeam, invitePath, person, type Person } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { sha256, verified } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

async function teamWithHistory(): Promise<{ owner: Person; team: string; member: Person }> {
  const { owner, team } = await ownerWithTeam(edge);
  const member = await memberOf(owner, team, 'Mia', 'dev');
  expectError(await member.patch(`/v1/accounts/${team}`, { name: 'Mine' }), 'forbidden');
  expectOk(await owner.patch(`/v1/accounts/${team}/members/${member.id}`, { role: 'billing' }), shapes.member);
  const { invite } = await owner.invite(team, { role: 'basic' });
  expectOk(await owner.post(`${invitePath(invite.id)}/resend`, { rotate: true }), shapes.sent);
  expectOk(await owner.patch(`/v1/accounts/${team}`, { name: 'Renamed' }), shapes.account);
  return { owner, team, member };
}

test('anyone can recompute the hash chain, starting from the account id', async () => {
  const { owner, team } = await teamWithHistory();
  const events = (await owner.audit(team)).toReversed();
  assert.deepEqual(
    events.map((each) => [each.action, each.outcome]),
    [
      ['account.create', 'done'],
      ['invite.create', 'done'],
      ['invite.accept', 'done'],
      ['member.join', 'done'],
      ['account.update', 'refused'],
      ['member.role', 'done'],
      ['invite.create', 'done'],
      ['invite.resend', 'done'],
      ['account.update', 'done'],
    ],
  );
  let prev = sha256(team).toString('base64url');
  for (const [index, event] of events.entries()) {
    assert.equal(event.prev, prev, `event ${index} follows the one before it`);
    assert.equal(event.hash, hashOf(event), `event ${index} has the hash that it states`);
    prev = event.hash;
  }
});

test('an unfiltered page contains the signed head of the chain', async () => {
  const { owner, team } = await teamWithHistory();
  const reply = await owner.get(`/v1/accounts/${team}/audit`);
  const { items, head } = expectOk(reply, shapes.auditPage);
  const { header, claims } = verified(String(head), [edge.secrets.key.publicJwk()]);
  assert.deepEqual(header, { alg: 'EdDSA', kid: edge.secrets.key.kid, typ: 'audit-head+jwt' });
  assert.deepEqual([claims['acc'], claims['count'], claims['hash']], [team, items.length, items[0]?.hash]);
});

test('events name the actor and the resource, without addresses', async () => {
  const { owner, team, member } = await teamWithHistory();
  const events = await owner.audit(team);
  const role = events.find((each) => each.action === 'member.role');
  assert.deepEqual(role?.actor, { kind: 'user', id: owner.id, name: 'Olga' });
  assert.deepEqual([role?.resourceType, role?.resourceId], ['member', member.id]);
  const join = events.find((each) => each.action === 'member.join');
  assert.deepEqual([join?.actor.id, join?.resourceId], [member.id, member.id]);
  const refusal = events.find((each) => each.outcome === 'refused');
  assert.deepEqual([refusal?.code, refusal?.actor.id], ['forbidden', member.id]);
  assert.ok(!JSON.stringify(events).includes('@'), 'no address anywhere');
});

test('reading the log requires `audit:read`, and is not logged itself', async () => {
  const { owner, team, member } = await teamWithHistory();
  const before = await owner.audit(team);
  expectError(await member.get(`/v1/accounts/${team}/audit`), 'forbidden');
  expectError(await (await person(edge, 'Stan')).get(`/v1/accounts/${team}/audit`), 'not_found');
  assert.deepEqual(await owner.audit(team), before);
});

test('events keep the name of a member who has been removed', async () => {
  const { owner, team, member } = await teamWithHistory();
  assert.ok((await owner.delete(`/v1/accounts/${team}/members/${member.id}`)).status < 300);
  const join = (await owner.audit(team)).find((each) => each.action === 'member.join');
  assert.deepEqual(join?.actor, { kind: 'user', id: member.id, name: 'Mia' });
});
