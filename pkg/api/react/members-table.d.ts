import { type MembersState } from './lists.ts';
import { type Ready } from './parts.tsx';
/** The table without its markup. */
export interface MembersTableState extends MembersState {
    /** What is searched for, at once; the list follows. */
    readonly q: string;
    readonly setQ: (q: string) => void;
    /** Whether my role manages members. */
    readonly manage: boolean;
}
/** The members of the active account, a search in them, and whether I manage them. */
export declare const useMembersTable: () => MembersTableState;
/** Who is in the team; for those who may, with another role and Remove. */
export declare function MembersTable({ className, words, children }: Ready<MembersTableState>): string | number | bigint | boolean | import("react").JSX.Element | Iterable<import("react").ReactNode> | Promise<string | number | bigint | boolean | Iterable<import("react").ReactNode> | import("react").ReactElement<unknown, string | import("react").JSXElementConstructor<any>> | import("react").ReactPortal | null | undefined> | null | undefined;
