import type { AcceptFlow } from '../accept-types.ts';
import type { AuditQuery, InvitesQuery, ListState, ListStore, MembersQuery } from '../list-types.ts';
import type { Accepted, AuditEvent, Invite, Member } from '../types.ts';
import { type InviteActions, type MemberActions } from './list-actions.ts';
/** A list as far as it is read. */
export type List<T> = ListState<T> & Pick<ListStore<T>, 'loadMore' | 'reload'>;
/** Members, and what can be done about them: in the account that this was rendered for, whatever the address says by then. */
export type MembersState = List<Member> & MemberActions;
/** The members of the active account, or of `query.account`; followed through switches, joins and removals. */
export declare const useMembers: (query?: MembersQuery) => MembersState;
/** Invites, and what can be done about them: in the account that this was rendered for, whatever the address says by then. */
export type InvitesState = List<Invite> & InviteActions;
/** The invites of the active account, or of `query.account`. */
export declare const useInvites: (query?: InvitesQuery) => InvitesState;
/** Invites to my address. */
export interface InboxState extends List<Invite> {
    /** How many wait, as the edge counts. */
    readonly count: number;
    accept(inviteId: string): Promise<Accepted>;
    decline(inviteId: string): Promise<Invite>;
}
/** The invites that wait for me, and how to answer them. */
export declare const useInbox: (query?: {
    readonly limit?: number;
}) => InboxState;
/** What happened in the active account, or in `query.account`, newest first. */
export declare const useAudit: (query?: AuditQuery) => List<AuditEvent>;
/** Where an invitee stands, and what can be done. No action rejects. */
export type InviteFlow = Omit<AcceptFlow, 'subscribe'>;
/**
 * The invite that this tab came by: a state machine to be drawn, one screen per `state.step`.
 *
 * There is one machine per client, so it joins once, however many components look at it or are mounted twice.
 */
export declare const useInvite: () => InviteFlow;
