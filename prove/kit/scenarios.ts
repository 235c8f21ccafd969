// Five scenarios of contention over an account. Each prepares an account and a batch of requests that are then sent at once.
import type { Edge } from '../../tests/harness/edge.ts';
import { Person } from '../../tests/harness/person.ts';
import type { World } from '../../tests/harness/world.ts';
import { ContendedAccount, type Attempt } from './contention.ts';
import type { Observed } from './order.ts';
import type { Random } from './proof.ts';

/** One batch that was sent, and how many of its requests are counted. */
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

/** Creates a user with an account. */
async function createUser(world: World, prefix: string, name: string): Promise<Person> {
  const email = `${prefix}@example.com`;
  const now = Math.floor(Date.now() / 1000);
  const identity = world.identity({ subject: prefix, email, emailVerified: true, name }, { iat: now - 60, exp: now + DAYS });
  const person = new Person(world, email, name, identity);
  await person.open();
  return person;
}

function createUsers(world: World, prefix: string, count: number): Promise<Person[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => createUser(world, `${prefix}.${index}`, `Guest ${index}`)));
}

/** Admins against the owner and each other: demote, remove, leave, convert, revert. */
export async function ownerScenario(edge: Edge | World, prefix: string, random: Random): Promise<ScenarioRun> {
  const [owner, ...crew] = (await createUsers(edge, prefix, 5)) as [Person, ...Person[]];
  const contended = new ContendedAccount(owner, owner.own, 'Quarrel');
  const restore = async (who: Person): Promise<void> => {
    const role = contended.state.members.get(who.id);
    if (role === undefined) await contended.addMember(who, 'admin');
    else if (role !== 'admin') await contended.must(contended.role(owner, who, 'admin'));
  };
  const attempt = (): Attempt => {
    const [one, other] = random.shuffle(crew) as [Person, Person];
    const lower = random.pick(['basic', 'dev', 'billing']);
    const of = random.below(100);
    if (of < 28) return contended.role(one, owner, lower);
    if (of < 44) return contended.remove(one, owner);
    if (of < 52) return contended.remove(owner, owner);
    if (of < 58) return contended.role(owner, owner, lower);
    if (of < 68) return contended.role(one, other, lower);
    if (of < 75) return contended.remove(one, other);
    if (of < 80) return contended.remove(one, one);
    if (of < 85) return contended.role(owner, one, lower);
    if (of < 88) return contended.revert(owner);
    return of < 93 ? contended.revert(one) : contended.convert(random.pick([owner, one]));
  };
  await contended.refresh();
  return {
    async batch() {
      if (contended.state.kind === 'personal') await contended.must(contended.convert(owner));
      await Promise.all(crew.map(restore));
      await contended.refresh();
      // Two equal changes of one row could not be distinguished in the log.
      const attempts = withoutRepeats(Array.from({ length: AT_ONCE }, attempt));
      return { observed: await contended.sendAll(attempts), grantors: contended.grantors, counted: attempts.length };
    },
  };
}

/** The first attempt of each user to change each row. */
function withoutRepeats(attempts: readonly Attempt[]): Attempt[] {
  const seen = new Set<string>();
  return attempts.filter((attempt) => {
    const change = `${attempt.action} ${attempt.who.id} ${attempt.about}`;
    return !seen.has(change) && seen.add(change);
  });
}

/** A team's owner revokes each invite while its invitee accepts it. */
export async function revokeScenario(edge: Edge | World, prefix: string, random: Random): Promise<ScenarioRun> {
  const [owner, ...guests] = (await createUsers(edge, prefix, 25)) as [Person, ...Person[]];
  // A revoke has no body and is faster than an accept. A delay makes either win about as often.
  let maxDelayMs = 4;
  return {
    async batch() {
      // A new team each time: after thirty denials in a minute a member's requests are `rate_limited`.
      const name = 'Revoked';
      const contended = new ContendedAccount(owner, (await owner.team(name)).id, name);
      const pairs = await Promise.all(guests.map(async (guest) => [guest, await contended.ensureInvite(owner, guest, 'basic')] as const));
      await contended.refresh();
      const attempts = pairs.flatMap(([guest, invite]) => random.shuffle([{ ...contended.revoke(owner, invite), afterMs: random.fraction() * maxDelayMs }, contended.accept(guest, invite)]));
      const observed = await contended.sendAll(attempts);
      const joined = observed.after.members.size - 1;
      maxDelayMs = Math.min(200, Math.max(0.5, joined * 2 < pairs.length ? maxDelayMs * 1.5 : maxDelayMs / 1.5));
      await contended.must(contended.revert(owner));
      return { observed, grantors: contended.grantors, counted: pairs.length };
    },
  };
}

