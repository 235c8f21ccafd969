// Deliveries to lists of accounts and inboxes are dropped, duplicated, delayed and reordered while users make every change that
// affects a list, and the runtime is killed in between. Afterwards every list matches the accounts.
import { startEdge, unique, type Edge } from '../tests/harness/edge.ts';
import { enrol, eventually, inParallel, people, sleep, tokenOf, type Person } from '../tests/harness/person.ts';
import { expectOk } from '../tests/harness/expect.ts';
import { defaultPolicy } from '../tests/harness/policy.ts';
import { ServiceProvider, type Service } from '../tests/harness/service.ts';
import * as shapes from '../tests/harness/shapes.ts';
import { FULL, progress, Random, report, scaled, SEED, type Control, type Figure } from './kit/proof.ts';
import { CONTROL_PATH, faultyDelivery, NO_DELIVERIES, type DeliveryCounts, type DeliveryFaults } from './kit/faulty-delivery.ts';
import { part, runProof } from './kit/time-limit.ts';

const USERS = FULL ? 60 : 20;
const TEAMS = FULL ? 40 : 8;
const CHANGES = scaled(20_000, 500);
const KILLS = scaled(20, 1);
/** How long lists may take to become right: a delivery that failed often is retried after a minute. */
const MAX_WAIT_MS = 200_000;
/** Longer than the outbox waits before it retries a delivery for the first time. */
const CONTROL_WAIT_MS = 8_000;
const LISTS = [['team:access', 'pods:connect'], ['team:access', 'billing:read']];
const ENDS = ['2020-01-01T00:00:00Z', '2099-01-01T00:00:00Z', null];
const WRONG_ROWS = 'rows that stayed wrong';

interface Team {
  readonly id: string;
  readonly owner: Person;
}

/** How the lists compare with the accounts. */
interface Comparison {
  readonly rows: number;
  readonly wrong: readonly string[];
  readonly seconds: number;
}

/** A Worker with faulty deliveries, and the users and teams whose lists are compared. */
class OutboxRun {
  readonly edge: Edge;
  readonly teams: Team[] = [];
  readonly #service: Service;
  readonly #users: readonly Person[];
  readonly #random: Random;
  changes = 0;
  /** What happened to the deliveries, across restarts of the runtime. */
  totals: DeliveryCounts = NO_DELIVERIES;

  private constructor(edge: Edge, service: Service, users: readonly Person[], random: Random) {
    this.edge = edge;
    this.#service = service;
    this.#users = users;
    this.#random = random;
  }

  static async start(seed: string, users: number): Promise<OutboxRun> {
    const random = new Random(seed);
    const services = new ServiceProvider({ importer: defaultPolicy().permissions });
    const edge = await startEdge({ entry: faultyDelivery(random.below(2 ** 31)), providers: [services.setting()] });
    return new OutboxRun(edge, services.service(edge.origin, 'importer'), await people(edge, users, 'Person', 8), random);
  }

  get users(): readonly Person[] {
    return this.#users;
  }

  async createTeam(owner = this.#random.pick(this.#users)): Promise<Team> {
    const team = { id: (await owner.team('First name')).id, owner };
    this.teams.push(team);
    return team;
  }

  async setFaults(faults: DeliveryFaults): Promise<void> {
    await fetch(this.edge.origin + CONTROL_PATH, { method: 'POST', body: faults });
  }

  async counts(): Promise<DeliveryCounts> {
    return (await (await fetch(this.edge.origin + CONTROL_PATH)).json()) as DeliveryCounts;
  }

  /** Adds the counts of the running runtime to the totals. */
  async addCounts(): Promise<void> {
    const counts = await this.counts();
    const sums = Object.entries(counts).map(([name, value]) => [name, this.totals[name as keyof DeliveryCounts] + Number(value)]);
    this.totals = Object.fromEntries(sums) as DeliveryCounts;
  }

  /** Attempts random changes. Those that are denied or fail are not counted. */
  async makeChanges(attempts: number): Promise<void> {
    await inParallel(attempts, 16, async () => {
      const reply = await this.#randomChange().catch(() => undefined);
      if (reply !== undefined && reply.status < 300) this.changes += 1;
    });
  }

