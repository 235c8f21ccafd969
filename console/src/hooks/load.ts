import type { Page } from 'hallpass';
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

/** A list that is read page by page. */
export interface LoadedPages<T> extends Loaded<readonly T[]> {
  /** There are more; reads them. */
  readonly more: (() => Promise<void>) | undefined;
}

interface Pages<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/**
 * Reads a list, and again as much of it as is shown whenever `useLoad` would. What was read last stays while the
 * answer to another `key` is awaited; a list of something else needs another component.
 */
export const usePages = <T>(
  key: string | undefined,
  readPage: (cursor: string | undefined) => Promise<Page<T>>,
  everyMs?: number,
): LoadedPages<T> => {
  const wanted = useRef({ key, pages: 1 });
  const loaded = useLoad<Pages<T>>(
    key,
    async () => {
      if (wanted.current.key !== key) wanted.current = { key, pages: 1 };
      const items: T[] = [];
      let next: string | undefined;
      for (let page = 0; page < wanted.current.pages; page++) {
        const read = await readPage(next);
        items.push(...read.items);
        next = read.next;
        if (next === undefined) break;
      }
      return { items, next };
    },
    everyMs,
  );
  const data = useLast(loaded.data);
  const { error, reload } = loaded;
  const more = useCallback(async () => {
    wanted.current.pages += 1;
    await reload();
  }, [reload]);
  return { data: data?.items, error, reload, more: data?.next === undefined ? undefined : more };
};
