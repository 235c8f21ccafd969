import { useCallback, useEffect, useRef, useState } from 'react';
import type { Client, Review, ReviewDecision, ReviewItem } from '../types.ts';
import { type Action, useAction } from './use-action.ts';
import { useHallpass } from './provider.tsx';
import { useActiveAccount } from './state.ts';

/** Items that are read at once. */
const PAGE_SIZE = 50;

/** An access review, without markup. */
export interface AccessReviewState {
  /** `loading` until it is known whether there is a review. */
  readonly status: 'loading' | 'ready' | 'failed';
  /** The open review, else the latest one; `undefined` before the first. */
  readonly review: Review | undefined;
  /** Whom it covers, the least recently seen first. */
  readonly items: readonly ReviewItem[];
  /** Whether there are more items to load. */
  readonly hasMore: boolean;
  /** The last error of reading or deciding. */
  readonly error: unknown;
  loadMore(): Promise<void>;
  reload(): Promise<void>;
  /** Opens a review of all current members. */
  readonly open: Action<[]>;
  /** Records a decision. It shows at once, and is taken back if the edge refuses it. Settles with whether it was recorded. */
  decide(user: string, decision: ReviewDecision): Promise<boolean>;
  /** Closes the review for good. */
  readonly close: Action<[]>;
  /** The signed summary of a closed review, once `close` or `readSummary` has it. */
  readonly summary: string | undefined;
  readonly readSummary: Action<[]>;
  /** All members under review, as a table for spreadsheets. */
  exportTable(): Promise<string>;
}

interface Loaded {
  readonly status: AccessReviewState['status'];
  /** The account that it is of. */
  readonly account?: string;
  readonly review?: Review;
  readonly items: readonly ReviewItem[];
  readonly next?: string;
  readonly error?: unknown;
  readonly summary?: string;
}

const LOADING: Loaded = { status: 'loading', items: [] };

/** Reads the open or the latest review, with its first page. */
const load = async ({ reviews }: Client, account: string): Promise<Loaded> => {
  const { items } = await reviews.list({ account, limit: 1 });
  const latest = items[0];
  if (!latest) return { status: 'ready', account, items: [] };
  const { items: page, ...review } = await reviews.read(latest.id, { account, limit: PAGE_SIZE });
  return { status: 'ready', account, review, ...page };
};

/** The access review of the active account. */
export const useAccessReview = (): AccessReviewState => {
  const client = useHallpass();
  const account = useActiveAccount()?.id;
  const [found, setLoaded] = useState(LOADING);
  // What was read for another account is not shown.
  const loaded = found.account === account ? found : LOADING;
  const { review } = loaded;
  const where = { account };

  /** Applies a change, unless another account is shown by now. */
  const update = useCallback(
    (change: (before: Loaded) => Loaded) => setLoaded((before) => (before.account === account ? change(before) : before)),
    [account],
  );
  const reload = useCallback(async () => {
    if (account === undefined) return;
    setLoaded(await load(client, account).catch((error: unknown): Loaded => ({ status: 'failed', account, items: [], error })));
  }, [client, account]);
  useEffect(() => void reload(), [reload]);

  const loadMore = async (): Promise<void> => {
    if (!review || loaded.next === undefined) return;
    try {
      const { items } = await client.reviews.read(review.id, { account, limit: PAGE_SIZE, cursor: loaded.next });
      update(({ next: _, ...before }) => ({ ...before, ...items, items: withoutRepeats([...before.items, ...items.items]) }));
    } catch (error) {
      update((before) => ({ ...before, error }));
    }
  };

  // Decisions are sent one after the other, so that the counts of the last response are the latest.
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const decide = async (user: string, decision: ReviewDecision): Promise<boolean> => {
    if (!review) return false;
    const before = loaded.items.find((item) => item.user === user);
    update(({ error: _, ...state }) => ({ ...state, items: state.items.map((item) => (item.user === user ? { ...item, decision } : item)) }));
    const sent = queue.current.then(() => client.reviews.decide(review.id, user, decision, where));
    queue.current = sent.catch(() => {});
    try {
      const changed = await sent;
      update((state) => ({ ...state, review: changed, items: decision === 'removed' ? state.items.map((item) => (item.user === user ? withoutAccess(item) : item)) : state.items }));
      return true;
    } catch (error) {
      update((state) => ({ ...state, error, items: state.items.map((item) => (item.user === user && before ? before : item)) }));
      return false;
    }
  };

  const open = useAction(async () => {
    await client.reviews.open(where);
    await reload();
  });
  const close = useAction(async () => {
    if (!review) return;
    await queue.current;
    const closed = await client.reviews.close(review.id, where);
    update((state) => ({ ...state, ...closed }));
  });
  const readSummary = useAction(async () => {
    if (!review) return;
    const { summary } = await client.reviews.summary(review.id, where);
    update((state) => ({ ...state, summary }));
  });
  return {
    status: loaded.status,
    review,
    items: loaded.items,
    hasMore: loaded.next !== undefined,
    error: loaded.error,
    loadMore,
    reload,
    open,
    decide,
    close,
    summary: loaded.summary,
    readSummary,
    exportTable: async () => (review ? client.reviews.export(review.id, where) : ''),
  };
};

/** An item as the edge lists it once the user has been removed: there is nothing left to decide. */
const withoutAccess = ({ role: _, permissions: __, ...item }: ReviewItem): ReviewItem => item;

/** The first item of each user: who was seen between two pages is on both. */
const withoutRepeats = (items: readonly ReviewItem[]): ReviewItem[] => items.filter(({ user }, at) => items.findIndex((item) => item.user === user) === at);
