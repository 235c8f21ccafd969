/**
 * What grows with a team: token, accept, check and list at 10, 1,000 and 100,000 members and with 1,000,000 past invites; `GET /v1/me`
 * with 1 to 1,000 accounts; an object's first answer after a start, against what it stores. Members, invites and events are written
 * into the objects' databases; rounds take turns, one connection, so that whatever else the machine does falls on all of them.
 */
import type { DatabaseSync } from 'node:sqlite';
import { inParallel, type Person } from '../tests/harness/person.ts';
import { altered } from '../tests/harness/secrets.ts';
import { atMost, conclude, QUICK, ratios, shown, some, spread, type Spread, table, turned } from './figures.ts';
import { Hallpass } from './hallpass.ts';
import { bytesOf, timeEach } from './load.ts';

const ROUNDS = some(15);
/** Thrown away: the compiler is not done yet. */
const WARM_UP = some(3);
const ALL_ROUNDS = ROUNDS + WARM_UP;
/** How often each is asked in a round. */
const COUNT = 20;
const ACCEPTS = 5;
const STARTS = some(7);
const scale = (count: number): number => (QUICK ? count / 10 : count);
const MEMBERS = { small: 10, middle: scale(1_000), large: scale(100_000) };
const INVITES = scale(1_000_000);
const ACCOUNTS = [1, 10, 100, 1_000];
const LONG_AGO = Date.now() - 30 * 86_400_000;

const hallpass = await Hallpass.start();
const owner = await hallpass.signIn('owner');
/** Members of every team, and those who accept: another one each time. The last one makes the largest team as large as any may be. */
const members = await hallpass.people(MEMBERS.small - 1, 'member');
const newcomers = await hallpass.people(ALL_ROUNDS * ACCEPTS, 'newcomer');

const team = async (name: string): Promise<string> => {
  const { id } = await owner.team(name);
  await inParallel(members.length, 4, async (at) => {
    const { invite } = await owner.invite(id, { email: members[at]!.email, role: 'dev' });
    await members[at]!.join({ inviteId: invite.id });
  });
  return id;
};
// A join in a small team is told to all of it, so it is another one each round: it stays as small as it is called.
const small = await inParallel(ALL_ROUNDS, 1, (round) => team(`Small ${round}`));
const [middle, large, past] = [await team('Middle'), await team('Large'), await team('Past')];
const TEAMS: Record<string, (round: number) => string> = {
  [`${MEMBERS.small} members`]: (round) => small[round]!,
  [`${MEMBERS.middle.toLocaleString('en')} members`]: () => middle,
  [`${MEMBERS.large.toLocaleString('en')} members`]: () => large,
  [`${INVITES.toLocaleString('en')} past invites`]: () => past,
};
const names = Object.keys(TEAMS);
const [smallest, , largest] = names as [string, string, string];

/** Numbers from 1 on, for a statement that writes as many rows. */
const upTo = (count: number): string => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;
const USER = `'usr_' || lower(hex(randomblob(11)))`;
/** Members who joined long ago, each with the two events of their joining. */
const addMembers = (database: DatabaseSync, count: number): void => {
  database.exec(`${upTo(count)} INSERT INTO members (user, name, folded_name, address, role, joined_at, changed_epoch)
    SELECT ${USER}, 'Member ' || i, 'member ' || i, 'm' || i || '@example.org', 'dev', ${LONG_AGO} + i, 1 FROM n`);
  database.exec(`UPDATE events SET seq = seq + ${2 * count + 1_000_000_000}`);
  database.exec(`${upTo(2 * count)} INSERT INTO events (id, at, actor_kind, actor, action, resource_type, resource_id, outcome, details, prev, hash)
    SELECT 'evt_' || lower(hex(randomblob(11))), ${LONG_AGO} + i, 'user', ${USER}, iif(i % 2, 'invite.accept', 'member.join'),
      iif(i % 2, 'invite', 'member'), ${USER}, 'done', '{}', hex(randomblob(16)), hex(randomblob(16)) FROM n`);
  database.exec(`UPDATE events SET seq = seq - 1000000000 - 1 WHERE seq > 1000000000`);
  database.exec(`UPDATE account SET member_count = member_count + ${count}, audit_count = audit_count + ${2 * count}`);
};
const addInvites = (database: DatabaseSync, account: string, count: number): void => {
  database.exec(`${upTo(count)} INSERT INTO invites (id, address, role, state, decided_by, inviter, inviter_name, created_at, decided_at, generation)
    SELECT 'inv_${account.slice(4)}' || lower(hex(randomblob(10))) || 'aA', 'i' || i || '@example.org', 'dev', 'accepted', ${USER}, '${owner.id}', 'owner',
      ${LONG_AGO} + i, ${LONG_AGO} + i + 1, 0 FROM n`);
};
/** The same row again and again, under other ids. */
const addAccounts = (database: DatabaseSync, count: number): void => {
  const { row } = database.prepare('SELECT row FROM accounts WHERE row IS NOT NULL LIMIT 1').get() as { row: string };
  const { id } = JSON.parse(row) as { id: string };
  const put = database.prepare('INSERT INTO accounts (account, version, since, row) VALUES (?, 1, ?, ?)');
  for (let at = 0; at < count; at++) {
    const other = `acc_${String(at).padStart(21, 'b')}A`;
    put.run(other, LONG_AGO + at, row.replaceAll(id, other));
  }
};

