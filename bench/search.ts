/**
 * A search among 100,000 members: `GET …/members?q=…` for texts that none, few and many of them have, and for two characters. Beside it,
 * in the same run, a Durable Object that holds a copy of the same members and only reads them (`workers/search.ts`): by the statement with
 * which Hallpass searched before it had an index, and by a plain `LIKE`. Members are inserted into the database directly. The
 * contestants alternate round by round over one connection each.
 */
import { freePort } from '../tests/harness/edge.ts';
import { atMost, format, publish, QUICK, ratios, rotated, scaled, summarize, table } from './figures.ts';
import { Hallpass } from './hallpass.ts';
import { encodeRequest, timeEach } from './load.ts';
import { startWorker } from './workerd.ts';

const ROUNDS = scaled(9);
/** Rounds that are not counted, while V8 still optimises. */
const WARM_UP = scaled(2);
const REQUESTS_PER_ROUND = 3;
const MEMBERS = QUICK ? 10_000 : 100_000;
/** Members per request that fills the peer. */
const FILL = 2_000;
const LONG_AGO = Date.now() - 400 * 86_400_000;

const GIVEN = ['José', 'Maria', 'Olga', 'Đặng', 'Łukasz', 'İbrahim', 'Νίκος', 'Фёдор', 'Ben', 'Ada'];
const FAMILY = ['Miller', 'Santos', 'Nguyen', 'Kowalski', 'Yilmaz', 'Papadakis', 'Petrov'];
/** User, name, folded name, address and time of joining of a member. Twenty are named Quince. */
const member = (index: number): readonly [string, string, string, string, number] => {
  const family = index % (MEMBERS / 20) === 7 ? 'Quince' : FAMILY[index % FAMILY.length]!;
  const name = `${GIVEN[(index * 7) % GIVEN.length]} ${family}${index}`;
  const folded = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace('đ', 'd').replace('ł', 'l').replace('ς', 'σ');
  const user = `usr_${String((index * 7_919) % MEMBERS).padStart(22, '0')}`;
  return [user, name, folded, `m${index}@example.org`, LONG_AGO + index];
};

/** What is searched for: the text, and how many members have it. */
const QUERIES: readonly { readonly about: string; readonly q: string; readonly folded: string; readonly least: number; readonly most: number }[] = [
  { about: 'none', q: 'nobody', folded: 'nobody', least: 0, most: 0 },
  { about: '20', q: 'QUÍNCE', folded: 'quince', least: 20, most: 20 },
  { about: 'one address', q: 'm4321@', folded: 'm4321@', least: 1, most: 1 },
  { about: 'a tenth', q: 'josé', folded: 'jose', least: 50, most: 50 },
  { about: 'all addresses', q: 'example.org', folded: 'example.org', least: 50, most: 50 },
  { about: 'none, two characters', q: 'zq', folded: 'zq', least: 0, most: 0 },
  { about: 'a tenth, two characters', q: 'ád', folded: 'ad', least: 50, most: 50 },
];

const hallpass = await Hallpass.start();
const owner = await hallpass.signIn('owner');
const { id: team } = await owner.team('Large');
await hallpass.writeDatabases('account', 'account', (database) => {
  if ((database.prepare('SELECT id FROM account').get() as { id: string }).id !== team) return;
  database.exec('BEGIN');
  const insert = database.prepare(`INSERT INTO members (user, name, folded_name, address, role, joined_at, changed_epoch) VALUES (?, ?, ?, ?, 'dev', ?, 1)`);
  for (let index = 0; index < MEMBERS - 1; index++) insert.run(...member(index));
  database.exec(`UPDATE account SET member_count = ${MEMBERS}`);
  database.exec('COMMIT');
});
await hallpass.indexMembers(owner, [team]);
const peer = await startWorker('search', await freePort(), {}, { TEAM: 'TeamObject' });
for (let start = 0; start < MEMBERS - 1; start += FILL) {
  const rows = Array.from({ length: Math.min(FILL, MEMBERS - 1 - start) }, (_, index) => member(start + index));
  await fetch(`http://127.0.0.1:${peer.port}/fill`, { method: 'POST', body: JSON.stringify(rows) });
}

const CONTESTANTS = ['hallpass', 'instr', 'like'] as const;
type Contestant = (typeof CONTESTANTS)[number];
const pathOf = (contestant: Contestant, { q, folded }: (typeof QUERIES)[number]): string =>
  contestant === 'hallpass' ? `/v1/accounts/${team}/members?q=${encodeURIComponent(q)}` : `/${contestant}?q=${encodeURIComponent(folded)}`;
const portOf = (contestant: Contestant): number => (contestant === 'hallpass' ? hallpass.port : peer.port);
const authorization = { authorization: `Bearer ${owner.identity}` };
const requestOf = (contestant: Contestant, query: (typeof QUERIES)[number]): Buffer =>
  encodeRequest('GET', pathOf(contestant, query), contestant === 'hallpass' ? authorization : {});

/** Stops the run unless each search finds as many as it must. */
for (const query of QUERIES) {
  for (const contestant of CONTESTANTS) {
    const response = await fetch(`http://127.0.0.1:${portOf(contestant)}${pathOf(contestant, query)}`, { headers: contestant === 'hallpass' ? authorization : {} });
    const { items } = (await response.json()) as { items: readonly unknown[] };
    if (items.length < query.least || items.length > query.most) throw new Error(`${contestant} finds ${items.length} members by ${query.q}`);
  }
}

const times = QUERIES.map(() => ({ hallpass: [] as number[], instr: [] as number[], like: [] as number[] }));
for (let round = 0; round < ROUNDS + WARM_UP; round++) {
  for (const [index, query] of QUERIES.entries()) {
    for (const contestant of rotated(CONTESTANTS, round)) {
      const requests = Array.from({ length: REQUESTS_PER_ROUND }, () => requestOf(contestant, query));
      const milliseconds = await timeEach(portOf(contestant), 1, requests, 200);
      if (round >= WARM_UP) times[index]![contestant].push(summarize(milliseconds).median);
    }
  }
}
await hallpass.stop();
await peer.stop();

const results = QUERIES.map(({ about, q }, index) => ({
  about, q,
  hallpass: summarize(times[index]!.hallpass),
  instr: summarize(times[index]!.instr),
  like: summarize(times[index]!.like),
  timesLike: ratios(times[index]!.hallpass, times[index]!.like),
}));
publish(
  'search',
  results.map(({ about, q, hallpass: found }) => atMost(`${about} (${q}): milliseconds among ${MEMBERS.toLocaleString('en')} members`, 25, found)),
  { rounds: ROUNDS, members: MEMBERS, results },
  [
    `${ROUNDS} alternating rounds, one connection; milliseconds: the median of a round, then median (10th to 90th percentile)`,
    table(
      ['who has it', 'text', 'hallpass', 'before: instr', 'plain LIKE', 'hallpass / LIKE'],
      results.map((each) => [each.about, each.q, format(each.hallpass), format(each.instr), format(each.like), format(each.timesLike)]),
    ),
  ].join('\n'),
);
