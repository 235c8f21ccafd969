import { useCallback, useRef, useState } from 'react';

/** Something that a press starts. */
export interface Action<A extends unknown[]> {
  /** Settles, never rejects, with whether it was done. While it runs, more presses do nothing. */
  run(...args: A): Promise<boolean>;
  readonly busy: boolean;
  /** How it failed last. */
  readonly error: unknown;
  /** Forgets the error. */
  clear(): void;
}

/** Runs `act` at most once at a time and keeps its error to be shown where the press was. */
export const useAction = <A extends unknown[]>(act: (...args: A) => unknown): Action<A> => {
  const [{ busy, error }, set] = useState<{ busy: boolean; error?: unknown }>({ busy: false });
  // Two presses may come before the first is painted.
  const running = useRef(false);
  const latest = useRef(act);
  latest.current = act;
  const run = useCallback(async (...args: A) => {
    if (running.current) return false;
    running.current = true;
    set({ busy: true });
    let failed: { error?: unknown } = {};
    try {
      await latest.current(...args);
    } catch (error) {
      failed = { error };
    }
    running.current = false;
    set({ busy: false, ...failed });
    return !('error' in failed);
  }, []);
  const clear = useCallback(() => set(({ busy }) => ({ busy })), []);
  return { run, busy, error, clear };
};
