// The teams, invites and changes of one round: what is sent under load, and the replies.
import { address, inParallel, invitePath, tokenOf, type Person } from '../../tests/harness/person.ts';
import { connections, type Reply } from '../../tests/harness/http.ts';
import { unique } from '../../tests/harness/edge.ts';
import { expectOk } from '../../tests/harness/expect.ts';
import type { Service } from '../../tests/harness/service.ts';
import * as shapes from '../../tests/harness/shapes.ts';
import { DECISIONS, offerOwnership, type Decision, type Transfer } from './transfers.ts';

const CONCURRENCY = 32;
const agent = connections(64);

/** Invites that `prepareBatch` creates in each team. */
export const INVITES_BEFORE_LOAD = 9;
/** Invites that one request creates. They are mailed. */
export const INVITES_PER_BULK = 2;
/** How many users the link invite for several admits. One more accepts it. */
const MAX_USES = 2;
/** Offers of ownership in a batch, each decided by another change. */
const TRANSFERS = 6;
/** The list of permissions that a change gives. */
export const LIST = ['team:access', 'pods:connect'];
/** The end that a change sets. It has passed. */
export const END = '2020-01-01T00:00:00.000Z';

/** Whether the change may or may not have been made: there was no reply, or a 503. */
export function isUnresolved(reply: Reply | undefined): boolean {
  return reply === undefined || reply.status === 503;
}

/** One change, its reply, and the reply to its retry. */
export interface Change {
  readonly kind: 'accept' | 'decline' | 'revoke' | 'create' | 'bulk' | 'suspend' | 'end' | 'list' | 'grant' | 'ungrant' | 'enrol' | 'ownership';
  readonly team: string;
  /** Who becomes or is a member. */
  readonly member: Person;
  /** The id of its invite; a creation learns it from its reply. */
  invite: string | undefined;
  /** For one of the users who accept the same link: whether they come first in the batch. */
  readonly shared: 'first' | 'later' | undefined;
  readonly key: string;
  readonly send: (key: string) => Promise<Reply>;
  reply: Reply | undefined;
  retryReply: Reply | undefined;
}

export interface Batch {
  readonly owner: Person;
  readonly teams: readonly string[];
  readonly changes: readonly Change[];
  readonly transfers: readonly Transfer[];
}

/**
 * Creates teams with pending invites and members, and the changes to send: in each team every kind, one link that two users accept,
 * and one for two users that three accept. In other teams, the ownership is offered.
 */
export async function prepareBatch(owner: Person, service: Service, guests: readonly Person[], teamCount: number): Promise<Batch> {
  const guestAt = (index: number): Person => guests[index % guests.length] as Person;
  const teams = await inParallel(teamCount, 8, async (index) => {
    const team = (await owner.team(`Round ${index}`)).id;
    const guest = (offset: number): Person => guestAt(index * 5 + offset);
    const add: Add = (kind, member, invite, send, shared) => change({ kind, team, member, invite, send, shared });
    const changes = [...(await inviteChanges(owner, team, guest, add)), ...(await memberChanges(owner, service, team, guest, add))];
    return { team, changes };
  });
  const transfers = await inParallel(TRANSFERS, 8, (index) => offerOwnership(owner.world, guestAt(index), DECISIONS[index % DECISIONS.length] as Decision));
  return { owner, teams: teams.map(({ team }) => team), changes: [...teams.flatMap(({ changes }) => changes), ...transfers.map(decideTransfer)], transfers };
}

function change(sent: Omit<Change, 'key' | 'reply' | 'retryReply'>): Change {
  return { ...sent, key: unique(), reply: undefined, retryReply: undefined };
}

/** The member accepts or declines the ownership, or the owner withdraws the offer. */
function decideTransfer({ team, owner, to, decision }: Transfer): Change {
  const path = `/v1/accounts/${team}/transfer`;
  const send: Change['send'] = (key) => (decision === 'withdraw' ? owner.delete(path, { key, agent }) : to.post(`${path}/${decision}`, undefined, { key, agent }));
  return change({ kind: 'ownership', team, member: to, invite: undefined, send, shared: undefined });
}

type Add = (kind: Change['kind'], member: Person, invite: string | undefined, send: Change['send'], shared?: Change['shared']) => Change;

