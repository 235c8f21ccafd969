import type { Client, Policy } from '../types.ts';
/** The policy as `useSyncExternalStore` takes it. It is read at the first subscriber. */
export interface PolicyStore {
    now(): Policy | undefined;
    subscribe(listener: () => void): () => void;
}
/** The one policy store of a client. */
export declare const policyStoreOf: (client: Client) => PolicyStore;
