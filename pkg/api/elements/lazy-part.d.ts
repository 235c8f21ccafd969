import type { OwnWords } from '../words.ts';
/**
 * A part of an element that is loaded when it is first shown, and stopped with the client that it shows.
 *
 * - `idle`: nothing has started it
 * - `loading`: it has been started
 * - `ready`: it can be shown
 * - `failed`: it could not be loaded; `start` tries again
 */
export type LazyPartState<T> = {
    readonly status: 'idle' | 'loading' | 'failed';
} | {
    readonly status: 'ready';
    readonly part: T;
};
/** Loads a part and keeps it until it is stopped. */
export declare class LazyPart<T extends {
    stop(): void;
}> {
    #private;
    /** `requestRender` is called when there is something else to show. */
    constructor(requestRender: () => void);
    get state(): LazyPartState<T>;
    /** The part, if it is ready. */
    get current(): T | undefined;
    start(load: () => Promise<T>): void;
    stop(): void;
}
/** What such a part uses of its element. */
export interface PartContext {
    readonly words: OwnWords;
    readonly locale: string | undefined;
    /** A name for use inside a sentence that may run in the other direction. */
    isolated(name: string): string;
    /** Renders again at the end of this task. */
    requestRender(): void;
    /** Renders again now. */
    renderNow(): void;
    /** Dispatches an event from the element. */
    dispatch(event: string, detail: object): boolean;
}
