import { type ReactNode } from 'react';
import type { PolicyRole } from '../types.ts';
import { type OwnWords } from './words.ts';
/** Whose eyes to look through. */
export interface ViewAsState {
    /** Nothing: my own. */
    readonly role: string | undefined;
    readonly setRole: (role: string | undefined) => void;
    /** Roles other than mine. */
    readonly roles: readonly PolicyRole[];
}
/** State for “view as”: give `role` to `ViewAs`. */
export declare const useViewAs: () => ViewAsState;
/** What `ViewAs` takes. */
export interface ViewAsProps {
    /** Nothing: as oneself. */
    readonly role: string | undefined;
    /** Shows a way back in the banner. */
    readonly onEnd?: () => void;
    /** `false`: no banner says whose eyes these are. */
    readonly banner?: boolean;
    readonly className?: string;
    readonly words?: OwnWords;
    readonly children?: ReactNode;
}
/**
 * Lets the gates inside answer as a role would be answered: a look, not a right. Requests go out as oneself, and
 * the client's own `can` and `has` answer for oneself.
 */
export declare function ViewAs({ role, onEnd, banner, className, words, children }: ViewAsProps): import("react").JSX.Element;
