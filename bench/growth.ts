/**
 * How response times grow with a team: token, accept, check and lists at 10, 1,000 and 100,000 members and with 1,000,000 past invites,
 * where the largest team also has 1,000 projects and the others have 10; `GET /v1/me` with 1 to 1,000 accounts; the first response of an
 * object after a start. Members, projects, invites and events are inserted into the objects' databases directly. The teams alternate round by round over one connection, so that other load on the machine affects
 * all of them.
 */
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { inParallel, type Person } from '../tests/harness/person.ts';
import { altered } from '../tests/harness/secrets.ts';
import { atMost, format, publish, QUICK, ratios, rotated, scaled, summarize, type Summary, table } from './figures.ts';
import { Hallpass } from './hallpass.ts';
import { encodeRequest, timeEach } from './load.ts';

const ROUNDS = scaled(15);
/** Rounds that are not counted, while V8 still optimises. */
const WARM_UP = scaled(3);
const ALL_ROUNDS = ROUNDS + WARM_UP;
const REQUESTS_PER_ROUND = 20;
/** Accepts and searches are slower, or use up a user each. */
const ACCEPTS_PER_ROUND = 5;
const SEARCHES_PER_ROUND = 5;
const STARTS = scaled(7);
const teamSize = (count: number): number => (QUICK ? count / 10 : count);
const MEMBERS = { small: 10, medium: teamSize(1_000), large: teamSize(100_000) };
const INVITES = teamSize(1_000_000);
const PROJECTS = { small: 10, large: teamSize(1_000) };
/** The most that one member has. */
const GRANTS = PROJECTS.large / 2;
const ACCOUNTS = [1, 10, 100, 1_000];
const LONG_AGO = Date.now() - 30 * 86_400_000;

const hallpass = await Hallpass.start();
const owner = await hallpass.signIn('owner');
/** Members of every team, and the users who accept, one per accept. With the last of them the largest team has its maximum size. */
const members = await hallpass.people(MEMBERS.small - 1, 'member');
const newcomers = await hallpass.people(ALL_ROUNDS * ACCEPTS_PER_ROUND, 'newcomer');

/** The project of each team that tokens and checks are about. */
const projectOf = new Map<string, string>();
const createProject = async (account: string, name: string): Promise<string> =>
  ((await owner.post(`/v1/accounts/${account}/projects`, { name })).json() as { id: string }).id;

const createTeam = async (name: string): Promise<string> => {
  const { id } = await owner.team(name);
  const projects = await inParallel(PROJECTS.small, 1, (index) => createProject(id, `Project ${index}`));
  projectOf.set(id, projects[0]!);
  await inParallel(members.length, 4, async (index) => {
    const { invite } = await owner.invite(id, { email: members[index]!.email, role: 'dev' });
    await members[index]!.join({ inviteId: invite.id });
  });
  await owner.put(`/v1/accounts/${id}/projects/${projects[0]}/members/${members[0]!.id}`, { role: 'editor' });
  return id;
};
// One small team per round, so that its size stays the same: each accept adds a member and updates the lists of all members.
const small = await inParallel(ALL_ROUNDS, 1, (round) => createTeam(`Small ${round}`));
const [medium, large, past] = [await createTeam('Medium'), await createTeam('Large'), await createTeam('Past')];
const TEAMS: Record<string, (round: number) => string> = {
  [`${MEMBERS.small} members`]: (round) => small[round]!,
  [`${MEMBERS.medium.toLocaleString('en')} members`]: () => medium,
  [`${MEMBERS.large.toLocaleString('en')} members`]: () => large,
  [`${INVITES.toLocaleString('en')} past invites`]: () => past,
};
const names = Object.keys(TEAMS);
const [smallest, , largest] = names as [string, string, string];

