/**
 * Live lists of members, invites, inbox and audit log, shared by every view of a page.
 *
 * @module hallpass/lists
 */
import type { Lists } from './list-types.ts';
import type { Client } from './types.ts';
/**
 * The lists of `client`. Each call returns the same ones, so that everything on a page shares them.
 *
 * ```ts
 * const members = listsOf(client).members({ role: 'dev' });
 * const stop = members.subscribe(() => render(members.state));
 * ```
 */
export declare const listsOf: (client: Client) => Lists;
