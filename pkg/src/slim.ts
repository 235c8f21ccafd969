/** `hallpass` without a location for its WebAssembly: pass it as `createClient({ wasm })`. */

import { createClient as create } from './client/create-client.ts';
import type { Client, ClientOptions } from './types.ts';

/**
 * Creates the client of a page. It sends and starts nothing until its first `subscribe`, `on`, `ready` or operation.
 *
 * ```ts
 * const client = createClient({ endpoint: 'https://edge.example.com', getIdentityToken: () => auth.idToken() });
 * await client.ready;
 * button.disabled = !client.can('pods:manage');
 * ```
 */
export const createClient = (options: ClientOptions): Client => create(options);

export * from './public.ts';
