import type { List } from 'hallpass/react';
import { useCallback, useEffect, useRef, useState } from 'react';

/** Data loaded from the edge. `data` keeps its value during a reload. */
export interface Loaded<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  /** Reloads. Resolves when the result is shown and never rejects. */
  readonly reload: () => Promise<void>;
}

interface Answer<T> {
  readonly key: string;
  readonly data?: T;
  readonly error?: unknown;
}

/**
 * Loads `read()` on mount, when `key` changes, when the window gains focus, and every `everyMs` while the page is
 * visible. Loads nothing while `key` is undefined.
 */
export const useLoad = <T>(key: string | undefined, read: () => Promise<T>, everyMs?: number): Loaded<T> => {
  const [answer, setAnswer] = useState<Answer<T>>();
  const latest = useRef({ key, read, turn: 0 });
  useEffect(() => {
    latest.current = { key, read, turn: latest.current.turn };
  });

  const reload = useCallback(async () => {
    const requestedKey = latest.current.key;
    if (requestedKey === undefined) return;
    const turn = ++latest.current.turn;
    // Drop responses that a newer request or another key has replaced.
    const isCurrent = () => latest.current.key === requestedKey && latest.current.turn === turn;
    try {
      const data = await latest.current.read();
      if (isCurrent()) setAnswer({ key: requestedKey, data });
    } catch (error) {
      if (isCurrent()) setAnswer((before) => (before?.key === requestedKey ? { ...before, error } : { key: requestedKey, error }));
    }
  }, []);

  useEffect(() => {
    void reload();
  }, [key, reload]);
  useEffect(() => {
    const reloadIfVisible = () => document.visibilityState === 'visible' && void reload();
    addEventListener('focus', reloadIfVisible);
    const timer = everyMs === undefined ? undefined : setInterval(reloadIfVisible, everyMs);
    return () => {
      removeEventListener('focus', reloadIfVisible);
      clearInterval(timer);
    };
  }, [everyMs, reload]);

  const shown = answer?.key === key ? answer : undefined;
  return { data: shown?.data, error: shown?.error, reload };
};

/** The value, or the previous one while it is undefined. */
export const usePrevious = <T>(value: T | undefined): T | undefined => {
  const [last, setLast] = useState(value);
  if (value !== undefined && value !== last) setLast(value);
  return value ?? last;
};

/** How many items can be reloaded at the full rate. */
const ITEMS_AT_FULL_RATE = 100;

/**
 * Keeps a list's previous items while another search loads, and reloads it every `everyMs` while the page is visible. A reload requests
 * every page that is shown, so a longer list is reloaded less often.
 * Use a new component instance for a list of another account.
 */
export const usePolledList = <T>(list: List<T>, everyMs?: number): List<T> => {
  const { items, status, reload } = list;
  const known = usePrevious(status === 'loading' || status === 'idle' ? undefined : items);
  const latest = useRef(reload);
  useEffect(() => {
    latest.current = reload;
  });
  const intervalMs = everyMs === undefined ? undefined : everyMs * Math.max(1, Math.ceil(items.length / ITEMS_AT_FULL_RATE));
  useEffect(() => {
    if (intervalMs === undefined) return undefined;
    const reloadIfVisible = () => document.visibilityState === 'visible' && void latest.current();
    addEventListener('focus', reloadIfVisible);
    const timer = setInterval(reloadIfVisible, intervalMs);
    return () => {
      removeEventListener('focus', reloadIfVisible);
      clearInterval(timer);
    };
  }, [intervalMs]);
  return status === 'loading' && known ? { ...list, items: known, status: 'refreshing' } : list;
};
