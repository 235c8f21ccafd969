import type { Client } from '../types.ts';
import type { OwnWords } from '../words.ts';
import { type Drawn } from './dom.ts';
import type { Stage } from './later.ts';
/** The platform's class where there is one: a server may import this module, and makes no element. */
declare const Platform: typeof HTMLElement;
/** The element that gives a client to everything inside. */
export declare const PROVIDER = "hallpass-provider";
/** Told at the provider when its client or its words are others than before. */
export declare const PROVIDED = "hallpass-provided";
/** What elements read of the provider around them. */
export interface Provides {
    readonly client?: Client | undefined;
    readonly words?: OwnWords | undefined;
}
/**
 * An element that shows what a client knows. It takes the client from its own `client` property, else from the
 * provider around it, whichever of the two is upgraded or given its client first.
 */
export declare abstract class ClientElement extends Platform {
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
    /** Writes an attribute that was set as a property: frameworks do, where an element has such a property. */
    protected put(name: string, value: unknown): void;
    /** What is to be seen now. */
    protected abstract content(client: Client | undefined): readonly Drawn[];
    /** Begins to use `client`; gives what ends it. Subscriptions draw again through `changed`. */
    protected serve(client: Client): (() => void)[];
    /** Draws again, once for all that changes in this turn. */
    protected changed(): void;
    /** Draws without waiting for the end of this turn. */
    protected drawNow(): void;
    /** Tells the page. Gives whether nobody objected. */
    protected tell(event: string, detail: object): boolean;
    /** The language in which dates and numbers are written. */
    protected get locale(): string | undefined;
    /** A name for use inside a sentence that may run the other way. */
    protected isolated(name: string): string;
    /** What a part that is loaded later needs of this element, and `more`. */
    protected stage<M extends object>(more?: M): Stage & M;
}
/** Takes over properties that were set before the element was upgraded. */
export declare const adopt: (element: object, names: readonly string[]) => void;
export {};
