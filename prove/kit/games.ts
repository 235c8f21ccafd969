// Four quarrels over accounts, each a way to prepare an account and a batch of requests that are then sent at once.
import type { Edge } from '../../tests/harness/edge.ts';
import { Person } from '../../tests/harness/person.ts';
import type { World } from '../../tests/harness/world.ts';
import { Arena, type Move } from './arena.ts';
import type { Observed } from './order.ts';
import type { Draw } from './proof.ts';

/** One batch that was sent, and how many of its requests count. */
export interface Batch {
  readonly observed: Observed;
  readonly grantors: Map<string, string>;
  readonly counted: number;
}

/** One lane of a game: it plays batch after batch. */
export interface Game {
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
export async function ownerGame(edge: Edge | World, word: string, draw: Draw): Promise<Game> {
  const [owner, ...crew] = (await people(edge, word, 5)) as [Person, ...Person[]];
  const arena = new Arena(owner, owner.own, 'Quarrel');
  const back = async (who: Person): Promise<void> => {
    const role = arena.state.members.get(who.id);
    if (role === undefined) await arena.joins(who, 'admin');
    else if (role !== 'admin') await arena.must(arena.role(owner, who, 'admin'));
  };
  const move = (): Move => {
    const [one, other] = shuffled(draw, crew) as [Person, Person];
    const lower = pick(draw, ['basic', 'dev', 'billing']);
    const of = draw.below(100);
    if (of < 28) return arena.role(one, owner, lower);
    if (of < 44) return arena.remove(one, owner);
    if (of < 52) return arena.remove(owner, owner);
    if (of < 58) return arena.role(owner, owner, lower);
    if (of < 68) return arena.role(one, other, lower);
    if (of < 75) return arena.remove(one, other);
    if (of < 80) return arena.remove(one, one);
    if (of < 85) return arena.role(owner, one, lower);
    if (of < 88) return arena.revert(owner);
    return of < 93 ? arena.revert(one) : arena.convert(pick(draw, [owner, one]));
  };
  await arena.look();
  return {
    async batch() {
      if (arena.state.kind === 'personal') await arena.must(arena.convert(owner));
      await Promise.all(crew.map(back));
      await arena.look();
      // The same change of the same row twice, or a repeat that finds it done, could not be told apart in the log.
      const moves = unlike(Array.from({ length: AT_ONCE }, move));
      return { observed: await arena.fire(moves), grantors: arena.grantors, counted: moves.length };
    },
  };
}

/** Of moves by one person about one thing the first; but any number against the owner, which all have to be refused. */
function unlike(moves: readonly Move[]): Move[] {
  const known = new Set<string>();
  return moves.filter((move) => {
    const word = `${move.action} ${move.who.id} ${move.about}`;
    return !known.has(word) && known.add(word);
  });
}

/** A team's owner revokes each invite while its invitee accepts it. */
export async function revokeGame(edge: Edge | World, word: string, draw: Draw): Promise<Game> {
  const [owner, ...guests] = (await people(edge, word, 25)) as [Person, ...Person[]];
  // A revoke has no body to read and is quicker than an accept: it is held back, so that either wins about as often.
  let head = 4;
  return {
    async batch() {
      // A new team each time: thirty refusals of one member in a minute are as many as are told apart.
      const name = 'Revoked';
      const arena = new Arena(owner, (await owner.team(name)).id, name);
      const pairs = await Promise.all(guests.map(async (guest) => [guest, await arena.invited(owner, guest, 'basic')] as const));
      await arena.look();
      const moves = pairs.flatMap(([guest, invite]) => shuffled(draw, [{ ...arena.revoke(owner, invite), afterMs: draw.share() * head }, arena.accept(guest, invite)]));
      const observed = await arena.fire(moves);
      const joined = observed.after.members.size - 1;
      head = Math.min(200, Math.max(0.5, joined * 2 < pairs.length ? head * 1.5 : head / 1.5));
      await arena.must(arena.revert(owner));
      return { observed, grantors: arena.grantors, counted: pairs.length };
    },
  };
}

/** The owner demotes each inviter while the one whom they invited accepts. */
export async function demoteGame(edge: Edge | World, word: string, draw: Draw): Promise<Game> {
  const PAIRS = 8;
  const [owner, ...others] = (await people(edge, word, 1 + 2 * PAIRS)) as [Person, ...Person[]];
  const [inviters, guests] = [others.slice(0, PAIRS), others.slice(PAIRS)];
  const arena = new Arena(owner, (await owner.team('Demoted')).id, 'Demoted');
  for (const inviter of inviters) await arena.joins(inviter, 'admin');
  await arena.look();
  return {
    async batch() {
      const { members } = arena.state;
      await Promise.all([
        ...inviters.filter((each) => members.get(each.id) !== 'admin').map((each) => arena.must(arena.role(owner, each, 'admin'))),
        ...guests.filter((each) => members.has(each.id)).map((each) => arena.must(arena.remove(owner, each))),
      ]);
      const pairs = await Promise.all(
        guests.map(async (guest, index) => {
          const inviter = inviters[index] as Person;
          return [inviter, guest, await arena.invited(inviter, guest, 'dev')] as const;
        }),
      );
      await arena.look();
      const moves = pairs.flatMap(([inviter, guest, invite]) => shuffled(draw, [arena.role(owner, inviter, 'basic'), arena.accept(guest, invite)]));
      return { observed: await arena.fire(moves), grantors: arena.grantors, counted: pairs.length };
    },
  };
}

/** Convert and revert, while everything else goes on. */
export async function lifecycleGame(edge: Edge | World, word: string, draw: Draw): Promise<Game> {
  const [owner, ...guests] = (await people(edge, word, 9)) as [Person, ...Person[]];
  const arena = new Arena(owner, owner.own, 'Changing');
  await arena.look();
  return {
    async batch() {
      if (arena.state.kind === 'personal') await arena.must(arena.convert(owner));
      const [admin, member, ...rest] = shuffled(draw, guests) as [Person, Person, ...Person[]];
      await arena.look();
      const { members, invites } = arena.state;
      await Promise.all([
        ...guests.filter((each) => members.has(each.id)).map((each) => arena.must(arena.remove(owner, each))),
        ...[...invites].filter(([, status]) => status === 'pending').map(([id]) => arena.must(arena.revoke(owner, id))),
      ]);
      await Promise.all([arena.joins(admin, 'admin'), arena.joins(member, 'basic')]);
      const open = await Promise.all(rest.slice(0, 4).map(async (guest) => [guest, await arena.invited(pick(draw, [owner, admin]), guest, 'basic')] as const));
      const [first, second, third, fourth] = open as [(typeof open)[0], (typeof open)[0], (typeof open)[0], (typeof open)[0]];
      await arena.look();
      const moves = [
        ...open.map(([guest, invite]) => arena.accept(guest, invite)),
        arena.revoke(owner, first[1]),
        arena.revoke(admin, second[1]),
        arena.decline(third[0], third[1]),
        arena.role(owner, admin, 'basic'),
        arena.remove(owner, member),
        arena.remove(fourth[0], fourth[0]),
        arena.invite(admin, rest[4] ?? admin, 'basic'),
        arena.invite(owner, rest[5] ?? admin, 'basic'),
        arena.revert(owner),
        arena.revert(admin),
        arena.convert(owner),
        arena.convert(owner),
      ];
      return { observed: await arena.fire(shuffled(draw, moves)), grantors: arena.grantors, counted: moves.length };
    },
  };
}
