import { type EdgeClock, localNow } from './clock.ts';
import type { HallpassError } from './errors.ts';
import type { Session } from './session.ts';

const LOOK_EVERY_MS = 60_000;
/** Longest nap. Timers stand still while a machine sleeps; this bounds how late they are. */
const NAP_MS = 5_000;
const LONGEST_BACKOFF_MS = 30_000;
/** Coming back fires several events at once; one of them is enough. */
const SETTLE_MS = 1_000;

/** What keeps a visible tab up to date. */
export interface Loop {
  /** Something has changed here: the other tabs should look. `out`: also those that nobody sees. */
  announce(what?: 'look' | 'out'): void;
  /** Looks at what is due, now. */
  wake(): void;
  close(): void;
}

/** Refreshes tokens before they end, reads who I am each minute, on return, and when another tab says so. */
export const createLoop = (session: Session, clock: EdgeClock): Loop => {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lookedAt = localNow();
  let failures = 0;
  let notBefore = 0;
  let fetching = false;

  const hidden = (): boolean => stop.signal.aborted || (typeof document !== 'undefined' && document.hidden);

  const look = (): void => {
    lookedAt = localNow();
    void session.look();
  };

  const refreshToken = (id: string): void => {
    fetching = true;
    session.token(id, session.book.grants.get(id)?.token?.text).then(
      () => (failures = notBefore = 0),
      (error: HallpassError) => {
        notBefore = localNow() + Math.min(LONGEST_BACKOFF_MS, 1_000 * 2 ** failures++);
        if (error.code === 'unavailable') session.degrade(error);
      },
    ).finally(() => {
      fetching = false;
      wake();
    });
  };

  const wake = (): void => {
    clearTimeout(timer);
    if (hidden()) return;
    const { status } = session.state();
    const now = clock.now();
    let next = NAP_MS;
    if (status === 'ready' || status === 'degraded') {
      const every = status === 'ready' ? LOOK_EVERY_MS : LONGEST_BACKOFF_MS / 3;
      if (Math.abs(localNow() - lookedAt) >= every) look();
      next = Math.min(next, lookedAt + every - localNow());
      const id = session.active();
      const due = (id && session.book.grants.get(id)?.token?.due) || now;
      if (id && !fetching && due <= now && notBefore <= localNow()) refreshToken(id);
      else if (due > now) next = Math.min(next, due - now);
      // A grant that has ended is a change that nobody sent.
      session.commit();
    }
    timer = setTimeout(wake, next);
    // Does not keep a server's process alive.
    (timer as { unref?(): void }).unref?.();
  };

  const comeBack = (): void => {
    if (hidden()) return;
    if (Math.abs(localNow() - lookedAt) >= SETTLE_MS) look();
    wake();
  };

  const { signal } = stop;
  if (typeof document !== 'undefined') document.addEventListener('visibilitychange', comeBack, { signal });
  if (typeof window !== 'undefined') {
    for (const event of ['focus', 'online', 'pageshow']) window.addEventListener(event, comeBack, { signal });
    for (const event of ['popstate', 'hashchange']) window.addEventListener(event, () => session.commit(), { signal });
    window.addEventListener('offline', () => session.degrade(), { signal });
  }

  // What another tab says is never trusted beyond "look again".
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('hallpass');
  (channel as { unref?(): void } | undefined)?.unref?.();
  channel?.addEventListener('message', ({ data }) => {
    session.emitter.emit(['changed', {}]);
    if (data === 'out' || !hidden()) void session.look(true);
  }, { signal });

  // A first answer, a newly active account, a row that outdates its token: a token is due at once.
  let seen: string | undefined;
  const unsubscribe = session.emitter.subscribe(() => {
    const { active, status } = session.state();
    const now = `${status} ${active?.id} ${!session.book.grants.get(active?.id ?? '')?.token}`;
    if (now !== seen) queueMicrotask(wake);
    seen = now;
  });
  signal.addEventListener('abort', unsubscribe);

  return {
    announce(what = 'look') {
      if (!signal.aborted) channel?.postMessage(what);
    },
    wake,
    close() {
      stop.abort();
      clearTimeout(timer);
      channel?.close();
    },
  };
};
