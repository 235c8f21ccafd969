/** `hallpass/testing`: a real client with an edge in memory. `tests/http` tests that both edges respond alike. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { acceptFlow } from '../src/accept.ts';
import { listsOf } from '../src/lists.ts';
import { createFakeEdge, createTestClient, type TestClientOptions } from '../src/testing/index.ts';
import type { Client } from '../src/types.ts';
import { createClient } from '../src/client/create-client.ts';
import { POLICY } from './fake-edge.ts';
import { focusTab, openTab } from './browser-tab.ts';

const started: Client[] = [];
afterEach(() => started.splice(0).forEach((client) => client.close()));

const open = (options?: TestClientOptions) => {
  const client = createTestClient(options);
  started.push(client);
  return client;
};

test('role, permissions, accounts and user are set at once', async () => {
  const client = open({
    role: 'dev',
    permissions: ['pods:manage'],
    accounts: [{ name: 'Alpha' }, { name: 'Beta', role: 'guest', permissions: [] }],
    user: { email: 'ana@example.com', name: 'Ana' },
  });
  assert.equal(client.state.active?.name, 'Alpha');
  assert.equal(client.state.user?.name, 'Ana');
  assert.deepEqual(client.state.accounts.map(({ name }) => name), ['Ana', 'Alpha', 'Beta']);
  assert.equal(client.can('pods:manage'), true);
  assert.equal(client.can('billing:read'), false);
  assert.equal(client.edge.seen.length, 0, 'no request was sent');
  client.accounts.switchTo(client.state.accounts.at(-1)!.id);
  assert.equal(client.can('pods:manage'), false);
  await client.ready;
  assert.equal(client.state.status, 'ready');
  assert.equal(client.has({ role: 'guest' }), true);
  await client.token();
  assert.equal(client.has({ role: 'guest', fresh: true }), true, 'from the permission bits of a token');
});

test('by default the user owns a team; with `user: null` nobody is signed in', async () => {
  const owner = open();
  assert.equal(owner.can('members:manage'), true);
  const signedOut = open({ user: null });
  await signedOut.ready;
  assert.equal(signedOut.state.status, 'signed-out');
  assert.equal(signedOut.can('team:access'), false);
});

test('two clients share nothing', async () => {
  const one = open({ permissions: ['pods:manage'] });
  const two = open({ permissions: [] });
  await Promise.all([one.ready, two.ready]);
  await one.accounts.create({ name: 'Mine' });
  assert.equal(two.state.accounts.length, 2);
  assert.deepEqual([one.can('pods:manage'), two.can('pods:manage')], [true, false]);
});

test('contradicting roles and permissions throw an error that explains them', () => {
  assert.throws(() => open({ accounts: [{ name: 'A', role: 'x', permissions: ['a:b'] }, { name: 'B', role: 'x', permissions: [] }] }), /role `x`/);
  assert.throws(() => open({ role: 'admin', permissions: ['a:b'] }), /has every permission/);
  assert.throws(() => open({ policy: POLICY, permissions: ['a:b'] }), /not both/);
});

test('with a policy, it determines the permissions of roles', async () => {
  const client = open({ policy: POLICY, role: 'billing' });
  assert.deepEqual([client.can('billing:read'), client.can('pods:manage')], [true, false]);
  await client.ready;
  assert.equal((await client.policy()).id, POLICY.id);
  assert.equal(client.has({ role: 'billing' }), true);
});

test('members, invites, joining and switching behave as with the edge', async () => {
  const owner = open({ accounts: [{ name: 'Alpha' }] });
  const { edge } = owner;
  await owner.ready;
  const { invite, link } = await owner.invites.create({ email: 'ivo@example.com', role: 'admin' });
  assert.equal(new URL(link).pathname.length, '/i/'.length + 68);
  await assert.rejects(owner.invites.create({ email: 'ivo@example.com', role: 'admin' }), { code: 'already_invited', inviteId: invite.id });

  const ivo = edge.addUser({ email: 'ivo@example.com' });
  const invitee = createClient({ endpoint: edge.origin, fetch: edge.fetch, getIdentityToken: () => edge.identityOf(ivo) });
  started.push(invitee);
  await invitee.ready;
  assert.equal(invitee.state.inboxCount, 1);
  const { account } = await invitee.invites.accept({ inviteId: invite.id });
  assert.equal(invitee.accounts.switchTo(account.id).name, 'Alpha');
  await assert.rejects(invitee.invites.decline({ inviteId: invite.id }));

  const members = listsOf(owner).members();
  const stop = members.subscribe(() => {});
  await members.reload();
  assert.deepEqual(members.state.items.map(({ name, email }) => [name, email]), [['Me', 'me@example.com'], ['ivo', 'ivo@example.com']]);
  stop();
  edge.removeMember(account.id, ivo);
  const later = createClient({ endpoint: edge.origin, fetch: edge.fetch, getIdentityToken: () => edge.identityOf(ivo) });
  started.push(later);
  await later.ready;
  assert.deepEqual(later.state.accounts.map(({ name }) => name), ['ivo']);
});

test('a route can be refused until the test ends it', async () => {
  const client = open();
  await client.ready;
  const end = client.edge.refuse('POST /v1/accounts/*/invites', 'role_exceeds_grantor', { detail: 'as the test says' });
  await assert.rejects(client.invites.create({ role: 'admin' }), { code: 'role_exceeds_grantor', status: 403, detail: 'as the test says' });
  end();
  assert.ok((await client.invites.create({ role: 'admin' })).link);
});

