// The runtime is killed with SIGKILL at random moments under load, round after round on the same storage. Every acknowledged
// change is still there, no change is made twice, no member has a pending invite, every event reaches a webhook and every acknowledged
// invite its invitee, none of a change that was not made does, every account has one owner and every user an account of their own, and
// a retry by the same user resolves every change without a reply.
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startEdge, unique, type Edge } from '../tests/harness/edge.ts';
import { inParallel, people, person, sleep, type Person } from '../tests/harness/person.ts';
import { expectOk } from '../tests/harness/expect.ts';
import { defaultPolicy } from '../tests/harness/policy.ts';
import { ServiceProvider, type Service } from '../tests/harness/service.ts';
import * as shapes from '../tests/harness/shapes.ts';
import { createdInBulk, END, INVITES_BEFORE_LOAD, INVITES_PER_BULK, isUnresolved, LIST, prepareBatch, retryChanges, sendChanges, type Batch, type Change } from './kit/batch.ts';
import { Deliveries, NO_DELIVERIES, type DeliveryTotals } from './kit/deliveries.ts';
import { hasOneOwner, haveOwnAccounts, isDecided, type Transfer } from './kit/transfers.ts';
import { progress, Random, report, scaled, SEED, type Control, type Figure } from './kit/proof.ts';
import { part, runProof } from './kit/time-limit.ts';

const ROUNDS = scaled(200, 6);
const TEAMS = 8;
const GUESTS = 40;
/** A user can send 200 mails in a day. */
const ROUNDS_PER_OWNER = 10;
/** The runtime is killed after this share of the replies at the latest. */
const LATEST_KILL = 0.6;

interface Totals {
  rounds: number;
  /** Rounds in which requests were in flight when the process was killed. */
  inFlight: number;
  acknowledged: number;
  lost: number;
  /** Accepts of an invite beyond those that it allows. */
  acceptedTwice: number;
  /** Invites that count another number of uses than the log has. */
  wrongUses: number;
  /** Other changes that the log contains twice. */
  madeTwice: number;
  /** Pending invites to the address of a member. */
  invitesOfMembers: number;
  /** Offers of ownership that were decided. */
  transfers: number;
  /** Of them those after which the account has not the one owner that it has to have. */
  wrongOwners: number;
  /** Of them those after which a user has not one account of their own. */
  wrongOwnAccounts: number;
  deliveries: DeliveryTotals;
  unresolved: number;
  /** Unresolved changes that had been made. */
  madeWithoutReply: number;
  resolvedByRetry: number;
}

/** What goes wrong while the runtime is down, or in the retries. */
interface DeliberateFault {
  readonly name: string;
  /** The storage is reset to its state at that time. */
  readonly resetTo?: 'before the load' | 'before the invites';
  /** A statement for each account's database that has invites. */
  readonly sql?: string;
  /** A statement for each user's database. */
  readonly userSql?: string;
  /** Every change is retried, with a new idempotency key. */
  readonly newKeys?: boolean;
  /** Webhooks and mails are refused until the runtime is down. */
  readonly holdsDeliveries?: boolean;
}

const FAULTS: readonly DeliberateFault[] = [
  { name: 'the storage is reset to its state before the load', resetTo: 'before the load' },
  { name: 'the storage is reset to its state before the invites', resetTo: 'before the invites' },
  { name: 'accepting leaves link invites open', sql: "UPDATE invites SET state = 'pending', decided_by = NULL, decided_at = NULL WHERE address IS NULL AND state = 'accepted'" },
  { name: 'retries use a new key', newKeys: true },
  { name: 'joining leaves the other invite to the address', sql: "UPDATE invites SET state = 'pending', decided_at = NULL WHERE state = 'revoked' AND address IN (SELECT address FROM members)" },
  { name: 'a link for several forgets its uses', sql: "UPDATE link_invites SET uses = 0" },
  { name: 'an accepted transfer is undone', sql: "UPDATE account SET owner = (SELECT user FROM members WHERE user <> account.owner) WHERE EXISTS (SELECT 1 FROM transfers WHERE state = 'accepted')" },
  // A user's first account is the one that they open themself.
  { name: 'a former owner gets no other personal account', userSql: 'UPDATE own SET account = (SELECT account FROM accounts WHERE row IS NOT NULL ORDER BY since LIMIT 1)' },
  { name: 'a webhook forgets what it has not sent', sql: 'UPDATE webhook_cursors SET seq = (SELECT max(seq) FROM events)', holdsDeliveries: true },
  { name: 'mails that wait are dropped', sql: 'DELETE FROM mails', holdsDeliveries: true },
];

