/** Many invites at once, against the edge in memory. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, HallpassError } from '../src/index.node.ts';
import { createFakeEdge, type FakeEdge } from '../src/testing/index.ts';

interface Setup {
  readonly edge: FakeEdge;
  readonly team: string;
  readonly client: ReturnType<typeof createClient>;
}

const setUp = (): Setup => {
  const edge = createFakeEdge();
  const owner = edge.signIn({ email: 'olga@example.com' });
  const team = edge.addTeam({ name: 'Search', owner });
  const client = createClient({ endpoint: edge.origin, fetch: edge.fetch, getIdentityToken: edge.getIdentityToken });
  return { edge, team, client };
};
const people = (count: number) => Array.from({ length: count }, (_, index) => ({ email: `p${index}@example.com`, role: 'dev' }));
const bulk = ({ edge }: Setup) => edge.seen.filter(({ path }) => path.endsWith('/invites/bulk'));
const ROUTE = 'POST /v1/accounts/*/invites/bulk';

test('more than 200 rows are sent in several requests, with results in order and progress after each', async () => {
  const setup = setUp();
  const { client, team } = setup;
  const progress: unknown[] = [];
  const items = people(450).map((item, index) => (index % 100 === 99 ? { ...item, email: 'olga@example.com' } : item));
  const results = await client.invites.createMany(items, { account: team, onProgress: (now) => progress.push(now) });
  assert.deepEqual(progress, [
    { done: 200, failed: 2, total: 450 },
    { done: 400, failed: 4, total: 450 },
    { done: 450, failed: 4, total: 450 },
  ]);
  results.forEach((result, index) => {
    if (index % 100 === 99) assert.equal(result.error?.code, 'already_member');
    else assert.equal(result.invite?.email, items[index]?.email);
  });
  assert.ok(results[99]?.error instanceof HallpassError);
  assert.deepEqual(bulk(setup).map(({ body }) => (body as { items: unknown[] }).items.length), [200, 200, 50]);
  assert.deepEqual(await client.invites.createMany([], { account: team }), []);
});

test('called again with the same key, it creates only what is missing, and corrected rows', async () => {
  const setup = setUp();
  const { client, team } = setup;
  const items = people(3);
  const wrong = items.map((item, index) => (index === 1 ? { ...item, email: 'olga@example.com' } : item));
  const first = await client.invites.createMany(wrong, { account: team, key: 'people' });
  assert.equal(first[1]?.error?.code, 'already_member');
  const second = await client.invites.createMany(items, { account: team, key: 'people' });
  assert.deepEqual(second.map(({ invite }) => invite?.email), items.map(({ email }) => email));
  assert.equal(second[0]?.invite?.id, first[0]?.invite?.id);
  const other = await client.invites.createMany(items, { account: team });
  assert.deepEqual(other.map(({ error }) => error?.code), ['already_invited', 'already_invited', 'already_invited'], 'control: another key');
});

test('rows that the edge could not reach are sent again under the same key', async () => {
  const setup = setUp();
  const { edge, client, team } = setup;
  let calls = 0;
  const end = edge.answer(ROUTE, ({ body }) => {
    if (++calls > 1) return undefined;
    const { items } = body as { items: unknown[] };
    return { items: items.map(() => ({ status: 503, problem: { status: 503, code: 'unavailable', detail: '', retryAfter: 0 } })) };
  });
  const results = await client.invites.createMany(people(2), { account: team });
  end();
  assert.deepEqual(results.map(({ invite }) => invite?.email), ['p0@example.com', 'p1@example.com']);
  const keys = bulk(setup).map(({ headers }) => headers.get('idempotency-key'));
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
});

test('when a later request fails, what was created is reported and the rest has its error', async () => {
  const { edge, client, team } = setUp();
  let calls = 0;
  edge.answer(ROUTE, () => {
    if (++calls > 1) throw new TypeError('offline');
    return undefined;
  });
  const results = await client.invites.createMany(people(300), { account: team });
  assert.equal(results.filter(({ invite }) => invite).length, 200);
  assert.deepEqual(new Set(results.slice(200).map(({ error }) => error?.code)), new Set(['unavailable']));
});

test('it rejects if the user may not invite at all', async () => {
  const { edge, client, team } = setUp();
  edge.refuse(ROUTE, 'forbidden');
  await assert.rejects(client.invites.createMany(people(2), { account: team }), { code: 'forbidden' });
});

test('a signal stops before the next request', async () => {
  const setup = setUp();
  const { client, team } = setup;
  const stop = new AbortController();
  const results = await client.invites.createMany(people(500), { account: team, signal: stop.signal, onProgress: ({ done }) => done === 200 && stop.abort() });
  assert.equal(bulk(setup).length, 1);
  assert.equal(results.length, 500);
  assert.equal(results[200]?.error?.code, 'unavailable');
});
