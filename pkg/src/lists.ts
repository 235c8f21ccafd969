/**
 * Live lists of members, invites, inbox and audit log, shared by every view of a page.
 *
 * @module hallpass/lists
 */

import type { Lists, ListStore } from './list-types.ts';
import { ChangeFeed } from './lists/change-feed.ts';
import { type ListOptions, PagedList } from './lists/paged-list.ts';
import type { Client, Page, Paging } from './types.ts';

/** The number of lists that are cached: search as you type creates many. */
const MAX_LISTS = 100;

const listsByClient = new WeakMap<Client, Lists>();

/**
 * The lists of `client`. Each call returns the same ones, so that everything on a page shares them.
 *
 * ```ts
 * const members = listsOf(client).members({ role: 'dev' });
 * const stop = members.subscribe(() => render(members.state));
 * ```
 */
export const listsOf = (client: Client): Lists => {
  let lists = listsByClient.get(client);
  if (!lists) listsByClient.set(client, (lists = createLists(client)));
  return lists;
};

/** The options that all lists of an account have. */
interface AccountQuery {
  readonly account?: string | undefined;
  readonly limit?: number | undefined;
}

const createLists = (client: Client): Lists => {
  const feed = new ChangeFeed(client);
  const cache = new ListCache();

  const listOfAccount =
    <T, Q extends AccountQuery>(
      name: string,
      read: (query: Q & Paging & { account: string }) => Promise<Page<T>>,
      options?: Pick<ListOptions<T>, 'poll'>,
    ) =>
    (query: Q = {} as Q): ListStore<T> => {
      const { account, ...rest } = query;
      return cache.get([name, account, Object.entries(rest).sort()], () =>
        new PagedList<T>(client, feed, {
          ...options,
          account: () => account ?? client.state.active?.id,
          read: (id, cursor) => read({ ...query, account: id, cursor }),
        }),
      );
    };

  return {
    members: listOfAccount('members', client.members.list),
    // An invite that is created, answered or revoked does not move the account's epoch, so it is polled for.
    invites: listOfAccount('invites', client.invites.list, { poll: true }),
    audit: listOfAccount('audit', client.audit.query, { poll: true }),
    inbox: ({ limit } = {}) =>
      cache.get(['inbox', limit], () =>
        new PagedList(client, feed, {
          poll: true,
          account: () => '',
          read: (_, cursor) => client.invites.inbox({ limit, cursor }),
          revision: () => client.state.inboxCount,
        }),
      ),
  };
};

/** The lists by query, without those that were not asked for lately. */
class ListCache {
  readonly #lists = new Map<string, ListStore<unknown>>();

  get<T>(query: unknown[], create: () => ListStore<T>): ListStore<T> {
    const key = JSON.stringify(query);
    const list = (this.#lists.get(key) as ListStore<T> | undefined) ?? create();
    // A map iterates in insertion order: the list used last moves to the end.
    this.#lists.delete(key);
    this.#lists.set(key, list);
    for (const oldest of this.#lists.keys()) if (this.#lists.size > MAX_LISTS) this.#lists.delete(oldest);
    return list;
  }
}
