import type { ReactNode } from 'react';
import type { AccountRef } from '../types.ts';
import { type InviteFlow } from './lists.ts';
import { type Ready } from './parts.tsx';
/** What `AcceptInvite` takes. */
export interface AcceptInviteProps extends Ready<InviteFlow> {
    /** Stands where one signs in; by default a button that calls the client's `onSignIn`. */
    readonly signIn?: ReactNode;
    /** Told once the tab works in the team. */
    readonly onOpen?: ((account: AccountRef) => void) | undefined;
    /** Stands below where the way ends: a link to go elsewhere. */
    readonly end?: ReactNode;
}
/** The page to which an invite link leads: what it offers, and Join or Decline by a press of one's own. */
export declare function AcceptInvite({ className, words, children, ...rest }: AcceptInviteProps): string | number | bigint | boolean | import("react").JSX.Element | Iterable<ReactNode> | Promise<string | number | bigint | boolean | Iterable<ReactNode> | import("react").ReactElement<unknown, string | import("react").JSXElementConstructor<any>> | import("react").ReactPortal | null | undefined> | null | undefined;
