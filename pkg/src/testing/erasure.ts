import { platform } from './platform.ts';
import { RefusalError } from './refusal.ts';
import { type AccountRow, statusOf, type UserRow } from './rows.ts';
import type { State } from './state.ts';
import type { UserRef } from '../wire.ts';

/**
 * Erases a user: they leave every account, their personal account goes, and so do the invites to them and their name. Throws
 * `conflict` for an owner of teams.
 */
export const eraseUser = (state: State, user: UserRow, now: number): void => {
  const own = [...state.accounts.values()].filter(({ owner }) => owner.user === user.id);
  const teams = own.filter(({ kind }) => kind === 'team').map(({ id, name }) => ({ id, name }));
  if (teams.length > 0) throw new RefusalError('conflict', { teams });
  for (const { id } of own) state.accounts.delete(id);
  for (const account of state.accounts.values()) eraseFrom(state, account, user, now);
  state.users.delete(user.id);
  state.erased.set(user.id, state.timestamp());
};

const eraseFrom = (state: State, account: AccountRow, user: UserRow, now: number): void => {
  state.endTransfer(account, 'left', user.id);
  const revoked = state.dropMember(account, user.id);
  if (revoked) state.record(account, user, 'member.leave', ['member', user.id], { ...revoked });
  const received = [...account.invites.values()].filter(({ email }) => email === user.email);
  for (const invite of received) {
    if (statusOf(invite, now) === 'pending') state.record(account, undefined, 'invite.revoke', ['invite', invite.id]);
    account.invites.delete(invite.id);
  }
  const created = [...account.invites.values()].filter(({ inviter }) => inviter.user === user.id);
  for (const invite of created) Object.assign(invite, { inviter: formerRef(user), note: undefined });
  if (revoked || received.length + created.length > 0) state.record(account, user, 'hallpass.member.erase', ['member', user.id]);
  for (const [index, event] of account.events.entries()) {
    if (event.actor.id === user.id) account.events[index] = { ...event, actor: { ...event.actor, name: formerRef(user).name } };
  }
};

/** The response to the request that erased a user. Throws `user_erased` for every other one; `undefined` if they were not erased. */
export const erasedResponse = (state: State, id: string, route: string): Response | undefined => {
  const erasedAt = state.erased.get(id);
  if (erasedAt === undefined) return undefined;
  if (route !== 'DELETE /v1/me') throw new RefusalError('user_erased');
  return platform.Response.json({ user: id, erasedAt }, { status: 202 });
};

/** A user who signs in: with another id, if the user of this id was erased. */
export const asNewUser = <T extends { readonly id?: string }>(state: State, user: T): T | Omit<T, 'id'> => {
  const { id = '', ...fields } = user;
  return state.erased.has(id) ? fields : user;
};

/** An erased user by id. */
const formerRef = ({ id }: UserRow): UserRef => ({ user: id, name: 'former member' });
