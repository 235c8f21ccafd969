import type { ReactNode } from 'react';
import type { AccountRef } from '../types.ts';
import { type InviteFlow } from './use-invite.ts';
import { type Ready } from './parts.tsx';
/** What `AcceptInvite` takes. */
export interface AcceptInviteProps extends Ready<InviteFlow> {
    /** Replaces the button that calls the client's `onSignIn`. */
    readonly signIn?: ReactNode;
    /** Called once the team is the tab's active account. */
    readonly onOpen?: ((account: AccountRef) => void) | undefined;
    /** Shown where the flow ends: a link to another page. */
    readonly end?: ReactNode;
}
/** The page that an invite link leads to: what it offers, and buttons to join or decline. */
export declare function AcceptInvite({ className, words, children, ...rest }: AcceptInviteProps): string | number | bigint | boolean | import("react").JSX.Element | Iterable<ReactNode> | Promise<string | number | bigint | boolean | Iterable<ReactNode> | import("react").ReactElement<unknown, string | import("react").JSXElementConstructor<any>> | import("react").ReactPortal | null | undefined> | null | undefined;
