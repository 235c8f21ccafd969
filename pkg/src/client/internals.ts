/** What the other entries of this package use of a client beyond its public methods. */

import type { Client } from '../types.ts';

export interface ClientInternals {
  /** Calls `listener` for each `changed` event. Does not keep the client up to date, as `on` does. */
  onChanged(listener: (event: { readonly account?: string }) => void): () => void;
  /** Calls `listener` when somebody looks at the page again. */
  onReturn(listener: () => void): () => void;
  /** Tells the subscribers of the account that the address names, if they do not know of it yet. */
  followAddress(): void;
}

const internals = new WeakMap<Client, ClientInternals>();

/** Keeps the internals of `client`, once, when it is made. */
export const setInternals = (client: Client, own: ClientInternals): void => void internals.set(client, own);

/** The internals of `client`; nothing for an object that only looks like a client, as in a test of an app. */
export const internalsOf = (client: Client): ClientInternals | undefined => internals.get(client);
