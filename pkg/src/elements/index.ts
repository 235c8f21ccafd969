/**
 * Custom elements on a Hallpass client, for Vue, Svelte, Angular and plain HTML. Importing has no effect;
 * `defineElements()` registers them.
 *
 * @module hallpass/elements
 */

import { HallpassAccept } from './accept.ts';
import { HallpassInboxBell } from './inbox.ts';
import { HallpassPendingInvites } from './pending.ts';
import { HallpassProjectSwitcher } from './project-switcher.ts';
import { HallpassProvider } from './provider.ts';
import { HallpassShow } from './show.ts';
import { HallpassAccountSwitcher } from './switcher.ts';

export { HallpassAccept, HallpassAccountSwitcher, HallpassInboxBell, HallpassPendingInvites, HallpassProjectSwitcher, HallpassProvider, HallpassShow };
export type { OwnWords, Words } from '../words.ts';

/** Every element by its tag. */
export const ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  'hallpass-provider': HallpassProvider,
  'hallpass-show': HallpassShow,
  'hallpass-account-switcher': HallpassAccountSwitcher,
  'hallpass-project-switcher': HallpassProjectSwitcher,
  'hallpass-accept': HallpassAccept,
  'hallpass-inbox-bell': HallpassInboxBell,
  'hallpass-pending-invites': HallpassPendingInvites,
};

/** Registers the elements; those that are registered already stay. On a server it does nothing. */
export const defineElements = (registry: CustomElementRegistry | undefined = globalThis.customElements): void => {
  for (const [tag, element] of Object.entries(ELEMENTS)) if (registry && !registry.get(tag)) registry.define(tag, element);
};

declare global {
  interface HTMLElementTagNameMap {
    'hallpass-provider': HallpassProvider;
    'hallpass-show': HallpassShow;
    'hallpass-account-switcher': HallpassAccountSwitcher;
    'hallpass-project-switcher': HallpassProjectSwitcher;
    'hallpass-accept': HallpassAccept;
    'hallpass-inbox-bell': HallpassInboxBell;
    'hallpass-pending-invites': HallpassPendingInvites;
  }
}
