import type { Explanation, In, Permission, Query, Verdict } from '../types.ts';
/** A role whose eyes the gates below look through; see `ViewAs`. */
export interface Eyes {
    readonly role: string;
    readonly title: string;
    /** By the gate's own test, as the role would be answered. */
    evaluate(query: Query): Verdict;
}
/** Not for the host: `ViewAs` fills it. */
export declare const EyesContext: import("react").Context<Eyes | undefined>;
/** A permission's name stands for the query that asks for it. */
export type When = Permission | Query;
/** Whether I may, in the active account or in `where.account`. Denies what is not known; renders again only when the answer turns. */
export declare const useCan: (permission: Permission, where?: In) => boolean;
/** What a gate says, and why. */
export interface PermissionState {
    readonly verdict: Verdict;
    readonly allowed: boolean;
    /** It is not known yet: show neither way. */
    readonly loading: boolean;
    /** Why it is denied; nothing if it is allowed. */
    explain(): Promise<Explanation | undefined>;
}
/** A gate with its three values. `when` may name a permission, a role, or any query. */
export declare const usePermission: (when: When) => PermissionState;
/** An explanation on its way. */
export interface ExplanationState {
    readonly explanation: Explanation | undefined;
    readonly error: unknown;
    readonly loading: boolean;
    /** Asks again. */
    retry(): void;
}
/** Why `when` is denied. Asked as long as `wanted` holds, and again whenever the role may have changed. */
export declare const useExplanation: (when: When, wanted?: boolean) => ExplanationState;
/** A role's eyes: what it holds by the policy, tested as the gate tests what I hold. */
export declare const eyesOf: (role: string, title: string, permissions: readonly string[] | undefined) => Eyes;
