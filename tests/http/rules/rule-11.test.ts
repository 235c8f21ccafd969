// Rule 11: unknown permission, role or key, missing binding, unloaded WASM, expired token: deny.
// To break it: let an unknown role through as one without permissions, ignore fields that are not known, or skip
// `exp`. Missing settings are in `settings.test.ts`, the SDK's side in its own tests.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge, unique } from '../../harness/edge.ts';
import { memberOf, ownerWithTeam, Person } from '../../harness/person.ts';
import { refused } from '../../harness/refusal.ts';
import { SigningKey } from '../../harness/secrets.ts';

describe('rule 11: what is not known is denied', () => {
  let world: Edge;
  before(async () => {
    world = await startEdge();
  });
  after(() => world?.stop());

  test('an unknown role is granted by nobody', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const member = await memberOf(owner, team, 'Mia', 'dev');
    for (const role of ['superuser', 'Dev', 'dev ', 'constructor', '__proto__', 'custom']) {
      refused(await owner.post(`/v1/accounts/${team}/invites`, { role }), 'invalid_request', role);
      refused(await owner.patch(`/v1/accounts/${team}/members/${member.id}`, { role }), 'invalid_request', role);
    }
    assert.equal((await member.account(team)).role, 'dev');
    assert.equal((await owner.invites(team)).filter((each) => each.status === 'pending').length, 0);
  });

  test('an expired identity is nobody', async () => {
    const now = Math.floor(Date.now() / 1000);
    const who = { subject: unique(), email: 'kim@example.com', emailVerified: true, name: 'Kim' };
    const late = new Person(world, who.email, who.name, world.identity(who, { iat: now - 7200, exp: now - 3600 }));
    refused(await late.get('/v1/me'), 'token_expired');
    refused(await late.put('/v1/me'), 'token_expired');
  });

  test('an invite token under an unknown key opens nothing', async () => {
    const { owner, team } = await ownerWithTeam(world);
    const { invite } = await owner.invite(team, { role: 'basic' });
    const guest = await memberOf(owner, (await owner.team()).id, 'Gina', 'basic');
    const iat = Math.floor(Date.now() / 1000);
    const claims = {
      iss: world.origin,
      jti: invite.id,
      acc: team,
      gen: 0,
      name: 'x',
      role: 'basic',
      inv: 'y',
      iat,
      exp: iat + 60,
      pol: 'z',
    };
    refused(await guest.accept({ token: new SigningKey('unheard-of').seal('invite+jwt', claims) }), 'invite_closed');
  });

  test('a field that is not known is refused, not ignored', async () => {
    const { owner, team } = await ownerWithTeam(world);
    for (const extra of [{ permissions: ['team:access'] }, { user: owner.id }, { Role: 'admin' }]) {
      refused(await owner.post(`/v1/accounts/${team}/invites`, { role: 'basic', ...extra }), 'invalid_request');
    }
    assert.deepEqual(await owner.invites(team), []);
  });
});
