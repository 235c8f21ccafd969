import { type ComponentProps, type ReactNode, type RefObject } from 'react';
import type { Action } from './use-action.ts';
import type { List } from './use-lists.ts';
import type { OwnWords } from './words.ts';
/** Props that every ready-made component takes. */
export interface Ready<S> {
    readonly className?: string | undefined;
    readonly words?: OwnWords | undefined;
    /** Renders everything by itself: gets the state and the actions, and no markup is added. */
    readonly children?: ((state: S) => ReactNode) | undefined;
}
/** Attributes for style sheets: of a component's root, and of each part in it. */
export declare const rootProps: (name: string, className?: string) => {
    'data-hallpass': string;
    className: string | undefined;
};
export declare const partProps: (name: string) => {
    'data-hallpass-part': string;
};
interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
    readonly variant?: 'primary' | 'danger' | 'quiet' | 'link' | undefined;
    readonly busy?: boolean | undefined;
    /** Does nothing when pressed, but stays in the tab order so that people can find out why. */
    readonly disabled?: boolean | undefined;
}
/** A button. */
export declare function Button({ variant, busy, disabled, onClick, type, ...rest }: ButtonProps): import("react").JSX.Element;
/** A labelled input for one line of text. */
export declare function Field({ label, about, onText, ...rest }: ComponentProps<'input'> & {
    label: string;
    about?: string;
    onText(text: string): void;
}): import("react").JSX.Element;
/** An error where it happened: its message, the edge's detail, and the request id to quote to support. */
export declare function Problem({ error, retry }: {
    error: unknown;
    retry?: (() => unknown) | undefined;
}): import("react").JSX.Element | null;
/** Shown while something loads. */
export declare function Waiting({ label }: {
    label?: string;
}): import("react").JSX.Element;
interface DialogProps {
    readonly title: string;
    readonly onClose: () => void;
    readonly words?: OwnWords | undefined;
    /** Makes the content a form that is submitted by this. */
    readonly onSubmit?: (() => unknown) | undefined;
    /** The buttons at the end; the one that confirms comes last. */
    readonly actions?: ReactNode;
    readonly children: ReactNode;
}
/** A modal dialog. Mount it to open it; Escape and Cancel call `onClose`. The focus returns to where it was. */
export declare function Dialog({ title, onClose, words, onSubmit, actions, children }: DialogProps): import("react").JSX.Element;
interface ConfirmProps {
    readonly title: string;
    readonly label: string;
    readonly action: Pick<Action<[]>, 'run' | 'busy' | 'error'>;
    readonly variant?: 'danger' | 'primary';
    readonly disabled?: boolean;
    /** Called when the dialog is cancelled or done. */
    readonly onClose: () => void;
    readonly words: OwnWords | undefined;
    readonly more?: ReactNode;
    readonly children: ReactNode;
}
/** Asks for confirmation before an action, and stays open if it fails. */
export declare function Confirm({ label, action, variant, disabled, more, children, ...rest }: ConfirmProps): import("react").JSX.Element;
interface ListedProps<T> {
    readonly list: List<T>;
    /** Shown for a list without items. */
    readonly empty: string;
    readonly words: OwnWords | undefined;
    readonly children: ReactNode;
}
/** A list as far as it is read, with an error above and a button for more below. */
export declare function Listed<T>({ list: { items, status, error, next, reload, loadMore }, empty, words, children }: ListedProps<T>): import("react").JSX.Element;
/** Calls `close` on Escape, and on a press or focus outside of `around`, while `open` is true. */
export declare const useDismiss: (around: RefObject<HTMLElement | null>, open: boolean, close: () => void) => void;
export {};
