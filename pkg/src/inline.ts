/** `hallpass` with its WebAssembly in the code, for bundlers and hosts that carry no other files along. */

import { inline } from './wasm-file/inline.ts';
import { createClient as create } from './client/create-client.ts';
import type { Client, ClientOptions } from './types.ts';

/** Makes the client of this page. It asks nothing and starts nothing until its first `subscribe`, `on`, `ready` or operation. */
export const createClient = (options: ClientOptions): Client => create(options, inline);

export * from './public.ts';
