import { type ElementType, type ReactNode } from 'react';
import type { Client } from '../types.ts';
import { type FirstRender } from './first-render.ts';
import { type PolicyStore } from './policy-store.ts';
import type { OwnWords } from './words.ts';
/** Elements of the host's own that stand in for plain ones, so that ready-made parts look like the rest of the page. */
export interface Components {
    /** Takes the props of `<button>`. */
    readonly button?: ElementType;
    /** Takes the props of `<input>`. */
    readonly input?: ElementType;
}
/** What the provider hands down. */
export interface HallpassContextValue {
    readonly client: Client;
    readonly firstRender: FirstRender;
    readonly policy: PolicyStore;
    readonly words: OwnWords;
    readonly locale: string | undefined;
    readonly dir: 'ltr' | 'rtl' | undefined;
    readonly components: Components;
}
/** What `HallpassProvider` takes. */
export interface HallpassProviderProps {
    /** From `createClient`: one per page; on a server one per request. */
    readonly client: Client;
    /** Replaces built-in English words, word by word. */
    readonly words?: OwnWords;
    /** For dates, numbers and the order of names; default is the runtime's. Set it where a server renders. */
    readonly locale?: string;
    /** `'rtl'` isolates names in sentences that run from right to left. */
    readonly dir?: 'ltr' | 'rtl';
    readonly components?: Components;
    readonly children?: ReactNode;
}
/**
 * Gives the client to every component inside. It neither starts nor closes the client.
 *
 * ```tsx
 * <HallpassProvider client={client} locale="en">
 *   <App />
 * </HallpassProvider>
 * ```
 */
export declare function HallpassProvider({ client, words, locale, dir, components, children }: HallpassProviderProps): import("react").JSX.Element;
/** What the nearest provider hands down. Throws outside of one. */
export declare const useHallpassContext: () => HallpassContextValue;
/** The client of the nearest `HallpassProvider`. */
export declare const useHallpass: () => Client;