/** The owner demotes each inviter while their invitee accepts. */
export async function demoteScenario(edge: Edge | World, prefix: string, random: Random): Promise<ScenarioRun> {
  const PAIRS = 8;
  const [owner, ...others] = (await createUsers(edge, prefix, 1 + 2 * PAIRS)) as [Person, ...Person[]];
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
      const attempts = pairs.flatMap(([inviter, guest, invite]) => random.shuffle([contended.role(owner, inviter, 'basic'), contended.accept(guest, invite)]));
      return { observed: await contended.sendAll(attempts), grantors: contended.grantors, counted: pairs.length };
    },
  };
}

/** The account is converted and reverted while everything else changes. */
export async function lifecycleScenario(edge: Edge | World, prefix: string, random: Random): Promise<ScenarioRun> {
  const [owner, ...guests] = (await createUsers(edge, prefix, 9)) as [Person, ...Person[]];
  const contended = new ContendedAccount(owner, owner.own, 'Changing');
  await contended.refresh();
  return {
    async batch() {
      if (contended.state.kind === 'personal') await contended.must(contended.convert(owner));
      const [admin, member, ...rest] = random.shuffle(guests) as [Person, Person, ...Person[]];
      await contended.refresh();
      const { members, invites } = contended.state;
      await Promise.all([
        ...guests.filter((each) => members.has(each.id)).map((each) => contended.must(contended.remove(owner, each))),
        ...[...invites].filter(([, status]) => status === 'pending').map(([id]) => contended.must(contended.revoke(owner, id))),
      ]);
      await Promise.all([contended.addMember(admin, 'admin'), contended.addMember(member, 'basic')]);
      const open = await Promise.all(rest.slice(0, 4).map(async (guest) => [guest, await contended.ensureInvite(random.pick([owner, admin]), guest, 'basic')] as const));
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
      return { observed: await contended.sendAll(random.shuffle(attempts)), grantors: contended.grantors, counted: attempts.length };
    },
  };
}

/** An offered ownership is accepted, declined and withdrawn at once, while the members who may become the owner leave or are removed. */
export async function transferScenario(edge: Edge | World, prefix: string, random: Random): Promise<ScenarioRun> {
  const cast = await createUsers(edge, prefix, 4);
  return {
    async batch() {
      const [owner, ada, ben, reader] = random.shuffle(cast) as [Person, Person, Person, Person];
      // A former owner has another personal account by now. An owner who still is one begins with the same account.
      const { own } = await owner.me();
      const contended = new ContendedAccount(owner, own.id, 'Transferred', { reader, counted: cast });
      if (own.kind === 'team') await contended.must(contended.revert(owner));
      await contended.must(contended.convert(owner));
      await Promise.all([contended.addMember(reader, 'admin'), contended.addMember(ada, 'dev'), contended.addMember(ben, 'dev')]);
      await contended.must(contended.offerOwnership(owner, ada));
      await contended.refresh();
      const rivals = [
        contended.declineOwnership(ada),
        contended.withdrawOwnership(owner),
        contended.offerOwnership(owner, ben),
        contended.acceptOwnership(ben),
        contended.remove(ada, ada),
        contended.remove(owner, ada),
        contended.role(owner, ada, 'basic'),
        contended.role(ada, owner, 'basic'),
        contended.remove(ada, owner),
        contended.remove(owner, owner),
      ];
      const accepts = [contended.acceptOwnership(ada), contended.acceptOwnership(ada)];
      const attempts = random.shuffle([...accepts, ...random.shuffle(rivals).slice(0, 1 + random.below(rivals.length))]);
      return { observed: await contended.sendAll(attempts), grantors: contended.grantors, counted: attempts.length };
    },
  };
}
