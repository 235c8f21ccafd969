import type { Invite } from '../types.ts';
import { type Action } from './action.ts';
import { type InvitesState } from './lists.ts';
import { type Ready } from './parts.tsx';
/** What can be done with one pending invite. */
export interface InviteActions {
    /** Its link, once asked for. */
    readonly link: string | undefined;
    readonly showLink: Action<[]>;
    /** `rotate`: a new link, and the old one stops working. */
    readonly resend: Action<[rotate: boolean]>;
    readonly revoke: Action<[]>;
}
/** The actions on one invite, without their markup. */
export declare const useInviteActions: ({ id }: Invite, invites: InvitesState) => InviteActions;
/** What `PendingInvites` takes. */
export interface PendingInvitesProps extends Ready<InvitesState> {
    /** The active one by default. */
    readonly account?: string;
}
/** Invites of a team that wait for an answer: copy the link again, resend, revoke. Nothing for those who may not invite. */
export declare function PendingInvites(props: PendingInvitesProps): false | import("react").JSX.Element;
