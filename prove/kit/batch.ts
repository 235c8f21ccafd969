// The teams, invites and changes of one round: what is sent under load, and the replies.
import { inParallel, invitePath, tokenOf, type Person } from '../../tests/harness/person.ts';
import { connections, type Reply } from '../../tests/harness/http.ts';
import { unique } from '../../tests/harness/edge.ts';

const CONCURRENCY = 32;
const agent = connections(64);

/** Invites that `prepareBatch` creates in each team. */
export const INVITES_BEFORE_LOAD = 5;

/** Whether the change may or may not have been made: there was no reply, or a 503. */
export function isUnresolved(reply: Reply | undefined): boolean {
  return reply === undefined || reply.status === 503;
}

/** One change, its reply, and the reply to its retry. */
export interface Change {
  readonly kind: 'accept' | 'decline' | 'revoke' | 'create';
  readonly team: string;
  readonly user: Person;
  /** The id of its invite; a creation learns it from its reply. */
  invite: string | undefined;
  /** For one of two users who accept the same link: who comes first in the batch. */
  readonly shared: 'first' | 'second' | undefined;
  readonly key: string;
  readonly send: (key: string) => Promise<Reply>;
  reply: Reply | undefined;
  retryReply: Reply | undefined;
}

export interface Batch {
  readonly owner: Person;
  readonly teams: readonly string[];
  readonly changes: readonly Change[];
}

/** Creates teams with pending invites, and the changes to send: in each team every kind, and one link that two users accept. */
export async function prepareBatch(owner: Person, guests: readonly Person[], teamCount: number): Promise<Batch> {
  const changes: Change[] = [];
  const teams = await inParallel(teamCount, 8, async (index) => {
    const team = (await owner.team(`Round ${index}`)).id;
    const guest = (offset: number): Person => guests[(index * 5 + offset) % guests.length] as Person;
    const inviteGuest = (user: Person) => owner.invite(team, { email: user.email, role: 'basic' });
    const add = (kind: Change['kind'], user: Person, invite: string | undefined, send: Change['send'], shared?: Change['shared']): void => {
      changes.push({ kind, team, user, invite, send, shared, key: unique(), reply: undefined, retryReply: undefined });
    };
    const acceptAs = (user: Person, by: { token: string } | { inviteId: string }): Change['send'] => (key) => user.accept(by, { key, agent });
    for (const offset of [0, 1]) {
      const { invite } = await inviteGuest(guest(offset));
      add('accept', guest(offset), invite.id, acceptAs(guest(offset), { inviteId: invite.id }));
    }
    const { invite: declined } = await inviteGuest(guest(2));
    add('decline', guest(2), declined.id, (key) => guest(2).post('/v1/invites/decline', { inviteId: declined.id }, { key, agent }));
    const { invite: revoked } = await owner.invite(team, { role: 'dev' });
    add('revoke', owner, revoked.id, (key) => owner.delete(invitePath(revoked.id), { key, agent }));
    const { invite: shared, link } = await owner.invite(team, { role: 'basic' });
    const token = await tokenOf(owner.world, link);
    add('accept', guest(3), shared.id, acceptAs(guest(3), { token }), 'first');
    add('accept', guest(4), shared.id, acceptAs(guest(4), { token }), 'second');
    add('create', owner, undefined, (key) => owner.post(`/v1/accounts/${team}/invites`, { role: 'dev' }, { key, agent }));
    return team;
  });
  return { owner, teams, changes };
}

/** Sends changes concurrently and stores their replies. A change whose connection ends has none. */
export async function sendChanges(changes: readonly Change[], onReply: () => void): Promise<void> {
  await inParallel(changes.length, CONCURRENCY, async (index) => {
    const change = changes[index] as Change;
    change.reply = await change.send(change.key).catch(() => undefined);
    if (change.reply !== undefined) onReply();
  });
}

/** Sends changes once more, each by the same user with the key from `keyOf`. */
export async function retryChanges(changes: readonly Change[], keyOf: (change: Change) => string): Promise<void> {
  await inParallel(changes.length, CONCURRENCY, async (index) => {
    const change = changes[index] as Change;
    change.retryReply = await change.send(keyOf(change)).catch(() => undefined);
  });
}
