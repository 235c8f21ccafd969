/**
 * Live lists of members, invites, inbox and audit log, shared by every view of a page.
 *
 * @module hallpass/lists
 */

import { localNow } from './clock.ts';
import { internalsOf } from './client/internals.ts';
import type { HallpassError } from './errors.ts';
import type { ListState, Lists, ListStore } from './list-types.ts';
import type { Client, Page, Paging } from './types.ts';

/** A list that nobody has changed here is read again by a new subscriber after this time. */
const FRESH_MS = 5_000;
/** A mounted list whose changes no other sign tells of is read this often while the page is visible. */
const POLL_MS = 60_000;
/** Somebody who comes back to the page sees mounted lists read again, each at most this often. */
const RETURN_EVERY_MS = 10_000;
/** As many lists are kept for whoever asks again; search as you type makes many. */
const KEPT = 100;

const IDLE = { status: 'idle', items: [] } as const;
const LOADING = { status: 'loading', items: [] } as const;

/** So that everything on one page shares its lists. */
const known = new WeakMap<Client, Lists>();

/** The lists of `client`; always the same ones. */
export const listsOf = (client: Client): Lists => {
  const found = known.get(client);
  if (found) return found;
  const lists = createLists(client);
  known.set(client, lists);
  return lists;
};

/** Somebody looks at this list: it is told what happens. */
interface Watcher {
  /** The state of the client has changed. */
  follow(): void;
  /** What the list shows has changed, if it is of `account`. */
  changed(account: string | undefined): void;
  /** Somebody looks at the page again. */
  returned(): void;
}

/** What a list needs to know of all of them. */
interface Watch {
  add(watcher: Watcher): void;
  delete(watcher: Watcher): void;
  /** One more with every change, so that who comes back later knows whether there was one. */
  readonly revision: number;
}

/** Watches `client` as long as anybody looks at one of its lists. */
const createWatch = (client: Client): Watch => {
  const internals = internalsOf(client);
  const watchers = new Set<Watcher>();
  let stops: readonly (() => void)[] = [];
  let revision = 0;
  const changed = ({ account }: { readonly account?: string }): void => {
    revision++;
    watchers.forEach((one) => one.changed(account));
  };
  // Also while nobody looks at a list. This alone keeps no client up to date.
  internals?.onChanged(changed);
  const start = (): void => {
    stops = [client.subscribe(() => watchers.forEach((one) => one.follow()))];
    if (internals) stops = [...stops, internals.onReturn(() => watchers.forEach((one) => one.returned()))];
    else stops = [...stops, client.on('changed', changed)];
  };
  return {
    add(watcher) {
      if (watchers.size === 0) start();
      watchers.add(watcher);
    },
    delete(watcher) {
      if (watchers.delete(watcher) && watchers.size === 0) for (const stop of stops) stop();
    },
    get revision() {
      return revision;
    },
  };
};

const createLists = (client: Client): Lists => {
  const stores = new Map<string, ListStore<unknown>>();
  const watch = createWatch(client);

  const shared = <T>(key: unknown[], make: () => ListStore<T>): ListStore<T> => {
    const name = JSON.stringify(key);
    const store = stores.get(name) ?? make();
    // The latest used last, so that what is forgotten is what nobody asked for lately.
    stores.delete(name);
    stores.set(name, store);
    for (const old of stores.keys()) if (stores.size > KEPT) stores.delete(old);
    return store as ListStore<T>;
  };

  const ofAccount =
    <T, Q extends { account?: string | undefined; limit?: number | undefined }>(
      group: string,
      read: (query: Q & Paging & { account: string }) => Promise<Page<T>>,
      options?: ListOptions,
    ) =>
    (query: Q = {} as Q): ListStore<T> => {
      const { account, ...rest } = query;
      return shared<T>([group, account, Object.entries(rest).sort()], () =>
        createList<T>(
          client,
          watch,
          () => account ?? client.state.active?.id,
          (here, cursor) => read({ ...query, account: here, cursor }),
          options,
        ),
      );
    };

  return {
    members: ofAccount('members', client.members.list),
    // An invite that is made, answered or revoked moves no epoch: nothing else tells of it.
    invites: ofAccount('invites', client.invites.list, { poll: true }),
    audit: ofAccount('audit', client.audit.query, { poll: true }),
    inbox: ({ limit } = {}) =>
      shared(['inbox', limit], () =>
        createList(
          client,
          watch,
          () => '',
          (_, cursor) => client.invites.inbox({ limit, cursor }),
          { poll: true, sign: () => client.state.inboxCount },
        ),
      ),
  };
};