/** What happens at most once to each invite and each member in a round. */
const ACTIONS_ONCE = ['member.join', 'invite.decline', 'invite.revoke', 'member.suspend', 'member.end', 'member.role', 'hallpass.grant.put', 'hallpass.grant.remove'];

class CrashRun {
  readonly #edge: Edge;
  readonly #deliveries: Deliveries;
  #owner: Person;
  readonly #service: Service;
  readonly #guests: readonly Person[];
  readonly #random: Random;
  readonly totals: Totals = { rounds: 0, inFlight: 0, acknowledged: 0, lost: 0, acceptedTwice: 0, wrongUses: 0, madeTwice: 0, invitesOfMembers: 0, transfers: 0, wrongOwners: 0, wrongOwnAccounts: 0, deliveries: NO_DELIVERIES, unresolved: 0, madeWithoutReply: 0, resolvedByRetry: 0 };

  private constructor(edge: Edge, deliveries: Deliveries, owner: Person, service: Service, guests: readonly Person[], random: Random) {
    this.#edge = edge;
    this.#deliveries = deliveries;
    this.#owner = owner;
    this.#service = service;
    this.#guests = guests;
    this.#random = random;
  }

  static async start(seed: string): Promise<CrashRun> {
    const services = new ServiceProvider({ importer: defaultPolicy().permissions });
    const deliveries = await Deliveries.start();
    const edge = await startEdge({ providers: [services.setting()], ...deliveries.edge });
    const owner = await person(edge, 'Olga');
    return new CrashRun(edge, deliveries, owner, services.service(edge.origin, 'importer'), await people(edge, GUESTS, 'Guest'), new Random(seed));
  }

  async stop(): Promise<void> {
    await this.#edge.stop();
    await this.#deliveries.stop();
  }

