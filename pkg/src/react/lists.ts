import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { AcceptAction, AcceptFlow, AcceptState } from '../accept-types.ts';
import type { AuditQuery, InvitesQuery, Lists, ListState, ListStore, MembersQuery } from '../list-types.ts';
import { internalsOf } from '../client/internals.ts';
import type { Accepted, AuditEvent, Client, Invite, Member } from '../types.ts';
import { later } from './later.ts';
import { type InviteActions, inviteActions, type MemberActions, memberActions } from './list-actions.ts';
import { useHallpass } from './root.tsx';
import { useHallpassState } from './state.ts';

// A page that only shows and hides loads neither.
const LISTS = later(() => import('../lists.ts'));
const ACCEPT = later(() => import('../accept.ts'));

const LOADING: ListState<never> = { status: 'loading', items: [] };
const loading = () => LOADING;
const never = () => () => {};
const NOTHING = {};
const nothing = () => NOTHING;

/** A list as far as it is read. */
export type List<T> = ListState<T> & Pick<ListStore<T>, 'loadMore' | 'reload'>;

/** `actionsOf` gives what can be done from the list, which is of `account` at the time of this render. */
const useList = <T, M extends object>(
  find: (lists: Lists) => ListStore<T>,
  actionsOf: (client: Client, account: string | undefined) => M,
  query?: { readonly account?: string | undefined },
): List<T> & M => {
  const client = useHallpass();
  const { module, error } = useSyncExternalStore(LISTS.subscribe, LISTS.now, nothing as typeof LISTS.now);
  const store = module && find(module.listsOf(client));
  const state = useSyncExternalStore(store?.subscribe ?? never, () => store?.state ?? LOADING, loading);
  const account = query?.account ?? client.state.active?.id;
  // A list that noticed by itself that the address has changed is not read before the client's subscribers know.
  useEffect(() => internalsOf(client)?.publishAddress());
  return useMemo(
    () => ({
      ...(error === undefined || store ? state : { ...LOADING, status: 'failed' as const, error: error as never }),
      loadMore: async () => store?.loadMore(),
      reload: async () => {
        await (store ? store.reload() : LISTS.load().catch(nothing));
      },
      ...actionsOf(client, account),
    }),
    [state, store, error, client, account, actionsOf],
  );
};

/** Members, and what can be done about them: in the account that this was rendered for, whatever the address says by then. */
export type MembersState = List<Member> & MemberActions;

/** The members of the active account, or of `query.account`; followed through switches, joins and removals. */
export const useMembers = (query?: MembersQuery): MembersState => useList((lists) => lists.members(query), memberActions, query);

/** Invites, and what can be done about them: in the account that this was rendered for, whatever the address says by then. */
export type InvitesState = List<Invite> & InviteActions;

/** The invites of the active account, or of `query.account`. */
export const useInvites = (query?: InvitesQuery): InvitesState => useList((lists) => lists.invites(query), inviteActions, query);

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
  const list = useList((lists) => lists.inbox(query), inboxOf);
  return useMemo(() => ({ ...list, count }), [list, count]);
};

/** What happened in the active account, or in `query.account`, newest first. */
export const useAudit = (query?: AuditQuery): List<AuditEvent> => useList((lists) => lists.audit(query), nothing);

const ACTIONS = ['join', 'decline', 'signIn', 'switchAccount', 'verifyEmail', 'openTeam', 'retry'] as const;
const PREVIEW: AcceptState = { step: 'preview' };
const preview = () => PREVIEW;

/** Where an invitee stands, and what can be done. No action rejects. */
export type InviteFlow = Omit<AcceptFlow, 'subscribe'>;

/**
 * The invite that this tab came by: a state machine to be drawn, one screen per `state.step`.
 *
 * There is one machine per client, so it joins once, however many components look at it or are mounted twice.
 */
export const useInvite = (): InviteFlow => {
  const client = useHallpass();
  const { module, error } = useSyncExternalStore(ACCEPT.subscribe, ACCEPT.now, nothing as typeof ACCEPT.now);
  const flow = module?.acceptFlow(client);
  const state = useSyncExternalStore(flow?.subscribe ?? never, () => flow?.state ?? PREVIEW, preview);
  return useMemo(() => {
    const act = (action: AcceptAction) => async () => (await ACCEPT.load()).acceptFlow(client)[action]();
    return {
      ...(Object.fromEntries(ACTIONS.map((action) => [action, act(action)])) as Omit<InviteFlow, 'state'>),
      state: error === undefined || flow ? state : { step: 'failed', error: error as never },
    };
  }, [client, flow, state, error]);
};
