// The search among members: every language and spelling, short texts, special characters, renames and removals, who may search
// addresses, pages, and members whom an earlier release stored. A plain scan of the same members is the judge.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fillerMembers, inDatabase, indexMembers } from '../harness/database.ts';
import { startEdge, unique, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { enrol, memberOf, ownerWithTeam, person, type Person } from '../harness/person.ts';
import * as shapes from '../harness/shapes.ts';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

const listPath = (team: string, query: Record<string, string>): string => `/v1/accounts/${team}/members?${new URLSearchParams(query)}`;
const list = async (user: Person, team: string, query: Record<string, string>) => expectOk(await user.get(listPath(team, query)), shapes.memberPage);

/** The ids of all members whom a search finds, in its order, read in pages of `limit`. */
async function search(user: Person, team: string, q: string, more: Record<string, string> = {}): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page: Awaited<ReturnType<typeof list>> = await list(user, team, { limit: '200', ...more, q, ...(cursor === '' ? {} : { cursor }) });
    found.push(...page.items.map((member) => member.user));
    cursor = page.next;
  }
  return found;
}

/** A team without a search index, and one with so many members that it has one. The others' names are numbers. */
const TEAMS: Readonly<Record<string, () => ReturnType<typeof ownerWithTeam>>> = {
  'a small team': () => ownerWithTeam(edge),
  'a large team': async () => {
    const { owner, team } = await ownerWithTeam(edge);
    await inDatabase(edge, team, (database) => database.exec(fillerMembers(1_000)));
    await indexMembers(edge, owner, team);
    return { owner, team };
  },
};

/** A new member with this name, which is no part of their address. */
async function named(owner: Person, team: string, name: string): Promise<Person> {
  const user = await person(edge, name, { email: `${unique()}@example.com` });
  await enrol(owner, team, user, 'dev');
  return user;
}

/** What the user is called from their next token on. */
async function rename(user: Person, team: string, name: string): Promise<void> {
  const renamed = await person(edge, name, { email: user.email });
  assert.equal(renamed.id, user.id);
  expectOk(await renamed.post(`/v1/accounts/${team}/token`), shapes.token);
}

