import { type EdgeClock, localNow } from './clock.ts';
import type { HallpassError } from './errors.ts';
import { LONGEST_BACKOFF_MS, LOOK_EVERY_MS, LOOK_IN_VAIN_EVERY_MS, NAP_MS, SETTLE_MS } from './limits.ts';
import type { Session } from './session.ts';
import type { Status } from './types.ts';

/** What keeps a visible tab up to date. */
export interface Loop {
  /** Something has changed here: the other tabs should look. `out`: also those that nobody sees. */
  announce(what?: 'out' | false): void;
  /** Looks at what is due, now. */
  wake(): void;
  close(): void;
}

/** How often a tab looks that has something to look at. */
const EVERY_MS: Partial<Record<Status, number>> = { ready: LOOK_EVERY_MS, degraded: LOOK_IN_VAIN_EVERY_MS };

/** Refreshes tokens before they end, reads who I am each minute, on return, and when another tab says so. */
export const createLoop = (session: Session, clock: EdgeClock): Loop => {
  const stop = new AbortController();
  const { signal } = stop;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lookedAt = localNow();
  let failures = 0;
  let notBefore = 0;

  const hidden = (): boolean | undefined => signal.aborted || (globalThis as Partial<typeof globalThis>).document?.hidden;

  /** Looks, if the last time was so long ago. A clock that was set back counts too. */
  const look = (after: number): void => {
    if (Math.abs(localNow() - lookedAt) < after) return;
    lookedAt = localNow();
    void session.recheck();
  };

  const refreshToken = (id: string): void => {
    // Not before this one is over.
    notBefore = Infinity;
    session.token(id, session.book.grants.get(id)?.token?.jwt).then(
      () => (failures = notBefore = 0),
      (error: HallpassError) => {
        notBefore = localNow() + Math.min(LONGEST_BACKOFF_MS, 1_000 * 2 ** failures++);
        if (error.code === 'unavailable') session.degrade(error);
      },
    ).then(wake);
  };

  const wake = (): void => {
    clearTimeout(timer);
    if (hidden()) return;
    let next = NAP_MS;
    const every = EVERY_MS[session.stateNow().status];
    if (every) {
      look(every);
      const id = session.worksIn();
      const due = (session.book.grants.get(id!)?.token?.due ?? 0) - clock.edgeNow();
      if (id && due <= 0 && notBefore <= localNow()) refreshToken(id);
      next = Math.min(next, lookedAt + every - localNow(), due > 0 ? due : next);
      // A grant that has ended is a change that nobody sent.
      session.settle();
    }
    timer = setTimeout(wake, next);
    // Does not keep a server's process alive.
    (timer as { unref?(): void }).unref?.();
  };

  const comeBack = (): void => {
    if (hidden()) return;
    look(SETTLE_MS);
    wake();
  };

  // On a server there is neither page nor window.
  const { document, window, BroadcastChannel } = globalThis as Partial<typeof globalThis>;
  const hear = (from: EventTarget | undefined, events: string, then: (event: Event) => void): void => {
    for (const event of events.split(' ')) from?.addEventListener(event, then, { signal });
  };
  hear(document, 'visibilitychange', comeBack);
  hear(window, 'focus online pageshow', comeBack);
  hear(window, 'popstate hashchange', () => session.settle());
  hear(window, 'offline', () => session.degrade());

  // What another tab says is never trusted beyond "look again".
  const channel = BroadcastChannel && new BroadcastChannel('hallpass');
  (channel as { unref?(): void } | undefined)?.unref?.();
  hear(channel, 'message', (event) => {
    session.emitter.emit(['changed', {}]);
    if ((event as MessageEvent).data === 'out' || !hidden()) void session.recheck(true);
  });

  // A first answer, a newly active account, a row that outdates its token: a token is due at once.
  session.emitter.subscribe(() => queueMicrotask(wake));

  return {
    announce(what) {
      if (!signal.aborted) channel?.postMessage(what);
    },
    wake,
    close() {
      stop.abort();
      wake();
      channel?.close();
    },
  };
};
