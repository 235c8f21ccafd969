import { ListenerSet } from '../client/listeners.ts';
import { isHidden } from '../client/visibility.ts';
import { localNow } from '../clock.ts';
import type { HallpassError } from '../errors.ts';
import type { ListState, ListStore } from '../list-types.ts';
import type { Client, Page } from '../types.ts';
import type { ChangeFeed, ChangeListener } from './change-feed.ts';

/** A new subscriber reloads a list that is older than this, even if no change is known. */
const FRESH_MS = 5_000;
/** How often a mounted list with the option `poll` is read while the page is visible. */
const POLL_MS = 60_000;
/** When the user returns to the page, mounted lists older than this are read again. */
const REFRESH_ON_RETURN_MS = 10_000;

const IDLE = { status: 'idle', items: [] } as const;
const LOADING = { status: 'loading', items: [] } as const;

/** What one list shows. */
export interface ListOptions<T> {
  /** The account that the list is of; empty for what belongs to the user, `undefined` if there is none now. */
  account(): string | undefined;
  read(account: string, cursor: string | undefined): Promise<Page<T>>;
  /** Whether it is read each minute while it is mounted. */
  readonly poll?: boolean;
  /** Another value whenever the list has changed, for lists of which the client counts the items. */
  revision?(): number;
}

/** A list as far as it is read, page after page. It shows items of the current account and user only. */
export class PagedList<T> implements ListStore<T> {
  readonly #client: Client;
  readonly #feed: ChangeFeed;
  readonly #options: ListOptions<T>;
  readonly #listeners = new ListenerSet();
  #state: ListState<T> = IDLE;
  #notified: ListState<T> = IDLE;
  /** The user and the account that the items are of. */
  #owner: string | undefined;
  #pages = 1;
  #readAt: number | undefined;
  #seenFeedRevision: number | undefined;
  #seenRevision: number | undefined;
  #wasOffline = false;
  /** The number of the latest read: the response to an earlier one is dropped. */
  #reads = 0;
  #current: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Client, feed: ChangeFeed, options: ListOptions<T>) {
    this.#client = client;
    this.#feed = feed;
    this.#options = options;
    this.#seenRevision = options.revision?.();
  }

  get state(): ListState<T> {
    this.#dropOthersItems();
    return this.#state;
  }

  // Functions of their own, so that they can be handed on without the list.
  readonly subscribe = (listener: () => void): (() => void) => {
    const remove = this.#listeners.add(listener);
    this.#feed.add(this.#changes);
    this.#dropOthersItems();
    if (this.#isOutdated() || this.#seenFeedRevision !== this.#feed.revision || this.#age() > FRESH_MS) void this.#read('again');
    else this.#schedulePoll();
    return () => {
      remove();
      if (this.#listeners.size > 0) return;
      this.#feed.remove(this.#changes);
      clearTimeout(this.#timer);
    };
  };

  readonly loadMore = async (): Promise<void> => {
    this.#dropOthersItems();
    const owner = this.#owner;
    await this.#current;
    this.#dropOthersItems();
    if (this.#owner === owner && this.#state.next !== undefined) await this.#read('more');
  };

  readonly reload = (): Promise<void> => this.#read('again');

  readonly #changes: ChangeListener = {
    onState: () => {
      this.#dropOthersItems();
      this.#notify();
      if (this.#isOutdated()) void this.#read('again');
    },
    onChanged: (changed) => {
      const account = this.#options.account();
      if (changed === undefined || account === '' || account === changed) void this.#read('again');
    },
    onReturn: () => {
      // Offline, nothing is read; it is once the edge can be reached again.
      if (!this.#isOffline() && this.#age() >= REFRESH_ON_RETURN_MS) void this.#read('again');
    },
  };

  /** Starts over if the account or the user is another one than the items are of. */
  #dropOthersItems(): void {
    const { user } = this.#client.state;
    const account = this.#options.account();
    const owner = user && account !== undefined ? `${user.id} ${account}` : undefined;
    if (owner === this.#owner && (owner !== undefined || this.#state === IDLE)) return;
    this.#owner = owner;
    this.#reads++;
    this.#pages = 1;
    this.#readAt = this.#current = undefined;
    this.#state = owner === undefined ? IDLE : LOADING;
  }

  #notify(): void {
    if (this.#notified === this.#state) return;
    this.#notified = this.#state;
    this.#listeners.notify();
  }

  /** Reads as many pages as are shown again, or one more. */
  #read(what: 'again' | 'more'): Promise<void> {
    this.#dropOthersItems();
    if (this.#owner === undefined) return Promise.resolve();
    return (this.#current = this.#readPages(what));
  }

  async #readPages(what: 'again' | 'more'): Promise<void> {
    const number = ++this.#reads;
    const account = this.#options.account() ?? '';
    const { error: _, ...before } = this.#state;
    this.#readAt = localNow();
    this.#seenFeedRevision = this.#feed.revision;
    this.#schedulePoll();
    this.#state = { ...before, status: before.items.length > 0 || before.status === 'ready' ? 'refreshing' : 'loading' };
    this.#notify();
    let after: ListState<T>;
    try {
      after = what === 'more' ? await this.#nextPages(account, 1, before, number) : await this.#nextPages(account, this.#pages, LOADING, number);
    } catch (error) {
      after = { ...before, status: 'failed', error: error as HallpassError };
    }
    this.#dropOthersItems();
    if (number !== this.#reads) return this.#current;
    if (what === 'more' && after.status === 'ready') this.#pages++;
    this.#current = undefined;
    this.#state = { ...after, items: withKnown(after.items, before.items) };
    this.#notify();
  }

  /** The list with `count` more pages than `from`, as long as no later read has begun. */
  async #nextPages(account: string, count: number, from: Pick<ListState<T>, 'items' | 'next'>, number: number): Promise<ListState<T>> {
    let { items, next } = from;
    for (let left = count; left > 0; left--) {
      const page = await this.#options.read(account, next);
      items = [...items, ...page.items];
      ({ next } = page);
      if (next === undefined || number !== this.#reads) break;
    }
    return { status: 'ready', items, ...(next !== undefined && { next }) };
  }

  /** Whether a change of the client's state requires the list to be read again. */
  #isOutdated(): boolean {
    const revision = this.#options.revision?.();
    const offline = this.#isOffline();
    const outdated = this.#readAt === undefined || revision !== this.#seenRevision || (this.#wasOffline && !offline);
    this.#seenRevision = revision;
    this.#wasOffline = offline;
    return outdated;
  }

  #isOffline(): boolean {
    return this.#client.state.status === 'degraded';
  }

  /** How long ago the list was read, by a clock that may have been set back. */
  #age(): number {
    return Math.abs(localNow() - (this.#readAt ?? -Infinity));
  }

  /** Reads the list in a minute, unless it is read before. Hidden or offline it waits until that is over. */
  #schedulePoll(): void {
    clearTimeout(this.#timer);
    if (!this.#options.poll || this.#listeners.size === 0) return;
    this.#timer = setTimeout(() => {
      if (!isHidden() && !this.#isOffline()) void this.#read('again');
    }, POLL_MS);
    // Does not keep a process on a server alive.
    (this.#timer as { unref?(): void }).unref?.();
  }
}

/** The items, with the objects of `known` that have the same content: what is drawn from them needs no update. */
const withKnown = <T>(items: readonly T[], known: readonly T[]): readonly T[] => {
  if (known.length === 0) return items;
  const byContent = new Map(known.map((item) => [JSON.stringify(item), item]));
  return items.map((item) => byContent.get(JSON.stringify(item)) ?? item);
};