for (const [size, newTeam] of Object.entries(TEAMS)) {
  test(`in ${size} a name is found in every language, whatever the case and the accents`, async () => {
    const { owner, team } = await newTeam();
    const spellings: Record<string, readonly string[]> = {
      'José Núñez': ['jose', 'JOSÉ', 'jose\u0301', 'nunez', 'NÚÑEZ', 'ose nu'],
      'İstanbul Işık': ['istanbul', 'ISTANBUL', 'İSTANBUL', 'ıstanbul', 'isik', 'IŞIK', 'tanb'],
      'Nguyễn Đình Ước': ['nguyen', 'NGUYỄN', 'dinh uoc', 'đình', 'ước'],
      'Αλέξανδρος Παπάς': ['αλεξανδροσ', 'ΑΛΈΞΑΝΔΡΟΣ', 'ξανδρος', 'παπας'],
      'Фёдор Йовович': ['федор', 'ФЁДОР', 'иовович', 'ЙОВ'],
      'Łukasz Ærø': ['lukasz', 'ŁUKASZ', 'aero', 'sz ae'],
      '山田　太郎': ['田 太', '山田　太郎', '太郎'],
      'Weiß-Müller': ['weiss', 'WEISS-MU', 'weiß-m'],
    };
    const members = new Map<string, string>();
    for (const name of Object.keys(spellings)) members.set(name, (await named(owner, team, name)).id);
    for (const [name, texts] of Object.entries(spellings)) {
      for (const text of texts) assert.deepEqual(await search(owner, team, text), [members.get(name)], text);
    }
    for (const text of ['joes', 'mueller', 'alexandros']) assert.deepEqual(await search(owner, team, text), [], text);
  });

  test(`in ${size} one and two characters are found too`, async () => {
    const { owner, team } = await newTeam();
    const [ana, jose, wei] = [await named(owner, team, 'Ana Q'), await named(owner, team, 'JosÉ'), await named(owner, team, '伟')];
    assert.deepEqual(await search(owner, team, 'q'), [ana.id]);
    assert.deepEqual(await search(owner, team, 'sE'), [jose.id]);
    assert.deepEqual(await search(owner, team, 'nÁ'), [ana.id]);
    assert.deepEqual(await search(owner, team, '伟'), [wei.id]);
    assert.deepEqual(await search(owner, team, 'ж'), []);
  });

  test(`in ${size} special characters are text`, async () => {
    const { owner, team } = await newTeam();
    const plain = await named(owner, team, 'Ada Near Orwell');
    const odd: Record<string, string> = {};
    // None begins with three hexadecimal digits: an address has random ones.
    for (const name of ['50% "off"', 'under_score', "O'Neil*", '-dash NOT', 'name:ada', '{a b} : c', '(AND OR', '^caret+', 'hook\\slash', '[a-z]?']) {
      odd[name] = (await named(owner, team, name)).id;
    }
    for (const [name, id] of Object.entries(odd)) {
      assert.deepEqual(await search(owner, team, name), [id], name);
      assert.deepEqual(await search(owner, team, name.slice(0, 3)), [id], name.slice(0, 3));
    }
    for (const q of ['%%%', '___', 'a%a', 'ada*', '"ada"', 'ada OR orwell', 'ada AND near', 'NEAR(ada near)', 'NEAR("ada" "orwell", 9)', 'ada NOT x', '-ada', '^ada', 'name : ada', "' OR 1=1 --", '***', '""', '"""', '[^x]*']) {
      assert.deepEqual(await search(owner, team, q), [], q);
    }
    for (const q of ['ada near', 'near or', 'or']) assert.ok((await search(owner, team, q)).includes(plain.id), q);
    for (const q of ['ada\0', '\0\0\0', 'a\0d', 'ada\0near', 'ada\nnear', '\u{ffff}\u{fffe}x', '\u{10ffff}aa']) assert.deepEqual(await search(owner, team, q), [], JSON.stringify(q));
    const everyone = (await owner.members(team)).map((member) => member.user);
    for (const q of ['', '  ', '\u0301']) assert.deepEqual(await search(owner, team, q), everyone, JSON.stringify(q));
    assert.deepEqual(await search(owner, team, 'x'.repeat(256)), []);
    expectError(await owner.get(listPath(team, { q: 'x'.repeat(257) })), 'invalid_request');
  });

  test(`in ${size} a renamed member is found by the new name only, and a removed one not at all`, async () => {
    const { owner, team } = await newTeam();
    const mia = await named(owner, team, 'Mia Before');
    const other = await named(owner, team, 'Before Too');
    assert.deepEqual(await search(owner, team, 'before'), [mia.id, other.id]);
    await rename(mia, team, 'Mía Àfter');
    assert.deepEqual(await search(owner, team, 'before'), [other.id]);
    assert.deepEqual(await search(owner, team, 'mia after'), [mia.id]);
    expectOk(await owner.patch(`/v1/accounts/${team}/members/${mia.id}`, { suspended: true }), shapes.member);
    assert.deepEqual(await search(owner, team, 'mia after'), [mia.id], 'a change of something else');
    assert.equal((await owner.delete(`/v1/accounts/${team}/members/${mia.id}`)).status, 204);
    assert.deepEqual(await search(owner, team, 'after'), []);
    await enrol(owner, team, mia, 'dev');
    assert.deepEqual(await search(owner, team, 'mia'), [mia.id], 'back in the team');
    if (size === 'a small team') return;
    await inDatabase(edge, team, (database) => {
      const entries = database.prepare(`SELECT user FROM member_search WHERE member_search MATCH '"efo" OR "mia"'`).all();
      assert.deepEqual(entries.map(({ user }) => user), [other.id, mia.id], 'one entry for each member');
    });
    await inDatabase(edge, team, (database) => void database.prepare('DELETE FROM member_search WHERE rowid = (SELECT search_id FROM members WHERE user = ?)').run(mia.id));
    assert.deepEqual([await search(owner, team, 'mia'), await search(owner, team, 'mi')], [[], [mia.id]], 'control: the index is what finds three characters');
  });

  test(`in ${size} addresses are searched only for members who see them`, async () => {
    const { owner, team } = await newTeam();
    const dev = await memberOf(owner, team, 'Dev', 'dev');
    const domain = `${unique()}.bücher.example`;
    const kim = await person(edge, 'Kim', { email: `kim@${domain}` });
    await enrol(owner, team, kim, 'dev');
    const [ascii] = (await owner.members(team)).filter(({ user }) => user === kim.id).map(({ email }) => email);
    const texts = ['kim@', domain, domain.toUpperCase(), domain.replace('ü', 'u'), 'xn--b', 'r.e', '@', 'bü', ascii ?? assert.fail('no address')];
    for (const text of texts) {
      assert.ok((await search(owner, team, text)).includes(kim.id), text);
      assert.deepEqual(await search(dev, team, text), [], text);
    }
    assert.deepEqual(await search(dev, team, 'kim'), [kim.id], 'the name');
    await rename(kim, team, 'Lee');
    assert.deepEqual([await search(owner, team, 'kim'), await search(dev, team, 'kim')], [[kim.id], []], 'the address without the name');
  });
}

