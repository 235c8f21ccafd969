/**
 * Accepting an invite, as a state machine that a page draws.
 *
 * @module hallpass/accept
 */
import type { AcceptFlow } from './accept-types.ts';
import type { Client } from './types.ts';
/**
 * The accept flow of `client`. Each call returns the same one, so that everything on a page shares it.
 *
 * ```ts
 * const flow = acceptFlow(client);
 * const stop = flow.subscribe(() => render(flow.state));
 * joinButton.onclick = () => flow.join();
 * ```
 */
export declare const acceptFlow: (client: Client) => AcceptFlow;
