/**
 * For the script of a join page: what verifies an invite comes with the script, instead of being loaded once it runs.
 *
 * @module hallpass/join
 */

import { internalsOf } from './client/internals.ts';
import { WasmClient } from './client/wasm-client.ts';
import * as glue from './hallpass_invite.js';
import type { Client } from './types.ts';

/**
 * Does what `client.pendingInvite.capture()` does, for a page that shows an invite one request earlier. It adds about 5 kB after gzip
 * to the script that imports it, so use it where the join page has its own script.
 *
 * ```ts
 * captureInvite(client); // first statement of the join page
 * ```
 */
export const captureInvite = (client: Client): void => {
  internalsOf(client)?.useVerifier({ WasmClient, glue });
  client.pendingInvite.capture();
};
