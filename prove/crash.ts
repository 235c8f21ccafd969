// `kill -9` of the runtime at random moments under load, round after round on the same storage. What was acknowledged
// is there; nothing is there twice; what was not answered is settled by the same person's retry.
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startEdge, unique, type Edge } from '../tests/harness/edge.ts';
import { inParallel, people, person, sleep, type Person } from '../tests/harness/person.ts';
import { expectOk } from '../tests/harness/expect.ts';
import * as shapes from '../tests/harness/shapes.ts';
import { isOpen, load, prepare, retry, type Batch, type Change } from './kit/batch.ts';
import { Draw, found, progress, scaled, SEED, type Figure } from './kit/proof.ts';

const ROUNDS = scaled(200, 6);
const TEAMS = 8;
const GUESTS = 40;
/** An owner has room for 1,000 accounts. */
const ROUNDS_OF_AN_OWNER = 100;

interface Sums {
  rounds: number;
  /** Rounds in which requests were on their way when the process died. */
  amidst: number;
  acknowledged: number;
  lost: number;
  /** Invites that let two in, or the same person in twice. */
  usedTwice: number;
  /** Changes that the log has twice. */
  doneTwice: number;
  open: number;
  doneUnheard: number;
  settled: number;
}

const NOTHING: Sums = { rounds: 0, amidst: 0, acknowledged: 0, lost: 0, usedTwice: 0, doneTwice: 0, open: 0, doneUnheard: 0, settled: 0 };

/** What is done to the storage or to the retries of a round, so that a figure goes red. */
interface Fault {
  readonly broken: string;
  /** The storage goes back to what it was at that time. */
  readonly restores?: 'before the load' | 'before the invites';
  /** Done to each database of an account while nothing runs. */
  readonly edits?: string;
  /** Retries come under another key. */
  readonly forgetsKeys?: boolean;
}

const FAULTS: readonly Fault[] = [
  { broken: 'the storage goes back to its state before the load', restores: 'before the load' },
  { broken: 'the storage goes back to its state before the invites', restores: 'before the invites' },
  { broken: 'accepting leaves link invites open', edits: "UPDATE invites SET state = 'pending', decided_by = NULL, decided_at = NULL WHERE address IS NULL AND state = 'accepted'" },
  { broken: 'retries come under another key', forgetsKeys: true },
];

class Rounds {
  readonly #edge: Edge;
  #owner: Person;
  readonly #guests: readonly Person[];
  readonly #draw: Draw;
  readonly sums: Sums = { ...NOTHING };

  private constructor(edge: Edge, owner: Person, guests: readonly Person[], draw: Draw) {
    this.#edge = edge;
    this.#owner = owner;
    this.#guests = guests;
    this.#draw = draw;
  }

  static async begin(word: string): Promise<Rounds> {
    const edge = await startEdge();
    const owner = await person(edge, 'Olga');
    return new Rounds(edge, owner, await people(edge, GUESTS, 'Guest'), new Draw(word));
  }

  async end(): Promise<void> {
    await this.#edge.stop();
  }

  async round(fault?: Fault): Promise<void> {
    const host = this.#edge.host;
    const data = join(host.folder, 'data');
    const keep = async (): Promise<void> => {
      // A copy of a database that is being written is none.
      await host.kill();
      cpSync(data, `${data}-kept`, { recursive: true });
      await host.start();
    };
    if (fault?.restores === 'before the invites') await keep();
    if (this.sums.rounds > 0 && this.sums.rounds % ROUNDS_OF_AN_OWNER === 0) {
      this.#owner = await person(this.#edge, `Olga-${this.sums.rounds}`);
    }
    const batch = await prepare(this.#owner, this.#guests, TEAMS);
    if (fault?.restores === 'before the load') await keep();
    const killedAmidst = await this.#killUnderLoad(batch);
    if (fault?.restores && existsSync(`${data}-kept`)) {
      rmSync(data, { recursive: true });
      cpSync(`${data}-kept`, data, { recursive: true });
    }
    if (fault?.edits) edit(data, fault.edits);
    await host.start();
    await this.#look(batch, fault);
    this.sums.rounds += 1;
    this.sums.amidst += killedAmidst ? 1 : 0;
  }

  /** Sends everything, and kills a moment after a number of answers: both are drawn. Whether anything was still on its way. */
  async #killUnderLoad(batch: Batch): Promise<boolean> {
    const draw = this.#draw;
    const order = batch.changes.map((_, index) => [draw.share(), index] as const).toSorted((a, b) => a[0] - b[0]);
    const after = draw.below(Math.floor(batch.changes.length * 0.8));
    let answers = 0;
    const pause = draw.share() * 4;
    let enough = (): void => undefined;
    const reached = new Promise<void>((resolve) => (enough = resolve));
    const loaded = load(batch, order.map(([, index]) => index), () => {
      answers += 1;
      if (answers >= after) enough();
    });
    if (after > 0) await reached;
    await sleep(pause);
    const amidst = answers < batch.changes.length;
    await this.#edge.host.kill();
    await loaded;
    return amidst;
  }

