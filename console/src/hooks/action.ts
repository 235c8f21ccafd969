import { useCallback, useState } from 'react';

/** Something that a press starts: running or not, and how it failed last. */
export interface Action<A extends unknown[]> {
  readonly run: (...args: A) => Promise<void>;
  readonly busy: boolean;
  readonly error: unknown;
  readonly clear: () => void;
}

/** Runs `act` at most once at a time and keeps its error for the screen to show. */
export const useAction = <A extends unknown[]>(act: (...args: A) => Promise<unknown>): Action<A> => {
  const [state, setState] = useState<{ busy: boolean; error?: unknown }>({ busy: false });
  const run = async (...args: A) => {
    if (state.busy) return;
    setState({ busy: true });
    try {
      await act(...args);
      setState({ busy: false });
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  const clear = useCallback(() => setState((before) => ({ busy: before.busy })), []);
  return { run, busy: state.busy, error: state.error, clear };
};
