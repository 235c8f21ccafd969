import type { Client } from '../types.ts';
import type { OwnWords } from '../words.ts';
import { type ProviderValues } from './client-element.ts';
/** The platform's class. A server may import this module and creates no element, so any class does there. */
declare const BaseElement: typeof HTMLElement;
/**
 * `<hallpass-provider>`: gives its `client`, and `words`, to every Hallpass element inside. It adds no box.
 *
 * It dispatches the client's events as `hallpass-switch`, `hallpass-joined` and so on, with their data in `detail`.
 *
 * ```js
 * document.querySelector('hallpass-provider').client = createClient({ endpoint, getIdentityToken });
 * ```
 */
export declare class HallpassProvider extends BaseElement implements ProviderValues {
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
