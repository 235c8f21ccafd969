// What a member may do beyond their role: lists of permissions, ends of memberships, suspension, and editing a pending invite.
// The file of each rule in `rules` says how to break it in the code; core's own tests are `account/tests/access_rules.rs`.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { eventually, invitePath, memberOf, ownerWithTeam, person, tokenOf, type Person } from '../harness/person.ts';
import { type Reply } from '../harness/http.ts';
import { decode } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

const memberPath = (team: string, user: Person): string => `/v1/accounts/${team}/members/${user.id}`;

async function update(by: Person, team: string, user: Person, body: Record<string, unknown>): Promise<shapes.Member> {
  return expectOk(await by.patch(memberPath(team, user), body), shapes.member);
}

/** A member with this list of permissions. */
async function memberWith(owner: Person, team: string, name: string, permissions: readonly string[]): Promise<Person> {
  const member = await person(edge, name);
  const { link } = await owner.invite(team, { email: member.email, role: 'custom', permissions });
  await member.join({ token: await tokenOf(edge, link) });
  return member;
}

/** The explanation of an error. */
function explained(reply: Reply, code: string): shapes.Explanation {
  return shapes.explanation(expectError(reply, code).explanation, 'explanation');
}

const CONNECT = ['pods:connect', 'team:access'];

describe('lists of permissions', () => {
  test('an invite with a list: in the invite, the preview, the member, the account and the token', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const guest = await person(edge, 'Gina');
    const { invite, link } = await owner.invite(team, { email: guest.email, role: 'custom', permissions: [...CONNECT, 'team:access'] });
    assert.deepEqual([invite.role, invite.permissions], ['custom', CONNECT], 'in the order of the request, each once');
    const token = await tokenOf(edge, link);
    assert.equal(decode(token).claims['role'], 'custom');
    const preview = expectOk(await guest.post('/v1/invites/preview', { token }), shapes.preview);
    assert.deepEqual([preview.role, preview.permissions, preview.roleTitle], ['custom', CONNECT, 'Custom']);
    assert.equal(preview.permissionTitles.length, 2, 'what it allows, in words');
    const [inbox] = await eventually('the inbox shows it', async () => {
      const { items } = expectOk(await guest.get('/v1/invites'), shapes.page(shapes.invite));
      return items.length > 0 ? items : undefined;
    });
    assert.deepEqual(inbox?.permissions, CONNECT);
    const joined = await guest.join({ token });
    assert.deepEqual([joined.membership.role, joined.membership.permissions], ['custom', CONNECT]);
    assert.deepEqual([joined.account.role, joined.account.permissions], ['custom', ['team:access', 'pods:connect']]);
    assert.equal(decode(joined.token).claims['role'], 'custom');
    const mine = (await guest.me()).accounts.find(({ id }) => id === team);
    assert.deepEqual([mine?.role, mine?.permissions], ['custom', ['team:access', 'pods:connect']]);
    const check = await guest.post('/v1/check', { account: team, permissions: ['pods:connect', 'pods:manage'] }, { headers: { 'hallpass-token': joined.token } });
    assert.deepEqual((check.json() as { permissions: unknown }).permissions, { 'pods:connect': true, 'pods:manage': false });
  });

  test('a preview says what a role allows, too', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const { link } = await owner.invite(team, { role: 'basic' });
    const token = await tokenOf(edge, link);
    const preview = expectOk(await (await person(edge, 'Gus')).post('/v1/invites/preview', { token }), shapes.preview);
    assert.ok(preview.permissionTitles.length > 0);
    assert.equal(preview.permissions, undefined);
  });

  test('a list that no member can have is refused by its field', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const member = await memberOf(owner, team, 'Mia', 'basic');
    const long = Array.from({ length: 129 }, (_, at) => `a:b${at}`);
    const cases: [Record<string, unknown>, string, string][] = [
      [{ role: 'custom' }, 'permissions', 'required'],
      [{ role: 'custom', permissions: [] }, 'permissions', 'required'],
      [{ role: 'custom', permissions: ['pods:connect'] }, 'permissions', 'required'],
      [{ role: 'custom', permissions: [...CONNECT, 'pods:fly'] }, 'permissions', 'unknown'],
      [{ role: 'custom', permissions: [...CONNECT, 'PODS:CONNECT'] }, 'permissions', 'unknown'],
      [{ role: 'custom', permissions: [...CONNECT, 7] }, 'permissions', 'invalid'],
      [{ role: 'custom', permissions: 'team:access' }, 'permissions', 'invalid'],
      [{ role: 'custom', permissions: null }, 'permissions', 'invalid'],
      [{ role: 'custom', permissions: [...CONNECT, ...long] }, 'permissions', 'too_long'],
      [{ role: 'basic', permissions: CONNECT }, 'permissions', 'invalid'],
      [{ role: 'basic', permissions: [] }, 'permissions', 'invalid'],
      [{ role: 'editor' }, 'role', 'invalid'],
      [{ role: 'no-such-role' }, 'role', 'unknown'],
    ];
    for (const [body, field, code] of cases) {
      for (const reply of [
        await owner.post(`/v1/accounts/${team}/invites`, body),
        await owner.patch(memberPath(team, member), body),
      ]) {
        assert.deepEqual(expectError(reply, 'invalid_request').errors, [{ field, code }], JSON.stringify(body));
      }
    }
    expectError(await owner.patch(memberPath(team, member), { permissions: CONNECT }), 'invalid_request');
  });

  test('nobody gives a list beyond their own permissions, and a list is compared as a set', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const inviter = await memberWith(owner, team, 'Ina', ['team:access', 'members:invite', 'pods:connect']);
    const wide = { role: 'custom', permissions: ['team:access', 'pods:manage'] };
    expectError(await inviter.post(`/v1/accounts/${team}/invites`, wide), 'role_exceeds_grantor');
    const { invite } = await inviter.invite(team, { role: 'custom', permissions: CONNECT });
    expectError(await inviter.patch(invitePath(invite.id), wide), 'role_exceeds_grantor');
    for (const permission of ['members:invite', 'members:manage', 'team:manage', 'projects:create', 'project:manage']) {
      const body = { role: 'custom', permissions: ['team:access', permission] };
      expectError(await owner.post(`/v1/accounts/${team}/invites`, body), 'forbidden');
    }
    const refused = (await owner.audit(team)).filter(({ outcome }) => outcome === 'refused');
    assert.ok(refused.some(({ action, code }) => action === 'invite.update' && code === 'role_exceeds_grantor'), 'refusals are audited');
  });

  test('members are listed by `custom`, and a role change reads back as before', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const custom = await memberWith(owner, team, 'Cora', CONNECT);
    const basic = await memberOf(owner, team, 'Bea', 'basic');
    const listed = expectOk(await owner.get(`/v1/accounts/${team}/members?role=custom`), shapes.page(shapes.member)).items;
    assert.deepEqual(listed.map(({ user }) => user), [custom.id]);
    const changed = await update(owner, team, basic, { role: 'dev' });
    assert.deepEqual([changed.role, changed.permissions, changed.suspended, changed.expiresAt], ['dev', undefined, false, undefined]);
    assert.deepEqual((await update(owner, team, custom, { role: 'dev' })).permissions, undefined);
  });
});

