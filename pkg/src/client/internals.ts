import type { Client } from '../types.ts';

/** What the other entries of this package use of a client beyond its public methods. */
export interface ClientInternals {
  /** Calls `listener` for each `changed` event. Unlike `on`, it does not keep the client up to date. */
  onChanged(listener: (event: { readonly account?: string }) => void): () => void;
  /** Calls `listener` when the user returns to the page. */
  onReturn(listener: () => void): () => void;
  /** Notifies the subscribers of the account that the address names, if they have not been notified of it yet. */
  publishAddress(): void;
}

const internals = new WeakMap<Client, ClientInternals>();

/** Sets the internals of a new client. */
export const setInternals = (client: Client, own: ClientInternals): void => void internals.set(client, own);

/** The internals of `client`; `undefined` for an object that only implements the interface, as in an app's tests. */
export const internalsOf = (client: Client): ClientInternals | undefined => internals.get(client);
