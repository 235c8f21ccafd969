/** The types of the live lists of `lists.ts`. */

import type { HallpassError } from './errors.ts';
import type { MemberSort } from './operation-types.ts';
import type { AuditEvent, Invite, InviteStatus, Member } from './wire.ts';

/**
 * - `idle`: nobody is signed in, or there is no account to show it for
 * - `loading`: nothing has been received yet
 * - `ready`: `items` is what the edge has sent last
 * - `refreshing`: `items` is shown while it is read again, or while more is read
 * - `failed`: `error` is the reason; `items` is what was shown before
 */
export type ListStatus = 'idle' | 'loading' | 'ready' | 'refreshing' | 'failed';

/** A list as far as it is read. Immutable: a change creates a new one. */
export interface ListState<T> {
  readonly status: ListStatus;
  readonly items: readonly T[];
  /** Set if there is more to load with `loadMore()`. */
  readonly next?: string;
  readonly error?: HallpassError;
}

/**
 * A list that is kept up to date: changes made here or in other tabs, and within about a minute those of other people.
 * It is read at the first subscriber. It shows items of the current account and user only, never of the previous ones.
 *
 * `state` keeps its identity until something changes, so `subscribe` and `() => store.state` work with
 * `useSyncExternalStore`.
 */
export interface ListStore<T> {
  readonly state: ListState<T>;
  subscribe(listener: () => void): () => void;
  /** Reads one more page, if there is one. Settles, never rejects. */
  loadMore(): Promise<void>;
  /** Reads again as many pages as are shown. Settles, never rejects. */
  reload(): Promise<void>;
}

/** Which account. Default: the active one, followed through switches. */
interface Of {
  readonly account?: string | undefined;
  /** Items per page (50; at most 200). */
  readonly limit?: number | undefined;
}

/** Filters of a list of members. */
export interface MembersQuery extends Of {
  readonly role?: string | undefined;
  /** Part of a name. */
  readonly q?: string | undefined;
  readonly sort?: MemberSort | undefined;
  /** Only members who were not seen for this many days. Who was never seen is among them. */
  readonly inactiveForDays?: number | undefined;
}

/** Filters of a list of invites. */
export interface InvitesQuery extends Of {
  readonly status?: InviteStatus | undefined;
}

/** Filters of a list of audit events. */
export interface AuditQuery extends Of {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly user?: string | undefined;
  readonly resourceType?: string | undefined;
  readonly resourceId?: string | undefined;
  readonly action?: string | undefined;
}

/** The lists of one client. Equal queries return the same store, so that all views share it. */
export interface Lists {
  members(query?: MembersQuery): ListStore<Member>;
  invites(query?: InvitesQuery): ListStore<Invite>;
  /** Invites to the user's address. */
  inbox(query?: { readonly limit?: number | undefined }): ListStore<Invite>;
  audit(query?: AuditQuery): ListStore<AuditEvent>;
}
