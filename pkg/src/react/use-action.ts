import { useCallback, useRef, useState } from 'react';

/** Something that a button starts. */
export interface Action<A extends unknown[]> {
  /** Settles, never rejects, with whether it succeeded. A call while it runs does nothing. */
  run(...args: A): Promise<boolean>;
  readonly busy: boolean;
  /** The last error. */
  readonly error: unknown;
  /** Clears the error. */
  clear(): void;
}

/**
 * Runs `perform` at most once at a time and keeps its error, to be shown beside the button.
 *
 * ```tsx
 * const { run, busy, error } = useAction(() => client.accounts.create({ name }));
 * ```
 */
export const useAction = <A extends unknown[]>(perform: (...args: A) => unknown): Action<A> => {
  const [{ busy, error }, set] = useState<{ busy: boolean; error?: unknown }>({ busy: false });
  // A second press may come before the first one is rendered.
  const running = useRef(false);
  const latest = useRef(perform);
  latest.current = perform;
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
