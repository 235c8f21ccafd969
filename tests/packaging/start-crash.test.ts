// `kill -9` of everything that `npx hallpass start` runs, under load: nothing that was acknowledged is lost, and the edge runs again.
// `HALLPASS_PROOF_SCALE=full cargo xtask test packaging start-crash` kills fifty times. To see it fail: let pkg/src/cli/start/runtime.ts
// not notice that the supervisor is gone.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { Random, scaled } from '../../prove/kit/proof.ts';
import { send } from '../harness/http.ts';
import { OpenId } from '../harness/openid.ts';
import { Person } from '../harness/person.ts';
import type { Invite } from '../harness/shapes.ts';
import type { World } from '../harness/world.ts';
import { PROJECT } from './kit/project.ts';
import { freePort, settingsOf, type Started, startHallpass, until } from './kit/started.ts';

/** Every kind of process once in five rounds, workerd twice. */
const KILLED = ['workerd', 'supervisor', 'command', 'workerd', 'all'] as const;
const ROUNDS = scaled(50, KILLED.length);
const CLIENTS = 4;

const root = mkdtempSync(join(PROJECT, 'crash-'));
const running: Started[] = [];
let openid: OpenId;

before(async () => {
  openid = await OpenId.start({ console: 'RS256' });
  openid.accounts.set('olga', { name: 'Olga', email: 'olga@example.com', emailVerified: true });
});
after(async () => {
  for (const each of running) await each.kill();
  await openid?.stop();
  rmSync(root, { recursive: true, force: true });
});

/** An edge in a folder of its own, which can be started again with the same data. */
async function edgeIn(name: string): Promise<() => Started> {
  const folder = join(root, name);
  mkdirSync(folder);
  const port = await freePort();
  const settings = settingsOf(port, { name: 'openid', kind: 'user', issuer: openid.issuer, audience: 'console', algorithms: ['RS256'] });
  return () => {
    const edge = startHallpass(folder, port, settings);
    running.push(edge);
    return edge;
  };
}

async function olgaAt(edge: Started): Promise<Person> {
  const olga = new Person(edge as unknown as World, 'olga@example.com', 'Olga', await openid.signIn('console', 'olga'));
  await olga.open();
  return olga;
}

/** What the edge acknowledged: teams, and the invites of each. */
type Acknowledged = Map<string, Set<string>>;

const count = (acknowledged: Acknowledged): number => [...acknowledged.values()].reduce((sum, invites) => sum + invites.size, acknowledged.size);

/** Creates teams and invites until `isDone`, and notes what was acknowledged. */
async function load(olga: Person, client: number, acknowledged: Acknowledged, isDone: () => boolean): Promise<void> {
  let team: string | undefined;
  for (let number = 0; !isDone(); number++) {
    const isForTeam = team === undefined || number % 20 === 0;
    const request = isForTeam
      ? olga.post('/v1/accounts', { name: `Team ${client}-${number}` })
      : olga.post(`/v1/accounts/${team}/invites`, { email: `person-${client}-${number}@example.com`, role: 'dev' });
    const reply = await request.catch(() => undefined);
    if (reply?.status !== 201) {
      // It is down.
      await new Promise((done) => setTimeout(done, 20));
      continue;
    }
    if (isForTeam) acknowledged.set((team = (reply.json() as { id: string }).id), new Set());
    else acknowledged.get(team ?? '')?.add((reply.json() as { invite: Invite }).invite.id);
  }
}

/** What was acknowledged and is not there. */
async function missing(olga: Person, acknowledged: Acknowledged): Promise<string[]> {
  const lost: string[] = [];
  for (const [team, invites] of acknowledged) {
    if ((await olga.get(`/v1/accounts/${team}`)).status !== 200) lost.push(team);
    const found = await invitesOf(olga, team);
    lost.push(...[...invites].filter((id) => !found.has(id)));
  }
  return lost;
}

