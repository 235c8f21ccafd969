/**
 * Accepting an invite, as a state machine that a page draws.
 *
 * @module hallpass/accept
 */
import type { AcceptFlow } from './accept-types.ts';
import type { Client } from './types.ts';
/** The accept flow of `client`; always the same one. */
export declare const acceptFlow: (client: Client) => AcceptFlow;
