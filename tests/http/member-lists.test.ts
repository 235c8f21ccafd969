// The list of members: its orders, who is inactive, its counts, and cursors of this and of earlier releases. For 100,000 members,
// written directly into the database, the test prints how long pages and an access review take.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inDatabase } from '../harness/database.ts';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { memberOf, ownerWithTeam, person, type Person } from '../harness/person.ts';
import { verified } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

const DAY_MS = 86_400_000;
const today = (): number => Math.floor(Date.now() / DAY_MS);
const list = async (user: Person, team: string, query: string) => expectOk(await user.get(`/v1/accounts/${team}/members?${query}`), shapes.memberPage);

/** The names of all members in an order, in pages of `limit`. */
async function names(user: Person, team: string, query: string, limit = 2, afterPage = async (): Promise<void> => {}): Promise<string[]> {
  const found: string[] = [];
  for (let cursor = ''; ; ) {
    const { items, next } = await list(user, team, `${query}&limit=${limit}${cursor}`);
    found.push(...items.map(({ name }) => name));
    if (next === undefined) return found;
    cursor = `&cursor=${encodeURIComponent(next)}`;
    await afterPage();
  }
}

/** A new member with this name, which is no part of their address. */
async function named(owner: Person, team: string, name: string): Promise<Person> {
  const email = `${unique()}@example.com`;
  const user = await person(edge, name, { email });
  await user.join({ inviteId: (await owner.invite(team, { email, role: 'dev' })).invite.id });
  return user;
}

/** A team of five, of whom the owner was seen today and one was never seen. */
async function teamOfFive(): Promise<{ owner: Person; team: string; members: Record<string, Person> }> {
  const { owner, team } = await ownerWithTeam(edge);
  const members: Record<string, Person> = {};
  for (const name of ['Zoë', 'ada', 'Élodie', 'Ben']) members[name] = await named(owner, team, name);
  expectOk(await owner.post(`/v1/accounts/${team}/token`), shapes.token);
  await inDatabase(edge, team, (database) => {
    const see = database.prepare('UPDATE members SET last_seen_on = ? WHERE user = ?');
    see.run(today() - 30, members['Zoë']?.id ?? '');
    see.run(null, members['ada']?.id ?? '');
    see.run(today() - 31, members['Élodie']?.id ?? '');
    see.run(today() - 1, members['Ben']?.id ?? '');
  });
  return { owner, team, members };
}

test('members are listed by joining, by name, and the least recently seen first', async () => {
  const { owner, team } = await teamOfFive();
  const ownerName = (await owner.me()).user.name;
  assert.deepEqual(await names(owner, team, 'sort=joined'), [ownerName, 'Zoë', 'ada', 'Élodie', 'Ben']);
  assert.deepEqual(await names(owner, team, ''), [ownerName, 'Zoë', 'ada', 'Élodie', 'Ben'], 'by joining without an order');
  assert.deepEqual(await names(owner, team, 'sort=lastSeen'), ['ada', 'Élodie', 'Zoë', 'Ben', ownerName]);
  const byName = await names(owner, team, 'sort=name');
  assert.deepEqual(byName.filter((name) => name !== ownerName), ['ada', 'Ben', 'Élodie', 'Zoë'], 'without regard to case and accents');
  assert.equal(byName.length, 5);
});

test('inactive members are those not seen for so many days, and who was never seen', async () => {
  const { owner, team } = await teamOfFive();
  const inactive = (days: number, more = '') => names(owner, team, `sort=lastSeen&inactiveForDays=${days}${more}`);
  assert.deepEqual(await inactive(1), ['ada', 'Élodie', 'Zoë', 'Ben']);
  assert.deepEqual(await inactive(2), ['ada', 'Élodie', 'Zoë']);
  assert.deepEqual(await inactive(30), ['ada', 'Élodie', 'Zoë']);
  assert.deepEqual(await inactive(31), ['ada', 'Élodie']);
  assert.deepEqual(await inactive(32), ['ada']);
  assert.deepEqual(await inactive(30, '&role=dev&q=elodie'), ['Élodie'], 'with other filters');
  assert.deepEqual(await inactive(30, '&role=basic'), []);
  for (const days of ['0', '-1', '1.5', '3651', 'x', '']) {
    const { errors } = expectError(await owner.get(`/v1/accounts/${team}/members?inactiveForDays=${days}`), 'invalid_request', days);
    assert.deepEqual(errors, [{ field: 'inactiveForDays', code: 'invalid' }]);
  }
});

