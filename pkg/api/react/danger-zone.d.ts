import type { Account, Plan } from '../types.ts';
import { type Action } from './action.ts';
import { type Ready } from './parts.tsx';
interface Options {
    /** Told after the membership, or the team, has ended; the tab works in another account by then. */
    readonly onDone?: ((account: Account) => void) | undefined;
}
/** Leaving without its markup. */
export interface LeaveTeamState {
    /** The active account, if it is a team. */
    readonly team: Account | undefined;
    /** The owner stays: a team is deleted instead. */
    readonly owner: boolean;
    readonly leave: Action<[]>;
}
/** Leaving the team that this tab works in. */
export declare const useLeaveTeam: ({ onDone }?: Options) => LeaveTeamState;
/** What ends the team, without its markup. */
export interface DangerZoneState extends LeaveTeamState {
    /** What deleting would do; read when `ask` is called. */
    readonly plan: Plan | undefined;
    readonly ask: Action<[]>;
    /** Deletes the team whose name is typed. */
    readonly deleteTeam: Action<[typedName: string]>;
}
/** Leaving and deleting the team that this tab works in. */
export declare const useDangerZone: (options?: Options) => DangerZoneState;
/** Leaves the team, once confirmed. */
export declare function LeaveTeam({ className, words, children, ...options }: Ready<LeaveTeamState> & Options): string | number | bigint | boolean | import("react").JSX.Element | Iterable<import("react").ReactNode> | Promise<string | number | bigint | boolean | Iterable<import("react").ReactNode> | import("react").ReactElement<unknown, string | import("react").JSXElementConstructor<any>> | import("react").ReactPortal | null | undefined> | null | undefined;
/** What ends a membership, or the team. */
export declare function DangerZone({ className, words, children, ...options }: Ready<DangerZoneState> & Options): string | number | bigint | boolean | import("react").JSX.Element | Iterable<import("react").ReactNode> | Promise<string | number | bigint | boolean | Iterable<import("react").ReactNode> | import("react").ReactElement<unknown, string | import("react").JSXElementConstructor<any>> | import("react").ReactPortal | null | undefined> | null | undefined;
export {};
