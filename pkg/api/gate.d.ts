/**
 * Permission checks alone, for an app that shows and hides by what its server tells it, and lets people join elsewhere.
 * They answer exactly as the client's do, because it is the same code. They send no requests.
 *
 * @module hallpass/gate
 */
import type { In, Me, Permission, Policy, Query, Snapshot, Verdict } from './types.ts';
export { HallpassError } from './errors.ts';
export type * from './types.ts';
/** What gates go by: what the edge says of me, or a membership token with the policy that reads it. */
export type GateSource = Snapshot | {
    readonly me: Me;
    readonly active?: string;
    readonly serverTime?: number | string;
} | {
    readonly token: string;
    readonly policy: Policy;
    readonly serverTime?: number | string;
};
/** Gates over the last source that was given. */
export interface Gate {
    /** Never waits; denies what is not known. */
    can(permission: Permission, where?: In): boolean;
    has(query: Query): boolean;
    evaluate(query: Query): Verdict;
    /** Throws a `HallpassError` unless `has(query)`. */
    protect(query: Query): void;
    /** Goes by another source from now on. Nothing: nobody is signed in. */
    set(source: GateSource | undefined): void;
    /** Told after each `set`, and when what was set has ended. */
    subscribe(listener: () => void): () => void;
}
/**
 * Gates over `source`; without one they answer `unknown` until `set`. A token stands until it ends, `Me` for
 * `stands` seconds (120) after it was set: set it again when you read it again.
 */
export declare const createGate: (source?: GateSource, { stands }?: {
    readonly stands?: number;
}) => Gate;
