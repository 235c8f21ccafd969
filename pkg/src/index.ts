/**
 * Hallpass in the browser: who is signed in, which team the tab works in, what the user may do, and how they join.
 * Importing has no effects; neither has `createClient`, until the client is used.
 *
 * @module hallpass
 */

import { createClient as create } from './client/create-client.ts';
import type { Client, ClientOptions } from './types.ts';
import { inviteFiles, wasmFile } from './wasm-file/browser.ts';

/**
 * Creates the client of a page. It sends and starts nothing until its first `subscribe`, `on`, `ready` or operation.
 *
 * ```ts
 * const client = createClient({ endpoint: 'https://edge.example.com', getIdentityToken: () => auth.idToken() });
 * await client.ready;
 * button.disabled = !client.can('pods:manage');
 * ```
 */
export const createClient = (options: ClientOptions): Client => create(options, wasmFile, inviteFiles);

export * from './public.ts';