/** A common table expression with the numbers from 1 to `count`, for statements that insert as many rows. */
const numbersTo = (count: number): string => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;
const USER = `'usr_' || lower(hex(randomblob(11)))`;
/** Inserts members who joined long ago, each with the two audit events of joining. */
const addMembers = (database: DatabaseSync, count: number): void => {
  database.exec(`${numbersTo(count)} INSERT INTO members (user, name, folded_name, address, role, joined_at, changed_epoch)
    SELECT ${USER}, 'Member ' || i, 'member ' || i, 'm' || i || '@example.org', 'dev', ${LONG_AGO} + i, 1 FROM n`);
  database.exec(`UPDATE events SET seq = seq + ${2 * count + 1_000_000_000}`);
  database.exec(`${numbersTo(2 * count)} INSERT INTO events (id, at, actor_kind, actor, action, resource_type, resource_id, outcome, details, prev, hash)
    SELECT 'evt_' || lower(hex(randomblob(11))), ${LONG_AGO} + i, 'user', ${USER}, iif(i % 2, 'invite.accept', 'member.join'),
      iif(i % 2, 'invite', 'member'), ${USER}, 'done', '{}', hex(randomblob(16)), hex(randomblob(16)) FROM n`);
  database.exec(`UPDATE events SET seq = seq - 1000000000 - 1 WHERE seq > 1000000000`);
  database.exec(`UPDATE account SET member_count = member_count + ${count}, audit_count = audit_count + ${2 * count}`);
};
/** Inserts projects; one member gets a grant in half of them, and every other member in one. */
const addProjects = (database: DatabaseSync, count: number): void => {
  database.exec(`${numbersTo(count)} INSERT INTO projects (id, name, folded_name, status, created_at)
    SELECT 'prj_' || substr(lower(hex(randomblob(11))), 1, 21) || 'A', 'More ' || i, 'more ' || i, 'active', ${LONG_AGO} + i FROM n`);
  database.exec(`WITH p AS (SELECT id, row_number() OVER () AS n FROM projects), m AS (SELECT user, row_number() OVER () AS n FROM members)
    INSERT OR IGNORE INTO grants (user, project, role, granted_at)
    SELECT m.user, p.id, 'editor', ${LONG_AGO} FROM m JOIN p ON p.n = 1 + m.n % ${PROJECTS.large}`);
  database.exec(`INSERT OR IGNORE INTO grants (user, project, role, granted_at)
    SELECT '${members[0]!.id}', id, 'editor', ${LONG_AGO} FROM projects LIMIT ${GRANTS - 2}`);
};
const addInvites = (database: DatabaseSync, account: string, count: number): void => {
  database.exec(`${numbersTo(count)} INSERT INTO invites (id, address, role, state, decided_by, inviter, inviter_name, created_at, decided_at, generation)
    SELECT 'inv_${account.slice(4)}' || lower(hex(randomblob(10))) || 'aA', 'i' || i || '@example.org', 'dev', 'accepted', ${USER}, '${owner.id}', 'owner',
      ${LONG_AGO} + i, ${LONG_AGO} + i + 1, 0 FROM n`);
};
/** Copies the user's team row under new account ids. */
const addAccounts = (database: DatabaseSync, count: number): void => {
  const { row } = database.prepare('SELECT row FROM accounts WHERE row IS NOT NULL LIMIT 1').get() as { row: string };
  const { id } = JSON.parse(row) as { id: string };
  const insert = database.prepare('INSERT INTO accounts (account, version, since, row) VALUES (?, 1, ?, ?)');
  for (let n = 0; n < count; n++) {
    const newId = `acc_${String(n).padStart(21, 'b')}A`;
    insert.run(newId, LONG_AGO + n, row.replaceAll(id, newId));
  }
};

