// Bulk requests to the edge in memory of `hallpass/testing` and to the real one: both respond alike, row by row.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { ownerWithTeam } from '../harness/person.ts';
import type * as Testing from '../../pkg/src/testing/index.ts';

const { createFakeEdge } = (await import(new URL('../../pkg/dist/testing.js', import.meta.url).href)) as typeof Testing;

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

type Send = (body: object, key?: string) => Promise<{ readonly status: number; readonly body: any }>;

/** What a test may rely on: statuses, codes, fields, and which rows are the same as before. */
async function outcomes(send: Send, owner: string): Promise<unknown[]> {
  const invites = new Map<string, number>();
  const seen = async (body: object, key?: string): Promise<unknown> => {
    const reply = await send(body, key);
    if (reply.status !== 200) return [reply.status, reply.body.code, reply.body.errors];
    return reply.body.items.map(({ status, invite, link, problem }: any) => {
      if (invite && !invites.has(invite.id)) invites.set(invite.id, invites.size);
      return [status, invite && [invites.get(invite.id), invite.email, invite.role, invite.note], typeof link, problem?.code, problem && Object.keys(problem).includes('inviteId')];
    });
  };
  const items = [{ email: 'kim@example.com', role: 'dev', note: 'Hi' }, { email: owner, role: 'dev' }, { email: 'kim@example.com', role: 'dev' }, { role: 'basic' }];
  return [
    await seen({ items }),
    await seen({ items }, 'one'),
    await seen({ items }, 'one'),
    await seen({ items: items.with(1, { email: 'lee@example.com', role: 'dev' }) }, 'one'),
    await seen({ items: items.with(0, { email: 'kim@example.com', role: 'basic' }) }, 'one'),
    await seen({ items }, 'two'),
  ];
}

test('both edges respond alike to bulk requests and their repeats', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const real: Send = async (body, key) => {
    const { status, text } = await owner.post(`/v1/accounts/${team}/invites/bulk`, body, key === undefined ? {} : { key });
    return { status, body: JSON.parse(text) };
  };
  const fake = createFakeEdge();
  const user = fake.signIn({ email: owner.email });
  const account = fake.addTeam({ name: 'Team', owner: user });
  const inMemory: Send = async (body, key) => {
    const headers = { authorization: `Bearer ${fake.identityOf(user)}`, 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) };
    const reply = await fake.fetch(`${fake.origin}/v1/accounts/${account}/invites/bulk`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: reply.status, body: await reply.json() };
  };
  const expected = await outcomes(real, owner.email);
  assert.deepEqual(await outcomes(inMemory, owner.email), expected);
  assert.equal((expected[0] as unknown[])[0], 400, 'control: without a key');
});
