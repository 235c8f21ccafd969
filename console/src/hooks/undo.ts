import { useCallback, useEffect, useRef, useState } from 'react';

/** How long something can be undone. */
export const UNDO_SECONDS = 10;

interface Undoable {
  /** Whether it is about to happen, and can be undone. */
  readonly isPending: boolean;
  readonly start: () => void;
  readonly undo: () => void;
}

/** Runs `commit` after ten seconds unless it is undone, or immediately when the user leaves the screen or the page. */
export const useUndoable = (commit: () => Promise<unknown>): Undoable => {
  const [isPending, setIsPending] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(commit);
  useEffect(() => {
    latest.current = commit;
  });
  const stop = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    setIsPending(false);
  }, []);
  const finish = useCallback(() => {
    if (timer.current === undefined) return;
    stop();
    void latest.current();
  }, [stop]);
  useEffect(() => {
    addEventListener('pagehide', finish);
    return () => {
      removeEventListener('pagehide', finish);
      finish();
    };
  }, [finish]);
  const start = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(finish, UNDO_SECONDS * 1_000);
    setIsPending(true);
  };
  return { isPending, start, undo: stop };
};