describe('ends and suspension', () => {
  test('a suspended member holds nothing at once, and everything again when restored', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const mia = await memberOf(owner, team, 'Mia', 'dev');
    const token = expectOk(await mia.post(`/v1/accounts/${team}/token`), shapes.token);
    const suspended = await update(owner, team, mia, { suspended: true });
    assert.deepEqual([suspended.suspended, suspended.role], [true, 'dev']);
    for (const reply of [
      await mia.post(`/v1/accounts/${team}/token`),
      await mia.get(`/v1/accounts/${team}`),
      await mia.get(`/v1/accounts/${team}/members`),
      await mia.post(`/v1/accounts/${team}/invites`, { role: 'basic' }),
    ]) {
      const { reason, askWho } = explained(reply, 'suspended');
      assert.deepEqual([reason, askWho?.map(({ user }) => user)], ['suspended', [owner.id]]);
    }
    const strict = { account: team, permissions: ['pods:connect'], freshness: 'strict' };
    expectError(await mia.post('/v1/check', strict, { headers: { 'hallpass-token': token.token } }), 'stale_epoch');
    // A member who manages members by a list is named, too.
    const manager = await memberWith(owner, team, 'Max', ['team:access', 'members:manage']);
    const { askWho } = explained(await mia.get(`/v1/accounts/${team}`), 'suspended');
    assert.deepEqual(askWho?.map(({ user }) => user), [owner.id, manager.id]);
    const mine = await eventually('their own list shows it', async () => {
      const found = (await mia.me()).accounts.find(({ id }) => id === team);
      return found?.suspended ? found : undefined;
    });
    assert.deepEqual([mine.permissions, mine.role], [[], 'dev']);
    assert.equal((await update(owner, team, mia, { suspended: false })).suspended, false);
    const again = expectOk(await mia.post(`/v1/accounts/${team}/token`), shapes.token);
    assert.equal(again.account.suspended, undefined);
    const actions = (await owner.audit(team)).map(({ action }) => action);
    assert.ok(actions.includes('member.suspend') && actions.includes('member.restore'));
  });

  test('a membership ends at its time, and `null` lifts the end', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const mia = await memberOf(owner, team, 'Mia', 'dev');
    const ended = await update(owner, team, mia, { expiresAt: '2026-01-02T03:04:05Z' });
    assert.equal(ended.expiresAt, '2026-01-02T03:04:05.000Z');
    assert.equal(explained(await mia.post(`/v1/accounts/${team}/token`), 'past_end').reason, 'past_end');
    await update(owner, team, mia, { expiresAt: null });
    expectOk(await mia.post(`/v1/accounts/${team}/token`), shapes.token);
    const far = new Date(Date.now() + 3_600_000).toISOString();
    assert.equal((await update(owner, team, mia, { expiresAt: far })).expiresAt, far);
    const { account } = expectOk(await mia.post(`/v1/accounts/${team}/token`), shapes.token);
    assert.equal(account.expiresAt, far);
    const ends = (await owner.audit(team)).filter(({ action }) => action === 'member.end');
    assert.deepEqual(ends.map(({ details }) => details['expiresAt']), [far, undefined, '2026-01-02T03:04:05.000Z']);
  });

  test('a membership that an invite limits ends by itself', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const guest = await person(edge, 'Gina');
    const { invite, link } = await owner.invite(team, { email: guest.email, role: 'dev', membershipExpiresIn: 2 });
    assert.equal(invite.membershipExpiresIn, 2);
    const joined = await guest.join({ token: await tokenOf(edge, link) });
    assert.ok(joined.membership.expiresAt !== undefined && joined.account.expiresAt === joined.membership.expiresAt);
    await eventually('it ended', async () => {
      const reply = await guest.post(`/v1/accounts/${team}/token`);
      return reply.status === 403 ? expectError(reply, 'past_end') : undefined;
    });
    const mine = (await guest.me()).accounts.find(({ id }) => id === team);
    assert.deepEqual(mine?.permissions, []);
    for (const body of [{ membershipExpiresIn: 0 }, { membershipExpiresIn: 31_536_001 }, { membershipExpiresIn: '1' }]) {
      const { errors } = expectError(await owner.post(`/v1/accounts/${team}/invites`, { role: 'dev', ...body }), 'invalid_request');
      assert.deepEqual(errors, [{ field: 'membershipExpiresIn', code: 'invalid' }]);
    }
  });

  test('own end and suspension, the owner’s, and an update that is empty or wrong', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const ada = await memberOf(owner, team, 'Ada', 'admin');
    const mia = await memberOf(owner, team, 'Mia', 'dev');
    for (const body of [{ suspended: true }, { suspended: false }, { expiresAt: null }, { expiresAt: '2030-01-01T00:00:00Z' }]) {
      expectError(await ada.patch(memberPath(team, ada), body), 'forbidden');
      expectError(await ada.patch(memberPath(team, owner), body), 'owner_protected');
      expectError(await owner.patch(memberPath(team, owner), body), 'owner_protected');
    }
    for (const [body, field, code] of [
      [{}, 'role', 'required'],
      [{ suspended: 'yes' }, 'suspended', 'invalid'],
      [{ suspended: null }, 'suspended', 'invalid'],
      [{ expiresAt: 'soon' }, 'expiresAt', 'invalid'],
      [{ expiresAt: 7 }, 'expiresAt', 'invalid'],
      [{ suspended: true, until: 1 }, 'until', 'unknown'],
    ] as const) {
      assert.deepEqual(expectError(await owner.patch(memberPath(team, mia), body), 'invalid_request').errors, [{ field, code }]);
    }
    // All or nothing: the part that is fine is not done either.
    expectError(await owner.patch(memberPath(team, mia), { suspended: true, role: 'no-such-role' }), 'invalid_request');
    assert.equal((await owner.members(team)).find(({ user }) => user === mia.id)?.suspended, false);
  });

  test('an invite restores nobody, and a suspended member can leave', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const mia = await person(edge, 'Mia');
    const { link } = await owner.invite(team, { email: mia.email, role: 'dev' });
    const token = await tokenOf(edge, link);
    await mia.join({ token });
    await update(owner, team, mia, { suspended: true });
    expectError(await mia.accept({ token }), 'already_member');
    const open = await owner.invite(team, { role: 'dev' });
    expectError(await mia.accept({ token: await tokenOf(edge, open.link) }), 'already_member');
    expectError(await owner.post(`/v1/accounts/${team}/invites`, { email: mia.email, role: 'dev' }), 'already_member');
    assert.equal((await owner.inviteState(open.invite.id)).status, 'pending', 'nothing was consumed');
    assert.equal((await mia.delete(memberPath(team, mia))).status, 204);
  });

  test('restoring needs all that the member would hold', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const mia = await memberOf(owner, team, 'Mia', 'dev');
    const manager = await memberWith(owner, team, 'Max', ['team:access', 'members:manage', 'pods:connect']);
    await update(owner, team, mia, { suspended: true });
    const { missing } = explained(await manager.patch(memberPath(team, mia), { suspended: false }), 'forbidden');
    assert.ok(missing.includes('pods:manage'), 'it says what is missing');
    assert.equal((await owner.members(team)).find(({ user }) => user === mia.id)?.suspended, true);
  });
});