interface ListOptions {
  /** Whether it is read each minute while it is mounted and the page visible. */
  readonly poll?: boolean;
  /** Another sign that it has changed. */
  readonly sign?: () => unknown;
}

const isHidden = (): boolean => (globalThis as Partial<typeof globalThis>).document?.hidden ?? false;

const createList = <T>(
  client: Client,
  watch: Watch,
  /** The account that it is of; empty for what belongs to the user alone. */
  account: () => string | undefined,
  read: (account: string, cursor: string | undefined) => Promise<Page<T>>,
  { poll = false, sign = () => '' }: ListOptions = {},
): ListStore<T> => {
  const listeners = new Set<() => void>();
  let state: ListState<T> = IDLE;
  // Whose list it is: user and account. Nothing is shown to anybody else.
  let owner: string | undefined;
  // One more with each reading: replies to the one before are dropped.
  let turn = 0;
  let pages = 1;
  let readAt: number | undefined;
  let revision: number | undefined;
  let shown: unknown;
  let signed = sign();
  // The edge could not be reached when this was looked at last.
  let cut = false;
  let flight: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const whose = (): string | undefined => {
    const { user } = client.state;
    const id = account();
    return user && id !== undefined ? `${user.id} ${id}` : undefined;
  };

  /** Drops what is of another account or user. */
  const align = (): void => {
    const now = whose();
    if (now === owner && (now !== undefined || state === IDLE)) return;
    owner = now;
    turn++;
    pages = 1;
    readAt = flight = undefined;
    state = now === undefined ? IDLE : LOADING;
  };

  const tell = (): void => {
    if (shown === state) return;
    shown = state;
    for (const listener of [...listeners]) listener();
  };

  const run = async (more: boolean): Promise<void> => {
    const mine = ++turn;
    const id = account() ?? '';
    const { error: _, ...before } = state;
    readAt = localNow();
    revision = watch.revision;
    sleep();
    state = { ...before, status: state.items.length || state.status === 'ready' ? 'refreshing' : 'loading' };
    tell();
    let items = more ? state.items : [];
    let next = more ? state.next : undefined;
    let after: ListState<T>;
    try {
      let left = more ? 1 : pages;
      do {
        const page = await read(id, next);
        items = [...items, ...page.items];
        next = page.next;
      } while (--left > 0 && next !== undefined && mine === turn);
      after = { status: 'ready', items, ...(next === undefined ? {} : { next }) };
    } catch (error) {
      after = { ...before, status: 'failed', error: error as HallpassError };
    }
    align();
    if (mine !== turn) return flight;
    if (more && after.status === 'ready') pages++;
    flight = undefined;
    state = after;
    tell();
  };

  const load = (more = false): Promise<void> => {
    align();
    if (owner === undefined) return Promise.resolve();
    return (flight = run(more));
  };

  /** How long ago it was read, by a clock that may have been set back. */
  const age = (): number => Math.abs(localNow() - (readAt ?? -Infinity));

  /** Reads again in a minute, unless something else does before. A page that nobody sees waits until somebody does. */
  const sleep = (): void => {
    clearTimeout(timer);
    if (!poll || listeners.size === 0) return;
    timer = setTimeout(() => {
      if (!isHidden() && !cut) void load();
    }, POLL_MS);
    // Does not keep a server's process alive.
    (timer as { unref?(): void }).unref?.();
  };

  /** Whether another reading is due. What cannot be reached is not asked; it is when it can be again. */
  const due = (): boolean => {
    const now = sign();
    const away = client.state.status === 'degraded';
    const again = now !== signed || (cut && !away);
    signed = now;
    cut = away;
    return readAt === undefined || again;
  };

  const watcher: Watcher = {
    follow() {
      align();
      tell();
      if (due()) void load();
    },
    changed(where) {
      const here = account();
      if (where === undefined || here === '' || where === here) void load();
    },
    returned() {
      // What cannot be reached is read when it can be again.
      if (client.state.status !== 'degraded' && age() >= RETURN_EVERY_MS) void load();
    },
  };

  return {
    get state() {
      align();
      return state;
    },
    subscribe(listener) {
      // Wrapped, so that a function that listens twice is let go once each.
      const entry = () => listener();
      listeners.add(entry);
      watch.add(watcher);
      align();
      if (due() || revision !== watch.revision || age() > FRESH_MS) void load();
      else sleep();
      return () => {
        listeners.delete(entry);
        if (listeners.size > 0) return;
        watch.delete(watcher);
        clearTimeout(timer);
      };
    },
    async loadMore() {
      align();
      const before = owner;
      await flight;
      align();
      if (owner === before && state.next !== undefined) await load(true);
    },
    reload: () => load(),
  };
};
