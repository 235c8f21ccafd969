/**
 * Draws trees of plain values into a shadow root and changes only what is different, so that focus, selection
 * and listeners stay. Text goes in as text: no markup is ever parsed, and no style attribute is written.
 */
/** A listener, or the value of an attribute; `false` and `undefined` leave it out, `true` writes it empty. */
export type PropValue = string | number | boolean | undefined | ((event: Event) => void);
/** What is to be there: an element, or text. */
export type Drawn = Drawing | string | number | undefined | false;
/** An element that is to be there. */
export interface Drawing {
    readonly tag: string;
    /** Attributes, and listeners under `onclick` and the like. `key` tells siblings apart. */
    readonly props: Readonly<Record<string, PropValue>>;
    readonly children: readonly Drawn[];
}
/** An element to be drawn. */
export declare const h: (tag: string, props?: Readonly<Record<string, PropValue>>, ...children: readonly Drawn[]) => Drawing;
interface Known {
    readonly tag: string;
    readonly key: PropValue;
    props: Readonly<Record<string, PropValue>>;
    readonly listeners: Map<string, (event: Event) => void>;
}
/** What was drawn last, by node. */
export type Memory = WeakMap<Node, Known>;
/** Makes the children of `parent` be what `drawn` says. */
export declare const draw: (parent: ParentNode & Node, drawn: readonly Drawn[], memory: Memory) => void;
export {};
