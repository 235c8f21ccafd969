/** `hallpass` without a place for its WebAssembly: pass it as `createClient({ wasm })`. */

import { createClient as create } from './client.ts';
import type { Client, ClientOptions } from './types.ts';

/** Makes the client of this page and starts to find out who is signed in. */
export const createClient = (options: ClientOptions): Client => create(options);

export * from './public.ts';
