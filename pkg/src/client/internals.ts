import type { Client } from '../types.ts';
import type { WasmClient } from './wasm-client.ts';

/** The code that verifies an invite, which a page otherwise loads once its script runs. */
export interface InviteVerifier {
  readonly WasmClient: typeof WasmClient;
  /** The glue of the part of the WebAssembly that verifies invites. */
  readonly glue: unknown;
}

/** What the other entries of this package use of a client beyond its public methods. */
export interface ClientInternals {
  /** Calls `listener` for each `changed` event. Unlike `on`, it does not keep the client up to date. */
  onChanged(listener: (event: { readonly account?: string }) => void): () => void;
  /** Calls `listener` when the user returns to the page. */
  onReturn(listener: () => void): () => void;
  /** Notifies the subscribers of the account that the address names, if they have not been notified of it yet. */
  publishAddress(): void;
  /** Verifies invites with code that the page has, from now on. */
  useVerifier(verifier: InviteVerifier): void;
}

const internals = new WeakMap<Client, ClientInternals>();

/** Sets the internals of a new client. */
export const setInternals = (client: Client, own: ClientInternals): void => void internals.set(client, own);

/** The internals of `client`; `undefined` for an object that only implements the interface, as in an app's tests. */
export const internalsOf = (client: Client): ClientInternals | undefined => internals.get(client);