  /** One round: changes under load, a kill at a random moment, a restart, retries. */
  async playRound(): Promise<void> {
    const { totals } = this;
    if (totals.rounds > 0 && totals.rounds % ROUNDS_PER_OWNER === 0) this.#owner = await person(this.#edge, `Olga-${totals.rounds}`);
    const batch = await prepareBatch(this.#owner, this.#service, this.#guests, TEAMS);
    if (await this.#killUnderLoad(batch)) totals.inFlight += 1;
    await this.#edge.host.start();
    await this.#check(batch);
    totals.rounds += 1;
  }

  /** A round with a fault. About half the changes are acknowledged before the kill, of each kind some, and the others not sent. */
  async playFaultyRound(fault: DeliberateFault): Promise<void> {
    const { host } = this.#edge;
    const data = join(host.folder, 'data');
    const copy = `${data}-copy`;
    const backup = async (): Promise<void> => {
      // A database can only be copied while nothing writes to it.
      await host.kill();
      cpSync(data, copy, { recursive: true });
      await host.start();
    };
    if (fault.resetTo === 'before the invites') await backup();
    const batch = await prepareBatch(this.#owner, this.#service, this.#guests, TEAMS);
    if (fault.resetTo === 'before the load') await backup();
    this.#deliveries.hold(fault.holdsDeliveries === true);
    await sendChanges(batch.changes.filter(isSentInFaultyRound), () => undefined);
    if (!fault.holdsDeliveries) await this.#deliveries.wait(batch.owner, batch.teams, mailedBy(batch));
    await host.kill();
    this.#deliveries.hold(false);
    if (fault.resetTo) {
      rmSync(data, { recursive: true });
      cpSync(copy, data, { recursive: true });
    }
    // Personal accounts may have no tables of invites and mails.
    if (fault.sql) runOn(data, 'link_invites', fault.sql);
    if (fault.userSql) runOn(data, 'own', fault.userSql);
    await host.start();
    await this.#check(batch, fault);
    this.totals.rounds += 1;
  }

  /** Sends all changes, and kills the runtime after a random number of replies. Returns whether requests were in flight. */
  async #killUnderLoad({ changes }: Batch): Promise<boolean> {
    const random = this.#random;
    const killAfter = random.below(Math.floor(changes.length * LATEST_KILL));
    const pause = random.fraction() * 4;
    let replies = 0;
    let reached = (): void => undefined;
    const enough = new Promise<void>((resolve) => (reached = resolve));
    const sent = sendChanges(random.shuffle(changes), () => {
      replies += 1;
      if (replies >= killAfter) reached();
    });
    if (killAfter > 0) await Promise.race([enough, sent]);
    await sleep(pause);
    const inFlight = replies < changes.length;
    await this.#edge.host.kill();
    await sent;
    return inFlight;
  }

  /** Compares replies and storage, retries what is unresolved, and counts. */
  async #check(batch: Batch, fault?: DeliberateFault): Promise<void> {
    const { totals } = this;
    const unresolved = batch.changes.filter((change) => isUnresolved(change.reply));
    const acknowledged = batch.changes.filter(({ reply }) => reply !== undefined && reply.status < 300);
    for (const change of acknowledged) {
      if (change.kind === 'create' && change.reply) change.invite = expectOk(change.reply, shapes.sent, 201).invite.id;
    }
    const facts = await this.#readFacts(batch);
    totals.acknowledged += acknowledged.length;
    totals.lost += acknowledged.filter((change) => !factsOf(change).every((fact) => facts.has(fact))).length;
    totals.unresolved += unresolved.length;
    // The invite of a creation without a reply is unknown.
    totals.madeWithoutReply += unresolved.filter((change) => !['create', 'bulk'].includes(change.kind) && !change.shared && factsOf(change).every((fact) => facts.has(fact))).length;
    await (fault?.newKeys ? retryChanges(batch.changes, unique) : retryChanges(unresolved, (change) => change.key));
    totals.resolvedByRetry += unresolved.filter((change) => isResolvedByRetry(change, batch)).length;
    await this.#countDuplicates(batch);
    await this.#countTransfers(batch);
    const delivered = await this.#deliveries.compare(batch.owner, batch.teams, mailedBy(batch));
    totals.deliveries = Object.fromEntries(Object.entries(delivered).map(([name, count]) => [name, totals.deliveries[name as keyof DeliveryTotals] + Number(count)])) as unknown as DeliveryTotals;
  }

  /** The members and invites as the owner sees them, in the words of `factsOf`. */
  async #readFacts({ owner, teams, transfers }: Batch): Promise<Set<string>> {
    const facts = await inParallel(teams.length, TEAMS, async (index) => {
      const team = String(teams[index]);
      if ((await owner.get(`/v1/accounts/${team}`)).status !== 200) return [];
      const members = await owner.members(team);
      const invites = await owner.invites(team);
      const emails = new Set(members.map(({ email }) => email));
      this.totals.invitesOfMembers += invites.filter(({ email, status }) => status === 'pending' && email !== undefined && emails.has(email)).length;
      return [...members.flatMap((member) => memberFacts(team, member)), ...invites.flatMap(({ id, status }) => [`${id} exists`, `${id} ${status}`])];
    });
    const decided = await inParallel(transfers.length, TEAMS, async (index) => {
      const transfer = transfers[index] as Transfer;
      return (await isDecided(transfer)) ? [`${transfer.team}: ownership ${transfer.to.id}`] : [];
    });
    return new Set([...facts, ...decided].flat());
  }

