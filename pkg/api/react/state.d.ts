import type { Account, ClientState, Policy, PolicyRole, User } from '../types.ts';
/**
 * What `select` picks of the client's state. Renders again only when that is not equal to what it was: a new object with
 * the same content does not count.
 *
 * ```tsx
 * const names = useHallpassState(({ accounts }) => accounts.map(({ name }) => name));
 * ```
 */
export declare const useHallpassState: <T>(select: (state: ClientState) => T) => T;
/** The account that this tab works in; `undefined` while it is not known, or if the address names one that the user is not in. */
export declare const useActiveAccount: () => Account | undefined;
/** The signed-in user. */
export declare const useUser: () => User | undefined;
/** The user's accounts, and what can be done about them. */
export interface AccountsState {
    /** The personal one first, then teams by name. */
    readonly accounts: readonly Account[];
    readonly active: Account | undefined;
    /** Local to this tab: nothing is sent or awaited. */
    switchTo(id: string): Account;
    /** Opens another team and settles when it is in `accounts`; `switchTo` goes there. */
    create(input: {
        name: string;
    }): Promise<Account>;
}
/** The user's accounts, the active one, and how to change it. */
export declare const useAccounts: () => AccountsState;
/** The policy; `undefined` until it is known. */
export declare const usePolicy: () => Policy | undefined;
/** The role as the policy describes it; one that the policy does not know has its name for a title. */
export declare const roleOf: (policy: Policy | undefined, name: string) => PolicyRole;
/** The permission's title, or its name where the policy does not know it. */
export declare const permissionTitle: (policy: Policy | undefined, name: string) => string;
