// Deliveries to the lists of users and to mailboxes are dropped, doubled, delayed and put out of order while people do all
// that changes a list, and the runtime is killed in between. Afterwards every list says what the accounts say.
import { startEdge, unique, type Edge } from '../tests/harness/edge.ts';
import { inParallel, people, sleep, type Person } from '../tests/harness/person.ts';
import { expectOk } from '../tests/harness/expect.ts';
import * as shapes from '../tests/harness/shapes.ts';
import { Draw, found, FULL, progress, scaled, SEED, type Control, type Figure } from './kit/proof.ts';
import { unreliable, type Counts, type Post } from './kit/unreliable.ts';

const PEOPLE = FULL ? 60 : 20;
const TEAMS = FULL ? 40 : 8;
const CHANGES = scaled(20_000, 500);
const KILLS = scaled(20, 1);
/** How long lists are waited for: an entry that failed often is due again after a minute. */
const PATIENCE = 200_000;

class Town {
  readonly edge: Edge;
  readonly #draw: Draw;
  readonly #crowd: readonly Person[];
  readonly #teams: { readonly id: string; readonly owner: Person }[] = [];
  changes = 0;
  totals: Counts = { delivered: 0, dropped: 0, unheard: 0, doubled: 0, delayed: 0, late: 0, again: 0 };

  private constructor(edge: Edge, crowd: readonly Person[], draw: Draw) {
    this.edge = edge;
    this.#crowd = crowd;
    this.#draw = draw;
  }

  static async build(word: string, count: number, teams: number): Promise<Town> {
    const draw = new Draw(word);
    const edge = await startEdge({ entry: unreliable(draw.below(2 ** 31)) });
    const town = new Town(edge, await people(edge, count, 'Person', 8), draw);
    await inParallel(teams, 4, () => town.#open());
    return town;
  }

  async #open(): Promise<void> {
    const owner = this.#somebody();
    this.#teams.push({ id: (await owner.team('Team')).id, owner });
  }