  /** Counts what is wrong after the ownership was accepted, declined or withdrawn. */
  async #countTransfers({ transfers }: Batch): Promise<void> {
    await inParallel(transfers.length, TEAMS, async (index) => {
      const transfer = transfers[index] as Transfer;
      this.totals.transfers += 1;
      if (!(await hasOneOwner(transfer))) this.totals.wrongOwners += 1;
      if (!(await haveOwnAccounts(transfer))) this.totals.wrongOwnAccounts += 1;
    });
  }

  async #countDuplicates({ owner, teams, changes }: Batch): Promise<void> {
    await inParallel(teams.length, TEAMS, async (index) => {
      const team = String(teams[index]);
      if ((await owner.get(`/v1/accounts/${team}`)).status !== 200) return;
      const events = (await owner.audit(team)).filter((event) => event.outcome === 'done');
      const duplicates = (action: string): number => {
        const resources = events.filter((event) => event.action === action).map((event) => event.resourceId);
        return resources.length - new Set(resources).size;
      };
      const created = events.filter((event) => event.action === 'invite.create').length;
      const expected = INVITES_BEFORE_LOAD + INVITES_PER_BULK + changes.filter((change) => change.team === team && change.kind === 'create').length;
      for (const { id, uses, maxUses = 1 } of await owner.invites(team)) {
        const accepts = events.filter(({ action, resourceId }) => action === 'invite.accept' && resourceId === id).length;
        this.totals.acceptedTwice += Math.max(0, accepts - maxUses);
        if (uses !== undefined && uses !== accepts) this.totals.wrongUses += 1;
      }
      this.totals.madeTwice += Math.max(0, created - expected) + ACTIONS_ONCE.map(duplicates).reduce((sum, count) => sum + count, 0);
    });
  }
}

/** The invites that acknowledged bulk requests created, which are mailed. */
function mailedBy({ changes }: Batch): string[] {
  const replies = changes.filter(({ kind }) => kind === 'bulk').flatMap(({ reply, retryReply }) => [reply, retryReply]);
  return [...new Set(replies.flatMap((reply) => (reply?.status === 200 ? createdInBulk(reply).ids : [])))];
}

function isSentInFaultyRound({ kind, shared }: Change): boolean {
  return shared === 'first' || ['decline', 'create', 'bulk', 'suspend', 'list', 'grant', 'enrol', 'ownership'].includes(kind);
}

/** What must be true after a change was acknowledged. */
function factsOf({ kind, team, member, invite, reply }: Change): string[] {
  switch (kind) {
    case 'accept':
      return [`${team} has ${member.id}`];
    case 'decline':
      return [`${invite} declined`];
    case 'revoke':
      return [`${invite} revoked`];
    case 'create':
      return [`${invite} exists`];
    case 'bulk':
      return reply ? createdInBulk(reply).ids.map((id) => `${id} exists`) : [];
    default:
      return [`${team}: ${kind} ${member.id}`];
  }
}

/** What a member's row shows, in the words of `factsOf`. */
function memberFacts(team: string, { user, role, permissions, suspended, expiresAt, grants = [] }: shapes.Member): string[] {
  const shown = {
    suspend: suspended,
    end: expiresAt === END,
    list: role === 'custom' && permissions?.join() === LIST.join(),
    grant: grants.some((grant) => grant.role === 'editor'),
    ungrant: grants.length === 0,
    enrol: role === 'dev' && grants.some((grant) => grant.role === 'viewer'),
  };
  const made = Object.entries(shown).filter(([, isShown]) => isShown);
  return [`${team} has ${user}`, ...made.map(([kind]) => `${team}: ${kind} ${user}`)];
}

/** Whether the retry succeeded, or found that the other users had accepted the same link. */
function isResolvedByRetry(change: Change, { changes }: Batch): boolean {
  const { retryReply, shared, invite } = change;
  if (retryReply === undefined) return false;
  if (retryReply.status < 300) return change.kind !== 'bulk' || createdInBulk(retryReply).isComplete;
  const rivals = changes.filter((other) => other !== change && other.shared && other.invite === invite);
  const accepted = rivals.filter(({ reply, retryReply }) => reply?.status === 200 || retryReply?.status === 200);
  // Of the users who accept the same link, one is too many.
  return shared !== undefined && accepted.length === rivals.length && retryReply.status === 410;
}

