import type { Explanation, In, Permission, Query, Verdict } from '../types.ts';
/** A role as which the checks inside of `ViewAs` answer. */
export interface ViewedRole {
    readonly role: string;
    readonly title: string;
    /** Evaluates a query as it would be for a member with this role. */
    evaluate(query: Query): Verdict;
}
/** Set by `ViewAs` only. */
export declare const ViewedRoleContext: import("react").Context<ViewedRole | undefined>;
/** A permission's name, or a query. */
export type When = Permission | Query;
/**
 * Whether the user has a permission, in the active account or in `where.account`. Denies what is not known. Renders again
 * only when the answer changes.
 */
export declare const useCan: (permission: Permission, where?: In) => boolean;
/** The answer of a check, and the reason for it. */
export interface PermissionState {
    readonly verdict: Verdict;
    readonly allowed: boolean;
    /** It is not known yet: show neither way. */
    readonly loading: boolean;
    /** Why it is denied; `undefined` if it is allowed. */
    explain(): Promise<Explanation | undefined>;
}
/** A check with its three values. `when` is a permission's name or any query. */
export declare const usePermission: (when: When) => PermissionState;
/** An explanation, as far as it has arrived. */
export interface ExplanationState {
    readonly explanation: Explanation | undefined;
    readonly error: unknown;
    readonly loading: boolean;
    /** Asks again. */
    retry(): void;
}
/** Why `when` is denied. Asked for as long as `wanted` is true, and again whenever the answer may have changed. */
export declare const useExplanation: (when: When, wanted?: boolean) => ExplanationState;
/** A role as the policy describes it, evaluated by the same code as the user's own role. */
export declare const viewedRoleOf: (role: string, title: string, permissions: readonly string[] | undefined) => ViewedRole;