  #randomChange(): Promise<{ readonly status: number }> {
    const random = this.#random;
    const user = this.#random.pick(this.#users);
    const { id, owner } = this.#random.pick(this.teams);
    const path = `/v1/accounts/${id}`;
    const member = `${path}/members/${user.id}`;
    const options = { key: unique() };
    switch (random.below(16)) {
      case 0:
      case 1:
      case 2:
        return owner.post(`${path}/invites`, { email: user.email, ...this.#assignment() }, options);
      case 3:
      case 4:
      case 5:
        return this.#decideInvite(user, this.#random.pick(['accept', 'accept', 'decline']));
      case 6:
        return owner.patch(member, this.#assignment(), options);
      case 7:
        return this.#random.pick([owner, user]).delete(member, options);
      case 8:
        return owner.patch(path, { name: `Team ${random.below(1_000)}` }, options);
      case 9:
      case 10:
        return owner.patch(member, { suspended: random.below(2) === 0 }, options);
      case 11:
      case 12:
        return owner.patch(member, { expiresAt: random.pick(ENDS) }, options);
      case 13:
        return this.#service.put(member, this.#assignment(), options);
      case 14:
        return this.#joinByLink(user, owner, id);
      default:
        return this.#revokeInvite(owner, path);
    }
  }

  /** A role or a list of permissions. */
  #assignment(): Record<string, unknown> {
    const random = this.#random;
    return random.below(3) > 0 ? { role: random.pick(['basic', 'dev', 'billing']) } : { role: 'custom', permissions: random.pick(LISTS) };
  }

  /** Joining by a link revokes the user's pending invite to the same team. */
  async #joinByLink(user: Person, owner: Person, team: string): Promise<{ readonly status: number }> {
    const { link } = await owner.invite(team, { role: 'basic' });
    return user.accept({ token: await tokenOf(owner.world, link) });
  }

  async #decideInvite(user: Person, decision: 'accept' | 'decline'): Promise<{ readonly status: number }> {
    const pending = expectOk(await user.get('/v1/invites'), shapes.page(shapes.invite)).items;
    return pending.length === 0 ? { status: 404 } : user.post(`/v1/invites/${decision}`, { inviteId: this.#random.pick(pending).id });
  }

  async #revokeInvite(owner: Person, path: string): Promise<{ readonly status: number }> {
    const pending = expectOk(await owner.get(`${path}/invites?status=pending`), shapes.page(shapes.invite)).items;
    return pending.length === 0 ? { status: 404 } : owner.delete(`${path}/invites/${this.#random.pick(pending).id}`);
  }

  /** Each user's rows according to the accounts: teams and pending invites. */
  async #expectedLists(): Promise<Map<string, Set<string>>> {
    const lists = new Map(this.#users.map((user) => [user.email, new Set<string>()]));
    const emails = new Map(this.#users.map((user) => [user.id, user.email]));
    await inParallel(this.teams.length, 8, async (index) => {
      const { id, owner } = this.teams[index] as Team;
      const { name, memberCount } = await owner.account(id);
      for (const member of await owner.members(id)) lists.get(String(emails.get(member.user)))?.add(teamRow({ ...member, id, name, memberCount }));
      for (const invite of await owner.invites(id)) {
        if (invite.status === 'pending') lists.get(String(invite.email))?.add(inviteRow({ ...invite, accountName: name }));
      }
    });
    return lists;
  }

  /** The same rows as the user sees them. */
  async #list(user: Person): Promise<Set<string>> {
    const { accounts } = await user.me();
    const invites = expectOk(await user.get('/v1/invites?limit=200'), shapes.page(shapes.invite)).items;
    return new Set([...accounts.filter((account) => account.kind === 'team').map(teamRow), ...invites.map(inviteRow)]);
  }

