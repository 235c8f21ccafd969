/**
 * Accepting an invite, as a state machine that a page draws.
 *
 * @module hallpass/accept
 */

import type { AcceptFlow } from './accept-types.ts';
import { createAcceptFlow } from './accept/flow.ts';
import type { Client } from './types.ts';

const flowByClient = new WeakMap<Client, AcceptFlow>();

/**
 * The accept flow of `client`. Each call returns the same one, so that everything on a page shares it.
 *
 * ```ts
 * const flow = acceptFlow(client);
 * const stop = flow.subscribe(() => render(flow.state));
 * joinButton.onclick = () => flow.join();
 * ```
 */
export const acceptFlow = (client: Client): AcceptFlow => {
  let flow = flowByClient.get(client);
  if (!flow) flowByClient.set(client, (flow = createAcceptFlow(client)));
  return flow;
};
