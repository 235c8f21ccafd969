/** What the edge of `hallpass/testing` removes by its clock: expired invites and, if the test says so, old audit events. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as Testing from '../src/testing/index.ts';

// The built package, with the WebAssembly that verifies logs.
const { createFakeEdge, createTestClient } = (await import(new URL('../dist/testing.js', import.meta.url).href)) as typeof Testing;

const DAY_MS = 86_400_000;
const HOUR_SECONDS = 3_600;

const withTeam = () => {
  const edge = createFakeEdge({ roles: { dev: ['jobs:read'] } });
  const guest = edge.signIn({ email: 'gina@example.com' });
  const owner = edge.signIn({ email: 'olga@example.com' });
  const team = edge.addTeam({ name: 'Team', owner });
  const send = async (path: string, user = owner, body?: object) => {
    const init = { headers: { authorization: `Bearer ${edge.identityOf(user)}` }, ...(body && { method: 'POST', body: JSON.stringify(body) }) };
    const response = await edge.fetch(`${edge.origin}${path}`, init);
    return { status: response.status, body: (await response.json()) as { items: { id: string; status: string; seq: number }[]; code?: string; why?: string } };
  };
  return { edge, guest, owner, team, send };
};

test('an invite leaves 30 days after it expired unused', async () => {
  const { edge, guest, team, send } = withTeam();
  const targeted = edge.addInvite(team, { role: 'dev', email: guest.email, expiresIn: HOUR_SECONDS });
  const link = edge.addInvite(team, { role: 'dev', maxUses: 2, expiresIn: HOUR_SECONDS });
  const used = edge.addInvite(team, { role: 'dev', maxUses: 2, expiresIn: HOUR_SECONDS });
  const declined = edge.addInvite(team, { role: 'dev', expiresIn: HOUR_SECONDS });
  edge.decideInvite(declined.id, 'declined');
  const other = edge.addUser({ email: 'otto@example.com' });
  edge.signIn(other);
  const token = (await edge.open(used.link)).slice('#invite='.length);
  assert.equal((await send('/v1/invites/accept', other, { token })).status, 200);

  const ids = async () => (await send(`/v1/accounts/${team}/invites`)).body.items.map(({ id }) => id).toSorted();
  const all = [targeted, link, used, declined].map(({ id }) => id).toSorted();
  edge.aheadMs = 30 * DAY_MS;
  assert.deepEqual(await ids(), all);
  const why = async () => (await send('/v1/invites/accept', guest, { inviteId: targeted.id })).body;
  assert.equal((await why()).why, 'expired');
  edge.aheadMs = 30 * DAY_MS + HOUR_SECONDS * 1000;
  assert.deepEqual(await ids(), [used.id, declined.id].toSorted());
  assert.deepEqual([(await why()).code, (await why()).why], ['invite_closed', undefined]);
  assert.equal((await send(`/v1/accounts/${team}/invites/${link.id}`)).status, 404);
});

test('audit events stay, unless the test says for how many days', async () => {
  const client = createTestClient();
  const { edge } = client;
  await client.ready;
  await client.accounts.update({ name: 'One' });
  await client.accounts.update({ name: 'Two' });
  const before = await client.audit.query({ limit: 1 });
  edge.aheadMs = 29 * DAY_MS;
  await client.accounts.update({ name: 'Three' });
  edge.aheadMs = 31 * DAY_MS;
  assert.equal((await client.audit.query()).items.length, 4);
  const verified = async () => {
    const { intact, whole, count, checked } = await client.audit.verify();
    return { intact, whole, count, checked };
  };
  assert.deepEqual(await verified(), { intact: true, whole: true, count: 4, checked: 4 });

  edge.auditRetentionDays = 30;
  const { items, cut } = await client.audit.query();
  assert.deepEqual(items.map(({ details }) => details), [{ fields: ['name'] }]);
  assert.ok(cut);
  await assert.rejects(client.audit.query({ cursor: before.next }), { code: 'audit_cut', status: 410, cut: 3 });
  assert.deepEqual(await verified(), { intact: true, whole: true, count: 4, checked: 1 });
  // The newest event stays, however old it is, and the numbers go on.
  edge.aheadMs = 90 * DAY_MS;
  assert.equal((await client.audit.query()).items.length, 1);
  await client.accounts.update({ name: 'Four' });
  assert.deepEqual(await verified(), { intact: true, whole: true, count: 5, checked: 1 });
  client.close();
});

test('events after a removed one are refused, with the number to continue after', async () => {
  const { edge, team, owner, send } = withTeam();
  for (const email of ['a@example.com', 'b@example.com', 'c@example.com']) await send(`/v1/accounts/${team}/invites`, owner, { role: 'dev', email });
  const events = async (query: string) => {
    const { status, body } = await send(`/v1/accounts/${team}/events${query}`);
    return status === 200 ? body.items.map(({ seq }) => seq) : body;
  };
  assert.deepEqual(await events('?after=0'), [1, 2, 3, 4]);
  edge.auditRetentionDays = 30;
  edge.aheadMs = 31 * DAY_MS;
  assert.deepEqual(await events(''), [4]);
  assert.deepEqual(await events('?after=3'), [4]);
  for (const after of [0, 2]) {
    const refused = await events(`?after=${after}`);
    assert.ok(!Array.isArray(refused) && refused.code === 'audit_cut' && (refused as { cut?: number }).cut === 3);
  }
});
