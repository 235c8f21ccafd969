/**
 * What dead invites cost their invitee: `GET /v1/me` and `GET /v1/invites` with one pending invite, beside the same with 5,000
 * expired and removed ones in the mailbox. They are inserted into the mailbox's database directly. The users alternate round by
 * round over one connection, so that other load on the machine affects both.
 */
import { inParallel, type Person } from '../tests/harness/person.ts';
import { atMost, format, publish, ratios, rotated, scaled, summarize, table } from './figures.ts';
import { Hallpass } from './hallpass.ts';
import { encodeRequest, timeEach } from './load.ts';

const ROUNDS = scaled(60);
/** Rounds that are not counted, while V8 still optimises. */
const WARM_UP = scaled(10);
const REQUESTS_PER_ROUND = 20;
const DEAD = 5_000;

const hallpass = await Hallpass.start();
const owner = await hallpass.signIn('owner');
const { id: team } = await owner.team('Team');
const [clean, flooded] = (await hallpass.people(2, 'invitee')) as [Person, Person];
await inParallel(2, 1, async (index) => owner.invite(team, { email: [clean, flooded][index]!.email, role: 'dev' }));

/** Half of them expired, half of them tombstones. */
await hallpass.writeDatabases('mailbox', 'invites', (database) => {
  const stored = database.prepare('SELECT row FROM invites').all() as { row: string }[];
  if (!stored.some(({ row }) => row.includes(flooded.email))) return;
  const now = Date.now();
  const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${DEAD / 2})`;
  database.exec(`${numbers} INSERT INTO invites SELECT 'expired' || i, 1, ${now} + i, ${now} - i, (SELECT row FROM invites LIMIT 1) FROM n`);
  database.exec(`${numbers} INSERT INTO invites SELECT 'removed' || i, 1, NULL, ${now} - i, NULL FROM n`);
});

const REQUESTS = ['GET /v1/me', 'GET /v1/invites'];
const encodeAs = (user: Person, request: string): Buffer => {
  const [method = '', path = ''] = request.split(' ');
  return encodeRequest(method, path, { authorization: `Bearer ${user.identity}` });
};
for (const user of [clean, flooded]) {
  const { items } = (await user.get('/v1/invites')).json() as { items: readonly unknown[] };
  if (items.length !== 1) throw new Error(`an inbox with one invite shows ${items.length}`);
}

const times = REQUESTS.map(() => ({ clean: [] as number[], flooded: [] as number[] }));
for (let round = 0; round < ROUNDS + WARM_UP; round++) {
  for (const [index, request] of REQUESTS.entries()) {
    for (const name of rotated(['clean', 'flooded'] as const, round)) {
      const encoded = encodeAs(name === 'clean' ? clean : flooded, request);
      const milliseconds = await timeEach(hallpass.port, 1, Array.from({ length: REQUESTS_PER_ROUND }, () => encoded), 200);
      if (round >= WARM_UP) times[index]![name].push(summarize(milliseconds).median);
    }
  }
}
await hallpass.stop();

const results = REQUESTS.map((request, index) => ({
  request,
  without: summarize(times[index]!.clean),
  with: summarize(times[index]!.flooded),
  timesWithout: ratios(times[index]!.flooded, times[index]!.clean),
}));
publish(
  'inbox',
  results.map(({ request, timesWithout }) => atMost(`${request}: time with ${DEAD.toLocaleString('en')} dead invites / without`, 1.2, timesWithout)),
  { rounds: ROUNDS, dead: DEAD, results },
  [
    `${ROUNDS} alternating rounds, one connection; milliseconds: the median of a round, then median (10th to 90th percentile)`,
    table(['request', 'no dead invites', `${DEAD.toLocaleString('en')} dead invites`], results.map((each) => [each.request, format(each.without), format(each.with)])),
  ].join('\n'),
);
