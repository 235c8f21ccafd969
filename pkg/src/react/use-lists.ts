import { useMemo, useSyncExternalStore } from 'react';
import type { HallpassError } from '../errors.ts';
import type { AuditQuery, InvitesQuery, Lists, ListState, ListStore, MembersQuery } from '../list-types.ts';
import type { Accepted, AuditEvent, Client, Invite, Member } from '../types.ts';
import { useLazyModule } from './lazy-module.ts';
import { type InviteActions, inviteActions, type MemberActions, memberActions } from './list-actions.ts';
import { LISTS } from './lists-module.ts';
import { useHallpass } from './provider.tsx';
import { useHallpassState } from './state.ts';
import { useAddressChanges } from './use-client-value.ts';

const LOADING: ListState<never> = { status: 'loading', items: [] };
const loadingState = (): ListState<never> => LOADING;
const subscribeToNothing = () => () => {};
const noActions = (): object => NO_ACTIONS;
const NO_ACTIONS = {};

/** A list as far as it is read. */
export type List<T> = ListState<T> & Pick<ListStore<T>, 'loadMore' | 'reload'>;

/**
 * A list and its actions, which are those of the account that is shown in this render.
 *
 * `actionsOf` must be the same function in every render.
 */
const useList = <T, A extends object>(
  find: (lists: Lists) => ListStore<T>,
  actionsOf: (client: Client, account: string | undefined) => A,
  query?: { readonly account?: string | undefined },
): List<T> & A => {
  const client = useHallpass();
  const { module, error } = useLazyModule(LISTS);
  const store = module && find(module.listsOf(client));
  const state = useSyncExternalStore<ListState<T>>(store?.subscribe ?? subscribeToNothing, () => store?.state ?? LOADING, loadingState);
  const account = query?.account ?? client.state.active?.id;
  useAddressChanges(client);
  return useMemo(
    () => ({
      ...(error === undefined || store ? state : { ...LOADING, status: 'failed' as const, error: error as HallpassError }),
      loadMore: async () => store?.loadMore(),
      reload: async () => {
        if (store) await store.reload();
        else await LISTS.load().catch(() => {});
      },
      ...actionsOf(client, account),
    }),
    [state, store, error, client, account, actionsOf],
  );
};

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
export const useMembers = (query?: MembersQuery): MembersState => useList((lists) => lists.members(query), memberActions, query);

/** Invites, and what can be done about them: in the account that this was rendered for, even if the address has changed since. */
export type InvitesState = List<Invite> & InviteActions;

/** The invites of the active account, or of `query.account`. */
export const useInvites = (query?: InvitesQuery): InvitesState => useList((lists) => lists.invites(query), inviteActions, query);

/** Invites to the user's address. */
export interface InboxState extends List<Invite> {
  /** How many are pending, as counted by the edge. */
  readonly count: number;
  accept(inviteId: string): Promise<Accepted>;
  decline(inviteId: string): Promise<Invite>;
}

const inboxActions = ({ invites }: Client) => ({
  accept: (inviteId: string) => invites.accept({ inviteId }),
  decline: (inviteId: string) => invites.decline({ inviteId }),
});

/** The pending invites to the user's address, and how to answer them. */
export const useInbox = (query?: { readonly limit?: number }): InboxState => {
  const count = useHallpassState(({ inboxCount }) => inboxCount);
  const list = useList((lists) => lists.inbox(query), inboxActions);
  return useMemo(() => ({ ...list, count }), [list, count]);
};

/** What happened in the active account, or in `query.account`, newest first. */
export const useAudit = (query?: AuditQuery): List<AuditEvent> => useList((lists) => lists.audit(query), noActions, query);
