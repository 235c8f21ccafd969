/** `hallpass` without a location for its WebAssembly: pass it as `createClient({ wasm })`. */
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
export declare const createClient: (options: ClientOptions) => Client;
export * from './public.ts';
