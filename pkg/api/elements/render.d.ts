/**
 * Renders trees of plain values into a shadow root and changes only what is different, so that focus, selection and
 * listeners stay. Text is set as text: no markup is parsed, and no style attribute is written.
 */
/** A listener, or the value of an attribute; `false` and `undefined` leave it out, `true` writes it empty. */
export type PropValue = string | number | boolean | undefined | ((event: Event) => void);
/** An element, text, or nothing. */
export type VirtualNode = VirtualElement | string | number | undefined | false;
/** An element to be rendered. */
export interface VirtualElement {
    readonly tag: string;
    /** Attributes, and listeners under `onclick` and the like. `key` tells siblings apart. */
    readonly props: Readonly<Record<string, PropValue>>;
    readonly children: readonly VirtualNode[];
}
/** Describes an element. */
export declare const h: (tag: string, props?: Readonly<Record<string, PropValue>>, ...children: readonly VirtualNode[]) => VirtualElement;
interface RenderedElement {
    readonly tag: string;
    readonly key: PropValue;
    props: Readonly<Record<string, PropValue>>;
    readonly listeners: Map<string, (event: Event) => void>;
}
/** What each element was rendered from. */
export type RenderedNodes = WeakMap<Node, RenderedElement>;
/** Makes the children of `parent` what `children` describes. */
export declare const renderChildren: (parent: ParentNode & Node, children: readonly VirtualNode[], rendered: RenderedNodes) => void;
export {};
