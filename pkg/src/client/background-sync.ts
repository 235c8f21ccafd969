import { type EdgeClock, localNow } from '../clock.ts';
import type { HallpassError } from '../errors.ts';
import { LONGEST_BACKOFF_MS, LOOK_EVERY_MS, LOOK_IN_VAIN_EVERY_MS, NAP_MS, RETURN_EVERY_MS } from './limits.ts';
import type { Session } from './account-store.ts';
import type { Status } from '../types.ts';

/** What keeps a visible tab up to date, as long as somebody has subscribed. */
export interface Loop {
  /** Reads who I am and the policy, once for all callers. Settles when both are known or cannot be had. */
  begin(): Promise<void>;
  /** Keeps this tab up to date until the function that is returned is called, and for all other callers. */
  keepUp(): () => void;
  /** Calls `listener` when somebody looks at the page again. */
  onReturn(listener: () => void): () => void;
  /** Something has changed here: the other tabs should look. `out`: also those that nobody sees. */
  announce(what?: 'out' | false): void;
  close(): void;
}

/** How often a tab looks that has something to look at. */
const EVERY_MS: Partial<Record<Status, number>> = { ready: LOOK_EVERY_MS, degraded: LOOK_IN_VAIN_EVERY_MS };
const CHANNEL = 'hallpass';

/** Refreshes tokens before they end, reads who I am each minute, on return, and when another tab says so. */
export const createLoop = (session: Session, clock: EdgeClock): Loop => {
  const returns = new Set<() => void>();
  let closed = false;
  let users = 0;
  // Everything that is armed while there is a user, and what lets go of it.
  let armed: AbortController | undefined;
  let channel: BroadcastChannel | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let beginning: Promise<void> | undefined;
  let lookedAt = -Infinity;
  let failures = 0;
  let notBefore = 0;

  const hidden = (): boolean | undefined => (globalThis as Partial<typeof globalThis>).document?.hidden;

  const begin = (): Promise<void> => {
    if (!beginning) {
      lookedAt = localNow();
      beginning = Promise.allSettled([session.recheck(), session.policies.readPolicy()]).then(() => {});
    }
    return beginning;
  };

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

  /** Does what is due, and sleeps until something else is. */
  const wake = (): void => {
    clearTimeout(timer);
    const every = EVERY_MS[session.stateNow().status];
    if (!armed || hidden() || !every) return;
    look(every);
    const id = session.worksIn();
    const due = (session.book.grants.get(id!)?.token?.due ?? 0) - clock.edgeNow();
    if (id && due <= 0 && notBefore <= localNow()) refreshToken(id);
    // A grant that has ended is a change that nobody sent.
    session.settle();
    timer = setTimeout(wake, Math.min(NAP_MS, lookedAt + every - localNow(), due > 0 ? due : NAP_MS));
    // Does not keep a server's process alive.
    (timer as { unref?(): void }).unref?.();
  };

  const comeBack = (): void => {
    if (hidden()) return;
    look(RETURN_EVERY_MS);
    for (const listener of [...returns]) listener();
    wake();
  };

  const hear = (from: EventTarget | undefined, events: string, then: (event: Event) => void): void => {
    for (const event of events.split(' ')) from?.addEventListener(event, then, { signal: armed!.signal });
  };

  /** What another tab says is never trusted beyond "look again". */
  const hearTabs = ({ data }: MessageEvent): void => {
    session.emitter.emit(['changed', {}]);
    if (data === 'out' || !hidden()) void session.recheck(true);
  };

  const arm = (): void => {
    armed = new AbortController();
    // On a server there is neither page nor window.
    const { document, window, navigation } = globalThis as Partial<typeof globalThis> & { navigation?: EventTarget };
    hear(document, 'visibilitychange', comeBack);
    hear(window, 'focus online pageshow', comeBack);
    hear(window, 'popstate hashchange', () => session.settle());
    hear(navigation, 'currententrychange', () => session.settle());
    hear(window, 'offline', () => session.degrade());
    channel = openChannel();
    hear(channel, 'message', hearTabs as (event: Event) => void);
    // A first answer, a newly active account, a row that outdates its token: a token is due at once.
    armed.signal.addEventListener('abort', session.emitter.subscribe(() => queueMicrotask(wake)));
    if (beginning) look(RETURN_EVERY_MS);
    else void begin();
    queueMicrotask(wake);
  };

  const disarm = (): void => {
    armed?.abort();
    armed = undefined;
    clearTimeout(timer);
    channel?.close();
    channel = undefined;
  };

  return {
    begin,
    keepUp() {
      if (users++ === 0 && !closed) arm();
      let using = true;
      return () => {
        if (using && --users === 0) disarm();
        using = false;
      };
    },
    onReturn(listener) {
      returns.add(listener);
      return () => void returns.delete(listener);
    },
    announce(what) {
      if (closed) return;
      const to = channel ?? openChannel();
      to?.postMessage(what);
      if (to !== channel) to?.close();
    },
    close() {
      closed = true;
      disarm();
    },
  };
};

/** The channel between the tabs of this origin; nothing where there is none, or where storage is blocked. */
const openChannel = (): BroadcastChannel | undefined => {
  const { BroadcastChannel } = globalThis as Partial<typeof globalThis>;
  try {
    const channel = BroadcastChannel && new BroadcastChannel(CHANNEL);
    (channel as { unref?(): void } | undefined)?.unref?.();
    return channel;
  } catch {
    return undefined;
  }
};