/** Users in 1 to 1,000 accounts. */
const accountHolders = await hallpass.people(ACCOUNTS.length, 'account-holder');
const storedBytes: Record<string, number> = {};
const databaseSize = (database: DatabaseSync): number =>
  Number((database.prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size').get() as { bytes: number }).bytes);
await hallpass.writeDatabases('account', 'account', (database) => {
  const { id } = database.prepare('SELECT id FROM account').get() as { id: string };
  database.exec('BEGIN');
  if (id === medium) addMembers(database, MEMBERS.medium - MEMBERS.small);
  if (id === large) {
    addMembers(database, MEMBERS.large - MEMBERS.small - newcomers.length);
    addProjects(database, PROJECTS.large - PROJECTS.small);
  }
  if (id === past) addInvites(database, id, INVITES);
  database.exec('COMMIT');
  const name = names.find((team) => TEAMS[team]!(0) === id);
  if (name) storedBytes[name] = databaseSize(database);
});
await hallpass.indexMembers(owner, [medium, large]);
await hallpass.writeDatabases('user', 'own', (database) => {
  const { account } = database.prepare('SELECT account FROM own').get() as { account: string };
  const index = accountHolders.findIndex((user) => user.own === account);
  if (index >= 0) addAccounts(database, ACCOUNTS[index]! - 1);
});

const encodeAs = (user: Person, method: string, path: string, body?: object): Buffer =>
  encodeRequest(method, path, { authorization: `Bearer ${user.identity}` }, body === undefined ? '' : JSON.stringify(body));
const member = members[0]!;
const mintToken = async (account: string, project?: string): Promise<string> =>
  ((await member.post(`/v1/accounts/${account}/token`, { project })).json() as { token: string }).token;
const repeat = (count: number, request: Buffer): Buffer[] => Array.from({ length: count }, () => request);
const checkRequest = (account: string, token: string, project?: string): Buffer =>
  encodeRequest('POST', '/v1/check', { 'hallpass-token': token }, JSON.stringify({ account, project, permissions: ['pods:connect'], freshness: 'strict' }));
/** Half of the invites grant a role in a project, too. */
const acceptRequests = (account: string, round: number): Promise<Buffer[]> => inParallel(ACCEPTS_PER_ROUND, 4, async (n) => {
  const user = newcomers[round * ACCEPTS_PER_ROUND + n]!;
  const projects = n % 2 === 0 ? [{ project: projectOf.get(account), role: 'editor' }] : undefined;
  const { link } = await owner.invite(account, { email: user.email, role: 'dev', projects });
  return encodeAs(user, 'POST', '/v1/invites/accept', { token: await hallpass.openLink(link) });
});
/** The requests of each operation in a round. Invites are created before the clock runs. */
const OPERATIONS: Record<string, (account: string, round: number) => Promise<Buffer[]>> = {
  token: async (account) => repeat(REQUESTS_PER_ROUND, encodeAs(member, 'POST', `/v1/accounts/${account}/token`)),
  'check, strict': async (account) => repeat(REQUESTS_PER_ROUND, checkRequest(account, await mintToken(account))),
  'token for a project': async (account) => repeat(REQUESTS_PER_ROUND, encodeAs(member, 'POST', `/v1/accounts/${account}/token`, { project: projectOf.get(account) })),
  'check of a project, strict': async (account) => {
    const project = projectOf.get(account);
    return repeat(REQUESTS_PER_ROUND, checkRequest(account, await mintToken(account, project), project));
  },
  accept: acceptRequests,
  'members, first page': async (account) => repeat(REQUESTS_PER_ROUND, encodeAs(member, 'GET', `/v1/accounts/${account}/members`)),
  'members, search': async (account) => repeat(SEARCHES_PER_ROUND, encodeAs(member, 'GET', `/v1/accounts/${account}/members?q=nobody`)),
  'invites, first page': async (account) => repeat(REQUESTS_PER_ROUND, encodeAs(owner, 'GET', `/v1/accounts/${account}/invites`)),
};

/** Stops the run if the inserted rows are not visible or a forged token passes a check. */
const verifyBehavior = async (): Promise<void> => {
  const sizes = [[small[0]!, MEMBERS.small], [medium, MEMBERS.medium], [large, MEMBERS.large - newcomers.length], [past, MEMBERS.small]] as const;
  for (const [account, count] of sizes) {
    const { memberCount } = await owner.account(account);
    if (memberCount !== count) throw new Error(`a team of ${count} has ${memberCount} members`);
    const token = await mintToken(account);
    await timeEach(hallpass.port, 1, [checkRequest(account, token)], 200);
    await timeEach(hallpass.port, 1, [checkRequest(account, altered(token, -30))], 401);
    const project = projectOf.get(account);
    await timeEach(hallpass.port, 1, [checkRequest(account, await mintToken(account, project), project)], 200);
    await timeEach(hallpass.port, 1, [checkRequest(account, token, project)], 422);
  }
  for (const [index, user] of accountHolders.entries()) {
    const { accounts } = await user.me();
    if (accounts.length !== ACCOUNTS[index]) throw new Error(`a user with ${ACCOUNTS[index]} accounts sees ${accounts.length}`);
  }
};
await verifyBehavior();

/** Time for the updates of other members' lists to finish before the next measurement. */
const SETTLE_MS = 50;
const teamTimes: Record<string, Record<string, number[]>> = Object.fromEntries(
  Object.keys(OPERATIONS).map((operation) => [operation, Object.fromEntries(names.map((name) => [name, []]))]),
);
const meTimes: number[][] = ACCOUNTS.map(() => []);
for (let round = 0; round < ALL_ROUNDS; round++) {
  for (const [operation, requestsOf] of Object.entries(OPERATIONS)) {
    const requests = await inParallel(names.length, 1, (index) => requestsOf(TEAMS[names[index]!]!(round), round));
    await setTimeout(SETTLE_MS);
    for (const name of rotated(names, round)) {
      const milliseconds = await timeEach(hallpass.port, 1, requests[names.indexOf(name)]!, 200);
      if (round >= WARM_UP) teamTimes[operation]![name]!.push(summarize(milliseconds).median);
      if (operation === 'accept') await setTimeout(SETTLE_MS);
    }
  }
  for (const [index, user] of accountHolders.entries()) {
    const milliseconds = await timeEach(hallpass.port, 1, repeat(REQUESTS_PER_ROUND, encodeAs(user, 'GET', '/v1/me')), 200);
    if (round >= WARM_UP) meTimes[index]!.push(summarize(milliseconds).median);
  }
}

/** The first response of each team's object after a start of workerd. Requests to another team have warmed up the Worker itself. */
const firstTimes: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
const otherTeam = await createTeam('Other');
for (let start = 0; start < STARTS; start++) {
  await hallpass.process.kill();
  await hallpass.restart();
  await timeEach(hallpass.port, 1, repeat(REQUESTS_PER_ROUND, encodeAs(member, 'GET', `/v1/accounts/${otherTeam}`)), 200);
  for (const name of rotated(names, start)) {
    const [milliseconds] = await timeEach(hallpass.port, 1, [encodeAs(member, 'GET', `/v1/accounts/${TEAMS[name]!(start % ALL_ROUNDS)}`)], 200);
    firstTimes[name]!.push(milliseconds!);
  }
}
await hallpass.stop();

const timesSmallest = (operation: string, name: string): Summary => ratios(teamTimes[operation]![name]!, teamTimes[operation]![smallest]!);
const results = Object.keys(OPERATIONS).map((operation) => ({
  operation,
  milliseconds: Object.fromEntries(names.map((name) => [name, summarize(teamTimes[operation]![name]!)])),
  timesSmallest: timesSmallest(operation, largest),
}));
const starts = names.map((name) => ({ name, bytes: storedBytes[name]!, milliseconds: summarize(firstTimes[name]!) }));
const accounts = ACCOUNTS.map((count, index) => ({ count, milliseconds: summarize(meTimes[index]!) }));
publish(
  'growth',
  ['token', 'check, strict', 'token for a project', 'check of a project, strict', 'accept'].map((operation) => atMost(`${operation}: time at ${largest} / ${smallest}`, 1.3, timesSmallest(operation, largest))),
  { rounds: ROUNDS, results, starts, accounts },
  [
    `${ROUNDS} alternating rounds, one connection; milliseconds: the median of a round, then median (10th to 90th percentile)`,
    table(['request', ...names], results.map(({ operation, milliseconds }) => [operation, ...names.map((name) => format(milliseconds[name]!))])),
    '',
    table(['first response after a start', 'stored, MB', 'ms'], starts.map(({ name, bytes, milliseconds }) => [name, (bytes / 1e6).toFixed(1), format(milliseconds)])),
    '',
    table(['GET /v1/me', 'ms'], accounts.map(({ count, milliseconds }) => [`${count} accounts`, format(milliseconds)])),
  ].join('\n'),
);