describe('editing an invite', () => {
  test('the inbox, the link and the preview follow, and an older token is a conflict', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const guest = await person(edge, 'Gina');
    const { invite, link } = await owner.invite(team, { email: guest.email, role: 'dev', note: 'hello' });
    const before = await tokenOf(edge, link);
    const edited = expectOk(
      await owner.patch(invitePath(invite.id), { role: 'custom', permissions: CONNECT, note: null, membershipExpiresIn: 3600 }),
      shapes.invite,
    );
    assert.deepEqual([edited.role, edited.permissions, edited.note, edited.membershipExpiresIn], ['custom', CONNECT, undefined, 3600]);
    await eventually('the inbox follows', async () => {
      const { items } = expectOk(await guest.get('/v1/invites'), shapes.page(shapes.invite));
      return items[0]?.role === 'custom' ? true : undefined;
    });
    expectError(await guest.accept({ token: before }), 'conflict');
    // The preview of the same token is right, and has a token that can be accepted.
    const preview = expectOk(await guest.post('/v1/invites/preview', { token: before }), shapes.preview);
    assert.deepEqual([preview.role, preview.permissions], ['custom', CONNECT]);
    const joined = await guest.join({ token: preview.token });
    assert.deepEqual(joined.membership.permissions, CONNECT);
    expectError(await owner.patch(invitePath(invite.id), { note: 'late' }), 'invite_closed');
  });

  test('the editor becomes the grantor, at the time of the accept too', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const ada = await memberOf(owner, team, 'Ada', 'admin');
    const guest = await person(edge, 'Gina');
    const { invite } = await owner.invite(team, { email: guest.email, role: 'dev' });
    const edited = expectOk(await ada.patch(invitePath(invite.id), { note: 'from Ada' }), shapes.invite);
    assert.equal(edited.inviter.user, ada.id);
    // Her suspension revokes what she granted.
    await update(owner, team, ada, { suspended: true });
    assert.equal((await owner.inviteState(invite.id)).status, 'revoked');
    expectError(await guest.accept({ inviteId: invite.id }), 'invite_closed');
  });

  test('wrong fields, an empty body and another team’s invite', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const other = await ownerWithTeam(edge, 'Otto');
    const { invite } = await owner.invite(team, { role: 'dev' });
    for (const [body, field, code] of [
      [{}, 'role', 'required'],
      [{ email: 'a@example.com' }, 'role', 'required'],
      [{ expiresIn: 0 }, 'expiresIn', 'invalid'],
      [{ membershipExpiresIn: -1 }, 'membershipExpiresIn', 'invalid'],
      [{ note: 7 }, 'note', 'invalid'],
      [{ role: null }, 'role', 'invalid'],
    ] as const) {
      const { errors } = expectError(await owner.patch(invitePath(invite.id), body), 'invalid_request');
      assert.deepEqual(errors?.[0], { field, code }, JSON.stringify(body));
    }
    expectError(await other.owner.patch(invitePath(invite.id), { note: 'mine' }), 'not_found');
    const expiring = expectOk(await owner.patch(invitePath(invite.id), { expiresIn: 60 }), shapes.invite);
    assert.ok(expiring.expiresAt);
    assert.equal(expectOk(await owner.patch(invitePath(invite.id), { expiresIn: null }), shapes.invite).expiresAt, undefined);
  });
});
