/** The types of the invite link that a tab was opened with. */

import type { VerifiedInvite } from './hallpass.js';

export type { VerifiedInvite } from './hallpass.js';

/**
 * The invite link that this tab was opened with, kept while the user signs in: in this tab only, for 24 hours at most.
 *
 * The join page calls `capture()` as its first statement.
 */
export interface PendingInvite {
  /** `held`: a token is kept. `closed`: the link can no longer be used. */
  readonly state: 'none' | 'held' | 'closed';
  /**
   * Moves the token from the address into this tab's storage; the history does not keep it. Safe to repeat. In a browser
   * it also begins to download what verifies an invite.
   */
  capture(location?: Location): void;
  /**
   * The verified claims; `'closed'` if the link can no longer be used or the token is not genuine; `undefined` if
   * there is none.
   *
   * The edge verifies the token where WebAssembly cannot be loaded. Rejects if the edge cannot be reached: show a way to retry.
   */
  verified(): Promise<VerifiedInvite | 'closed' | undefined>;
  token(): string | undefined;
  /** The invite code of a closed link, for `invites.preview({code})` once signed in. */
  code(): string | undefined;
  clear(): void;
}
