/**
 * What the ready-made user interface says, in English, by place. Translate by giving other words under the
 * same names: each place takes its own and leaves the rest. Refusals have their own texts, see `messages.ts`.
 */

import type { ACCEPT_WORDS } from './words/accept.ts';
import type { EXPLAIN_WORDS } from './words/explain.ts';
import type { INBOX_WORDS } from './words/inbox.ts';
import type { PENDING_WORDS } from './words/pending.ts';
import type { PROJECT_SWITCHER_WORDS } from './words/project-switcher.ts';
import type { COMMON_WORDS } from './words/shared.ts';
import type { SWITCHER_WORDS } from './words/switcher.ts';

// A file for each place, so that what is loaded later takes its words along.
export { ACCEPT_WORDS } from './words/accept.ts';
export { EXPLAIN_WORDS } from './words/explain.ts';
export { INBOX_WORDS } from './words/inbox.ts';
export { PENDING_WORDS } from './words/pending.ts';
export { PROJECT_SWITCHER_WORDS } from './words/project-switcher.ts';
export { COMMON_WORDS } from './words/shared.ts';
export { SWITCHER_WORDS } from './words/switcher.ts';

/** Every word by its name. */
export type Words = Readonly<
  typeof COMMON_WORDS &
    typeof EXPLAIN_WORDS &
    typeof SWITCHER_WORDS &
    typeof PROJECT_SWITCHER_WORDS &
    typeof ACCEPT_WORDS &
    typeof INBOX_WORDS &
    typeof PENDING_WORDS
>;

/** Other words under the same names; what is left out stays English. */
export type OwnWords = Partial<Words>;
