import { type KeyboardEvent, type RefObject } from 'react';
/** A menu under a button: props for each element, without markup. */
export interface Menu {
    readonly open: boolean;
    setOpen(open: boolean): void;
    /** For the element around both. */
    readonly around: RefObject<HTMLDivElement | null>;
    readonly button: {
        readonly id: string;
        readonly 'aria-haspopup': 'menu';
        readonly 'aria-expanded': boolean;
        onClick(): void;
        onKeyDown(event: KeyboardEvent): void;
    };
    readonly menu: {
        readonly role: 'menu';
        readonly 'aria-labelledby': string;
        onKeyDown(event: KeyboardEvent): void;
    };
    /** Runs an item's action and closes the menu; the focus returns to the button. */
    pick(run: () => void): void;
}
/** The state and keyboard handling of a menu: arrows, Home, End, first letters, Escape. Its items have `role="menuitem…"`. */
export declare const useMenu: () => Menu;
