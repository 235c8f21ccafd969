import type { HallpassError } from 'hallpass';
import { useSyncExternalStore } from 'react';

import type { Session } from '../session.ts';

/** Where this tab is with signing in, beyond who is signed in. */
export type SignInStatus =
  /** Nothing to tell. */
  | { readonly kind: 'idle' }
  /** The last attempt failed. */
  | { readonly kind: 'failed'; readonly error: HallpassError }
  /** The person signed out in another tab, which signed them out here. */
  | { readonly kind: 'signed-out-elsewhere' }
  /** The session can't be renewed, and the page has something to lose. */
  | { readonly kind: 'ended'; readonly session: Session }
  /** This window was opened to sign in again; the tab that opened it goes on, or says why it cannot. */
  | { readonly kind: 'handed-over'; readonly failed: boolean };

let status: SignInStatus = { kind: 'idle' };
const listeners = new Set<() => void>();

export const setSignInStatus = (next: SignInStatus): void => {
  status = next;
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useSignInStatus = (): SignInStatus => useSyncExternalStore(subscribe, () => status);
