import type { Client, Policy } from '../types.ts';

/** The policy as `useSyncExternalStore` takes it. It is read at the first subscriber. */
export interface PolicyStore {
  now(): Policy | undefined;
  subscribe(listener: () => void): () => void;
}

const stores = new WeakMap<Client, PolicyStore>();

/** The one policy store of a client. */
export const policyStoreOf = (client: Client): PolicyStore => {
  let store = stores.get(client);
  if (!store) stores.set(client, (store = createPolicyStore(client)));
  return store;
};

const createPolicyStore = (client: Client): PolicyStore => {
  const listeners = new Set<() => void>();
  let policy: Policy | undefined;
  let reading = false;
  let stop: readonly (() => void)[] = [];

  const take = (next: Policy): void => {
    if (policy?.id === next.id) return;
    policy = next;
    for (const listener of listeners) listener();
  };
  const read = (): void => {
    if (policy || reading) return;
    reading = true;
    // Without a policy roles show by their names; the next change of the client asks again.
    client
      .policy()
      .then(take, () => {})
      .finally(() => (reading = false));
  };

  return {
    now: () => policy,
    subscribe(listener) {
      if (listeners.size === 0) stop = [client.on('policy', ({ policy }) => take(policy)), client.subscribe(read)];
      const entry = () => listener();
      listeners.add(entry);
      read();
      return () => {
        listeners.delete(entry);
        if (listeners.size === 0) for (const end of stop) end();
      };
    },
  };
};
