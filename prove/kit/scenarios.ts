// Four scenarios of contention over an account, each a way to prepare an account and a batch of requests that are then sent at once.
import type { Edge } from '../../tests/harness/edge.ts';
import { Person } from '../../tests/harness/person.ts';
import type { World } from '../../tests/harness/world.ts';
import { ContendedAccount, type Attempt } from './contention.ts';
import type { Observed } from './order.ts';
import type { Draw } from './proof.ts';

/** One batch that was sent, and how many of its requests count. */
export interface Batch {
  readonly observed: Observed;
  readonly grantors: Map<string, string>;
  readonly counted: number;
}

/** One worker of a run: it plays batch after batch. */
export interface ScenarioRun {
  batch(): Promise<Batch>;
}

const AT_ONCE = 16;
const DAYS = 86_400;

/** Somebody new, with an account. */
export async function somebody(world: World, word: string, name: string): Promise<Person> {
  const email = `${word}@example.com`;
  const now = Math.floor(Date.now() / 1000);
  const identity = world.identity({ subject: word, email, emailVerified: true, name }, { iat: now - 60, exp: now + DAYS });
  const person = new Person(world, email, name, identity);
  await person.open();
  return person;
}

function people(world: World, word: string, count: number): Promise<Person[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => somebody(world, `${word}.${index}`, `Guest ${index}`)));
}