test('a team that was deleted keeps its owner in the index, and no one else', async () => {
  const owner = await person(edge, 'Olga');
  const member = await person(edge, 'Mia');
  const { own: team } = owner;
  expectOk(await owner.post(`/v1/accounts/${team}/convert`, { name: 'Short' }), shapes.account);
  await inDatabase(edge, team, (database) => database.exec(fillerMembers(1_000)));
  await indexMembers(edge, owner, team);
  await enrol(owner, team, member, 'dev');
  assert.deepEqual(await search(owner, team, 'mia'), [member.id]);
  const { name } = await owner.account(team);
  expectOk(await owner.post(`/v1/accounts/${team}/revert`, { confirmName: name }), shapes.account);
  await inDatabase(edge, team, (database) => {
    const entries = database.prepare('SELECT user FROM member_search').all().map(({ user }) => user);
    assert.deepEqual(entries, [owner.id]);
  });
  expectOk(await owner.post(`/v1/accounts/${team}/convert`, { name: 'Again' }), shapes.account);
  await enrol(owner, team, member, 'dev');
  assert.deepEqual(await search(owner, team, 'mia'), [member.id]);
  assert.deepEqual(await search(owner, team, 'olga'), [owner.id]);
});

/** Numbers from 0 to below 1 that are the same in every run. */
function* randomNumbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}
const numbers = randomNumbers(20_261_129);
const pick = <T>(from: readonly T[] | string): T => from[Math.floor(numbers.next().value * from.length)] as T;

/** How the judge folds a text: it knows the letters below only. */
const plain = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ı', 'i').replaceAll('ł', 'l').replaceAll('đ', 'd').replaceAll('ø', 'o').replaceAll('ς', 'σ');
const LETTERS = ['aáàâăąAÁ', 'eéèêệE', 'iíïıİI', 'oóôøơO', 'uúûươU', 'lłLŁ', 'nñN', 'dđD', 'sşšS', 'zžZ', 'αάΑ', 'σςΣ', 'иИй', 'еёЕ', '-', "'", ' '];

interface Row {
  readonly user: string;
  readonly name: string;
  readonly email: string;
  readonly joinedAt: number;
}

/** Members with names of few letters, so that many of them share parts. Every second one has the same long word, too. */
function randomMembers(count: number): Row[] {
  return Array.from({ length: count }, (_, index) => {
    const letters = Array.from({ length: 3 + Math.floor(numbers.next().value * 8) }, () => pick<string>(pick<string>(LETTERS))).join('');
    const name = `${pick(['Q', 'Ω', 'Ы'])}${letters}x${index % 2 === 0 ? ' Mítarbeiter' : ''}`;
    const user = `usr_${String(Math.floor(numbers.next().value * 1e12)).padStart(16, '0')}${String(index).padStart(6, '0')}`;
    return { user, name, email: `m${index}.${pick(['ab', 'cd', 'zz'])}@${pick(['one', 'two'])}.example.org`, joinedAt: 1_700_000_000_000 + Math.floor(numbers.next().value * count) };
  });
}

/** Whom the judge finds, in order. */
function scan(rows: readonly Row[], q: string, sort: string, seesAddresses: boolean): string[] {
  const text = plain(q.trim());
  const found = rows.filter(({ name, email }) => plain(name).includes(text) || (seesAddresses && email.includes(text)));
  const keyOf = ({ name, joinedAt }: Row): string | number => (sort === 'name' ? plain(name) : sort === 'joined' ? joinedAt : 0);
  const compare = <T>(one: T, two: T): number => Number(one > two) - Number(one < two);
  return found.sort((one, two) => compare(keyOf(one), keyOf(two)) || compare(one.user, two.user)).map(({ user }) => user);
}