  /** Holds what was answered against what is there, lets the open ones be sent again, and counts. */
  async #look(batch: Batch, fault?: Fault): Promise<void> {
    const { sums } = this;
    const told = batch.changes.filter((each) => !isOpen(each.first));
    const open = batch.changes.filter((each) => isOpen(each.first));
    for (const each of told) if (each.kind === 'create') each.invite = idOf(each.first);
    const before = await this.#standing(batch);
    const good = told.filter((each) => (each.first?.status ?? 0) < 300);
    sums.acknowledged += good.length;
    sums.lost += good.filter((each) => !before.has(factOf(each))).length;
    sums.open += open.length;
    // A creation that nobody was told of has no name yet.
    sums.doneUnheard += open.filter((each) => each.invite !== undefined && !each.shared && before.has(factOf(each))).length;
    await retry(fault?.forgetsKeys ? batch.changes : open, (each) => (fault?.forgetsKeys ? unique() : each.key));
    sums.settled += open.filter((each) => isSettled(each, batch)).length;
    await this.#countTwice(batch);
  }

  /** What the owner sees: who is a member, and what became of every invite. */
  async #standing({ owner, teams }: Batch): Promise<Set<string>> {
    const facts = await inParallel(teams.length, TEAMS, async (index) => {
      const team = String(teams[index]);
      if ((await owner.get(`/v1/accounts/${team}`)).status !== 200) return [];
      const members = (await owner.members(team)).map((each) => `${team} has ${each.user}`);
      return [...members, ...(await owner.invites(team)).map((each) => `${each.id} ${each.status}`)];
    });
    const all = new Set(facts.flat());
    for (const fact of facts.flat()) if (/ (accepted|declined|revoked|pending)$/.test(fact)) all.add(fact.replace(/ \w+$/, ' exists'));
    return all;
  }

  async #countTwice({ owner, teams, changes }: Batch): Promise<void> {
    await inParallel(teams.length, TEAMS, async (index) => {
      const team = String(teams[index]);
      if ((await owner.get(`/v1/accounts/${team}`)).status !== 200) return;
      const done = (await owner.audit(team)).filter((each) => each.outcome === 'done');
      const count = (action: string): Map<string, number> => {
        const counts = new Map<string, number>();
        for (const each of done) if (each.action === action) counts.set(each.resourceId, (counts.get(each.resourceId) ?? 0) + 1);
        return counts;
      };
      const more = (counts: Map<string, number>): number => [...counts.values()].filter((each) => each > 1).length;
      this.sums.usedTwice += more(count('invite.accept'));
      // Four were there before the load, and one is made in it.
      const created = [...count('invite.create').values()].reduce((sum, each) => sum + each, 0);
      const wanted = 4 + changes.filter((each) => each.team === team && each.kind === 'create').length + 1;
      this.sums.doneTwice += Math.max(0, created - wanted) + more(count('member.join')) + more(count('invite.decline')) + more(count('invite.revoke'));
    });
  }
}

function idOf(reply: Change['first']): string | undefined {
  return reply?.status === 201 ? expectOk(reply, shapes.sent, 201).invite.id : undefined;
}

/** What must be so once a change was acknowledged. */
function factOf(change: Change): string {
  if (change.kind === 'accept') return `${change.team} has ${change.who.id}`;
  if (change.kind === 'decline') return `${change.invite} declined`;
  if (change.kind === 'revoke') return `${change.invite} revoked`;
  return `${change.invite} exists`;
}

/** Whether the retry says what became of it: done, or for a link that another one has used, closed. */
function isSettled(change: Change, { changes }: Batch): boolean {
  const { retried } = change;
  if (retried === undefined) return false;
  if (retried.status < 300) return true;
  const rival = changes.find((each) => each !== change && each.shared && each.invite === change.invite);
  const won = [rival?.first, rival?.retried].some((each) => each?.status === 200);
  return change.shared && won && retried.status === 410;
}

/** Runs a statement on every database of an account. */
function edit(data: string, statement: string): void {
  for (const { parentPath, name } of readdirSync(data, { recursive: true, withFileTypes: true })) {
    if (!name.endsWith('.sqlite')) continue;
    const database = new DatabaseSync(join(parentPath, name));
    const isAccount = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'broadcasts'").get() !== undefined;
    if (isAccount) database.exec(statement);
    database.close();
  }
}

function figures(sums: Sums): Figure[] {
  return [
    { name: 'rounds', value: sums.rounds, at_least: ROUNDS },
    { name: 'killed with requests on their way', value: sums.amidst, unit: 'rounds', at_least: Math.ceil(ROUNDS * 0.5) },
    { name: 'acknowledged changes', value: sums.acknowledged, at_least: ROUNDS },
    { name: 'acknowledged and lost', value: sums.lost, exactly: 0 },
    { name: 'invites used twice', value: sums.usedTwice, exactly: 0 },
    { name: 'changes done twice', value: sums.doneTwice, exactly: 0 },
    { name: 'left open by the kill', value: sums.open, unit: 'changes', at_least: ROUNDS },
    { name: 'of them settled by a retry', value: sums.open === 0 ? 0 : (100 * sums.settled) / sums.open, unit: '%', exactly: 100 },
  ];
}

async function main(): Promise<void> {
  const say = progress();
  const rounds = await Rounds.begin(SEED);
  const began = performance.now();
  for (let index = 0; index < ROUNDS; index++) {
    await rounds.round();
    say(`round ${index + 1} of ${ROUNDS}, ${((performance.now() - began) / (index + 1)).toFixed(0)} ms each`);
  }
  const each = (performance.now() - began) / ROUNDS;
  await rounds.end();
  const controls = [];
  for (const fault of FAULTS) {
    const broken = await Rounds.begin(`${SEED} ${fault.broken}`);
    for (let index = 0; index < 2; index++) await broken.round(fault);
    await broken.end();
    controls.push({ broken: fault.broken, figures: figures(broken.sums).map(({ name, value }) => ({ name, value })) });
  }
  const unheard = `${rounds.sums.doneUnheard} of the open ones were done, and nobody had been told`;
  found({ figures: figures(rounds.sums), controls, notes: [unheard, `${each.toFixed(0)} ms a round`] });
}

await main();