test('every step of the accept flow can be set up', async () => {
  const edge = createFakeEdge({ roles: { dev: ['pods:manage'] } });
  const owner = edge.signIn({ email: 'olga@example.com', name: 'Olga' });
  const team = edge.addTeam({ name: 'Alpha', owner });
  const { id } = edge.addInvite(team, { role: 'dev', email: 'ivo@example.com' });
  const stepFor = async (user: { email: string; emailVerified?: boolean }) => {
    edge.signIn(user);
    const client = createClient({ endpoint: edge.origin, fetch: edge.fetch, getIdentityToken: edge.getIdentityToken });
    started.push(client);
    const flow = acceptFlow(client);
    flow.subscribe(() => {});
    await client.ready;
    await flow.retry();
    return flow;
  };
  assert.equal((await stepFor({ email: 'else@example.com' })).state.step, 'none');
  assert.equal((await stepFor({ email: 'ivo@example.com', emailVerified: false })).state.step, 'needs_email_proof');
  const flow = await stepFor({ email: 'ivo@example.com' });
  assert.equal(flow.state.step, 'ready');
  const end = edge.refuse('POST /v1/invites/accept', 'member_limit');
  assert.equal((await flow.join()).error?.code, 'member_limit');
  end();
  assert.equal((await flow.join()).step, 'joined');
  edge.decideInvite(id, 'revoked');
});

test('what an earlier test has left in the storage of a simulated browser is ignored', async () => {
  focusTab(openTab());
  const accounts = [{ name: 'Alpha' }, { name: 'Beta' }];
  const one = open({ accounts });
  one.accounts.switchTo(one.state.accounts.at(-1)!.id);
  assert.equal(open({ accounts }).state.active?.name, 'Alpha');
  assert.equal(open({ accounts, active: 'Beta' }).state.active?.name, 'Beta');
  assert.equal(open({ accounts, active: 'me' }).state.active?.kind, 'personal');
});

const PRJ = 'prj_AAAAAAAAAAAAAAAAAAAAAA';

test('projects and what is granted in them are set at once', async () => {
  const client = open({
    role: 'guest',
    permissions: ['team:access'],
    accounts: [{ name: 'Alpha', projects: [{ name: 'Search', role: 'editor', permissions: ['pods:manage'], id: PRJ }, { name: 'Billing' }] }],
  });
  assert.equal(client.can('pods:manage', { project: PRJ }), true);
  assert.equal(client.can('pods:manage'), false, 'a grant does not count in the account');
  assert.deepEqual(client.state.projects?.map(({ name }) => name), ['Search'], 'a project without a grant is not seen');
  assert.equal(client.edge.seen.length, 0, 'no request was sent');
  await client.ready;
  const { items } = await client.projects.list();
  assert.deepEqual(items.map(({ name, role, permissions }) => [name, role, permissions]), [['Search', 'editor', ['pods:manage']]]);
  await client.token({ project: PRJ });
  assert.equal(client.has({ permission: 'pods:manage', project: PRJ, fresh: true }), true, 'from the bits of a token');
});