const manifold = await hallpass.people(ACCOUNTS.length, 'manifold');
const stored: Record<string, number> = {};
const size = (database: DatabaseSync): number =>
  Number((database.prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size').get() as { bytes: number }).bytes);
await hallpass.write('account', 'account', (database) => {
  const { id } = database.prepare('SELECT id FROM account').get() as { id: string };
  database.exec('BEGIN');
  if (id === middle) addMembers(database, MEMBERS.middle - MEMBERS.small);
  if (id === large) addMembers(database, MEMBERS.large - MEMBERS.small - newcomers.length);
  if (id === past) addInvites(database, id, INVITES);
  database.exec('COMMIT');
  const name = names.find((each) => TEAMS[each]!(0) === id);
  if (name) stored[name] = size(database);
});
await hallpass.write('user', 'own', (database) => {
  const { account } = database.prepare('SELECT account FROM own').get() as { account: string };
  const at = manifold.findIndex((who) => who.own === account);
  if (at >= 0) addAccounts(database, ACCOUNTS[at]! - 1);
});

const asks = (who: Person, method: string, path: string, body?: object, headers: Readonly<Record<string, string>> = {}): Buffer =>
  bytesOf(method, path, { authorization: `Bearer ${who.identity}`, ...headers }, body === undefined ? '' : JSON.stringify(body));
const member = members[0]!;
const tokenOf = async (account: string): Promise<string> =>
  ((await member.post(`/v1/accounts/${account}/token`)).json() as { token: string }).token;
const times = (count: number, bytes: Buffer): Buffer[] => Array.from({ length: count }, () => bytes);
const check = async (account: string): Promise<Buffer[]> => times(COUNT, bytesOf(
  'POST', '/v1/check', { 'hallpass-token': await tokenOf(account) }, JSON.stringify({ account, permissions: ['pods:connect'], freshness: 'strict' }),
));
const invited = (account: string, round: number): Promise<Buffer[]> => inParallel(ACCEPTS, 4, async (at) => {
  const who = newcomers[round * ACCEPTS + at]!;
  const { link } = await owner.invite(account, { email: who.email, role: 'dev' });
  return asks(who, 'POST', '/v1/invites/accept', { token: await hallpass.opened(link) });
});
/** What is asked of a team in a round. The invites are made before the clock runs. */
const OPERATIONS: Record<string, (account: string, round: number) => Promise<Buffer[]>> = {
  token: async (account) => times(COUNT, asks(member, 'POST', `/v1/accounts/${account}/token`)),
  'check, strict': check,
  accept: invited,
  'members, first page': async (account) => times(COUNT, asks(member, 'GET', `/v1/accounts/${account}/members`)),
  'members, searched': async (account) => times(ACCEPTS, asks(member, 'GET', `/v1/accounts/${account}/members?q=nobody`)),
  'invites, first page': async (account) => times(COUNT, asks(owner, 'GET', `/v1/accounts/${account}/invites`)),
};

/** Whoever lets a forged token pass, or does not see what was written, is not measured. */
const control = async (): Promise<void> => {
  for (const [account, count] of [[small[0]!, MEMBERS.small], [middle, MEMBERS.middle], [large, MEMBERS.large - newcomers.length], [past, MEMBERS.small]] as const) {
    const { memberCount } = await owner.account(account);
    if (memberCount !== count) throw new Error(`a team of ${count} counts ${memberCount} members`);
    const [good] = await check(account);
    await timeEach(hallpass.port, 1, [good!], 200);
    await timeEach(hallpass.port, 1, [Buffer.from(good!.toString('latin1').replace(/(hallpass-token: )(\S+)/, (_, name: string, token: string) => name + altered(token, -30)))], 401);
  }
  for (const [at, who] of manifold.entries()) {
    const { accounts } = await who.me();
    if (accounts.length !== ACCOUNTS[at]) throw new Error(`somebody with ${ACCOUNTS[at]} accounts is shown ${accounts.length}`);
  }
};
await control();

const took: Record<string, Record<string, number[]>> = Object.fromEntries(
  Object.keys(OPERATIONS).map((operation) => [operation, Object.fromEntries(names.map((name) => [name, []]))]),
);
const mine: number[][] = ACCOUNTS.map(() => []);
for (let round = 0; round < ALL_ROUNDS; round++) {
  for (const [operation, make] of Object.entries(OPERATIONS)) {
    const requests = await inParallel(names.length, 1, (at) => make(TEAMS[names[at]!]!(round), round));
    // What the joins of before are told to others is over.
    await new Promise((done) => setTimeout(done, 50));
    for (const name of turned(names, round)) {
      const milliseconds = await timeEach(hallpass.port, 1, requests[names.indexOf(name)]!, 200);
      if (round >= WARM_UP) took[operation]![name]!.push(spread(milliseconds).median);
      if (operation === 'accept') await new Promise((done) => setTimeout(done, 50));
    }
  }
  for (const [at, who] of manifold.entries()) {
    const milliseconds = await timeEach(hallpass.port, 1, times(COUNT, asks(who, 'GET', '/v1/me')), 200);
    if (round >= WARM_UP) mine[at]!.push(spread(milliseconds).median);
  }
}

/** The first answer of each object after a start of `workerd`, when another team's has woken everything else. */
const first: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
const other = await team('Other');
for (let start = 0; start < STARTS; start++) {
  await hallpass.process.kill();
  await hallpass.restart();
  await timeEach(hallpass.port, 1, times(COUNT, asks(member, 'GET', `/v1/accounts/${other}`)), 200);
  for (const name of turned(names, start)) {
    const [milliseconds] = await timeEach(hallpass.port, 1, [asks(member, 'GET', `/v1/accounts/${TEAMS[name]!(start % ALL_ROUNDS)}`)], 200);
    first[name]!.push(milliseconds!);
  }
}
await hallpass.stop();

const over = (operation: string, name: string): Spread => ratios(took[operation]![name]!, took[operation]![smallest]!);
const results = Object.keys(OPERATIONS).map((operation) => ({
  operation, milliseconds: Object.fromEntries(names.map((name) => [name, spread(took[operation]![name]!)])), timesSmallest: over(operation, largest),
}));
const starts = names.map((name) => ({ name, bytes: stored[name]!, milliseconds: spread(first[name]!) }));
const accounts = ACCOUNTS.map((count, at) => ({ count, milliseconds: spread(mine[at]!) }));
conclude(
  'growth',
  ['token', 'check, strict', 'accept'].map((operation) => atMost(`${operation}: ${largest} take, of ${smallest},`, 1.3, over(operation, largest))),
  { rounds: ROUNDS, results, starts, accounts },
  [
    `${ROUNDS} rounds in turns, one connection; milliseconds, the middle of a round’s, median of them (10 % to 90 %)`,
    table(['asked', ...names], results.map(({ operation, milliseconds }) => [operation, ...names.map((name) => shown(milliseconds[name]!))])),
    '',
    table(['first answer after a start', 'stored, MB', 'ms'], starts.map((each) => [each.name, (each.bytes / 1e6).toFixed(1), shown(each.milliseconds)])),
    '',
    table(['GET /v1/me', 'ms'], accounts.map((each) => [`${each.count} accounts`, shown(each.milliseconds)])),
  ].join('\n'),
);