/** Both users who accept the link also have an invite to their address, which joining revokes. */
async function inviteChanges(owner: Person, team: string, guest: (offset: number) => Person, add: Add): Promise<Change[]> {
  const inviteGuest = (user: Person) => owner.invite(team, { email: user.email, role: 'basic', send: false });
  const acceptAs = (user: Person, by: { token: string } | { inviteId: string }): Change['send'] => (key) => user.accept(by, { key, agent });
  const { invite: first } = await inviteGuest(guest(0));
  const { invite: second } = await inviteGuest(guest(1));
  const { invite: declined } = await inviteGuest(guest(2));
  const { invite: revoked } = await owner.invite(team, { role: 'dev' });
  await inviteGuest(guest(3));
  await inviteGuest(guest(4));
  const { invite: shared, link } = await owner.invite(team, { role: 'basic' });
  const token = await tokenOf(owner.world, link);
  const several = await owner.invite(team, { role: 'basic', maxUses: MAX_USES });
  const emails = Array.from({ length: INVITES_PER_BULK }, () => address('bulk'));
  const severalToken = await tokenOf(owner.world, several.link);
  return [
    add('accept', guest(0), first.id, acceptAs(guest(0), { inviteId: first.id })),
    add('accept', guest(1), second.id, acceptAs(guest(1), { inviteId: second.id })),
    add('decline', guest(2), declined.id, (key) => guest(2).post('/v1/invites/decline', { inviteId: declined.id }, { key, agent })),
    add('revoke', owner, revoked.id, (key) => owner.delete(invitePath(revoked.id), { key, agent })),
    add('accept', guest(3), shared.id, acceptAs(guest(3), { token }), 'first'),
    add('accept', guest(4), shared.id, acceptAs(guest(4), { token }), 'later'),
    ...[11, 12, 13].map((offset, index) => add('accept', guest(offset), several.invite.id, acceptAs(guest(offset), { token: severalToken }), index === 0 ? 'first' : 'later')),
    add('create', owner, undefined, (key) => owner.post(`/v1/accounts/${team}/invites`, { role: 'dev' }, { key, agent })),
    add('bulk', owner, undefined, (key) => owner.post(`/v1/accounts/${team}/invites/bulk`, { items: emails.map((email) => ({ email, role: 'dev' })) }, { key, agent })),
  ];
}

/** Changes of members, each of another one, and an enrolment of a user with a pending invite, which it revokes. */
async function memberChanges(owner: Person, service: Service, team: string, guest: (offset: number) => Person, add: Add): Promise<Change[]> {
  const account = `/v1/accounts/${team}`;
  const project = expectOk(await owner.post(`${account}/projects`, { name: 'Project' }), shapes.project, 201).id;
  const path = (user: Person): string => `${account}/members/${user.id}`;
  const grantPath = (user: Person): string => `${account}/projects/${project}/members/${user.id}`;
  for (const offset of [5, 6, 7, 8]) expectOk(await service.put(path(guest(offset)), { role: 'basic' }), shapes.member);
  expectOk(await service.put(path(guest(9)), { role: 'basic', projects: [{ project, role: 'editor' }] }), shapes.member);
  await owner.invite(team, { email: guest(10).email, role: 'basic', send: false });
  const patch = (user: Person, body: unknown): Change['send'] => (key) => owner.patch(path(user), body, { key, agent });
  const projects = [{ project, role: 'viewer' }];
  return [
    add('suspend', guest(5), undefined, patch(guest(5), { suspended: true })),
    add('end', guest(6), undefined, patch(guest(6), { expiresAt: END })),
    add('list', guest(7), undefined, patch(guest(7), { role: 'custom', permissions: LIST })),
    add('grant', guest(8), undefined, (key) => owner.put(grantPath(guest(8)), { role: 'editor' }, { key, agent })),
    add('ungrant', guest(9), undefined, (key) => owner.delete(grantPath(guest(9)), { key, agent })),
    add('enrol', guest(10), undefined, (key) => service.put(path(guest(10)), { role: 'dev', projects }, { key, agent })),
  ];
}

/** The invites that a reply to a bulk request says were created, and whether all were. */
export function createdInBulk(reply: Reply): { readonly ids: readonly string[]; readonly isComplete: boolean } {
  const { items } = expectOk(reply, shapes.bulkResults);
  const ids = items.flatMap(({ status, invite }) => (status === 201 && invite ? [invite.id] : []));
  return { ids, isComplete: ids.length === INVITES_PER_BULK };
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
