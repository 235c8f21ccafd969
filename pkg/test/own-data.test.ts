/** `client.deleteProfile` and `client.exportData`, and what becomes of a page whose user was erased elsewhere. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createClient } from '../src/client/create-client.ts';
import { HallpassError } from '../src/errors.ts';
import { createFakeEdge, createTestClient, type TestClientOptions } from '../src/testing/index.ts';
import type { Client } from '../src/types.ts';

const started: Client[] = [];
afterEach(() => started.splice(0).forEach((client) => client.close()));

const open = (options?: TestClientOptions) => {
  const client = createTestClient(options);
  started.push(client);
  return client;
};

const ANA = { email: 'ana@example.com', name: 'Ana' };

/** A user in the team of another, with a client that is signed in as them. */
const memberOfTeam = async (onSignOut?: () => void) => {
  const edge = createFakeEdge();
  const owner = edge.signIn({ email: 'olga@example.com', name: 'Olga' });
  const ana = edge.signIn(ANA);
  const team = edge.addTeam({ name: 'Team', owner, members: [{ user: ana, role: 'admin' }] });
  const token = edge.identityOf(ana);
  let signedIn = true;
  const client = createClient({
    endpoint: edge.origin,
    fetch: edge.fetch,
    getIdentityToken: () => (signedIn ? token : undefined),
    onSignOut: () => {
      signedIn = false;
      onSignOut?.();
    },
  });
  started.push(client);
  await client.ready;
  return { edge, owner, ana, team, client };
};

test('deleting a profile erases the user, asks the app to sign out, and requests nothing more', async () => {
  let signOuts = 0;
  const { edge, owner, ana, team, client } = await memberOfTeam(() => signOuts++);
  const { invite } = await client.invites.create({ role: 'dev', email: 'ben@example.com', note: 'From Ana' }, { account: team });
  const erased = await client.deleteProfile();
  assert.equal(erased.user, ana.id);
  assert.deepEqual([signOuts, client.state.status, client.state.user, client.state.accounts.length], [1, 'signed-out', undefined, 0]);
  assert.equal(edge.seen.at(-1)?.method, 'DELETE');
  assert.deepEqual(edge.snapshot(owner, team).me.accounts.find(({ id }) => id === team)?.memberCount, 1);
  const again = edge.signIn(ana);
  assert.notEqual(again.id, ana.id, 'who signs in again is another user');
  assert.ok(invite.id);
});

test('an owner of teams learns which', async () => {
  const client = open({ user: ANA });
  await client.ready;
  const team = await client.accounts.create({ name: 'Mine' });
  await assert.rejects(client.deleteProfile(), (error: HallpassError) => {
    assert.equal(error.code, 'conflict');
    assert.ok(error.teams?.some(({ id, name }) => id === team.id && name === 'Mine'));
    return true;
  });
  assert.equal(client.state.status, 'ready');
});

test('a page of a user who was erased elsewhere becomes signed out, and opens no other account', async () => {
  const { edge, ana, client } = await memberOfTeam();
  await edge.fetch(`${edge.origin}/v1/me`, { method: 'DELETE', headers: { authorization: `Bearer ${edge.identityOf(ana)}` } });
  await client.refresh();
  assert.equal(client.state.status, 'signed-out');
});

test('a page whose app has a newer token opens no account in the name of somebody new', async () => {
  const { edge, ana, client } = await memberOfTeam();
  edge.answer('GET /v1/me', () => new Response(JSON.stringify({ status: 404, code: 'no_account', detail: '' }), { status: 404, headers: { 'content-type': 'application/problem+json' } }));
  const opened: (string | null)[] = [];
  edge.answer('PUT /v1/me', ({ url }) => {
    opened.push(url.searchParams.get('user'));
    return new Response(JSON.stringify({ status: 401, code: 'user_erased', detail: '' }), { status: 401, headers: { 'content-type': 'application/problem+json' } });
  });
  await client.refresh();
  assert.deepEqual(opened, [ana.id]);
  assert.equal(client.state.status, 'signed-out');
});

test('the export has the user, their accounts and what they did', async () => {
  const { team, client } = await memberOfTeam();
  await client.invites.create({ role: 'dev' }, { account: team });
  const data = await client.exportData();
  assert.deepEqual([data.user.email, data.mails, data.invites], ['ana@example.com', 'welcome', []]);
  const inTeam = data.accounts.find(({ account }) => account.id === team);
  assert.equal(inTeam?.membership.role, 'admin');
  assert.equal(inTeam.invites.length, 1);
  assert.ok(inTeam.events.some(({ action }) => action === 'invite.create'));
});