function pick<T>(draw: Draw, all: readonly T[]): T {
  const one = all[draw.below(all.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

function shuffled<T>(draw: Draw, all: readonly T[]): T[] {
  return all.map((each) => [draw.share(), each] as const).toSorted(([a], [b]) => a - b).map(([, each]) => each);
}

/** Everybody against the owner, and each other: demote, remove, leave, convert, revert. */
export async function ownerScenario(edge: Edge | World, word: string, draw: Draw): Promise<ScenarioRun> {
  const [owner, ...crew] = (await people(edge, word, 5)) as [Person, ...Person[]];
  const contended = new ContendedAccount(owner, owner.own, 'Quarrel');
  const back = async (who: Person): Promise<void> => {
    const role = contended.state.members.get(who.id);
    if (role === undefined) await contended.addMember(who, 'admin');
    else if (role !== 'admin') await contended.must(contended.role(owner, who, 'admin'));
  };
  const attempt = (): Attempt => {
    const [one, other] = shuffled(draw, crew) as [Person, Person];
    const lower = pick(draw, ['basic', 'dev', 'billing']);
    const of = draw.below(100);
    if (of < 28) return contended.role(one, owner, lower);
    if (of < 44) return contended.remove(one, owner);
    if (of < 52) return contended.remove(owner, owner);
    if (of < 58) return contended.role(owner, owner, lower);
    if (of < 68) return contended.role(one, other, lower);
    if (of < 75) return contended.remove(one, other);
    if (of < 80) return contended.remove(one, one);
    if (of < 85) return contended.role(owner, one, lower);
    if (of < 88) return contended.revert(owner);
    return of < 93 ? contended.revert(one) : contended.convert(pick(draw, [owner, one]));
  };
  await contended.refresh();
  return {
    async batch() {
      if (contended.state.kind === 'personal') await contended.must(contended.convert(owner));
      await Promise.all(crew.map(back));
      await contended.refresh();
      // The same change of the same row twice, or a repeat that finds it done, could not be told apart in the log.
      const attempts = unlike(Array.from({ length: AT_ONCE }, attempt));
      return { observed: await contended.sendAll(attempts), grantors: contended.grantors, counted: attempts.length };
    },
  };
}

/** Of attempts by one person about one thing the first; but any number against the owner, which all have to be refused. */
function unlike(attempts: readonly Attempt[]): Attempt[] {
  const known = new Set<string>();
  return attempts.filter((attempt) => {
    const word = `${attempt.action} ${attempt.who.id} ${attempt.about}`;
    return !known.has(word) && known.add(word);
  });
}

/** A team's owner revokes each invite while its invitee accepts it. */
export async function revokeScenario(edge: Edge | World, word: string, draw: Draw): Promise<ScenarioRun> {
  const [owner, ...guests] = (await people(edge, word, 25)) as [Person, ...Person[]];
  // A revoke has no body to read and is quicker than an accept: it is held back, so that either wins about as often.
  let head = 4;
  return {
    async batch() {
      // A new team each time: thirty refusals of one member in a minute are as many as are told apart.
      const name = 'Revoked';
      const contended = new ContendedAccount(owner, (await owner.team(name)).id, name);
      const pairs = await Promise.all(guests.map(async (guest) => [guest, await contended.ensureInvite(owner, guest, 'basic')] as const));
      await contended.refresh();
      const attempts = pairs.flatMap(([guest, invite]) => shuffled(draw, [{ ...contended.revoke(owner, invite), afterMs: draw.share() * head }, contended.accept(guest, invite)]));
      const observed = await contended.sendAll(attempts);
      const joined = observed.after.members.size - 1;
      head = Math.min(200, Math.max(0.5, joined * 2 < pairs.length ? head * 1.5 : head / 1.5));
      await contended.must(contended.revert(owner));
      return { observed, grantors: contended.grantors, counted: pairs.length };
    },
  };
}

/** The owner demotes each inviter while the one whom they invited accepts. */
export async function demoteScenario(edge: Edge | World, word: string, draw: Draw): Promise<ScenarioRun> {
  const PAIRS = 8;
  const [owner, ...others] = (await people(edge, word, 1 + 2 * PAIRS)) as [Person, ...Person[]];
  const [inviters, guests] = [others.slice(0, PAIRS), others.slice(PAIRS)];
  const contended = new ContendedAccount(owner, (await owner.team('Demoted')).id, 'Demoted');
  for (const inviter of inviters) await contended.addMember(inviter, 'admin');
  await contended.refresh();
  return {
    async batch() {
      const { members } = contended.state;
      await Promise.all([
        ...inviters.filter((each) => members.get(each.id) !== 'admin').map((each) => contended.must(contended.role(owner, each, 'admin'))),
        ...guests.filter((each) => members.has(each.id)).map((each) => contended.must(contended.remove(owner, each))),
      ]);
      const pairs = await Promise.all(
        guests.map(async (guest, index) => {
          const inviter = inviters[index] as Person;
          return [inviter, guest, await contended.ensureInvite(inviter, guest, 'dev')] as const;
        }),
      );
      await contended.refresh();
      const attempts = pairs.flatMap(([inviter, guest, invite]) => shuffled(draw, [contended.role(owner, inviter, 'basic'), contended.accept(guest, invite)]));
      return { observed: await contended.sendAll(attempts), grantors: contended.grantors, counted: pairs.length };
    },
  };
}

/** Convert and revert, while everything else goes on. */
export async function lifecycleScenario(edge: Edge | World, word: string, draw: Draw): Promise<ScenarioRun> {
  const [owner, ...guests] = (await people(edge, word, 9)) as [Person, ...Person[]];
  const contended = new ContendedAccount(owner, owner.own, 'Changing');
  await contended.refresh();
  return {
    async batch() {
      if (contended.state.kind === 'personal') await contended.must(contended.convert(owner));
      const [admin, member, ...rest] = shuffled(draw, guests) as [Person, Person, ...Person[]];
      await contended.refresh();
      const { members, invites } = contended.state;
      await Promise.all([
        ...guests.filter((each) => members.has(each.id)).map((each) => contended.must(contended.remove(owner, each))),
        ...[...invites].filter(([, status]) => status === 'pending').map(([id]) => contended.must(contended.revoke(owner, id))),
      ]);
      await Promise.all([contended.addMember(admin, 'admin'), contended.addMember(member, 'basic')]);
      const open = await Promise.all(rest.slice(0, 4).map(async (guest) => [guest, await contended.ensureInvite(pick(draw, [owner, admin]), guest, 'basic')] as const));
      const [first, second, third, fourth] = open as [(typeof open)[0], (typeof open)[0], (typeof open)[0], (typeof open)[0]];
      await contended.refresh();
      const attempts = [
        ...open.map(([guest, invite]) => contended.accept(guest, invite)),
        contended.revoke(owner, first[1]),
        contended.revoke(admin, second[1]),
        contended.decline(third[0], third[1]),
        contended.role(owner, admin, 'basic'),
        contended.remove(owner, member),
        contended.remove(fourth[0], fourth[0]),
        contended.invite(admin, rest[4] ?? admin, 'basic'),
        contended.invite(owner, rest[5] ?? admin, 'basic'),
        contended.revert(owner),
        contended.revert(admin),
        contended.convert(owner),
        contended.convert(owner),
      ];
      return { observed: await contended.sendAll(shuffled(draw, attempts)), grantors: contended.grantors, counted: attempts.length };
    },
  };
}
