import type { InviteWithLink } from '../types.ts';
import { type Action } from './action.ts';
import { type Ready } from './parts.tsx';
import { type GrantableRole } from './roles.tsx';
import { type OwnWords } from './words.ts';
interface Options {
    /** The active one by default. */
    readonly account?: string | undefined;
    readonly onInvited?: ((made: InviteWithLink) => void) | undefined;
}
/** What is filled in to invite somebody. */
export interface InviteDraft {
    /** Empty: a link for whoever has it. */
    readonly email: string;
    readonly role: string;
    readonly note: string;
    /** 0: until it is used or revoked. */
    readonly days: number;
}
/** The form without its markup. */
export interface InviteFormState {
    readonly draft: InviteDraft;
    /** Changes what is filled in, and forgets the last refusal. */
    edit(change: Partial<InviteDraft>): void;
    readonly roles: readonly GrantableRole[];
    readonly submit: Action<[]>;
    /** The invite that was made, with its link. */
    readonly made: InviteWithLink | undefined;
    /** Starts over. */
    reset(): void;
}
/** Inviting somebody: what is filled in, which roles one may give, and what became of it. */
export declare const useInviteForm: ({ account, onInvited }?: Options) => InviteFormState;
/** What `InviteDialog` takes. */
export interface InviteDialogProps extends Options, Ready<InviteFormState> {
    /** Without it a button opens the dialog, where the role allows to invite. */
    readonly open?: boolean;
    readonly onClose?: () => void;
}
/** Invites somebody, and shows the link to be passed on: no mail is sent. */
export declare function InviteDialog({ open, onClose, className, words, children, ...options }: InviteDialogProps): string | number | bigint | boolean | import("react").JSX.Element | Iterable<import("react").ReactNode> | Promise<string | number | bigint | boolean | Iterable<import("react").ReactNode> | import("react").ReactElement<unknown, string | import("react").JSXElementConstructor<any>> | import("react").ReactPortal | null | undefined> | null | undefined;
/** A link to be passed on: for copying by a press, or by hand where the browser forbids that. */
export declare function LinkField({ link, words }: {
    link: string;
    words: OwnWords | undefined;
}): import("react").JSX.Element;
export {};
