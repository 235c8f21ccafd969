import { type KeyboardEvent, type RefObject } from 'react';
/** A menu under a button: props for each element, none of the markup. */
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
    /** Runs what a line is for and closes, giving the focus back to the button. */
    pick(run: () => void): void;
}
/** State and keys of a menu: arrows, Home, End, first letters, Escape. Its lines are `role="menuitem…"`. */
export declare const useMenu: () => Menu;
