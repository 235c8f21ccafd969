import type { AuditQuery, InvitesQuery, ListState, ListStore, MembersQuery } from '../list-types.ts';
import type { Accepted, AuditEvent, Invite, Member } from '../types.ts';
import { type InviteActions, type MemberActions } from './list-actions.ts';
/** A list as far as it is read. */
export type List<T> = ListState<T> & Pick<ListStore<T>, 'loadMore' | 'reload'>;
/** Members, and what can be done about them: in the account that this was rendered for, even if the address has changed since. */
export type MembersState = List<Member> & MemberActions;
/**
 * The members of the active account, or of `query.account`; followed through switches, joins and removals.
 *
 * ```tsx
 * const { items, remove } = useMembers({ role: 'dev' });
 * return items.map(({ user, name }) => <button key={user} onClick={() => remove(user)}>Remove {name}</button>);
 * ```
 */
export declare const useMembers: (query?: MembersQuery) => MembersState;
/** Invites, and what can be done about them: in the account that this was rendered for, even if the address has changed since. */
export type InvitesState = List<Invite> & InviteActions;
/** The invites of the active account, or of `query.account`. */
export declare const useInvites: (query?: InvitesQuery) => InvitesState;
/** Invites to the user's address. */
export interface InboxState extends List<Invite> {
    /** How many are pending, as counted by the edge. */
    readonly count: number;
    accept(inviteId: string): Promise<Accepted>;
    decline(inviteId: string): Promise<Invite>;
}
/** The pending invites to the user's address, and how to answer them. */
export declare const useInbox: (query?: {
    readonly limit?: number;
}) => InboxState;
/** What happened in the active account, or in `query.account`, newest first. */
export declare const useAudit: (query?: AuditQuery) => List<AuditEvent>;
