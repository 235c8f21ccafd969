import type { Client } from '../types.ts';
import type { OwnWords } from '../words.ts';
import { type Provides } from './base.ts';
declare const Platform: typeof HTMLElement;
/**
 * `<hallpass-provider>`: gives its `client`, and `words`, to every Hallpass element inside. It adds no box.
 *
 * The client's events arrive here as `hallpass-switch`, `hallpass-joined` and so on, with what they tell in `detail`.
 */
export declare class HallpassProvider extends Platform implements Provides {
    #private;
    constructor();
    /** From `createClient`. */
    get client(): Client | undefined;
    set client(client: Client | undefined);
    /** Other words than the English ones. */
    get words(): OwnWords | undefined;
    set words(words: OwnWords | undefined);
    connectedCallback(): void;
    disconnectedCallback(): void;
}
export {};
