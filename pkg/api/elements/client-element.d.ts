import type { Client } from '../types.ts';
import type { OwnWords } from '../words.ts';
import type { PartContext } from './lazy-part.ts';
import { type VirtualNode } from './render.ts';
/** The platform's class. A server may import this module and creates no element, so any class does there. */
declare const BaseElement: typeof HTMLElement;
/** The tag of the element that gives a client to everything inside. */
export declare const PROVIDER = "hallpass-provider";
/** The event that a provider dispatches when its client or its words have changed. */
export declare const PROVIDER_CHANGED = "hallpass-provided";
/** What elements read of the provider around them. */
export interface ProviderValues {
    readonly client?: Client | undefined;
    readonly words?: OwnWords | undefined;
}
/**
 * An element that shows what a client knows. It takes the client from its own `client` property, else from the
 * provider around it, whichever of the two is upgraded or given its client first.
 */
export declare abstract class ClientElement extends BaseElement {
    #private;
    /** Shows everything of this element. Absent on a server. */
    protected readonly root: ShadowRoot;
    constructor();
    /** The client; the provider's if none is set here. */
    get client(): Client | undefined;
    set client(client: Client | undefined);
    /** Other words than the English ones, over those of the provider. */
    get words(): OwnWords;
    set words(words: OwnWords | undefined);
    connectedCallback(): void;
    disconnectedCallback(): void;
    attributeChangedCallback(): void;
    /** Writes an attribute that was set as a property, as frameworks do where an element has such a property. */
    protected reflect(name: string, value: unknown): void;
    /** What is to be shown now. */
    protected abstract render(client: Client | undefined): readonly VirtualNode[];
    /** Begins to use `client`; returns what ends it. */
    protected connectClient(client: Client): (() => void)[];
    /** Renders again, once for everything that changes in this task. */
    protected requestRender(): void;
    /** Renders without waiting for the end of this task. */
    protected renderNow(): void;
    /** Dispatches an event to the page. Returns false if a listener has called `preventDefault`. */
    protected dispatch(event: string, detail: object): boolean;
    /** The language in which dates and numbers are written. */
    protected get locale(): string | undefined;
    /** A name for use inside a sentence that may run in the other direction. */
    protected isolated(name: string): string;
    /** What a part that is loaded later uses of this element. */
    protected partContext(): PartContext;
}
/** Applies properties that were set before the element was upgraded. */
export declare const upgradeProperties: (element: object, names: readonly string[]) => void;
export {};