test('counts are those of the account, whatever the filters', async () => {
  const { owner, team, members } = await teamOfFive();
  assert.deepEqual((await list(owner, team, '')).counts, { total: 5, suspended: 0, ended: 0 });
  const patch = async (name: string, body: object) => expectOk(await owner.patch(`/v1/accounts/${team}/members/${members[name]?.id}`, body), shapes.member);
  await patch('Ben', { suspended: true });
  await patch('Zoë', { expiresAt: new Date(Date.now() - 1000).toISOString() });
  await patch('ada', { expiresAt: new Date(Date.now() + DAY_MS).toISOString() });
  const counts = { total: 5, inactive: 3, suspended: 1, ended: 1 };
  assert.deepEqual((await list(owner, team, 'inactiveForDays=30')).counts, counts);
  assert.deepEqual((await list(owner, team, 'inactiveForDays=30&q=nobody-has-this&limit=1')).counts, counts);
});

test('a cursor is for one order, and those of earlier releases stay good', async () => {
  const { owner, team } = await teamOfFive();
  const [first, second] = (await list(owner, team, 'limit=2')).items;
  const old = Buffer.from(`${Date.parse(first?.joinedAt ?? '')}:${first?.user}`).toString('base64url');
  assert.equal((await list(owner, team, `cursor=${old}&limit=1`)).items[0]?.user, second?.user);
  const cursors = new Map<string, string>();
  for (const sort of ['joined', 'name', 'lastSeen']) cursors.set(sort, (await list(owner, team, `sort=${sort}&limit=1`)).next ?? '');
  for (const [of, cursor] of cursors) {
    for (const sort of cursors.keys()) {
      const path = `/v1/accounts/${team}/members?sort=${sort}&cursor=${encodeURIComponent(cursor)}`;
      if (sort === of) expectOk(await owner.get(path), shapes.memberPage);
      else expectError(await owner.get(path), 'invalid_request', `${of} in ${sort}`);
    }
  }
  for (const sort of ['Name', 'lastseen', 'role', '']) expectError(await owner.get(`/v1/accounts/${team}/members?sort=${sort}`), 'invalid_request', sort);
});

test('pages neither skip nor repeat a member while others join and leave', async () => {
  for (const sort of ['name', 'lastSeen', 'joined']) {
    const { owner, team, members } = await teamOfFive();
    let pages = 0;
    const found = await names(owner, team, `sort=${sort}`, 1, async () => {
      pages++;
      const late = await memberOf(owner, team, `Late${pages}`, 'dev');
      await owner.delete(`/v1/accounts/${team}/members/${late.id}`);
    });
    for (const name of Object.keys(members)) assert.equal(found.filter((each) => each === name).length, 1, `${name} by ${sort}`);
  }
});

test('an account with 100,000 members is listed and reviewed', { timeout: 300_000 }, async (t) => {
  const { owner, team } = await ownerWithTeam(edge);
  const count = 100_000;
  await inDatabase(edge, team, (database) => {
    database
      .prepare(
        `WITH RECURSIVE number (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
         INSERT INTO members (user, name, folded_name, role, joined_at, last_seen_on, changed_epoch)
         SELECT printf('usr_%022d', n), 'Member ' || n, 'member ' || n, 'dev', 1700000000000 + n, iif(n % 3 = 0, NULL, ? - n % 400), 1 FROM number`,
      )
      .run(count, today());
    database.prepare('UPDATE account SET member_count = ?').run(count);
  });
  const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    const value = await work();
    t.diagnostic(`${what}: ${Math.round(performance.now() - start)} ms`);
    return value;
  };
  await timed('the first request', () => list(owner, team, 'limit=1'));
  for (const sort of ['joined', 'name', 'lastSeen']) {
    const page = await timed(`a page by ${sort}, with counts`, () => list(owner, team, `sort=${sort}&inactiveForDays=200&limit=50`));
    assert.equal(page.items.length, 50);
    assert.equal(page.counts.total, count);
  }
  const reviews = `/v1/accounts/${team}/reviews`;
  const review = await timed('opening a review', async () => expectOk(await owner.post(reviews), shapes.review, 201));
  assert.deepEqual([review.counts.total, review.counts.undecided], [count, count]);
  const page = await timed('its first page', async () => expectOk(await owner.get(`${reviews}/${review.id}`), shapes.reviewDetails));
  assert.deepEqual(page.items.items[0]?.lastSeenOn, undefined, 'who was never seen comes first');
  const user = page.items.items[0]?.user ?? '';
  await timed('a decision', async () => expectOk(await owner.post(`${reviews}/${review.id}/decisions`, { user, decision: 'keep' }), shapes.review));
  const { summary } = await timed('closing it', async () => expectOk(await owner.post(`${reviews}/${review.id}/close`), shapes.closedReview));
  const { claims } = verified(summary, [edge.secrets.key.publicJwk()]);
  const undecided = new Set(claims['undecided'] as string[]);
  assert.deepEqual([claims['kept'], undecided.size, undecided.has(user)], [[user], count - 1, false]);
  t.diagnostic(`the summary: ${Math.round(summary.length / 1024)} KiB`);
});
