import type { PolicyRole } from '../types.ts';
import { type OwnWords } from './words.ts';
/** A role, and whether the user may grant it. */
export interface GrantableRole extends PolicyRole {
    readonly grantable: boolean;
}
/**
 * The policy's roles, and which of them the user may grant: those whose permissions they all have themselves, if they
 * also have `needs`. The edge decides again.
 */
export declare const useRoles: (account?: string, needs?: string) => readonly GrantableRole[];
interface RolePickerProps {
    readonly roles: readonly GrantableRole[];
    readonly value: string;
    readonly onRole: (role: string) => void;
    readonly words?: OwnWords | undefined;
}
/** Radio buttons for the roles; those that the user may not grant are disabled. */
export declare function RolePicker({ roles, value, onRole, words }: RolePickerProps): import("react").JSX.Element;
export {};
