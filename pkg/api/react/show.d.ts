import { type ReactNode } from 'react';
import type { Explanation } from '../types.ts';
import { type PermissionState, type When } from './gates.ts';
import { type OwnWords } from './words.ts';
/** What `Show` takes. */
export interface ShowProps {
    /** A permission's name, or a query. */
    readonly when: When;
    /** Stands in where it is denied, in mode `hide`. */
    readonly fallback?: ReactNode;
    /** Stands in while it is not known; nothing by default. */
    readonly loading?: ReactNode;
    /**
     * - `hide` (default): denied is not there
     * - `disable`: it stays in its place and cannot be used
     * - `explain`: the same, with “Why?” beside it
     */
    readonly mode?: 'hide' | 'disable' | 'explain';
    /** What it is about, for the name of “Why?”. */
    readonly label?: string;
    readonly words?: OwnWords;
    /** What is gated; as a function it gets the gate and draws every case by itself. */
    readonly children?: ReactNode | ((gate: PermissionState) => ReactNode);
}
/** Shows `children` to those who may. The edge decides every request again: this only shows and hides. */
export declare function Show({ when, fallback, loading, mode, label, words, children }: ShowProps): string | number | bigint | boolean | import("react").JSX.Element | Iterable<ReactNode> | Promise<string | number | bigint | boolean | Iterable<ReactNode> | import("react").ReactElement<unknown, string | import("react").JSXElementConstructor<any>> | import("react").ReactPortal | null | undefined> | null | undefined;
interface WhyProps {
    readonly when: When;
    readonly label?: string | undefined;
    readonly words?: OwnWords | undefined;
}
/** “Why?”: says on a press what is missing, which roles have it, whom to ask and what to do. */
export declare function Why({ when, label, words }: WhyProps): import("react").JSX.Element;
/** An explanation in words. */
export declare function Explained({ explanation, words }: {
    explanation: Explanation;
    words?: OwnWords | undefined;
}): import("react").JSX.Element;
/** A fact and what it is about. */
export declare function Fact({ about, children }: {
    about: string;
    children: ReactNode;
}): import("react").JSX.Element;
export {};
