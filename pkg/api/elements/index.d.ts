/**
 * Custom elements on a Hallpass client, for Vue, Svelte, Angular and plain HTML. Importing has no effect;
 * `defineElements()` registers them.
 *
 * @module hallpass/elements
 */
import { HallpassAccept } from './accept.ts';
import { HallpassInboxBell } from './inbox.ts';
import { HallpassPendingInvites } from './pending.ts';
import { HallpassProvider } from './provider.ts';
import { HallpassShow } from './show.ts';
import { HallpassAccountSwitcher } from './switcher.ts';
export { HallpassAccept, HallpassAccountSwitcher, HallpassInboxBell, HallpassPendingInvites, HallpassProvider, HallpassShow };
export type { OwnWords, Words } from '../words.ts';
/** Every element by its tag. */
export declare const ELEMENTS: Readonly<Record<string, CustomElementConstructor>>;
/** Registers the elements; those that are registered already stay. On a server it does nothing. */
export declare const defineElements: (registry?: CustomElementRegistry | undefined) => void;
declare global {
    interface HTMLElementTagNameMap {
        'hallpass-provider': HallpassProvider;
        'hallpass-show': HallpassShow;
        'hallpass-account-switcher': HallpassAccountSwitcher;
        'hallpass-accept': HallpassAccept;
        'hallpass-inbox-bell': HallpassInboxBell;
        'hallpass-pending-invites': HallpassPendingInvites;
    }
}