test('roles of projects with different permissions throw an error that explains them', () => {
  const twice = (projects: NonNullable<TestClientOptions['accounts']>[number]['projects']) => () => open({ permissions: ['team:access'], accounts: [{ name: 'A', projects }] });
  assert.throws(twice([{ name: 'X', role: 'editor', permissions: ['a:b'] }, { name: 'Y', role: 'editor', permissions: [] }]), /role `editor`.*two projects/);
  assert.throws(twice([{ name: 'X', role: 'manager', permissions: ['a:b'] }]), /has every permission of projects/);
  assert.throws(() => open({ policy: POLICY, accounts: [{ name: 'A', projects: [{ name: 'X', role: 'editor', permissions: ['a:b'] }] }] }), /not both/);
});

test('colleagues grant, archive, suspend and end as with the edge', async () => {
  const edge = createFakeEdge({ roles: { guest: ['team:access'] }, projectRoles: { editor: ['pods:manage'] } });
  const owner = edge.addUser({ email: 'olga@example.com', name: 'Olga' });
  const ivo = edge.signIn({ email: 'ivo@example.com', name: 'Ivo' });
  const team = edge.addTeam({ name: 'Alpha', owner, members: [{ user: ivo, role: 'guest' }] });
  const search = edge.addProject(team, { name: 'Search', members: [{ user: ivo, role: 'editor' }] });
  await edgeToken(search);
  edge.setProjectStatus(team, search, 'archived');
  await assert.rejects(edgeToken(search), { message: 'project_archived' });
  edge.setProjectStatus(team, search, 'active');
  edge.setGrant(team, ivo, search, undefined);
  await assert.rejects(edgeToken(search), { message: 'not_found' });
  edge.setGrant(team, ivo, search, { role: 'custom', permissions: ['pods:manage'] });
  await edgeToken(search);
  edge.changeMembership(team, ivo, { suspended: true });
  await assert.rejects(edgeToken(), { message: 'suspended' });
  edge.changeMembership(team, ivo, { suspended: false, expiresAt: '2020-01-01T00:00:00Z' });
  await assert.rejects(edgeToken(), { message: 'past_end' });
  edge.changeMembership(team, ivo, { expiresAt: null });
  await edgeToken();

  /** Requests a token. Throws the code of a refusal. */
  async function edgeToken(project?: string): Promise<void> {
    const response = await edge.fetch(`${edge.origin}/v1/accounts/${team}/token`, {
      method: 'POST',
      headers: { authorization: `Bearer ${edge.identityOf(ivo)}` },
      body: JSON.stringify(project === undefined ? {} : { project }),
    });
    if (!response.ok) throw new Error(((await response.json()) as { code: string }).code);
  }
});

test('an inbox shows the twenty newest invites of one inviter', async () => {
  const edge = createFakeEdge();
  const ivo = edge.signIn({ email: 'ivo@example.com' });
  const teamOf = (email: string, name: string): void => {
    const owner = edge.addUser({ email });
    edge.addInvite(edge.addTeam({ name, owner }), { role: 'admin', email: 'ivo@example.com', inviter: owner });
  };
  const olga = edge.addUser({ email: 'olga@example.com' });
  teamOf('otto@example.com', 'By Otto');
  for (let number = 1; number <= 22; number++) {
    edge.addInvite(edge.addTeam({ name: `Team ${number}`, owner: olga }), { role: 'admin', email: 'ivo@example.com', inviter: olga });
  }
  const client = createClient({ endpoint: edge.origin, fetch: edge.fetch, getIdentityToken: () => edge.identityOf(ivo) });
  started.push(client);
  await client.ready;
  assert.equal(client.state.inboxCount, 21);
  const { items } = await client.invites.inbox();
  const newest = Array.from({ length: 20 }, (_, index) => `Team ${22 - index}`);
  assert.deepEqual(items.map(({ accountName }) => accountName), [...newest, 'By Otto']);
});
