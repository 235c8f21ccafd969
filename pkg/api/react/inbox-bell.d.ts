import { type ReactNode, type RefObject } from 'react';
import type { Account } from '../types.ts';
import { type InboxState } from './lists.ts';
import { type Ready } from './parts.tsx';
import { type OwnWords } from './words.ts';
/** The bell without its markup. */
export interface InboxBellState extends InboxState {
    readonly open: boolean;
    readonly setOpen: (open: boolean) => void;
    /** For the element around the button and the panel. */
    readonly around: RefObject<HTMLDivElement | null>;
}
/** The inbox, and a panel that opens by itself when an invite has come (`asks`). */
export declare const useInboxBell: (asks?: boolean) => InboxBellState;
/** What `InboxBell` takes. */
export interface InboxBellProps extends Ready<InboxBellState> {
    /** Whether it asks by itself on entry and when an invite comes; by default it does. */
    readonly asks?: boolean;
    /** Told when one press has switched to a team that was joined here. */
    readonly onOpen?: (account: Account) => void;
    /** The picture of the bell. */
    readonly icon?: ReactNode;
}
/** How many invites wait for me, with Join and Decline. */
export declare function InboxBell({ asks, onOpen, icon, className, words, children }: InboxBellProps): string | number | bigint | boolean | import("react").JSX.Element | Iterable<ReactNode> | Promise<string | number | bigint | boolean | Iterable<ReactNode> | import("react").ReactElement<unknown, string | import("react").JSXElementConstructor<any>> | import("react").ReactPortal | null | undefined> | null | undefined;
interface InboxProps {
    readonly inbox: InboxState;
    readonly words?: OwnWords | undefined;
    readonly onOpen?: ((account: Account) => void) | undefined;
}
/** Open invites with Join and Decline, and what became of those that were just answered. */
export declare function Inbox({ inbox, words, onOpen }: InboxProps): import("react").JSX.Element;
export {};
