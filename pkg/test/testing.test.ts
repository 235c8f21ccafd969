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
