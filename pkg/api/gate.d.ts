/**
 * Permission checks alone, for an app that shows and hides by what its server tells it, and lets people join elsewhere.
 * They answer exactly as the client's do, because it is the same code. They send no requests.
 *
 * @module hallpass/gate
 */
import type { In, Me, Permission, Policy, Query, Snapshot, Verdict } from './types.ts';
export { HallpassError } from './errors.ts';
export type * from './types.ts';
/** What a gate decides by: the user's accounts as the edge sends them, or a membership token with its policy. */
export type GateSource = Snapshot | {
    readonly me: Me;
    readonly active?: string;
    readonly serverTime?: number | string;
} | {
    readonly token: string;
    readonly policy: Policy;
    readonly serverTime?: number | string;
};
/** Permission checks by the latest source. */
export interface Gate {
    /** Never waits; denies what is not known. */
    can(permission: Permission, where?: In): boolean;
    has(query: Query): boolean;
    evaluate(query: Query): Verdict;
    /** Throws a `HallpassError` unless `has(query)`. */
    protect(query: Query): void;
    /** Replaces the source. `undefined`: nobody is signed in. */
    set(source: GateSource | undefined): void;
    /** Calls `listener` after each `set`, and when the source has expired. */
    subscribe(listener: () => void): () => void;
}
/**
 * Permission checks by `source`; without one they answer `unknown` until `set`. A token counts until it expires, `Me` for
 * `stands` seconds (120) after it was set: set it again whenever you have read it again.
 *
 * ```ts
 * const gate = createGate(snapshot);
 * gate.can('pods:manage');
 * ```
 */
export declare const createGate: (source?: GateSource, { stands }?: {
    readonly stands?: number;
}) => Gate;
