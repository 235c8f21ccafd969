import { type ReactNode, type RefObject } from 'react';
import type { Account } from '../types.ts';
import { type InboxState } from './use-lists.ts';
import { type Ready } from './parts.tsx';
import type { OwnWords } from './words.ts';
/** The inbox and its panel, without markup. */
export interface InboxBellState extends InboxState {
    readonly open: boolean;
    readonly setOpen: (open: boolean) => void;
    /** For the element around the button and the panel. */
    readonly around: RefObject<HTMLDivElement | null>;
}
/** The inbox, and a panel that opens by itself when an invite arrives, if `asks` is true. */
export declare const useInboxBell: (asks?: boolean) => InboxBellState;
/** What `InboxBell` takes. */
export interface InboxBellProps extends Ready<InboxBellState> {
    /** Whether the panel opens by itself, at first and when an invite arrives. Default: true. */
    readonly asks?: boolean;
    /** Called after the user has switched to a team that they have joined here. */
    readonly onOpen?: (account: Account) => void;
    /** Replaces the picture of the bell. */
    readonly icon?: ReactNode;
}
/** How many invites are pending for the user, with buttons to join or decline. */
export declare function InboxBell({ asks, onOpen, icon, className, words, children }: InboxBellProps): string | number | bigint | boolean | import("react").JSX.Element | Iterable<ReactNode> | Promise<string | number | bigint | boolean | Iterable<ReactNode> | import("react").ReactElement<unknown, string | import("react").JSXElementConstructor<any>> | import("react").ReactPortal | null | undefined> | null | undefined;
interface InboxProps {
    readonly inbox: InboxState;
    readonly words?: OwnWords | undefined;
    readonly onOpen?: ((account: Account) => void) | undefined;
}
/** The pending invites with buttons to join or decline, and the outcome of those that were just answered. */
export declare function Inbox({ inbox, words, onOpen }: InboxProps): import("react").JSX.Element;
export {};
