import type { Client, Policy } from '../types.ts';
/** The policy, in the form that `useSyncExternalStore` takes. It is read at the first subscriber. */
export interface PolicyStore {
    readonly snapshot: () => Policy | undefined;
    readonly subscribe: (listener: () => void) => () => void;
}
/** The policy store of a client. Each call returns the same one. */
export declare const policyStoreOf: (client: Client) => PolicyStore;
