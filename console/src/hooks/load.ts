import type { List } from 'hallpass/react';
import { useCallback, useEffect, useRef, useState } from 'react';

/** Something read from the edge. What is shown stays until the next answer is here. */
export interface Loaded<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  /** Reads again. Settles, never rejects, when the answer is shown. */
  readonly reload: () => Promise<void>;
}

interface Answer<T> {
  readonly key: string;
  readonly data?: T;
  readonly error?: unknown;
}

/**
 * Reads `read()` now, whenever `key` changes, when the window gets the focus, and every `everyMs`
 * while the page is visible. Nothing is read without a key.
 */
export const useLoad = <T>(key: string | undefined, read: () => Promise<T>, everyMs?: number): Loaded<T> => {
  const [answer, setAnswer] = useState<Answer<T>>();
  const latest = useRef({ key, read, turn: 0 });
  useEffect(() => {
    latest.current = { key, read, turn: latest.current.turn };
  });

  const reload = useCallback(async () => {
    const asked = latest.current.key;
    if (asked === undefined) return;
    const turn = ++latest.current.turn;
    // An answer that was overtaken, or that belongs to another account, is dropped.
    const stands = () => latest.current.key === asked && latest.current.turn === turn;
    try {
      const data = await latest.current.read();
      if (stands()) setAnswer({ key: asked, data });
    } catch (error) {
      if (stands()) setAnswer((before) => (before?.key === asked ? { ...before, error } : { key: asked, error }));
    }
  }, []);

  useEffect(() => {
    void reload();
  }, [key, reload]);
  useEffect(() => {
    const look = () => document.visibilityState === 'visible' && void reload();
    addEventListener('focus', look);
    const timer = everyMs === undefined ? undefined : setInterval(look, everyMs);
    return () => {
      removeEventListener('focus', look);
      clearInterval(timer);
    };
  }, [everyMs, reload]);

  const shown = answer?.key === key ? answer : undefined;
  return { data: shown?.data, error: shown?.error, reload };
};

/** The value, or the last one while there is none. */
export const useLast = <T>(value: T | undefined): T | undefined => {
  const [last, setLast] = useState(value);
  if (value !== undefined && value !== last) setLast(value);
  return value ?? last;
};

/**
 * The same list, with the items from before while those of another search are awaited, and read again while the page
 * is looked at: others change it too. A list of something else needs another component.
 */
export const useSteady = <T>(list: List<T>, everyMs?: number): List<T> => {
  const { items, status, reload } = list;
  const known = useLast(status === 'loading' || status === 'idle' ? undefined : items);
  const latest = useRef(reload);
  useEffect(() => {
    latest.current = reload;
  });
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    const look = () => document.visibilityState === 'visible' && void latest.current();
    addEventListener('focus', look);
    const timer = setInterval(look, everyMs);
    return () => {
      removeEventListener('focus', look);
      clearInterval(timer);
    };
  }, [everyMs]);
  return status === 'loading' && known ? { ...list, items: known, status: 'refreshing' } : list;
};
