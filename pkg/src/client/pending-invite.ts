import { localNow } from '../clock.ts';
import { codeIn, withoutPunctuation } from '../invite-code.ts';
import { parseObject } from '../problem.ts';
import type { PendingInvite, VerifiedInvite } from '../types.ts';
import { PENDING_INVITE_LIFETIME_MS } from './limits.ts';
import { load, save } from './storage.ts';

const STORAGE_KEY = 'hallpass.invite';

/** What is stored for this tab. */
interface StoredInvite {
  /** The invite token; absent if the link is closed. */
  readonly token?: string;
  /** The invite code of a closed link. */
  readonly code?: string;
  /** When the link was opened. */
  readonly at: number;
}

/**
 * Keeps the invite link that this tab was opened with while the user signs in. `verify` reads a token's claims; `prepare` begins to
 * download what that needs, as soon as there is a token.
 */
export const createPendingInvite = (verify: (token: string) => Promise<VerifiedInvite | 'closed'>, prepare: () => void): PendingInvite => {
  let stored = loadInvite();

  const store = (invite: StoredInvite | undefined): void => {
    stored = invite;
    save('sessionStorage', STORAGE_KEY, invite && JSON.stringify(invite));
  };

  return {
    get state() {
      if (!stored) return 'none';
      return stored.token === undefined ? 'closed' : 'held';
    },
    capture(from = globalThis.location) {
      const fragment = new URLSearchParams(from?.hash.slice(1));
      const token = withoutPunctuation(fragment.get('invite') ?? '');
      if (!token) return;
      clearFragment(from);
      const code = codeIn(fragment.get('code') ?? '');
      store({ ...(token === 'closed' ? code && { code } : { token }), at: localNow() });
      if (token !== 'closed') prepare();
    },
    async verified() {
      if (!stored) return undefined;
      return stored.token === undefined ? 'closed' : verify(stored.token);
    },
    token: () => stored?.token,
    code: () => stored?.code,
    clear: () => store(undefined),
  };
};

/** Takes the token out of the address bar and the history. */
const clearFragment = (from: Location): void => {
  try {
    history.replaceState(history.state, '', from.pathname + from.search);
  } catch {
    // A frame whose address has no path, or a browser that limits how often the history is written.
    from.replace('#');
  }
};

/** The stored link, unless it was opened too long ago or is not one of ours. */
const loadInvite = (): StoredInvite | undefined => {
  const { token, code, at } = parseObject(load('sessionStorage', STORAGE_KEY)) as Partial<Record<keyof StoredInvite, unknown>>;
  if (typeof at !== 'number' || localNow() - at >= PENDING_INVITE_LIFETIME_MS) return undefined;
  return { ...(typeof token === 'string' && { token }), ...(typeof code === 'string' && { code }), at };
};
