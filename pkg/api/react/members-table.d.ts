import { type MembersState } from './use-lists.ts';
import { type Ready } from './parts.tsx';
/** The table, without markup. */
export interface MembersTableState extends MembersState {
    /** The search text as typed; the list follows. */
    readonly q: string;
    readonly setQ: (q: string) => void;
    /** Whether the user may manage members. */
    readonly manage: boolean;
}
/** The members of the active account, a search, and whether the user may manage them. */
export declare const useMembersTable: () => MembersTableState;
/** The members of the active account; for users who may manage them, with buttons to change a role and to remove. */
export declare function MembersTable({ className, words, children }: Ready<MembersTableState>): string | number | bigint | boolean | import("react").JSX.Element | Iterable<import("react").ReactNode> | Promise<string | number | bigint | boolean | Iterable<import("react").ReactNode> | import("react").ReactElement<unknown, string | import("react").JSXElementConstructor<any>> | import("react").ReactPortal | null | undefined> | null | undefined;
