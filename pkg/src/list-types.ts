/** The types of the live lists; `lists.ts` keeps them. */

import type { HallpassError } from './errors.ts';
import type { AuditEvent, Invite, InviteStatus, Member } from './wire.ts';

/**
 * - `idle`: there is nobody or no account to show it for
 * - `loading`: nothing has come yet
 * - `ready`: `items` is what the edge said last
 * - `refreshing`: `items` stands while it is read again, or while more is read
 * - `failed`: `error` says why; `items` is what stood before
 */
export type ListStatus = 'idle' | 'loading' | 'ready' | 'refreshing' | 'failed';

/** A list as far as it is read. Immutable: a change makes a new one. */
export interface ListState<T> {
  readonly status: ListStatus;
  readonly items: readonly T[];
  /** There is more: `loadMore()`. */
  readonly next?: string;
  readonly error?: HallpassError;
}

/**
 * A list that follows what happens: own changes, other tabs, and what colleagues do, within about a minute. It is
 * read at the first subscriber. What it shows is of the account and the user of this moment, never of the one before.
 *
 * `state` keeps its identity until something changes, so `subscribe` and `() => store.state` are what
 * `useSyncExternalStore` takes.
 */
export interface ListStore<T> {
  readonly state: ListState<T>;
  subscribe(listener: () => void): () => void;
  /** Reads one more page; nothing if there is none. Settles, never rejects. */
  loadMore(): Promise<void>;
  /** Reads again as many pages as are shown. Settles, never rejects. */
  reload(): Promise<void>;
}

/** Which account; the active one, followed through switches, if absent. */
interface Of {
  readonly account?: string | undefined;
  /** Items per page (50; at most 200). */
  readonly limit?: number | undefined;
}

/** Which members. */
export interface MembersQuery extends Of {
  readonly role?: string | undefined;
  /** Part of a name. */
  readonly q?: string | undefined;
}

/** Which invites of an account. */
export interface InvitesQuery extends Of {
  readonly status?: InviteStatus | undefined;
}

/** Which audit events. */
export interface AuditQuery extends Of {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly user?: string | undefined;
  readonly resourceType?: string | undefined;
  readonly resourceId?: string | undefined;
  readonly action?: string | undefined;
}

/** The lists of one client. The same query gives the same store, so every view of it is one. */
export interface Lists {
  members(query?: MembersQuery): ListStore<Member>;
  invites(query?: InvitesQuery): ListStore<Invite>;
  /** Invites to my address. */
  inbox(query?: { readonly limit?: number | undefined }): ListStore<Invite>;
  audit(query?: AuditQuery): ListStore<AuditEvent>;
}
