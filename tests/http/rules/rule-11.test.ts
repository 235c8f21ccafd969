// Rule 11: an unknown permission, role or key, a missing binding, WebAssembly that is not loaded, and an expired token all deny.
// To break it: accept an unknown role as one without permissions, ignore unknown fields, or skip `exp`.
// `settings.test.ts` tests missing settings, and the SDK's tests its side.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge, unique } from '../../harness/edge.ts';
import { memberOf, ownerWithTeam, Person } from '../../harness/person.ts';
import { expectError } from '../../harness/expect.ts';
import { SigningKey } from '../../harness/secrets.ts';

describe('rule 11: everything unknown is denied', () => {
  let edge: Edge;
  before(async () => {
    edge = await startEdge();
  });
  after(() => edge?.stop());

  test('an unknown role cannot be granted', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const member = await memberOf(owner, team, 'Mia', 'dev');
    for (const role of ['superuser', 'Dev', 'dev ', 'constructor', '__proto__', 'custom']) {
      expectError(await owner.post(`/v1/accounts/${team}/invites`, { role }), 'invalid_request', role);
      expectError(await owner.patch(`/v1/accounts/${team}/members/${member.id}`, { role }), 'invalid_request', role);
    }
    assert.equal((await member.account(team)).role, 'dev');
    assert.equal((await owner.invites(team)).filter((each) => each.status === 'pending').length, 0);
  });

  test('an expired identity token is rejected', async () => {
    const now = Math.floor(Date.now() / 1000);
    const user = { subject: unique(), email: 'kim@example.com', emailVerified: true, name: 'Kim' };
    const expired = new Person(edge, user.email, user.name, edge.identity(user, { iat: now - 7200, exp: now - 3600 }));
    expectError(await expired.get('/v1/me'), 'token_expired');
    expectError(await expired.put('/v1/me'), 'token_expired');
  });

  test('an invite token signed by an unknown key is rejected', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const { invite } = await owner.invite(team, { role: 'basic' });
    const guest = await memberOf(owner, (await owner.team()).id, 'Gina', 'basic');
    const iat = Math.floor(Date.now() / 1000);
    const claims = {
      iss: edge.origin,
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
    expectError(await guest.accept({ token: new SigningKey('unknown').sign('invite+jwt', claims) }), 'invite_closed');
  });

  test('an unknown field is rejected, not ignored', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    for (const extra of [{ permissions: ['team:access'] }, { user: owner.id }, { Role: 'admin' }]) {
      expectError(await owner.post(`/v1/accounts/${team}/invites`, { role: 'basic', ...extra }), 'invalid_request');
    }
    assert.deepEqual(await owner.invites(team), []);
  });
});
