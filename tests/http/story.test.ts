// The main scenario over HTTP: convert, invite, open the link, wrong address, join, role change, removal, deletion. It runs under the
// default policy, and under one of 40 permissions and 6 roles that has only the five required permissions in common with it.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { eventually, openLink, person, tokenOf } from '../harness/person.ts';
import { defaultPolicy, observatoryPolicy, roleOf, type Policy } from '../harness/policy.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { decode } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

const POLICIES: [string, Policy, { invited: string; later: string; declined: string }][] = [
  ['the default policy', defaultPolicy(), { invited: 'dev', later: 'billing', declined: 'basic' }],
  ['40 permissions and 6 roles', observatoryPolicy(), { invited: 'observer', later: 'bursar', declined: 'analyst' }],
];

for (const [name, policy, roles] of POLICIES) {
  describe(`under ${name}`, () => {
    let edge: Edge | undefined;
    after(() => edge?.stop());

    test('a personal account becomes a team and is reverted', async () => {
      edge = await startEdge({ policy });
      const owner = await person(edge, 'Olga');
      const [invitee, other, decliner] = [await person(edge, 'Ivo'), await person(edge, 'Otto'), await person(edge, 'Dana')];
      const may = (role: string): Set<string> => new Set(roleOf(policy, role).permissions);

      const team = expectOk(await owner.post(`/v1/accounts/${owner.own}/convert`, { name: 'Test Production' }), shapes.account);
      const { invite } = await owner.invite(team.id, { email: invitee.email, role: roles.invited });
      const { link } = expectOk(await owner.get(`/v1/accounts/${team.id}/invites/${invite.id}/link`), shapes.link);
      for (let times = 0; times < 25; times++) await openLink(edge, link, times % 2 ? 'GET' : 'HEAD');
      assert.deepEqual(await owner.inviteState(invite.id), invite);

      const token = await tokenOf(edge, link);
      const { claims } = decode(token);
      assert.deepEqual([claims['name'], claims['role'], claims['inv']], ['Test Production', roles.invited, 'Olga']);
      const wrong = expectError(await other.accept({ token }), 'wrong_account');
      assert.ok(wrong.hint?.includes('@'));
      assert.equal((await owner.inviteState(invite.id)).status, 'pending', 'the invite is unaffected by the wrong account');

      const accepted = await invitee.join({ token });
      assert.deepEqual(new Set(accepted.account.permissions), may(roles.invited));
      await eventually('the team is among the invitee’s accounts', async () =>
        (await invitee.me()).accounts.find((each) => each.id === team.id),
      );

      expectOk(await owner.patch(`/v1/accounts/${team.id}/members/${invitee.id}`, { role: roles.later }), shapes.member);
      const current = expectOk(await invitee.post(`/v1/accounts/${team.id}/token`), shapes.token);
      assert.deepEqual(new Set(current.account.permissions), may(roles.later));
      assert.equal(decode(current.token).claims['role'], roles.later);

      const second = await owner.invite(team.id, { email: decliner.email, role: roles.declined });
      await eventually('the invite is in the inbox', async () =>
        expectOk(await decliner.get('/v1/invites'), shapes.page(shapes.invite)).items.find((each) => each.id === second.invite.id),
      );
      expectOk(await decliner.post('/v1/invites/decline', { inviteId: second.invite.id }), shapes.invite);
      assert.equal((await owner.inviteState(second.invite.id)).status, 'declined');

      assert.ok((await owner.delete(`/v1/accounts/${team.id}/members/${invitee.id}`)).status < 300);
      expectError(await invitee.post(`/v1/accounts/${team.id}/token`), 'not_found');

      const personal = expectOk(await owner.post(`/v1/accounts/${team.id}/revert`, { confirmName: 'Test Production' }), shapes.account);
      assert.deepEqual([personal.id, personal.kind], [owner.own, 'personal']);
      const actions = (await owner.audit(owner.own)).toReversed().map((each) => each.action);
      assert.deepEqual(actions, [
        'account.create',
        'account.convert',
        'invite.create',
        'invite.accept',
        'member.join',
        'member.role',
        'invite.create',
        'invite.decline',
        'member.remove',
        'account.revert',
      ]);
    });
  });
}
