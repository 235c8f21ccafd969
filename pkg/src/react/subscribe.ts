import { useEffect, useSyncExternalStore } from 'react';
import { internalsOf } from '../client/internals.ts';
import type { Client } from '../types.ts';

/**
 * What `read` gives of the client, read again with each change; `readFirst` on the server and in the first paint.
 *
 * Where the browser cannot tell that the address has changed, the first render that notices tells everything else
 * that shows the active account.
 */
export const useClientValue = <T>(client: Client, read: () => T, readFirst: () => T): T => {
  const value = useSyncExternalStore(client.subscribe, read, readFirst);
  useEffect(() => internalsOf(client)?.publishAddress());
  return value;
};
