import { type ReactNode } from 'react';
import type { PolicyRole } from '../types.ts';
import { type OwnWords } from './words.ts';
/** The role that is viewed. */
export interface ViewAsState {
    /** `undefined`: the user's own. */
    readonly role: string | undefined;
    readonly setRole: (role: string | undefined) => void;
    /** Roles other than the user's own. */
    readonly roles: readonly PolicyRole[];
}
/** State for “view as”: pass `role` to `ViewAs`. */
export declare const useViewAs: () => ViewAsState;
/** What `ViewAs` takes. */
export interface ViewAsProps {
    /** `undefined`: the user's own. */
    readonly role: string | undefined;
    /** Called by the banner's button, which is shown if this is given. */
    readonly onEnd?: () => void;
    /** Whether a banner names the viewed role. Default: true. */
    readonly banner?: boolean;
    readonly className?: string;
    readonly words?: OwnWords;
    readonly children?: ReactNode;
}
/**
 * Makes the checks inside answer as for a role. It grants nothing: requests are sent as the user themselves, and the
 * client's own `can` and `has` answer for the user.
 */
export declare function ViewAs({ role, onEnd, banner, className, words, children }: ViewAsProps): import("react").JSX.Element;
