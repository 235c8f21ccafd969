import type { InviteWithLink } from '../types.ts';
import { type Action } from './use-action.ts';
import { type Ready } from './parts.tsx';
import { type GrantableRole } from './roles.tsx';
import { type OwnWords } from './words.ts';
interface Options {
    /** Default: the active one. */
    readonly account?: string | undefined;
    readonly onInvited?: ((made: InviteWithLink) => void) | undefined;
}
/** The fields of the form. */
export interface InviteDraft {
    /** Empty: an invite link for anyone who has it. */
    readonly email: string;
    readonly role: string;
    readonly note: string;
    /** For how many days the link works; 0: until it is used or revoked. */
    readonly days: number;
}
/** The form, without markup. */
export interface InviteFormState {
    readonly draft: InviteDraft;
    /** Changes fields, and clears the last error. */
    edit(change: Partial<InviteDraft>): void;
    readonly roles: readonly GrantableRole[];
    readonly submit: Action<[]>;
    /** The created invite with its link. */
    readonly made: InviteWithLink | undefined;
    /** Starts over. */
    reset(): void;
}
/** A form to invite someone: its fields, the roles that the user may grant, and the created invite. */
export declare const useInviteForm: ({ account, onInvited }?: Options) => InviteFormState;
/** What `InviteDialog` takes. */
export interface InviteDialogProps extends Options, Ready<InviteFormState> {
    /** If absent, a button opens the dialog, for users who may invite. */
    readonly open?: boolean;
    readonly onClose?: () => void;
}
/** A dialog to invite someone. It shows the link to share: no email is sent. */
export declare function InviteDialog({ open, onClose, className, words, children, ...options }: InviteDialogProps): string | number | bigint | boolean | import("react").JSX.Element | Iterable<import("react").ReactNode> | Promise<string | number | bigint | boolean | Iterable<import("react").ReactNode> | import("react").ReactElement<unknown, string | import("react").JSXElementConstructor<any>> | import("react").ReactPortal | null | undefined> | null | undefined;
/** A link to share, with a button to copy it; selected on focus where the browser does not allow that. */
export declare function LinkField({ link, words }: {
    link: string;
    words: OwnWords | undefined;
}): import("react").JSX.Element;
export {};
