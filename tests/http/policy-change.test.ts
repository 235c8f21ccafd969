// After a restart with a new policy each account adopts it with its next command.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { memberOf, ownerWithTeam, person, tokenOf } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { decode } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

/** A small policy; `roles` are its roles besides the owner's. */
function policyText(roles: string): string {
  const permissions = [
    'team:access',
    'members:invite',
    'members:manage',
    'team:manage',
    'audit:read',
    'boats:sail',
    'boats:sink',
  ];
  const all = permissions.map((each) => `"${each}"`).join(', ');
  return [
    'audience = "harbour"',
    'ownerRole = "captain"',
    ...permissions.map((name) => `[[permission]]\nname = "${name}"\ntitle = "${name}"`),
    `[[role]]\nname = "captain"\ntitle = "Captain"\npermissions = [${all}]`,
    roles,
  ].join('\n');
}

const BEFORE = policyText(`
[[role]]
name = "mate"
title = "Mate"
permissions = ["team:access", "members:invite", "boats:sail", "boats:sink"]
[[role]]
name = "sailor"
title = "Sailor"
permissions = ["team:access", "boats:sail", "boats:sink"]
[[role]]
name = "cook"
title = "Cook"
permissions = ["team:access"]
`);
/** The mate can no longer sink boats, the sailor is renamed to deckhand, and the cook is gone. */
const AFTER = policyText(`
[[role]]
name = "mate"
title = "Mate"
permissions = ["team:access", "members:invite", "boats:sail"]
[[role]]
name = "deckhand"
was = ["sailor"]
title = "Deckhand"
permissions = ["team:access", "boats:sail", "boats:sink"]
`);

let edge: Edge;
before(async () => {
  edge = await startEdge({ policy: { text: BEFORE, audience: 'harbour', ownerRole: 'captain', permissions: [], roles: [] } });
});
after(() => edge?.stop());

test('an account adopts a new policy once, with its epoch, invites and audit log', async () => {
  const { owner, team } = await ownerWithTeam(edge, 'Carla');
  const mate = await memberOf(owner, team, 'Mats', 'mate');
  const sailor = await memberOf(owner, team, 'Sam', 'sailor');
  const cook = await memberOf(owner, team, 'Coco', 'cook');
  const guest = await person(edge, 'Gina');
  const byMate = await mate.invite(team, { email: guest.email, role: 'sailor' });
  const byOwner = await owner.invite(team, { email: `dev${unique()}@example.com`, role: 'sailor' });
  const forCook = await owner.invite(team, { email: `cook${unique()}@example.com`, role: 'cook' });
  const old = (await send(edge.origin, 'GET', '/v1/policy')).json() as { id: string };
  const { epoch } = await owner.account(team);
  const token = await tokenOf(edge, byMate.link);

  edge.host.use(0, { policy: AFTER, previousPolicy: BEFORE });
  await edge.host.kill();
  await edge.host.start();

  assert.deepEqual((await send(edge.origin, 'GET', `/v1/policy/${old.id}`)).json(), old, 'the previous policy is still served');
  expectError(await send(edge.origin, 'GET', '/v1/policy/AAAAAAAAAAAAAAAA'), 'not_found');
  const current = (await send(edge.origin, 'GET', '/v1/policy')).json() as { id: string };
  assert.notEqual(current.id, old.id);
  for (const each of [old, current]) {
    assert.deepEqual((await send(edge.origin, 'GET', `/v1/policy/${each.id}`)).json(), each, 'both policies are served');
  }
  assert.deepEqual(new Set((await sailor.account(team)).permissions), new Set(['team:access', 'boats:sail', 'boats:sink']));
  assert.equal((await sailor.account(team)).role, 'deckhand', 'a renamed role has its new name');
  expectError(await cook.get(`/v1/accounts/${team}`), 'forbidden', 'a member whose role is gone has no permissions');
  const claims = decode(expectOk(await sailor.post(`/v1/accounts/${team}/token`), shapes.token).token).claims;
  assert.deepEqual([claims['pol'], claims['role'], claims['epoch']], [current.id, 'deckhand', epoch + 1]);

  const states = new Map((await owner.invites(team)).map((each) => [each.id, each.status]));
  assert.equal(states.get(byMate.invite.id), 'revoked', 'the mate can no longer grant the role');
  assert.equal(states.get(byOwner.invite.id), 'pending', 'the captain still can');
  assert.equal(states.get(forCook.invite.id), 'revoked', 'a role that is gone cannot be granted');
  assert.equal(expectError(await guest.accept({ token }), 'invite_closed').why, 'revoked');

  const updates = (await owner.audit(team)).filter((each) => each.action === 'account.update');
  assert.equal(updates.length, 1);
  assert.deepEqual([updates[0]?.actor.kind, updates[0]?.outcome], ['system', 'done']);
  await owner.invite(team, { role: 'deckhand' });
  assert.equal((await owner.account(team)).epoch, epoch + 1, 'incremented once');
});

test('an invite from before the change is accepted with the renamed role', async () => {
  edge.host.use(0, { policy: BEFORE, previousPolicy: '' });
  await edge.host.kill();
  await edge.host.start();
  const { owner, team } = await ownerWithTeam(edge, 'Carla');
  const guest = await person(edge, 'Gina');
  const { invite, link } = await owner.invite(team, { email: guest.email, role: 'sailor' });
  const token = await tokenOf(edge, link);
  edge.host.use(0, { policy: AFTER });
  await edge.host.kill();
  await edge.host.start();
  assert.equal((await guest.join({ token })).membership.role, 'deckhand');
  assert.equal((await owner.inviteState(invite.id)).status, 'accepted');
});