  /** Compares lists and accounts until they are equal, or `maxWaitMs` is over. */
  async compareLists(maxWaitMs: number): Promise<Comparison> {
    const [expected, began] = [await this.#expectedLists(), performance.now()];
    const rows = [...expected.values()].reduce((sum, list) => sum + list.size, 0);
    let unequal = this.#users;
    for (;;) {
      const differences = await inParallel(unequal.length, 8, async (index) => {
        const user = unequal[index] as Person;
        const [shown, wanted] = [await this.#list(user), expected.get(user.email) ?? new Set<string>()];
        const rows = [...new Set([...shown, ...wanted])].filter((row) => shown.has(row) !== wanted.has(row));
        return { user, rows };
      });
      const wrong = differences.flatMap((each) => each.rows);
      unequal = differences.filter((each) => each.rows.length > 0).map((each) => each.user);
      const waited = performance.now() - began;
      if (wrong.length === 0 || waited > maxWaitMs) return { rows, wrong, seconds: waited / 1000 };
      await sleep(250);
    }
  }
}

/** What a list shows of a team. Only an active member's list of permissions is shown. */
function teamRow(of: Pick<shapes.Account, 'id' | 'name' | 'role' | 'memberCount'> & Partial<Pick<shapes.Member, 'permissions' | 'suspended' | 'expiresAt'>>): string {
  const { id, name, role, permissions = [], suspended = false, expiresAt = 'no end', memberCount } = of;
  const isActive = !suspended && !(Date.parse(expiresAt) <= Date.now());
  return [id, name, role, role === 'custom' && isActive ? permissions : '', suspended ? 'suspended' : '', expiresAt, memberCount].join(' ');
}

/** What an inbox shows of an invite. */
function inviteRow({ id, accountName, role, permissions = [] }: Pick<shapes.Invite, 'id' | 'accountName' | 'role' | 'permissions'>): string {
  return [id, accountName, role, permissions].join(' ');
}

interface DeliberateFault {
  readonly fault: string;
  readonly faults: DeliveryFaults;
  /** The change whose deliveries are broken, and how many there are. */
  readonly change: (owner: Person, team: string, member: Person) => Promise<unknown>;
  readonly deliveries: number;
}

const rename: DeliberateFault['change'] = async (owner, team) => expectOk(await owner.patch(`/v1/accounts/${team}`, { name: 'Second name' }), shapes.account);
const suspend: DeliberateFault['change'] = async (owner, team, { id }) => expectOk(await owner.patch(`/v1/accounts/${team}/members/${id}`, { suspended: true }), shapes.member);

const CONTROLS: readonly DeliberateFault[] = [
  { fault: 'a dropped delivery is acknowledged and never retried', faults: 'acknowledged-but-dropped', change: rename, deliveries: 2 },
  { fault: 'an old delivery poses as the newest', faults: 'first-as-newest', change: rename, deliveries: 2 },
  { fault: 'the delivery of a suspension is dropped', faults: 'acknowledged-but-dropped', change: suspend, deliveries: 1 },
];

/** A change is made, and all its deliveries are broken: lists keep what they showed before. */
async function runControl({ fault, faults, change, deliveries }: DeliberateFault): Promise<Control> {
  const run = await OutboxRun.start(`${SEED} ${fault}`, 2);
  const [owner, member] = run.users as [Person, Person];
  const { id } = await run.createTeam(owner);
  await enrol(owner, id, member, 'basic');
  const before = await run.compareLists(MAX_WAIT_MS);
  if (before.wrong.length > 0) throw new Error(`wrong before anything was broken: ${before.wrong.join(', ')}`);
  await run.setFaults(faults);
  await change(owner, id, member);
  await eventually('the deliveries of the change', async () => (await run.counts()).broken >= deliveries || undefined, MAX_WAIT_MS);
  await run.setFaults('none');
  const { wrong } = await run.compareLists(CONTROL_WAIT_MS);
  await run.edge.stop();
  return { fault, figures: [{ name: WRONG_ROWS, value: wrong.length }] };
}

async function main(): Promise<void> {
  const print = progress();
  const controls = Promise.all(CONTROLS.map((control) => part(`the control: ${control.fault}`, () => runControl(control))));
  const run = await OutboxRun.start(SEED, USERS);
  await inParallel(TEAMS, 4, () => run.createTeam());
  for (let stretch = 0; stretch <= KILLS; stretch++) {
    await run.setFaults('recoverable');
    await part(`the changes after ${stretch} kills`, () => run.makeChanges(Math.ceil(CHANGES / (KILLS + 1))));
    print(`${run.changes} changes in ${CHANGES} attempts`);
    await run.addCounts();
    if (stretch < KILLS) {
      await run.edge.host.kill();
      await run.edge.host.start();
    }
  }
  await run.setFaults('none');
  const { rows, wrong, seconds } = await part('lists that match the accounts', () => run.compareLists(MAX_WAIT_MS));
  await run.edge.stop();
  const { totals } = run;
  const atLeast = (per500Changes: number): number => Math.max(1, Math.floor((per500Changes * CHANGES) / 500));
  const figures: Figure[] = [
    { name: 'changes', value: run.changes, at_least: Math.floor(CHANGES / 4) },
    { name: 'deliveries', value: totals.deliveries, at_least: Math.floor(CHANGES / 2) },
    { name: 'dropped', value: totals.dropped, at_least: atLeast(15) },
    { name: 'applied, but the response was lost', value: totals.unanswered, at_least: atLeast(5) },
    { name: 'duplicated', value: totals.duplicated, at_least: atLeast(10) },
    { name: 'delayed', value: totals.delayed, at_least: atLeast(5) },
    { name: "delayed beyond the sender's timeout", value: totals.late, at_least: 1 },
    { name: 'followed by an old delivery', value: totals.replayed, at_least: atLeast(10) },
    { name: 'kills of the runtime', value: KILLS, at_least: KILLS },
    { name: 'rows of lists and inboxes', value: rows, at_least: TEAMS },
    { name: WRONG_ROWS, value: wrong.length, exactly: 0 },
  ];
  report({ figures, controls: await controls, notes: [`all lists were right ${seconds.toFixed(1)} s after the last fault`, ...wrong.slice(0, 4)] });
}

await runProof(main);
