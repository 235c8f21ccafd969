/** `hallpass` without a place for its WebAssembly: pass it as `createClient({ wasm })`. */

import { createClient as create } from './client/create-client.ts';
import type { Client, ClientOptions } from './types.ts';

/** Makes the client of this page. It asks nothing and starts nothing until its first `subscribe`, `on`, `ready` or operation. */
export const createClient = (options: ClientOptions): Client => create(options);

export * from './public.ts';
