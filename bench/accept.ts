/**
 * The time to accept an invite, compared with the least that it can cost in JavaScript (`workers/floor.ts`): a Worker that writes the same
 * facts to the objects of the account, the user and the mailbox, in one commit each, and gives the same reply. Hallpass verifies the
 * identity and the invite token besides, applies the rules, delivers to the other members and survives a crash between two objects. Each
 * Worker has its own process, both on the same disk. The two alternate round by round.
 */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../tests/harness/edge.ts';
import { inParallel, type Person } from '../tests/harness/person.ts';
import { altered } from '../tests/harness/secrets.ts';
import { atMost, format, information, publish, ratios, rotated, scaled, summarize, table } from './figures.ts';
import { Hallpass } from './hallpass.ts';
import { encodeRequest, timeEach } from './load.ts';
import { startWorker } from './workerd.ts';

const ROUNDS = scaled(11);
/** Rounds that are not counted, while V8 still optimises. */
const WARM_UP = scaled(3);
const CONNECTIONS = 8;
/**
 * Accepts per round, connections and teams. An accept updates the lists of other members in the same thread, so without a rest in
 * between it also waits for what the one before it left to do.
 */
const SCENARIOS = {
  occasional: { name: 'one at a time with rests, a team each', count: 10, connections: 1, teams: 10, restMs: 120 },
  sequential: { name: 'one at a time, a team each', count: 20, connections: 1, teams: 20, restMs: 0 },
  concurrent: { name: `${CONNECTIONS} at once, a team each`, count: 40, connections: CONNECTIONS, teams: 40, restMs: 0 },
  oneTeam: { name: `${CONNECTIONS} at once, one team`, count: 40, connections: CONNECTIONS, teams: 1, restMs: 0 },
} as const;
type Scenario = keyof typeof SCENARIOS;
const scenarios = Object.keys(SCENARIOS) as Scenario[];
/** What an accept takes at most, of the floor's median and of its processor time, one after the other and several at once. */
const PROMISED = { scenarios: ['sequential', 'concurrent'] as readonly string[], milliseconds: 2, processor: 2.5 } as const;
/** Time for the deliveries to other members to finish before the next measurement. */
const SETTLE_MS = 100;

const hallpass = await Hallpass.start();
const floor = await startWorker('floor', await freePort(), {}, { TEAM: 'TeamObject', USER: 'UserObject', MAILBOX: 'MailboxObject' });
const users = await hallpass.people(Math.max(...scenarios.map((scenario) => SCENARIOS[scenario].count)), 'user');

const acceptRequest = (user: Person, token: string): Buffer =>
  encodeRequest('POST', '/v1/invites/accept', { authorization: `Bearer ${user.identity}` }, JSON.stringify({ token }));

interface Accepts {
  readonly hallpass: readonly Buffer[];
  readonly floor: readonly Buffer[];
}

/** Creates the teams and invites of a round on both sides. Each accept is by another user. */
const prepare = async (scenario: Scenario, owner: Person): Promise<Accepts> => {
  const { count, teams } = SCENARIOS[scenario];
  const accounts = await inParallel(teams, CONNECTIONS, async (n) => (await owner.team(`${scenario} ${n}`)).id);
  const hallpassRequests = await inParallel(count, CONNECTIONS, async (n) => {
    const user = users[n]!;
    const { link } = await owner.invite(accounts[n % teams]!, { email: user.email, role: 'dev' });
    return acceptRequest(user, await hallpass.openLink(link));
  });
  const ids = Array.from({ length: count }, () => `inv_${randomBytes(32).toString('base64url')}`);
  const teamNames = accounts.map(() => randomBytes(16).toString('hex'));
  await inParallel(teams, CONNECTIONS, (team) =>
    fetch(`http://127.0.0.1:${floor.port}/team/${teamNames[team]!}/fill`, { method: 'POST', body: JSON.stringify(ids.filter((_, n) => n % teams === team)) }));
  const floorRequests = ids.map((invite, n) => {
    const { id, name, email } = users[n]!;
    const accept = { invite, user: id, name, email, mailbox: createHash('sha256').update(email).digest('base64url') };
    return encodeRequest('POST', `/team/${teamNames[n % teams]!}/accept`, {}, JSON.stringify(accept));
  });
  return { hallpass: hallpassRequests, floor: floorRequests };
};