/** A part of a name or an address, in another spelling. */
function randomQuery(rows: readonly Row[]): string {
  const { name, email } = pick(rows);
  const text = [...(numbers.next().value < 0.8 ? name : email)];
  const start = Math.floor(numbers.next().value * text.length);
  const part = text.slice(start, start + 1 + Math.floor(numbers.next().value * 6)).join('');
  return numbers.next().value < 0.5 ? part : plain(part).toUpperCase();
}

/** How an earlier release stored a member: the folded name is in lower case only, and nothing is in the index. */
const EARLIER = `INSERT OR REPLACE INTO members (user, name, folded_name, address, image, role, joined_at, last_seen_on, invited_by, changed_epoch)
  VALUES (?, ?, ?, ?, NULL, 'dev', ?, NULL, NULL, 1)`;

test('it finds whom a plain scan finds, before and after a large team and the members of an earlier release are in the index', { timeout: 300_000 }, async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const dev = await named(owner, team, 'Dev');
  const rows = randomMembers(2_600);
  const store = (all: readonly Row[]): Promise<void> =>
    inDatabase(edge, team, (database) => {
      const insert = database.prepare(EARLIER);
      for (const { user, name, email, joinedAt } of all) insert.run(user, name, name.toLowerCase(), email, joinedAt);
      database.exec('UPDATE account SET member_count = (SELECT count(*) FROM members)');
    });
  await store(rows);
  const strangers = new Set([owner.id, dev.id]);
  const compare = async (about: string, queries: readonly string[], sorts: readonly string[]): Promise<number> => {
    let found = 0;
    for (const q of queries) {
      for (const [user, seesAddresses] of [[owner, true], [dev, false]] as const) {
        const sort = pick(sorts);
        const expected = scan(rows, q, sort, seesAddresses);
        const actual = (await search(user, team, q, { sort })).filter((id) => !strangers.has(id));
        assert.deepEqual(actual, expected, `${about}: ${JSON.stringify(q)} by ${sort}${seesAddresses ? ', with addresses' : ''}`);
        found += expected.length;
      }
    }
    return found;
  };
  const fixed = ['mitarbeiter', 'MÍTARB', 'example.org', 'one.ex', 'zzz', 'ы', 'q', 'x', 'org', 'ab@', '9', 'nobody'];
  const unindexed = await compare('before', fixed.slice(0, 4), ['joined']);
  assert.ok(unindexed > 5_000);
  await indexMembers(edge, owner, team);
  assert.ok((await compare('after', fixed, ['joined', 'name', 'lastSeen'])) > 10_000);
  await compare('random', Array.from({ length: 25 }, () => randomQuery(rows)), ['joined', 'name', 'lastSeen']);
  // Filters of other kinds apply to what is found, and small pages are complete.
  assert.deepEqual(await search(owner, team, 'mitarbeiter', { role: 'billing' }), []);
  assert.equal((await search(owner, team, 'mitarbeiter', { role: 'dev', inactiveForDays: '1', sort: 'lastSeen' })).length, rows.length / 2);
  const q = randomQuery(rows.slice(0, 40));
  assert.deepEqual((await search(owner, team, q, { limit: '7', sort: 'name' })).filter((id) => !strangers.has(id)), scan(rows, q, 'name', true));

  // The earlier release runs again for a while: it renames, adds and removes members.
  const renamed = rows.slice(0, 40).map((row, index) => ({ ...row, name: `Ýves ${index} Rollback` }));
  const added = { user: `usr_${'9'.repeat(22)}`, name: 'Rollback Ádded', email: 'added@example.org', joinedAt: 1_600_000_000_000 };
  rows.splice(0, 40, ...renamed, added);
  const [removed] = rows.splice(-1, 1);
  await inDatabase(edge, team, (database) => void database.prepare('DELETE FROM members WHERE user = ?').run(removed?.user ?? ''));
  await store([...renamed, added]);
  const afterRollback = ['rollback', 'yves 1', 'added', 'ADDED@', 'mitarbeiter', removed?.name ?? '', removed?.email ?? ''];
  await compare('after a rollback', afterRollback, ['joined']);
  await indexMembers(edge, owner, team);
  await compare('after a rollback, indexed', [...afterRollback, ...Array.from({ length: 8 }, () => randomQuery(rows))], ['joined', 'name', 'lastSeen']);
  await inDatabase(edge, team, (database) => {
    const { entries, members } = database.prepare('SELECT (SELECT count(*) FROM member_search) AS entries, (SELECT count(*) FROM members) AS members').get() ?? {};
    assert.equal(entries, members, 'one entry for each member');
  });
});
