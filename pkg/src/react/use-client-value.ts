import { useEffect, useSyncExternalStore } from 'react';
import { internalsOf } from '../client/internals.ts';
import type { Client } from '../types.ts';

/** What `read` returns, called again after each change of the client; `readFirst` on the server and while hydrating. */
export const useClientValue = <T>(client: Client, read: () => T, readFirst: () => T): T => {
  const value = useSyncExternalStore(client.subscribe, read, readFirst);
  useAddressChanges(client);
  return value;
};

/**
 * Notifies the client's subscribers if this render has seen an account in the address that they have not been notified
 * of: not every browser reports that the address has changed.
 */
export const useAddressChanges = (client: Client): void => {
  // In an effect after every render: the render itself must not notify subscribers.
  useEffect(() => internalsOf(client)?.publishAddress());
};