/** Stops the run if either side accepts a forged invite or one invite for two users. */
const verifyBehavior = async (): Promise<void> => {
  const owner = await hallpass.signIn('owner');
  const { id: team } = await owner.team('Control');
  const [first, second] = [users[0]!, users[1]!];
  const { link } = await owner.invite(team, { role: 'dev' });
  const token = await hallpass.openLink(link);
  const statusOf = async (user: Person, inviteToken: string): Promise<number> => (await user.accept({ token: inviteToken })).status;
  const found = [await statusOf(first, altered(token, -30)), await statusOf(first, token), await statusOf(second, token), await statusOf(first, token)];
  if (String(found) !== '410,200,410,200') {
    throw new Error(`a forged invite, a valid one, one used by another user and a repeat are answered ${found.join(', ')}`);
  }
  const { floor: [request] } = await prepare('oneTeam', owner);
  await timeEach(floor.port, 1, [request!], 200);
  await timeEach(floor.port, 1, [request!], 410);
};
await verifyBehavior();

const contestants = ['floor', 'hallpass'] as const;
type Contestant = (typeof contestants)[number];
const ports: Record<Contestant, number> = { floor: floor.port, hallpass: hallpass.port };
const emptyLists = (): Record<Contestant, number[]> => ({ floor: [], hallpass: [] });
const measured = Object.fromEntries(scenarios.map((scenario) => [scenario, { milliseconds: emptyLists(), processor: emptyLists() }])) as
  Record<Scenario, { milliseconds: Record<Contestant, number[]>; processor: Record<Contestant, number[]> }>;
const processorSeconds = (name: Contestant): number => (name === 'floor' ? floor : hallpass.process).processorSeconds() ?? NaN;

for (let round = 0; round < ROUNDS + WARM_UP; round++) {
  const owner = await hallpass.signIn(`owner-${round}`);
  for (const scenario of scenarios) {
    const accepts = await prepare(scenario, owner);
    for (const name of rotated(contestants, round)) {
      await setTimeout(SETTLE_MS);
      const before = processorSeconds(name);
      const milliseconds = await timeEach(ports[name], SCENARIOS[scenario].connections, accepts[name], 200, SCENARIOS[scenario].restMs);
      await setTimeout(SETTLE_MS);
      if (round < WARM_UP) continue;
      measured[scenario].milliseconds[name].push(summarize(milliseconds).median);
      measured[scenario].processor[name].push(((processorSeconds(name) - before) * 1e6) / accepts[name].length);
    }
  }
}
await hallpass.stop();
await floor.stop();

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const results = scenarios.map((scenario) => {
  const { milliseconds, processor } = measured[scenario];
  return {
    name: SCENARIOS[scenario].name,
    floor: summarize(milliseconds.floor),
    hallpass: summarize(milliseconds.hallpass),
    ratio: ratios(milliseconds.hallpass, milliseconds.floor),
    processorRatio: ratios(processor.hallpass, processor.floor),
    isPromised: PROMISED.scenarios.includes(scenario),
    processorMicroseconds: { floor: mean(processor.floor), hallpass: mean(processor.hallpass) },
  };
});
publish(
  'accept',
  results.flatMap(({ name, ratio, processorRatio, isPromised }) => {
    const [clock, processor] = [`${name}: time of Hallpass / floor`, `${name}: processor time of Hallpass / floor`];
    return isPromised
      ? [atMost(clock, PROMISED.milliseconds, ratio), atMost(processor, PROMISED.processor, processorRatio)]
      : [information(clock, ratio), information(processor, processorRatio)];
  }),
  { rounds: ROUNDS, scenarios: SCENARIOS, results },
  [
    `${ROUNDS} alternating rounds; milliseconds: the median of a round, then median (10th to 90th percentile); processor: µs of workerd per accept, deliveries included`,
    table(['accepts', 'floor, ms', 'Hallpass, ms', '× floor', 'floor, µs', 'Hallpass, µs', '× floor'], results.map((result) => [
      result.name, format(result.floor), format(result.hallpass), format(result.ratio),
      result.processorMicroseconds.floor.toFixed(0), result.processorMicroseconds.hallpass.toFixed(0), format(result.processorRatio),
    ])),
  ].join('\n'),
);
