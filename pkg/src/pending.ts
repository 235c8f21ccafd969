import { localNow } from './clock.ts';
import type { Verify } from './verify.ts';
import type { PendingInvite } from './types.ts';

const KEY = 'hallpass.invite';
const KEPT_MS = 24 * 60 * 60 * 1000;

/** What is kept for this tab. */
interface Kept {
  /** The invite token; absent if the link was no good. */
  readonly token?: string;
  /** The invite code of a link that was no good. */
  readonly code?: string;
  readonly at: number;
}

/** Carries an opened link through signing in. */
export const createPending = (verify: Verify): PendingInvite => {
  let kept = restore();

  const keep = (next: Kept | undefined): void => {
    kept = next;
    try {
      if (next) sessionStorage.setItem(KEY, JSON.stringify(next));
      else sessionStorage.removeItem(KEY);
    } catch {
      // Forbidden by a setting: it then lasts as long as this page.
    }
  };

  return {
    get state() {
      return !kept ? 'none' : kept.token ? 'held' : 'closed';
    },
    capture(from = globalThis.location) {
      const told = new URLSearchParams(from?.hash.slice(1));
      const invite = told.get('invite');
      if (!invite) return;
      history.replaceState(history.state, '', from.pathname + from.search);
      const code = told.get('code');
      keep(invite === 'closed' ? { ...(code ? { code } : {}), at: localNow() } : { token: invite, at: localNow() });
    },
    async verified() {
      if (!kept) return undefined;
      const { token } = kept;
      if (!token) return 'closed';
      return verify(token);
    },
    token: () => kept?.token,
    code: () => kept?.code,
    clear: () => keep(undefined),
  };
};

const restore = (): Kept | undefined => {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Kept | null;
    if (kept && localNow() - kept.at < KEPT_MS) return kept;
    sessionStorage.removeItem(KEY);
  } catch {
    // Absent, forbidden or not ours.
  }
  return undefined;
};
