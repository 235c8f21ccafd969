/** The types of the invite link that a tab was opened with; `pending.ts` keeps it. */

import type { VerifiedInvite } from './hallpass.js';

export type { VerifiedInvite } from './hallpass.js';

/**
 * Carries an opened link through signing in. Kept for this tab only, 24 hours at most.
 *
 * The join page calls `capture()` as its first statement.
 */
export interface PendingInvite {
  /** `held`: a token is kept. `closed`: the link was no good. */
  readonly state: 'none' | 'held' | 'closed';
  /** Takes the token out of the address, and the address out of the history. Safe to repeat. */
  capture(location?: Location): void;
  /**
   * The verified claims; `'closed'` if the link was no good or the token is not genuine;
   * nothing if there is none.
   *
   * Rejects if the keys of the edge or the verifier cannot be loaded: show a way to retry.
   */
  verified(): Promise<VerifiedInvite | 'closed' | undefined>;
  token(): string | undefined;
  /** The invite code of a closed link, for `invites.preview({code})` once signed in. */
  code(): string | undefined;
  clear(): void;
}
