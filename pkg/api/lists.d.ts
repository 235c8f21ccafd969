/**
 * Live lists of members, invites, inbox and audit log, shared by every view of a page.
 *
 * @module hallpass/lists
 */
import type { Lists } from './list-types.ts';
import type { Client } from './types.ts';
/** The lists of `client`; always the same ones. */
export declare const listsOf: (client: Client) => Lists;