async function invitesOf(olga: Person, team: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (let cursor = ''; ;) {
    const reply = await olga.get(`/v1/accounts/${team}/invites?limit=200${cursor}`);
    const { items = [], next } = reply.json() as { items?: { id: string }[]; next?: string };
    for (const { id } of items) found.add(id);
    if (next === undefined) return found;
    cursor = `&cursor=${next}`;
  }
}

/** Kills one process, or all. Returns the edge that runs afterwards. */
async function kill(edge: Started, which: (typeof KILLED)[number], startAgain: () => Started): Promise<Started> {
  const [supervisor, workerd] = [await edge.supervisor(), await edge.workerd()];
  if (which === 'workerd' || which === 'supervisor') {
    const restarts = (): number => edge.lines.filter(({ message }) => message === 'listening again').length;
    const before = restarts();
    process.kill(which === 'workerd' ? workerd : supervisor, 'SIGKILL');
    await until(`it listens again after its ${which} was killed`, () => restarts() > before);
    return edge;
  }
  if (which === 'all') for (const each of [supervisor, workerd]) process.kill(each, 'SIGKILL');
  await edge.killAlone();
  await until('workerd has stopped', () => send(edge.origin, 'GET', '/healthz').then(() => false, () => true));
  return startAgain().ready();
}

test(`what was acknowledged survives ${ROUNDS} times kill -9 of workerd, of its supervisor and of the command, under load`, { timeout: 1_800_000 }, async () => {
  const startEdge = await edgeIn('rounds');
  let edge = await startEdge().ready();
  const olga = await olgaAt(edge);
  const random = new Random('start-crash');
  const acknowledged: Acknowledged = new Map();
  let isDone = false;
  const clients = Array.from({ length: CLIENTS }, (_, client) => load(olga, client, acknowledged, () => isDone));
  const began = Date.now();
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const before = count(acknowledged);
      await until('something is created', () => count(acknowledged) >= before + 5);
      await new Promise((done) => setTimeout(done, random.below(300)));
      edge = await kill(edge, KILLED[round % KILLED.length] ?? 'all', startEdge);
    }
  } finally {
    isDone = true;
    await Promise.all(clients);
  }
  const seconds = (Date.now() - began) / 1000;
  assert.equal(await edge.stop(), 0, edge.output());
  const again = await startEdge().ready();
  console.log(`# ${ROUNDS} kills in ${seconds.toFixed(0)} s; ${acknowledged.size} teams and ${count(acknowledged) - acknowledged.size} invites were acknowledged`);
  assert.deepEqual(await missing(olga, acknowledged), []);
  // The control: what was never created is missing.
  const [team = ''] = acknowledged.keys();
  assert.deepEqual(await missing(olga, new Map([[team, new Set(['inv_never'])]])), ['inv_never']);
  assert.equal(await again.stop(), 0);
});

test('a workerd that lost both its command and its supervisor keeps the data, and the next start says how to stop it', async () => {
  const startEdge = await edgeIn('alone');
  const edge = await startEdge().ready();
  const olga = await olgaAt(edge);
  const { id } = await olga.team();
  const [supervisor, workerd] = [await edge.supervisor(), await edge.workerd()];
  // The supervisor first, while the command cannot see it.
  process.kill(edge.child.pid ?? 0, 'SIGSTOP');
  process.kill(supervisor, 'SIGKILL');
  await edge.killAlone();
  process.kill(workerd, 0);

  const refused = startEdge();
  assert.equal(await refused.exited(), 1);
  const command = /an edge is running on .*: stop it first.*`(kill -- -\d+)`/s.exec(refused.errors)?.[1];
  assert.ok(command, refused.errors);
  execFileSync('sh', ['-c', command]);
  await until('workerd has stopped', () => send(edge.origin, 'GET', '/healthz').then(() => false, () => true));

  const again = await startEdge().ready();
  assert.equal((await olga.get(`/v1/accounts/${id}`)).status, 200);
  assert.equal(await again.stop(), 0);
});
