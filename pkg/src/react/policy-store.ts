import { ListenerSet } from '../client/listeners.ts';
import type { Client, Policy } from '../types.ts';

/** The policy, in the form that `useSyncExternalStore` needs. It is read at the first subscriber. */
export interface PolicyStore {
  readonly snapshot: () => Policy | undefined;
  readonly subscribe: (listener: () => void) => () => void;
}

const storeByClient = new WeakMap<Client, PolicyStore>();

/** The policy store of a client. Each call returns the same one. */
export const policyStoreOf = (client: Client): PolicyStore => {
  let store = storeByClient.get(client);
  if (!store) storeByClient.set(client, (store = createPolicyStore(client)));
  return store;
};

const createPolicyStore = (client: Client): PolicyStore => {
  const listeners = new ListenerSet();
  let policy: Policy | undefined;
  let loading = false;
  let stop: (() => void) | undefined;

  const set = (next: Policy): void => {
    if (policy?.id === next.id) return;
    policy = next;
    listeners.notify();
  };

  const load = async (): Promise<void> => {
    if (policy || loading) return;
    loading = true;
    try {
      set(await client.policy());
    } catch {
      // Without a policy roles are shown by their names; the next change of the client tries again.
    } finally {
      loading = false;
    }
  };

  const start = (): (() => void) => {
    const stops = [client.on('policy', (event) => set(event.policy)), client.subscribe(() => void load())];
    return () => {
      for (const each of stops) each();
    };
  };

  return {
    snapshot: () => policy,
    subscribe(listener) {
      const remove = listeners.add(listener);
      stop ??= start();
      void load();
      return () => {
        remove();
        if (listeners.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
  };
};
