import { localNow } from '../clock.ts';
import { parsed } from './http-client.ts';
import { LINK_KEPT_MS } from './limits.ts';
import { load, save } from './storage.ts';
import type { Deep } from './wasm-client.ts';
import type { PendingInvite } from '../types.ts';

const KEY = 'hallpass.invite';

/** What is kept for this tab. */
interface Kept {
  /** The invite token; absent if the link was no good. */
  readonly token?: string;
  /** The invite code of a link that was no good. */
  readonly code?: string | undefined;
  readonly at: number;
}

/** Carries an opened link through signing in. */
export const createPending = (readLink: Deep['readLink']): PendingInvite => {
  let kept: Kept | undefined = parsed(load('sessionStorage', KEY)) as Kept;

  const keep = (next?: Kept): void => {
    kept = next;
    save('sessionStorage', KEY, next && JSON.stringify(next));
  };
  // Nothing, too old, or not ours.
  if (!(localNow() - kept.at < LINK_KEPT_MS)) keep();

  return {
    get state() {
      return !kept ? 'none' : kept.token ? 'held' : 'closed';
    },
    capture(from = globalThis.location) {
      const told = new URLSearchParams(from?.hash.slice(1));
      const invite = told.get('invite');
      if (!invite) return;
      history.replaceState(history.state, '', from.pathname + from.search);
      keep({ ...(invite === 'closed' ? { code: told.get('code') || undefined } : { token: invite }), at: localNow() });
    },
    verified: async () => kept && (kept.token ? readLink(kept.token) : 'closed'),
    token: () => kept?.token,
    code: () => kept?.code,
    clear: () => keep(),
  };
};
