import type { PolicyRole } from '../types.ts';
import { type OwnWords } from './words.ts';
/** A role, and whether I may give it. */
export interface GrantableRole extends PolicyRole {
    readonly grantable: boolean;
}
/**
 * The policy's roles. Whether one is grantable, the client's gate says: who gives a role must hold all that it
 * holds. The edge decides again.
 */
export declare const useRoles: (account?: string, needs?: string) => readonly GrantableRole[];
interface RolePickerProps {
    readonly roles: readonly GrantableRole[];
    readonly value: string;
    readonly onRole: (role: string) => void;
    readonly words?: OwnWords | undefined;
}
/** Picks one of the roles; those out of reach stay in sight. */
export declare function RolePicker({ roles, value, onRole, words }: RolePickerProps): import("react").JSX.Element;
export {};
