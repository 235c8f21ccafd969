import type { Invite } from '../types.ts';
import { type Action } from './use-action.ts';
import { type InvitesState } from './use-lists.ts';
import { type Ready } from './parts.tsx';
/** What can be done with one pending invite. */
export interface InviteActions {
    /** Its link, once `showLink` has read it. */
    readonly link: string | undefined;
    readonly showLink: Action<[]>;
    /** `rotate`: creates a new link, and the old one stops working. */
    readonly resend: Action<[rotate: boolean]>;
    readonly revoke: Action<[]>;
}
/** The actions on one invite, without markup. */
export declare const useInviteActions: ({ id }: Invite, invites: InvitesState) => InviteActions;
/** What `PendingInvites` takes. */
export interface PendingInvitesProps extends Ready<InvitesState> {
    /** Default: the active one. */
    readonly account?: string;
}
/** The pending invites of an account, with buttons to copy the link, resend and revoke. Renders nothing for users who may not invite. */
export declare function PendingInvites(props: PendingInvitesProps): false | import("react").JSX.Element;
