// Lists use keyset pagination: every item appears once, at any page size, while items are added and removed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { enrol, eventually, inParallel, invitePath, ownerWithTeam, people, person, type Person } from '../harness/person.ts';
import { expectOk } from '../harness/expect.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

/** Reads a list page by page; `afterPage` runs after each page. */
async function walk<T>(
  user: Person,
  path: string,
  shape: shapes.Shape<T>,
  limit: number | undefined,
  afterPage = async (): Promise<void> => {},
): Promise<T[]> {
  const items: T[] = [];
  let cursor = '';
  for (let pages = 0; pages < 200; pages++) {
    const query = [limit === undefined ? '' : `limit=${limit}`, cursor].filter(Boolean).join('&');
    const page: { items: readonly T[]; next?: string } = expectOk(
      await user.get(`${path}${path.includes('?') ? '&' : '?'}${query}`),
      shapes.page(shape),
    );
    assert.ok(page.items.length <= (limit ?? 50), `${page.items.length} items on a page of ${limit ?? 50}`);
    items.push(...page.items);
    if (page.next === undefined) return items;
    assert.ok(page.items.length > 0, 'a page with a next one is not empty');
    cursor = `cursor=${encodeURIComponent(page.next)}`;
    await afterPage();
  }
  throw new Error(`${path} has no end`);
}

test('each invite appears once, at any page size, while others are created and revoked', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const sent = await inParallel(110, 16, () => owner.invite(team, { role: 'basic' }));
  const ids = new Set(sent.map(({ invite }) => invite.id));
  const path = `/v1/accounts/${team}/invites`;
  for (const limit of [7, 50, 110, 200, undefined]) {
    const found = await walk(owner, path, shapes.invite, limit);
    assert.deepEqual([found.length, new Set(found.map((each) => each.id))], [110, ids], `limit ${limit}`);
  }
  let step = 0;
  const found = await walk(owner, path, shapes.invite, 9, async () => {
    await owner.invite(team, { role: 'dev' });
    const victim = sent[step++];
    if (victim) await owner.delete(invitePath(victim.invite.id));
  });
  const seen = found.map((each) => each.id);
  assert.equal(new Set(seen).size, seen.length, 'no repeats');
  for (const id of ids) assert.ok(seen.includes(id), 'no skips');
});

test('filtered lists have pages too', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const sent = await inParallel(24, 8, () => owner.invite(team, { role: 'basic' }));
  await inParallel(12, 8, (index) => owner.delete(invitePath(sent[index * 2]?.invite.id ?? '')));
  for (const [status, from] of [
    ['revoked', 0],
    ['pending', 1],
  ] as const) {
    const found = await walk(owner, `/v1/accounts/${team}/invites?status=${status}`, shapes.invite, 5);
    assert.deepEqual(
      new Set(found.map((each) => each.id)),
      new Set(sent.filter((_, index) => index % 2 === from).map((each) => each.invite.id)),
    );
    assert.equal(found.length, 12);
  }
});

test('each member appears once while others join', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const crowd = await people(edge, 34, 'Member', 16);
  await inParallel(30, 8, (index) => enrol(owner, team, crowd[index] as Person, 'basic'));
  const ids = new Set([owner.id, ...crowd.slice(0, 30).map((each) => each.id)]);
  for (const limit of [4, 31, undefined]) {
    const found = await walk(owner, `/v1/accounts/${team}/members`, shapes.member, limit);
    assert.deepEqual([found.length, new Set(found.map((each) => each.user))], [31, ids], `limit ${limit}`);
  }
  let next = 30;
  const found = await walk(owner, `/v1/accounts/${team}/members`, shapes.member, 8, async () => {
    const newcomer = crowd[next++];
    if (newcomer) await enrol(owner, team, newcomer, 'basic');
  });
  const seen = found.map((each) => each.user);
  assert.equal(new Set(seen).size, seen.length, 'no repeats');
  for (const id of ids) assert.ok(seen.includes(id), 'no skips');
});

test('each audit event appears once and in order while others are added', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  await inParallel(40, 8, () => owner.invite(team, { role: 'basic' }));
  const whole = await owner.audit(team);
  assert.equal(whole.length, 41);
  for (const [index, event] of whole.slice(0, -1).entries()) assert.equal(event.prev, whole[index + 1]?.hash);
  const found = await walk(owner, `/v1/accounts/${team}/audit`, shapes.auditEvent, 6, async () => {
    await owner.invite(team, { role: 'basic' });
  });
  assert.deepEqual(
    found.map((each) => each.id),
    whole.map((each) => each.id),
    'the events that existed at the first page',
  );
});

test('the inbox has pages too', async () => {
  const guest = await person(edge, 'Gina');
  const { owner } = await ownerWithTeam(edge);
  const sent = await inParallel(
    12,
    6,
    async (index) => (await owner.invite((await owner.team(`Team ${index}`)).id, { email: guest.email, role: 'dev' })).invite.id,
  );
  await eventually('all arrived', async () => ((await guest.me()).inboxCount === 12 ? true : undefined));
  const found = await walk(guest, '/v1/invites', shapes.invite, 5);
  assert.deepEqual([found.length, new Set(found.map((each) => each.id))], [12, new Set(sent)]);
});
