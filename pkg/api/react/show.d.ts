import { type ReactNode } from 'react';
import type { Explanation } from '../types.ts';
import { type PermissionState, type When } from './permissions.ts';
import type { OwnWords } from './words.ts';
/** What `Show` takes. */
export interface ShowProps {
    /** A permission's name, or a query. */
    readonly when: When;
    /** Shown if it is denied, in mode `hide`. */
    readonly fallback?: ReactNode;
    /** Shown while it is not known. Default: nothing. */
    readonly loading?: ReactNode;
    /**
     * What is done with content that is denied.
     *
     * - `hide` (default): it is not rendered
     * - `disable`: it stays in its place and cannot be used
     * - `explain`: the same, with “Why?” beside it
     */
    readonly mode?: 'hide' | 'disable' | 'explain';
    /** What the content is about, for the accessible name of “Why?”. */
    readonly label?: string;
    readonly words?: OwnWords;
    /** The content; a function gets the permission's state and renders every case by itself. */
    readonly children?: ReactNode | ((gate: PermissionState) => ReactNode);
}
/**
 * Shows `children` to users who have a permission. The edge decides every request again: this only shows and hides.
 *
 * ```tsx
 * <Show when="pods:manage" mode="explain">
 *   <button>Create pod</button>
 * </Show>
 * ```
 */
export declare function Show({ when, fallback, loading, mode, label, words, children }: ShowProps): string | number | bigint | boolean | import("react").JSX.Element | Iterable<ReactNode> | Promise<string | number | bigint | boolean | Iterable<ReactNode> | import("react").ReactElement<unknown, string | import("react").JSXElementConstructor<any>> | import("react").ReactPortal | null | undefined> | null | undefined;
interface WhyProps {
    readonly when: When;
    readonly label?: string | undefined;
    readonly words?: OwnWords | undefined;
}
/** A “Why?” button that shows what is missing, which roles have it, whom to ask and what to do. */
export declare function Why({ when, label, words }: WhyProps): import("react").JSX.Element;
/** An explanation as text. */
export declare function Explained({ explanation, words }: {
    explanation: Explanation;
    words?: OwnWords | undefined;
}): import("react").JSX.Element;
/** A term and its value, inside a `dl`. */
export declare function Fact({ about, children }: {
    about: string;
    children: ReactNode;
}): import("react").JSX.Element;
export {};
