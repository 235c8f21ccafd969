/**
 * How long it takes to accept an invite, beside the least that it could be: an object in JavaScript that changes one row if nobody
 * did before. Ours is the whole of it: identity and invite token verified, the rules, member, invite, two events in the chain, the
 * caller's list told, a membership token signed. One process to a Worker, both on the same disk; rounds take turns.
 */
import { randomBytes } from 'node:crypto';
import { freePort } from '../tests/harness/edge.ts';
import { inParallel, type Person } from '../tests/harness/person.ts';
import { altered } from '../tests/harness/secrets.ts';
import { atMost, conclude, ratios, shown, some, spread, table, turned } from './figures.ts';
import { Hallpass } from './hallpass.ts';
import { bytesOf, timeEach } from './load.ts';
import { startWorker } from './workerd.ts';

const ROUNDS = some(11);
/** Thrown away: the compiler is not done yet. */
const WARM_UP = some(3);
const CONNECTIONS = 8;
/**
 * What a round accepts: how often, on how many connections, and into how many teams. Others' lists are told in the same thread:
 * with a rest in between an accept does not wait for what the one before it left, without one it does.
 */
const WAYS = {
  alone: { what: 'one now and then, a team each', count: 10, connections: 1, teams: 10, restMs: 120 },
  inARow: { what: 'one connection, a team each', count: 20, connections: 1, teams: 20, restMs: 0 },
  atOnce: { what: `${CONNECTIONS} connections, a team each`, count: 40, connections: CONNECTIONS, teams: 40, restMs: 0 },
  oneTeam: { what: `${CONNECTIONS} connections, one team`, count: 40, connections: CONNECTIONS, teams: 1, restMs: 0 },
} as const;
type Way = keyof typeof WAYS;
const ways = Object.keys(WAYS) as Way[];
/** What others' lists are told of a join may take its time, but not that of who is measured next. */
const REST_MS = 100;

const hallpass = await Hallpass.start();
const floor = await startWorker('floor', await freePort(), {}, { TEAM: 'TeamObject' });
const users = await hallpass.people(Math.max(...ways.map((way) => WAYS[way].count)), 'user');

const asks = (who: Person, token: string): Buffer =>
  bytesOf('POST', '/v1/invites/accept', { authorization: `Bearer ${who.identity}` }, JSON.stringify({ token }));

/** The accepts of one round, each by another user, on both sides. */
const prepared = async (way: Way, owner: Person): Promise<{ ours: readonly Buffer[]; floor: readonly Buffer[] }> => {
  const { count, teams } = WAYS[way];
  const opened = await inParallel(teams, CONNECTIONS, async (at) => (await owner.team(`${way} ${at}`)).id);
  const ours = await inParallel(count, CONNECTIONS, async (at) => {
    const who = users[at]!;
    const { link } = await owner.invite(opened[at % teams]!, { email: who.email, role: 'dev' });
    return asks(who, await hallpass.opened(link));
  });
  const ids = Array.from({ length: count }, () => `inv_${randomBytes(32).toString('base64url')}`);
  const names = opened.map(() => randomBytes(16).toString('hex'));
  await inParallel(teams, CONNECTIONS, (at) =>
    fetch(`http://127.0.0.1:${floor.port}/team/${names[at]!}/fill`, { method: 'POST', body: JSON.stringify(ids.filter((_, n) => n % teams === at)) }));
  const body = (at: number): string => JSON.stringify({ invite: ids[at]!, user: users[at]!.id });
  return { ours, floor: ids.map((_, at) => bytesOf('POST', `/team/${names[at % teams]!}/accept`, {}, body(at))) };
};

/** Whoever takes an invite twice, or a forged one, is not measured. */
const control = async (): Promise<void> => {
  const owner = await hallpass.signIn('owner');
  const { id: team } = await owner.team('Control');
  const [first, second] = [users[0]!, users[1]!];
  const { link } = await owner.invite(team, { role: 'dev' });
  const token = await hallpass.opened(link);
  const ask = async (who: Person, what: string): Promise<number> => (await who.accept({ token: what })).status;
  const found = [await ask(first, altered(token, -30)), await ask(first, token), await ask(second, token), await ask(first, token)];
  if (String(found) !== '410,200,410,200') throw new Error(`forged, good, used by another and repeated are answered ${found.join(', ')}`);
  const { floor: [one] } = await prepared('oneTeam', owner);
  await timeEach(floor.port, 1, [one!], 200);
  await timeEach(floor.port, 1, [one!], 410);
};
await control();

const names = ['floor', 'ours'] as const;
type Name = (typeof names)[number];
const port: Record<Name, number> = { floor: floor.port, ours: hallpass.port };
const empty = (): Record<Name, number[]> => ({ floor: [], ours: [] });
const took = Object.fromEntries(ways.map((way) => [way, { milliseconds: empty(), processor: empty() }])) as
  Record<Way, { milliseconds: Record<Name, number[]>; processor: Record<Name, number[]> }>;
const used = (name: Name): number => (name === 'floor' ? floor : hallpass.process).processorSeconds() ?? NaN;

for (let round = 0; round < ROUNDS + WARM_UP; round++) {
  const owner = await hallpass.signIn(`owner-${round}`);
  for (const way of ways) {
    const these = await prepared(way, owner);
    for (const name of turned(names, round)) {
      await new Promise((done) => setTimeout(done, REST_MS));
      const before = used(name);
      const milliseconds = await timeEach(port[name], WAYS[way].connections, these[name], 200, WAYS[way].restMs);
      await new Promise((done) => setTimeout(done, REST_MS));
      if (round < WARM_UP) continue;
      took[way].milliseconds[name].push(spread(milliseconds).median);
      took[way].processor[name].push(((used(name) - before) * 1e6) / these[name].length);
    }
  }
}
await hallpass.stop();
await floor.stop();

const results = ways.map((way) => {
  const { milliseconds, processor } = took[way];
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    what: WAYS[way].what, floor: spread(milliseconds.floor), ours: spread(milliseconds.ours), ratio: ratios(milliseconds.ours, milliseconds.floor),
    processorMicroseconds: { floor: mean(processor.floor), ours: mean(processor.ours) },
  };
});
conclude(
  'accept',
  results.map(({ what, ratio }) => atMost(`${what}: ours takes, of the floor’s median,`, 1.5, ratio)),
  { rounds: ROUNDS, ways: WAYS, results },
  [
    `${ROUNDS} rounds in turns; the middle of a round’s milliseconds, median of them (10 % to 90 %); µs of workerd’s processor, with what comes after`,
    table(['accepts', 'floor, ms', 'Hallpass, ms', 'times', 'floor, µs', 'Hallpass, µs'], results.map((each) => [
      each.what, shown(each.floor), shown(each.ours), shown(each.ratio),
      each.processorMicroseconds.floor.toFixed(0), each.processorMicroseconds.ours.toFixed(0),
    ])),
  ].join('\n'),
);
