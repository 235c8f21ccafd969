import type { Account, Plan } from '../types.ts';
import { type Action } from './use-action.ts';
import { type Ready } from './parts.tsx';
interface Options {
    /** Called after the membership or the team has ended; another account is active by then. */
    readonly onDone?: ((account: Account) => void) | undefined;
}
/** Leaving a team, without markup. */
export interface LeaveTeamState {
    /** The active account, if it is a team. */
    readonly team: Account | undefined;
    /** The owner cannot leave: they delete the team instead. */
    readonly owner: boolean;
    readonly leave: Action<[]>;
}
/** Leaving the active team. */
export declare const useLeaveTeam: ({ onDone }?: Options) => LeaveTeamState;
/** Leaving and deleting a team, without markup. */
export interface DangerZoneState extends LeaveTeamState {
    /** What deleting would do; read by `ask`. */
    readonly plan: Plan | undefined;
    readonly ask: Action<[]>;
    /** Deletes the team if its name is typed. */
    readonly deleteTeam: Action<[typedName: string]>;
}
/** Leaving and deleting the active team. */
export declare const useDangerZone: (options?: Options) => DangerZoneState;
/** A button to leave the active team, with a confirmation. */
export declare function LeaveTeam({ className, words, children, ...options }: Ready<LeaveTeamState> & Options): string | number | bigint | boolean | import("react").JSX.Element | Iterable<import("react").ReactNode> | Promise<string | number | bigint | boolean | Iterable<import("react").ReactNode> | import("react").ReactElement<unknown, string | import("react").JSXElementConstructor<any>> | import("react").ReactPortal | null | undefined> | null | undefined;
/** Buttons to leave or delete the active team, with confirmations. */
export declare function DangerZone({ className, words, children, ...options }: Ready<DangerZoneState> & Options): string | number | bigint | boolean | import("react").JSX.Element | Iterable<import("react").ReactNode> | Promise<string | number | bigint | boolean | Iterable<import("react").ReactNode> | import("react").ReactElement<unknown, string | import("react").JSXElementConstructor<any>> | import("react").ReactPortal | null | undefined> | null | undefined;
export {};
