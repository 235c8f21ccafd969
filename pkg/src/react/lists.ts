import { useCallback, useMemo, useSyncExternalStore } from 'react';

import { acceptFlow } from '../accept.ts';
import type { AcceptFlow, AcceptState } from '../accept-types.ts';
import type { AuditQuery, InvitesQuery, ListState, ListStore, MembersQuery } from '../list-types.ts';
import { listsOf } from '../lists.ts';
import type { Accepted, AuditEvent, Client, Invite, Member } from '../types.ts';
import { useHallpass } from './root.tsx';
import { useHallpassState } from './state.ts';

const LOADING: ListState<never> = { status: 'loading', items: [] };
const loading = () => LOADING;

/** A list as far as it is read. */
export type List<T> = ListState<T> & Pick<ListStore<T>, 'loadMore' | 'reload'>;

const useList = <T, M extends object>(store: ListStore<T>, more: (client: Client) => M): List<T> & M => {
  const client = useHallpass();
  const state = useSyncExternalStore(
    useCallback((listener: () => void) => store.subscribe(listener), [store]),
    () => store.state,
    loading,
  );
  return useMemo(
    () => ({ ...state, loadMore: () => store.loadMore(), reload: () => store.reload(), ...more(client) }),
    [state, store, client, more],
  );
};

/** Members, and what can be done about them. */
export type MembersState = List<Member> & Pick<Client['members'], 'setRole' | 'remove' | 'leave'>;

const membersOf = ({ members: { setRole, remove, leave } }: Client) => ({ setRole, remove, leave });

/** The members of the active account, or of `query.account`; followed through switches, joins and removals. */
export const useMembers = (query?: MembersQuery): MembersState => useList(listsOf(useHallpass()).members(query), membersOf);

/** Invites, and what can be done about them. */
export type InvitesState = List<Invite> & Pick<Client['invites'], 'create' | 'link' | 'resend' | 'revoke'>;

const invitesOf = ({ invites: { create, link, resend, revoke } }: Client) => ({ create, link, resend, revoke });

/** The invites of the active account, or of `query.account`. */
export const useInvites = (query?: InvitesQuery): InvitesState => useList(listsOf(useHallpass()).invites(query), invitesOf);

/** Invites to my address. */
export interface InboxState extends List<Invite> {
  /** How many wait, as the edge counts. */
  readonly count: number;
  accept(inviteId: string): Promise<Accepted>;
  decline(inviteId: string): Promise<Invite>;
}

const inboxOf = ({ invites }: Client) => ({
  accept: (inviteId: string) => invites.accept({ inviteId }),
  decline: (inviteId: string) => invites.decline({ inviteId }),
});

/** The invites that wait for me, and how to answer them. */
export const useInbox = (query?: { readonly limit?: number }): InboxState => {
  const count = useHallpassState(({ inboxCount }) => inboxCount);
  const list = useList(listsOf(useHallpass()).inbox(query), inboxOf);
  return useMemo(() => ({ ...list, count }), [list, count]);
};

const nothing = () => NOTHING;
const NOTHING = {};

/** What happened in the active account, or in `query.account`, newest first. */
export const useAudit = (query?: AuditQuery): List<AuditEvent> => useList(listsOf(useHallpass()).audit(query), nothing);

const PREVIEW: AcceptState = { step: 'preview' };
const preview = () => PREVIEW;

/** Where an invitee stands, and what can be done. */
export type InviteFlow = Omit<AcceptFlow, 'subscribe'>;

/**
 * The invite that this tab came by: a state machine to be drawn, one screen per `state.step`.
 *
 * There is one machine per client, so it joins once, however many components look at it or are mounted twice.
 */
export const useInvite = (): InviteFlow => {
  const flow = acceptFlow(useHallpass());
  const state = useSyncExternalStore(flow.subscribe, () => flow.state, preview);
  return useMemo(() => ({ ...flow, state }), [flow, state]);
};
