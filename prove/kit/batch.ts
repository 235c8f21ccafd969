// Teams, invites and people of one round: what is sent under load, what was answered, and what the storage says of it.
import { inParallel, invitePath, tokenOf, type Person } from '../../tests/harness/person.ts';
import { connections, type Reply } from '../../tests/harness/http.ts';
import { unique } from '../../tests/harness/edge.ts';

const WIDTH = 32;
const agent = connections(64);

/** No answer, or one that leaves open what was done. */
export function isOpen(reply: Reply | undefined): boolean {
  return reply === undefined || reply.status === 503;
}

/** One change: how it is sent, and again, and what it was answered. */
export interface Change {
  readonly kind: 'accept' | 'decline' | 'revoke' | 'create';
  readonly team: string;
  /** Who sends it; the index of a guest, or the owner. */
  readonly who: Person;
  /** The invite that it is about; a creation knows it when it was answered. */
  invite: string | undefined;
  /** A link invite that others want, too. */
  readonly shared: boolean;
  readonly send: (key: string) => Promise<Reply>;
  readonly key: string;
  first: Reply | undefined;
  retried: Reply | undefined;
}

export interface Batch {
  readonly owner: Person;
  readonly teams: readonly string[];
  readonly changes: readonly Change[];
}

/** Teams with open invites, and the changes that will be sent at once: in each team every kind, and one link that two want. */
export async function prepare(owner: Person, guests: readonly Person[], teams: number): Promise<Batch> {
  const changes: Change[] = [];
  const made = await inParallel(teams, 8, async (index) => {
    const team = (await owner.team(`Round ${index}`)).id;
    const guest = (offset: number): Person => guests[(index * 5 + offset) % guests.length] as Person;
    const to = (who: Person) => owner.invite(team, { email: who.email, role: 'basic' });
    const add = (kind: Change['kind'], who: Person, invite: string | undefined, send: Change['send'], shared = false): void => {
      changes.push({ kind, team, who, invite, send, shared, key: unique(), first: undefined, retried: undefined });
    };
    const accepting = (who: Person, by: { token: string } | { inviteId: string }): Change['send'] => (key) => who.accept(by, { key, agent });
    for (const offset of [0, 1]) {
      const { invite } = await to(guest(offset));
      add('accept', guest(offset), invite.id, accepting(guest(offset), { inviteId: invite.id }));
    }
    const { invite: declined } = await to(guest(2));
    add('decline', guest(2), declined.id, (key) => guest(2).post('/v1/invites/decline', { inviteId: declined.id }, { key, agent }));
    const { invite: revoked } = await owner.invite(team, { role: 'dev' });
    add('revoke', owner, revoked.id, (key) => owner.delete(invitePath(revoked.id), { key, agent }));
    const { invite: shared, link } = await owner.invite(team, { role: 'basic' });
    const token = await tokenOf(owner.world, link);
    for (const offset of [3, 4]) add('accept', guest(offset), shared.id, accepting(guest(offset), { token }), true);
    const create: Change['send'] = (key) => owner.post(`/v1/accounts/${team}/invites`, { role: 'dev' }, { key, agent });
    add('create', owner, undefined, create);
    return team;
  });
  return { owner, teams: made, changes };
}

/** Sends everything at once and keeps the answers, telling of each; what breaks off is open. */
export async function load({ changes }: Batch, order: readonly number[], answered: () => void): Promise<void> {
  await inParallel(changes.length, WIDTH, async (index) => {
    const change = changes[order[index] ?? index] as Change;
    change.first = await change.send(change.key).catch(() => undefined);
    if (change.first !== undefined) answered();
  });
}

/** The same person sends the same once more, under the key that `keyOf` says. */
export async function retry(which: readonly Change[], keyOf: (change: Change) => string): Promise<void> {
  await inParallel(which.length, WIDTH, async (index) => {
    const change = which[index] as Change;
    change.retried = await change.send(keyOf(change)).catch(() => undefined);
  });
}
