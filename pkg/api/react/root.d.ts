import { type ElementType, type ReactNode } from 'react';
import type { Client } from '../types.ts';
import { type FirstPaint } from './first.ts';
import { type PolicyStore } from './policy.ts';
import type { OwnWords } from './words.ts';
/** Elements of the host's own that stand in for plain ones, so that ready-made parts look like the rest of the page. */
export interface Components {
    /** Takes the props of `<button>`. */
    readonly button?: ElementType;
    /** Takes the props of `<input>`. */
    readonly input?: ElementType;
}
/** What a provider hands down. */
export interface Root {
    readonly client: Client;
    readonly first: FirstPaint;
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
    /** For dates, numbers and the order of names; default is the runtime's. Name it where a server renders. */
    readonly locale?: string;
    /** `'rtl'` keeps names apart in sentences that run from right to left. */
    readonly dir?: 'ltr' | 'rtl';
    readonly components?: Components;
    readonly children?: ReactNode;
}
/** Gives everything inside the client. It starts and closes nothing: the client belongs to whoever made it. */
export declare function HallpassProvider({ client, words, locale, dir, components, children, }: HallpassProviderProps): import("react").JSX.Element;
/** What the provider around handed down. Throws outside of one. */
export declare const useRoot: () => Root;
/** The client of the provider around. */
export declare const useHallpass: () => Client;