/** Runs a statement on each database with a certain table: those of accounts have `broadcasts`, those of users `own`. */
function runOn(data: string, table: 'link_invites' | 'own', statement: string): void {
  for (const { parentPath, name } of readdirSync(data, { recursive: true, withFileTypes: true })) {
    if (!name.endsWith('.sqlite')) continue;
    const database = new DatabaseSync(join(parentPath, name));
    const hasTable = database.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(table) !== undefined;
    if (hasTable) database.exec(statement);
    database.close();
  }
}

function figuresOf(totals: Totals): Figure[] {
  return [
    { name: 'rounds', value: totals.rounds, at_least: ROUNDS },
    { name: 'killed with requests in flight', value: totals.inFlight, unit: 'rounds', at_least: Math.ceil(ROUNDS * 0.5) },
    { name: 'acknowledged changes', value: totals.acknowledged, at_least: ROUNDS },
    { name: 'acknowledged and lost', value: totals.lost, exactly: 0 },
    { name: 'invites accepted too often', value: totals.acceptedTwice, exactly: 0 },
    { name: 'invites with a wrong count of uses', value: totals.wrongUses, exactly: 0 },
    { name: 'other changes made twice', value: totals.madeTwice, exactly: 0 },
    { name: 'pending invites of members', value: totals.invitesOfMembers, exactly: 0 },
    { name: 'offers of ownership that were decided', value: totals.transfers, at_least: ROUNDS * 6 },
    { name: 'accounts without the one owner that they have to have', value: totals.wrongOwners, exactly: 0 },
    { name: 'users without the one account of their own', value: totals.wrongOwnAccounts, exactly: 0 },
    { name: 'events that a webhook received', value: totals.deliveries.events, at_least: ROUNDS * TEAMS * 10 },
    { name: 'events that it did not receive, or not in order', value: totals.deliveries.eventsMissing, exactly: 0 },
    { name: 'events of changes that were not made', value: totals.deliveries.eventsInvented, exactly: 0 },
    { name: 'mails', value: totals.deliveries.mails, at_least: ROUNDS * TEAMS },
    { name: 'acknowledged invites without a mail', value: totals.deliveries.mailsMissing, exactly: 0 },
    { name: 'mails of invites that were not made', value: totals.deliveries.mailsInvented, exactly: 0 },
    { name: 'without a reply because of the kill', value: totals.unresolved, unit: 'changes', at_least: ROUNDS },
    { name: 'of them resolved by a retry', value: totals.unresolved === 0 ? 0 : (100 * totals.resolvedByRetry) / totals.unresolved, unit: '%', exactly: 100 },
  ];
}

async function runControl(fault: DeliberateFault): Promise<Control> {
  const run = await CrashRun.start(`${SEED} ${fault.name}`);
  await run.playFaultyRound(fault);
  await run.stop();
  return { fault: fault.name, figures: figuresOf(run.totals).map(({ name, value }) => ({ name, value })) };
}

async function main(): Promise<void> {
  const print = progress();
  const run = await CrashRun.start(SEED);
  const began = performance.now();
  for (let index = 0; index < ROUNDS; index++) {
    await part(`round ${index + 1}`, () => run.playRound());
    print(`round ${index + 1} of ${ROUNDS}, ${((performance.now() - began) / (index + 1)).toFixed(0)} ms each`);
  }
  const msPerRound = (performance.now() - began) / ROUNDS;
  await run.stop();
  const controls = await Promise.all(FAULTS.map((fault) => part(`the control: ${fault.name}`, () => runControl(fault))));
  const { totals } = run;
  report({
    figures: figuresOf(totals),
    controls,
    notes: [`${totals.madeWithoutReply} changes without a reply had been made`, `${msPerRound.toFixed(0)} ms per round`],
  });
}

await runProof(main);
