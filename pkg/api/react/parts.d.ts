import { type ComponentProps, type ReactNode, type RefObject } from 'react';
import type { Action } from './action.ts';
import type { List } from './lists.ts';
import { type OwnWords } from './words.ts';
/** What every ready-made component takes. */
export interface Ready<S> {
    readonly className?: string | undefined;
    readonly words?: OwnWords | undefined;
    /** Draws it all by itself: gets the state and the actions, no markup stands around. */
    readonly children?: ((state: S) => ReactNode) | undefined;
}
/** Marks for style sheets: the component, and each part of one. */
export declare const root: (name: string, className?: string) => {
    'data-hallpass': string;
    className: string | undefined;
};
export declare const part: (name: string) => {
    'data-hallpass-part': string;
};
interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
    readonly look?: 'primary' | 'danger' | 'quiet' | 'link' | undefined;
    readonly busy?: boolean | undefined;
    /** Does nothing, but stays in the tab order so that people can find out why. */
    readonly off?: boolean | undefined;
}
/** A button. */
export declare function Button({ look, busy, off, onClick, type, ...rest }: ButtonProps): import("react").JSX.Element;
/** A line of text with its label. */
export declare function Field({ label, about, onText, ...rest }: ComponentProps<'input'> & {
    label: string;
    about?: string;
    onText(text: string): void;
}): import("react").JSX.Element;
/** An error where it happened: its sentence, the edge's own detail, and the number to quote to support. */
export declare function Problem({ error, retry }: {
    error: unknown;
    retry?: (() => unknown) | undefined;
}): import("react").JSX.Element | null;
/** Something is on its way. */
export declare function Waiting({ label }: {
    label?: string;
}): import("react").JSX.Element;
interface DialogProps {
    readonly title: string;
    readonly onClose: () => void;
    readonly words?: OwnWords | undefined;
    /** With it the content is a form; gives it its submit. */
    readonly onSubmit?: (() => unknown) | undefined;
    /** The buttons at the end; the one that goes ahead comes last. */
    readonly actions?: ReactNode;
    readonly children: ReactNode;
}
/** A modal dialog. Mount it to open it; Escape and Cancel ask to close. The focus returns to where it was. */
export declare function Dialog({ title, onClose, words, onSubmit, actions, children }: DialogProps): import("react").JSX.Element;
interface ConfirmProps {
    readonly title: string;
    readonly label: string;
    readonly action: Pick<Action<[]>, 'run' | 'busy' | 'error'>;
    readonly look?: 'danger' | 'primary';
    readonly off?: boolean;
    /** Asked to close: given up, or done. */
    readonly onClose: () => void;
    readonly words: OwnWords | undefined;
    readonly more?: ReactNode;
    readonly children: ReactNode;
}
/** Asks before something is done, and stays open if it fails. */
export declare function Confirm({ label, action, look, off, more, children, ...rest }: ConfirmProps): import("react").JSX.Element;
interface ListedProps<T> {
    readonly list: List<T>;
    /** Stands in for a list without items. */
    readonly empty: string;
    readonly words: OwnWords | undefined;
    readonly children: ReactNode;
}
/** A list as far as it is read, with what went wrong above and a way to more below. */
export declare function Listed<T>({ list: { items, status, error, next, reload, loadMore }, empty, words, children }: ListedProps<T>): import("react").JSX.Element;
/** Calls `close` on Escape, and on a press or focus outside of `around`, while `open`. */
export declare const useDismiss: (around: RefObject<HTMLElement | null>, open: boolean, close: () => void) => void;
export {};