  #somebody(): Person {
    return this.#crowd[this.#draw.below(this.#crowd.length)] as Person;
  }

  async post(post: Post): Promise<void> {
    await fetch(`${this.edge.origin}/post`, { method: 'POST', body: JSON.stringify(post) });
  }

  /** Adds what the post did since the runtime started. */
  async count(): Promise<void> {
    const counts = (await (await fetch(`${this.edge.origin}/post`)).json()) as Counts;
    this.totals = Object.fromEntries(Object.entries(this.totals).map(([name, value]) => [name, value + counts[name as keyof Counts]])) as unknown as Counts;
  }

  /** People do what changes lists. What is refused, or not answered, counts for nothing. */
  async live(changes: number): Promise<void> {
    await inParallel(changes, 16, async () => {
      const reply = await this.#change().catch(() => undefined);
      if (reply !== undefined && reply.status < 300) this.changes += 1;
    });
  }

  #change(): Promise<{ readonly status: number }> {
    const draw = this.#draw;
    const who = this.#somebody();
    const { id: team, owner } = this.#teams[draw.below(this.#teams.length)] as { id: string; owner: Person };
    const at = `/v1/accounts/${team}`;
    const options = { key: unique() };
    switch (draw.below(10)) {
      case 0:
      case 1:
      case 2:
        return owner.post(`${at}/invites`, { email: who.email, role: draw.below(2) ? 'basic' : 'dev' }, options);
      case 3:
      case 4:
      case 5:
        return this.#answer(who, draw.below(3) > 0 ? 'accept' : 'decline');
      case 6:
        return owner.patch(`${at}/members/${who.id}`, { role: draw.below(2) ? 'dev' : 'billing' }, options);
      case 7:
        return draw.below(2) ? owner.delete(`${at}/members/${who.id}`, options) : who.delete(`${at}/members/${who.id}`, options);
      case 8:
        return owner.patch(at, { name: `Team ${draw.below(1_000)}` }, options);
      default:
        return this.#revoke(owner, at);
    }
  }

  async #answer(who: Person, what: 'accept' | 'decline'): Promise<{ readonly status: number }> {
    const listed = expectOk(await who.get('/v1/invites'), shapes.page(shapes.invite)).items;
    const invite = listed[this.#draw.below(listed.length)];
    return invite ? who.post(`/v1/invites/${what}`, { inviteId: invite.id }) : { status: 404 };
  }

  async #revoke(owner: Person, at: string): Promise<{ readonly status: number }> {
    const open = expectOk(await owner.get(`${at}/invites?status=pending`), shapes.page(shapes.invite)).items;
    const invite = open[this.#draw.below(open.length)];
    return invite ? owner.delete(`${at}/invites/${invite.id}`) : { status: 404 };
  }

  /** What the accounts say: who is in which team under which name and role, and who is invited to which. */
  async #truth(): Promise<Map<string, Set<string>>> {
    const lists = new Map(this.#crowd.map((each) => [each.email, new Set<string>()]));
    const emails = new Map(this.#crowd.map((each) => [each.id, each.email]));
    await inParallel(this.#teams.length, 8, async (index) => {
      const { id, owner } = this.#teams[index] as { id: string; owner: Person };
      const { name, memberCount } = await owner.account(id);
      for (const { user, role } of await owner.members(id)) lists.get(String(emails.get(user)))?.add(`${id} ${name} ${role} ${memberCount}`);
      for (const { id: invite, email, status, role } of await owner.invites(id)) if (status === 'pending') lists.get(String(email))?.add(`${invite} ${role}`);
    });
    return lists;
  }

  async #list(who: Person): Promise<Set<string>> {
    const { accounts } = await who.me();
    const invites = expectOk(await who.get('/v1/invites?limit=200'), shapes.page(shapes.invite)).items;
    const teams = accounts.filter((each) => each.kind === 'team').map((each) => `${each.id} ${each.name} ${each.role} ${each.memberCount}`);
    return new Set([...teams, ...invites.map((each) => `${each.id} ${each.role}`)]);
  }

  /** Rows that differ between lists and accounts, and all rows; asks until none differs, or time is up. */
  async differences(patience: number): Promise<{ rows: number; wrong: number; seconds: number; some: readonly string[] }> {
    const [truth, began] = [await this.#truth(), performance.now()];
    let behind = [...this.#crowd];
    const rows = [...truth.values()].reduce((sum, each) => sum + each.size, 0);
    for (;;) {
      const missed = await inParallel(behind.length, 8, async (index) => {
        const who = behind[index] as Person;
        const [shown, wanted] = [await this.#list(who), truth.get(who.email) ?? new Set<string>()];
        const either = [...new Set([...shown, ...wanted])];
        return { who, rows: either.filter((row) => shown.has(row) !== wanted.has(row)) };
      });
      const left = missed.filter((each) => each.rows.length > 0);
      behind = left.map((each) => each.who);
      const spent = performance.now() - began;
      const some = left.flatMap((each) => each.rows).slice(0, 4);
      if (left.length === 0 || spent > patience) return { rows, wrong: left.reduce((sum, each) => sum + each.rows.length, 0), seconds: spent / 1000, some };
      await sleep(250);
    }
  }
}

const CONTROLS: readonly { readonly broken: string; readonly post: Post }[] = [
  { broken: 'a dropped delivery is said to have arrived, and not sent again', post: { percent: 40, liesAboutDropped: true } },
  { broken: 'old deliveries that come again pass for new ones', post: { percent: 40, liesAboutVersions: true } },
];

async function control({ broken, post }: (typeof CONTROLS)[number]): Promise<Control> {
  const town = await Town.build(`${SEED} ${broken}`, 12, 4);
  await town.post(post);
  await town.live(160);
  await town.post({ percent: 0 });
  // What was dropped and not sent again never comes; the rest is due again within seconds.
  const { wrong } = await town.differences(8_000);
  await town.edge.stop();
  return { broken, figures: [{ name: 'rows that never came right', value: wrong }] };
}

async function main(): Promise<void> {
  const say = progress();
  const town = await Town.build(SEED, PEOPLE, TEAMS);
  for (let part = 0; part <= KILLS; part++) {
    await town.post({ percent: 40 });
    await town.live(Math.ceil(CHANGES / (KILLS + 1)));
    say(`${town.changes} changes of ${CHANGES} attempts`);
    await town.count();
    if (part < KILLS) {
      await town.edge.host.kill();
      await town.edge.host.start();
    }
  }
  await town.post({ percent: 0 });
  const { rows, wrong, seconds, some } = await town.differences(PATIENCE);
  await town.edge.stop();
  const controls = await Promise.all(CONTROLS.map(control));
  const { totals } = town;
  const share = (value: number): number => Math.max(1, Math.floor((value * CHANGES) / 500));
  const figures: Figure[] = [
    { name: 'changes', value: town.changes, at_least: Math.floor(CHANGES / 4) },
    { name: 'deliveries', value: totals.delivered, at_least: Math.floor(CHANGES / 2) },
    { name: 'dropped', value: totals.dropped, at_least: share(20) },
    { name: 'taken, and the answer lost', value: totals.unheard, at_least: share(5) },
    { name: 'delivered twice', value: totals.doubled, at_least: share(10) },
    { name: 'delayed', value: totals.delayed, at_least: share(10) },
    { name: 'delayed until the sender had given up', value: totals.late, at_least: 1 },
    { name: 'old ones that came again', value: totals.again, at_least: share(10) },
    { name: 'kills of the runtime', value: KILLS, at_least: KILLS },
    { name: 'rows of lists and mailboxes', value: rows, at_least: TEAMS },
    { name: 'rows that never came right', value: wrong, exactly: 0 },
  ];
  found({ figures, controls, notes: [`all lists were right ${seconds.toFixed(1)} s after the last fault`, ...some] });
}

await main();
